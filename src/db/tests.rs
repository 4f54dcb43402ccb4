//! Pool, migrations and rights against a real PostgreSQL.

use std::time::{Duration, Instant};

use diesel::IntoSql;
use diesel::sql_types::{Integer, Text};
use diesel_async::{AsyncConnection, AsyncPgConnection, RunQueryDsl, SimpleAsyncConnection};
use secrecy::SecretString;

use super::connect::Connector;
use super::testing::TestDatabase;
use super::*;

#[derive(diesel::QueryableByName)]
struct Word {
    #[diesel(sql_type = Text)]
    word: String,
}

async fn words(connection: &mut AsyncPgConnection, sql: &str) -> Vec<String> {
    let rows: Vec<Word> = diesel::sql_query(sql).load(connection).await.unwrap();
    rows.into_iter().map(|row| row.word).collect()
}

async fn connect(url: &SecretString) -> AsyncPgConnection {
    Connector::new(url).unwrap().connect(None).await.unwrap()
}

fn one_connection() -> PoolOptions {
    PoolOptions {
        max_size: 1,
        wait_timeout: Duration::from_millis(50),
        ..PoolOptions::default()
    }
}

#[tokio::test]
async fn every_statement_counts_once_and_nothing_else_does() {
    let database = TestDatabase::create().await;
    let db = Db::connect(&database.server_url(), &PoolOptions::default()).unwrap();
    let mut connection = db.get().await.unwrap();
    assert_eq!(db.statements(), 0, "setting up a connection is not counted");

    let one = || diesel::select(1.into_sql::<Integer>());
    assert_eq!(one().get_result::<i32>(&mut connection).await.unwrap(), 1);
    assert_eq!(db.statements(), 1, "preparing is not counted");
    one().execute(&mut connection).await.unwrap();
    assert_eq!(db.statements(), 2);
    connection.batch_execute("select 1").await.unwrap();
    assert_eq!(db.statements(), 3);

    connection
        .transaction(async |connection| one().get_result::<i32>(connection).await)
        .await
        .unwrap();
    assert_eq!(db.statements(), 6, "BEGIN and COMMIT count");

    let (mut first, mut second) = (&*connection, &*connection);
    let (a, b) = (one(), one());
    futures_util::try_join!(a.get_result::<i32>(&mut first), b.get_result::<i32>(&mut second)).unwrap();
    assert_eq!(db.statements(), 8, "so do pipelined statements");

    let failing = diesel::sql_query("select 1/0").execute(&mut connection).await;
    assert!(failing.is_err());
    assert_eq!(db.statements(), 9, "and failing ones");

    let clone = db.clone();
    one().execute(&mut clone.get().await.unwrap()).await.unwrap();
    assert_eq!(db.statements(), 10, "clones share the count");
}

#[tokio::test]
async fn sessions_are_set_up() {
    let database = TestDatabase::create().await;
    let db = Db::connect(&database.server_url(), &PoolOptions::default()).unwrap();
    let mut connection = db.get().await.unwrap();
    let settings = "select concat_ws(' ', current_setting('application_name'), current_setting('TimeZone'), \
                    current_setting('statement_timeout'), current_user) as word";
    assert_eq!(words(&mut connection, settings).await, ["yiwang UTC 30s yiwang_server"]);
}

#[tokio::test]
async fn a_full_pool_says_busy_and_an_unreachable_server_says_so() {
    let database = TestDatabase::create().await;
    let db = Db::connect(&database.server_url(), &one_connection()).unwrap();
    let held = db.get().await.unwrap();
    assert!(matches!(db.get().await.err().unwrap(), DbError::Busy));
    drop(held);
    db.ping().await.unwrap();

    let nowhere = Db::connect(
        &SecretString::from("postgres://a:b@127.0.0.1:1/x"),
        &PoolOptions::default(),
    )
    .unwrap();
    assert!(matches!(nowhere.ping().await.unwrap_err(), DbError::Connect(_)));
}

