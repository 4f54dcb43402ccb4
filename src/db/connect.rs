//! Opening one connection: the URL, TLS, and what every session of ours is set to.

use std::time::Duration;

use diesel_async::{AsyncPgConnection, SimpleAsyncConnection};
use secrecy::{ExposeSecret, SecretString};
use tokio_postgres::Config;
use tokio_postgres_rustls::MakeRustlsConnect;

use super::error::{DbError, chain};
use super::tls;

/// How long one attempt to connect may take, unless the URL has `connect_timeout`.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// A transaction forgotten open holds locks and old rows: the server ends it.
const FORGOTTEN_TRANSACTION: Duration = Duration::from_secs(60);

/// How to reach one database as one role.
#[derive(Clone)]
pub(super) struct Connector {
    config: Config,
    tls: MakeRustlsConnect,
}

impl Connector {
    /// Reads the URL and prepares TLS as its `sslmode` says (see [`tls`]).
    pub(super) fn new(url: &SecretString) -> Result<Self, DbError> {
        let mut config = parse(url)?;
        if config.get_application_name().is_none() {
            config.application_name("yiwang");
        }
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(CONNECT_TIMEOUT);
        }
        let tls = tls::connector(config.get_ssl_mode())?;
        Ok(Self { config, tls })
    }

    /// Connects. Statements longer than `statement_timeout` are cancelled by the server; `None` lets them run.
    ///
    /// The session's time zone is UTC (Diesel sees to that).
    pub(super) async fn connect(&self, statement_timeout: Option<Duration>) -> Result<AsyncPgConnection, DbError> {
        let (client, connection) = self.config.connect(self.tls.clone()).await?;
        let mut connection = AsyncPgConnection::try_from_client_and_connection(client, connection)
            .await
            .map_err(|e| DbError::Connect(chain(&e)))?;
        // By SET, not by start-up options: poolers between us and the server refuse those.
        let settings = format!(
            "set statement_timeout = {}; set idle_in_transaction_session_timeout = {}",
            statement_timeout.map_or(0, |timeout| timeout.as_millis()),
            FORGOTTEN_TRANSACTION.as_millis()
        );
        connection.batch_execute(&settings).await?;
        Ok(connection)
    }
}

/// The user an URL logs in as.
pub(super) fn user_of(url: &SecretString) -> Result<String, DbError> {
    parse(url)?
        .get_user()
        .map(str::to_owned)
        .ok_or_else(|| DbError::Url("it names no user".to_owned()))
}

fn parse(url: &SecretString) -> Result<Config, DbError> {
    // tokio-postgres knows three modes; our `require` checks all that `verify-full` does.
    let url = url
        .expose_secret()
        .replace("sslmode=verify-full", "sslmode=require")
        .replace("sslmode=verify-ca", "sslmode=require");
    url.parse::<Config>().map_err(|e| DbError::Url(chain(&e)))
}

#[cfg(test)]
mod tests {
    use tokio_postgres::config::SslMode;

    use super::*;

    #[test]
    fn every_sslmode_of_libpq_that_verifies_means_require() {
        let mode = |url: &str| parse(&SecretString::from(url)).unwrap().get_ssl_mode();
        assert_eq!(mode("postgres://a:b@db.example/x"), SslMode::Prefer);
        assert_eq!(mode("postgres://a:b@db.example/x?sslmode=disable"), SslMode::Disable);
        for strict in ["require", "verify-ca", "verify-full"] {
            let url = format!("postgres://a:b@db.example/x?sslmode={strict}");
            assert_eq!(mode(&url), SslMode::Require, "{strict}");
        }
    }

    #[test]
    fn a_wrong_url_is_refused_without_telling_the_password() {
        for url in [
            "postgres://a:hunter2@db.example:port/x",
            "hunter2",
            "postgres://a:hunter2@h/x?sslmode=maybe",
        ] {
            let error = Connector::new(&SecretString::from(url)).err().unwrap();
            assert!(matches!(error, DbError::Url(_)), "{error}");
            assert!(!format!("{error} {error:?}").contains("hunter2"), "{error}");
        }
    }

    #[test]
    fn the_role_is_the_user_of_the_url() {
        let url = SecretString::from("postgres://yiwang%5Fserver:b@h/x");
        assert_eq!(user_of(&url).unwrap(), "yiwang_server");
        assert!(user_of(&SecretString::from("postgres://h/x")).is_err());
    }
}
