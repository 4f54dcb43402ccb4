//! The life of a server.

use std::future::Future;
use std::net::TcpListener;

use actix_web::dev::Server;

use super::database::Database;
use super::loops::Loops;
use super::{Mode, Parts, StartError, http};
use crate::config::Settings;

/// A server that listens, and serves once it is run.
pub struct Application {
    server: Server,
    port: u16,
    parts: Parts,
    database: Database,
    loops: bool,
}

impl Application {
    /// Builds a server from settings.
    ///
    /// 1. Listen first: a taken port is found out before anything is started.
    /// 2. Open the database; see [`Database::open`].
    /// 3. Build the parts and the HTTP server.
    ///
    /// # Errors
    /// When the port is taken, the database cannot be used, or a setting is wrong.
    pub async fn build(settings: Settings, mode: Mode) -> Result<Self, StartError> {
        let listener = listen(&settings)?;
        let port = listener.local_addr().map_err(StartError::Failed)?.port();
        let database = Database::open(&settings, mode).await?;
        let built = Self::furnish(&settings, mode, &database, listener).await;
        match built {
            Ok((parts, server)) => Ok(Self {
                server,
                port,
                parts,
                database,
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
        database: &Database,
        listener: TcpListener,
    ) -> Result<(Parts, Server), StartError> {
        let parts = Parts::build(settings, mode, database.db.clone()).await?;
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
    /// 2. Stop accepting; let requests under way finish.
    /// 3. Stop the loops.
    /// 4. Close the database.
    ///
    /// # Errors
    /// When the server fails by itself.
    pub async fn run_until(self, shutdown: impl Future<Output = ()>) -> Result<(), StartError> {
        let Self {
            server,
            parts,
            database,
            loops,
            ..
        } = self;
        let handle = server.handle();
        let loops = loops.then(|| Loops::start(&parts));
        let mut serving = tokio::spawn(server);
        let ended = tokio::select! {
            ended = &mut serving => Some(ended),
            () = shutdown => None,
        };
        parts.stopping.begin();
        let ended = match ended {
            Some(ended) => ended,
            None => {
                tracing::info!("stopping");
                handle.stop(true).await;
                serving.await
            }
        };
        if let Some(loops) = loops {
            loops.stop().await;
        }
        database.close().await;
        ended
            .map_err(|error| StartError::part("server", error))?
            .map_err(StartError::Failed)
    }
}

fn listen(settings: &Settings) -> Result<TcpListener, StartError> {
    TcpListener::bind((settings.host.as_str(), settings.port)).map_err(|source| StartError::Listen {
        address: format!("{}:{}", settings.host, settings.port),
        source,
    })
}
