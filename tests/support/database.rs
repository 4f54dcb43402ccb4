//! A database for each test, copied from a template that is migrated and seeded once.

use std::sync::atomic::{AtomicU32, Ordering};

use diesel::sql_query;
use diesel::sql_types::Text;
use diesel_async::{RunQueryDsl, SimpleAsyncConnection};
use secrecy::SecretString;
use tokio::sync::OnceCell;
use yiwang::config::Settings;
use yiwang::db::{Db, PoolOptions, migrations};

use super::cluster::{Cluster, cluster, exposed};

/// The same in every process of the tests, because the template is sealed with them.
const KEYS: [(&str, &str); 3] = [
    ("YIWANG_KEYS__DATA", "ZGF0YSBrZXkgb2YgdGhlIGludGVncmF0aW9uIHRlc3Q="),
    ("YIWANG_KEYS__INDEX", "aW5kZXgga2V5IG9mIHRoZSBpbnRlZ3JhdGlvbiB0ZXM="),
    ("YIWANG_KEYS__TOKEN", "dG9rZW4ga2V5IG9mIHRoZSBpbnRlZ3JhdGlvbiB0ZXM="),
];

#[derive(diesel::QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    line: String,
}

/// A database of one test's own; dropped with it.
pub struct TestDatabase {
    cluster: &'static Cluster,
    name: String,
}

impl TestDatabase {
    /// Migrated, with the demo catalogue and the demo accounts.
    pub async fn seeded() -> Self {
        static TEMPLATE: OnceCell<TestDatabase> = OnceCell::const_new();
        let template = TEMPLATE.get_or_init(Self::template).await;
        Self::create(&format!("template {}", template.name)).await
    }

    /// Without a single table.
    pub async fn empty() -> Self {
        Self::create("").await
    }

    async fn template() -> Self {
        let template = Self::empty().await;
        migrations::migrate(&template.owner_url(), &template.server_url())
            .await
            .unwrap();
        super::app::seed(&template).await;
        // PostgreSQL copies no database that is in use.
        disconnect(template.cluster, &template.name).await;
        template
    }

    async fn create(from: &str) -> Self {
        static SERIAL: AtomicU32 = AtomicU32::new(0);
        let cluster = tokio::task::spawn_blocking(cluster).await.unwrap();
        let name = format!(
            "yiwang_test_{}_{}",
            std::process::id(),
            SERIAL.fetch_add(1, Ordering::Relaxed)
        );
        execute(&cluster.maintenance_url(), &format!("create database {name} {from}")).await;
        Self { cluster, name }
    }

    /// The URL for the schema's owner.
    pub fn owner_url(&self) -> SecretString {
        self.cluster.owner_url(&self.name)
    }

    /// The URL for the server.
    pub fn server_url(&self) -> SecretString {
        self.cluster.server_url(&self.name)
    }

    /// Runs a statement as the schema's owner.
    pub async fn execute(&self, statement: &str) {
        execute(&self.owner_url(), statement).await;
    }

    /// The rows of a query for one column, as text, asked as the schema's owner.
    pub async fn lines(&self, query: &str) -> Vec<String> {
        let db = pool(&self.owner_url());
        let rows: Vec<Row> = sql_query(format!("select q.line::text as line from ({query}) as q (line)"))
            .load(&mut *db.get().await.unwrap())
            .await
            .unwrap();
        rows.into_iter().map(|row| row.line).collect()
    }

    /// Drops the database under whoever uses it.
    pub async fn vanish(&self) {
        vanish(self.cluster, &self.name).await;
    }

    /// Settings for a server on this database.
    pub fn settings(&self) -> Settings {
        let mut settings = Settings {
            port: 0,
            workers: Some(1),
            ..Settings::default()
        };
        settings.database.url = Some(self.server_url());
        settings.database.owner_url = Some(self.owner_url());
        settings.database.pool_size = 4;
        settings.keys.data = Some(KEYS[0].1.into());
        settings.keys.index = Some(KEYS[1].1.into());
        settings.keys.token = Some(KEYS[2].1.into());
        settings
    }

    /// The same settings, as the environment of the program.
    pub fn environment(&self) -> Vec<(String, String)> {
        let urls = [
            ("DATABASE_URL", self.server_url()),
            ("YIWANG_OWNER_DATABASE_URL", self.owner_url()),
        ];
        let urls = urls
            .into_iter()
            .map(|(name, url)| (name.to_owned(), exposed(&url).to_owned()));
        urls.chain(KEYS.map(|(name, key)| (name.to_owned(), key.to_owned())))
            .collect()
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        let (cluster, name) = (self.cluster, self.name.clone());
        // A thread of its own, because this may run inside a runtime, where blocking is not allowed.
        let _ = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .unwrap();
            runtime.block_on(vanish(cluster, &name));
        })
        .join();
    }
}

/// Ends whoever uses a database: each role may end its own sessions.
async fn disconnect(cluster: &Cluster, name: &str) {
    let end = format!(
        "select pg_terminate_backend(pid) from pg_stat_activity
         where datname = '{name}' and usename = current_user and pid <> pg_backend_pid()"
    );
    execute(&cluster.maintenance_url_of_server(), &end).await;
    execute(&cluster.maintenance_url(), &end).await;
}

async fn vanish(cluster: &Cluster, name: &str) {
    // A pool may connect again at any moment.
    let close = format!(
        "do $$ begin if exists (select from pg_database where datname = '{name}') then
         alter database {name} connection limit 0; end if; end $$"
    );
    execute(&cluster.maintenance_url(), &close).await;
    disconnect(cluster, name).await;
    execute(&cluster.maintenance_url(), &format!("drop database if exists {name}")).await;
}

async fn execute(url: &SecretString, statement: &str) {
    let db = pool(url);
    db.get().await.unwrap().batch_execute(statement).await.unwrap();
}

fn pool(url: &SecretString) -> Db {
    Db::connect(
        url,
        &PoolOptions {
            max_size: 2,
            ..PoolOptions::default()
        },
    )
    .unwrap()
}
