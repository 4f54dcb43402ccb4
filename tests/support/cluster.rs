//! One PostgreSQL for all tests of the binary.
//!
//! It is started in a temporary directory by the first test that needs it. A watchdog process ends it and removes the directory when the
//! test process is gone, however that ended. With `YIWANG_TEST_DATABASE_URL` (a role that may create databases) that server is used
//! instead, which spares `cargo nextest`, with its process per test, the start.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use secrecy::{ExposeSecret, SecretString};
use yiwang::db::embedded::{EmbeddedOptions, EmbeddedPostgres};

const VARIABLE: &str = "YIWANG_TEST_DATABASE_URL";

/// Waits for the test process to go (its end of the pipe closes), then stops PostgreSQL at once and removes what it leaves.
const WATCHDOG: &str = r#"
read -r _
pid=$(head -n 1 "$1/postgres/postmaster.pid" 2>/dev/null)
[ -n "$pid" ] && kill -QUIT "$pid" 2>/dev/null && while kill -0 "$pid" 2>/dev/null; do sleep 0.1; done
rm -rf "$1"
"#;

/// Where test databases are made.
pub(super) enum Cluster {
    /// Our own.
    Own(EmbeddedPostgres),
    /// Somebody's, by URL.
    Given(String),
}

/// The PostgreSQL of this process. Blocks while it starts.
pub(super) fn cluster() -> &'static Cluster {
    static CLUSTER: OnceLock<Cluster> = OnceLock::new();
    CLUSTER.get_or_init(|| std::env::var(VARIABLE).map_or_else(|_| Cluster::start(), Cluster::Given))
}

impl Cluster {
    fn start() -> Self {
        let root = tempfile::Builder::new()
            .prefix("yiwang-test-")
            .tempdir()
            .unwrap()
            .keep();
        // PostgreSQL, run as another user when we are root, must get in.
        fs::set_permissions(&root, fs::Permissions::from_mode(0o755)).unwrap();
        let mut watchdog = Command::new("sh");
        watchdog.args(["-c", WATCHDOG, "watchdog"]).arg(&root);
        let watchdog = watchdog
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        // Keeps our end of the pipe open until the process ends.
        std::mem::forget(watchdog);
        let options = EmbeddedOptions {
            data_dir: root.join("postgres"),
            bin: None,
        };
        Self::Own(EmbeddedPostgres::start(&options).unwrap())
    }

    /// The URL of a database for the schema's owner.
    pub(super) fn owner_url(&self, database: &str) -> SecretString {
        match self {
            Self::Own(postgres) => postgres.owner_url_of(database),
            Self::Given(url) => on_database(url, database),
        }
    }

    /// The URL of a database for the server.
    pub(super) fn server_url(&self, database: &str) -> SecretString {
        match self {
            Self::Own(postgres) => postgres.server_url_of(database),
            Self::Given(url) => on_database(url, database),
        }
    }

    /// A database that is always there, from which others are made.
    pub(super) fn maintenance_url(&self) -> SecretString {
        match self {
            Self::Own(postgres) => postgres.owner_url(),
            Self::Given(url) => url.clone().into(),
        }
    }

    /// The same, for the server's role.
    pub(super) fn maintenance_url_of_server(&self) -> SecretString {
        match self {
            Self::Own(postgres) => postgres.server_url(),
            Self::Given(url) => url.clone().into(),
        }
    }
}

fn on_database(url: &str, database: &str) -> SecretString {
    let (address, parameters) = url
        .split_once('?')
        .map_or((url, String::new()), |(a, p)| (a, format!("?{p}")));
    let at = address.rfind('/').unwrap();
    format!("{}/{database}{parameters}", &address[..at]).into()
}

/// The text of a URL, for tools that take nothing else.
pub fn exposed(url: &SecretString) -> &str {
    url.expose_secret()
}
