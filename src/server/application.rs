//! The life of a server.

use std::future::Future;
use std::net::TcpListener;

use actix_web::dev::Server;

use super::database::Database;
use super::loops::Loops;
use super::{Mode, Parts, StartError, http};
use crate::config::{Settings, keys};
use crate::crypto::Keys;

/// A server that listens, and serves once it is run.
pub struct Application {
    server: Server,
    port: u16,
    parts: Parts,
    database: Database,
    mode: Mode,
    loops: bool,
}

impl Application {
    /// Builds a server from settings.
    ///
    /// 1. Listen first, and read the keys: what is wrong with them is found out before anything is started.
    /// 2. Open the database; see [`Database::open`].
    /// 3. Build the parts and the HTTP server. In production the law's clock is the machine's: a database whose clock was moved is refused.
    ///
    /// # Errors
    /// When the port is taken, the database cannot be used, or a setting is wrong.
    pub async fn build(settings: Settings, mode: Mode) -> Result<Self, StartError> {
        let listener = listen(&settings)?;
        let port = listener.local_addr().map_err(StartError::Failed)?.port();
        let keys = keys::keys(&settings)?;
        let database = Database::open(&settings, mode).await?;
        let built = Self::furnish(&settings, mode, &keys, &database, listener).await;
        match built {
            Ok((parts, server)) => Ok(Self {
                server,
                port,
                parts,
                database,
                mode,
                loops: true,
            }),
            Err(error) => {
                database.close().await;
                Err(error)
            }
        }
    }

    async fn furnish(
        settings: &Settings,
        mode: Mode,
        keys: &Keys,
        database: &Database,
        listener: TcpListener,
    ) -> Result<(Parts, Server), StartError> {
        let parts = Parts::build(settings, mode, keys, database.db.clone()).await?;
        if mode == Mode::Production && !parts.clock.offset().is_zero() {
            return Err(StartError::MovedClock);
        }
        let server = http::serve(settings, mode, &parts, listener).map_err(StartError::Failed)?;
        Ok((parts, server))
    }

    /// The port it listens on.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// What its operations work with.
    pub fn parts(&self) -> &Parts {
        &self.parts
    }

    /// Without the background loops, for tests that run due work themselves.
    #[must_use]
    pub fn without_loops(mut self) -> Self {
        self.loops = false;
        self
    }

    /// Serves until `shutdown` is done, then stops in order.
    ///
    /// 1. Say that no more work is wanted (`/readyz` answers 503).
    /// 2. Stop accepting.
    /// 3. Stop the loops, while the threads that carry their database connections still run.
    /// 4. Let requests under way finish.
    /// 5. Close the database.
    ///
    /// # Errors
    /// When the server fails by itself.
    pub async fn run_until(self, shutdown: impl Future<Output = ()>) -> Result<(), StartError> {
        let Self {
            server,
            parts,
            database,
            mode,
            loops,
            ..
        } = self;
        let handle = server.handle();
        let loops = loops.then(|| Loops::start(&parts, mode));
        let mut serving = tokio::spawn(server);
        let ended = tokio::select! {
            ended = &mut serving => Some(ended),
            () = shutdown => None,
        };
        tracing::info!("stopping");
        parts.stopping.begin();
        handle.pause().await;
        if let Some(loops) = loops {
            loops.stop().await;
        }
        let ended = match ended {
            Some(ended) => ended,
            None => {
                handle.stop(true).await;
                serving.await
            }
        };
        database.close().await;
        ended
            .map_err(|error| StartError::part("server", error))?
            .map_err(StartError::Failed)
    }
}

/// Runs some work on the parts of a server that does not serve: for the command line. Its clock is the database's, moved or not.
///
/// # Errors
/// When the database cannot be used, or a setting is wrong.
pub async fn on_parts<T>(settings: &Settings, work: impl AsyncFnOnce(&Parts) -> T) -> Result<T, StartError> {
    let keys = keys::keys(settings)?;
    let database = Database::open(settings, Mode::Production).await?;
    let done = match Parts::build(settings, Mode::Production, &keys, database.db.clone()).await {
        Ok(parts) => Ok(work(&parts).await),
        Err(error) => Err(error),
    };
    database.close().await;
    done
}

fn listen(settings: &Settings) -> Result<TcpListener, StartError> {
    TcpListener::bind((settings.host.as_str(), settings.port)).map_err(|source| StartError::Listen {
        address: format!("{}:{}", settings.host, settings.port),
        source,
    })
}