#[tokio::test]
async fn a_lost_connection_and_a_forgotten_transaction_are_not_lent_again() {
    let database = TestDatabase::create().await;
    let db = Db::connect(
        &database.server_url(),
        &PoolOptions {
            max_size: 1,
            ..PoolOptions::default()
        },
    )
    .unwrap();
    let mut observer = connect(&database.owner_url()).await;

    let mut connection = db.get().await.unwrap();
    let pid = "select pg_backend_pid()::text as word";
    let first = words(&mut connection, pid).await;
    let lost = connection
        .batch_execute("select pg_terminate_backend(pg_backend_pid())")
        .await;
    assert!(lost.is_err());
    drop(connection);
    // The news of the loss may be a moment behind it.
    let deadline = Instant::now() + Duration::from_secs(30);
    while db.ping().await.is_err() {
        assert!(Instant::now() < deadline, "the lost connection is lent on and on");
    }
    let mut connection = db.get().await.unwrap();
    let second = words(&mut connection, pid).await;
    assert_ne!(second, first);

    // A command whose future is dropped in the middle of its transaction.
    let begun = tokio::sync::Notify::new();
    let command = connection.transaction(async |connection| {
        diesel::sql_query("select 1").execute(connection).await?;
        begun.notify_one();
        std::future::pending::<Result<(), diesel::result::Error>>().await
    });
    tokio::select! {
        ended = command => panic!("{ended:?}"),
        () = begun.notified() => {}
    }
    drop(connection);
    let mut connection = db.get().await.unwrap();
    assert_ne!(words(&mut connection, pid).await, second);
    assert_eq!(words(&mut observer, "select 'well' as word").await, ["well"]);
}

const TABLES: &str = "select tablename::text as word from pg_tables where schemaname = 'public' \
                      and tablename <> '__diesel_schema_migrations' order by 1";

#[tokio::test]
async fn the_schema_goes_up_down_and_up_again() {
    let database = TestDatabase::create().await;
    let (owner, server) = (database.owner_url(), database.server_url());
    let mut observer = connect(&owner).await;
    let all = migrations::pending(&mut observer).await.unwrap();
    assert!(!all.is_empty());

    assert_eq!(migrations::migrate(&owner, &server).await.unwrap(), all);
    let tables = words(&mut observer, TABLES).await;
    assert!(tables.contains(&"event".to_owned()), "{tables:?}");
    let mut served = connect(&server).await;
    assert!(migrations::pending(&mut served).await.unwrap().is_empty());
    assert!(migrations::migrate(&owner, &server).await.unwrap().is_empty());

    assert_eq!(migrations::revert_all(&owner).await.unwrap().len(), all.len());
    assert!(words(&mut observer, TABLES).await.is_empty());
    assert_eq!(migrations::pending(&mut served).await.unwrap(), all);

    assert_eq!(migrations::migrate(&owner, &server).await.unwrap(), all);
    assert_eq!(words(&mut observer, TABLES).await, tables);
}

#[tokio::test]
async fn instances_that_start_together_migrate_once() {
    let database = TestDatabase::create().await;
    let (owner, server) = (database.owner_url(), database.server_url());
    let all = migrations::pending(&mut connect(&owner).await).await.unwrap();
    let instances = (0..4).map(|_| migrations::migrate(&owner, &server));
    let run = futures_util::future::try_join_all(instances).await.unwrap().concat();
    assert_eq!(run, all);
}

#[tokio::test]
async fn the_server_role_has_its_rights_and_no_others() {
    let database = TestDatabase::create().await;
    migrations::migrate(&database.owner_url(), &database.server_url())
        .await
        .unwrap();
    let mut server = connect(&database.server_url()).await;

    let rights = "select c.relname || ':' || string_agg(left(p, 1), '' order by p) as word \
                  from pg_class c, unnest(array['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER']) p \
                  where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and has_table_privilege(c.oid, p) \
                  group by c.relname";
    let rights = words(&mut server, rights).await;
    let count = words(&mut server, "select count(*)::text as word from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')").await;
    assert_eq!(count, [rights.len().to_string()], "every table is granted something");
    for right in rights {
        let expected = match right.split_once(':').unwrap().0 {
            "event" | "audit" => "IS",
            "__diesel_schema_migrations" => "S",
            _ => "DISU",
        };
        assert!(right.ends_with(&format!(":{expected}")), "{right}");
    }
    for forbidden in [
        "update event set kind = 'x'",
        "delete from audit",
        "truncate event",
        "drop table event",
        "create table x ()",
        "grant update on event to yiwang_server; update event set kind = 'x'",
        "set role yiwang_owner",
    ] {
        let refused = server.batch_execute(forbidden).await;
        assert!(refused.is_err(), "{forbidden}");
    }
}

#[tokio::test]
async fn an_owner_that_serves_itself_is_warned_about_and_an_unknown_role_refused() {
    let database = TestDatabase::create().await;
    let owner = database.owner_url();
    assert!(!migrations::migrate(&owner, &owner).await.unwrap().is_empty());

    let stranger = SecretString::from("postgres://stranger:x@127.0.0.1/x");
    let error = migrations::migrate(&owner, &stranger).await.unwrap_err();
    assert!(
        matches!(&error, DbError::NoServerRole { role } if role == "stranger"),
        "{error}"
    );
}
