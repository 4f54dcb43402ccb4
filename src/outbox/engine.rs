//! The engine: both queues of one instance, with their handlers.

use std::collections::HashMap;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use thiserror::Error;
use tokio::sync::watch;

use super::attend::Server;
use super::bell::{Bell, tell};
use super::handler::{Handler, TimerHandler};
use super::listen::listen;
use super::options::EngineOptions;
use super::queue::{OUTBOX, TIMERS};
use super::worker::Worker;
use crate::clock::Clock;
use crate::db::{Db, DbError};

const REPORT_EVERY: Duration = Duration::from_secs(15);

/// Why the engine could not do its own part of the work.
#[derive(Debug, Error)]
pub enum EngineError {
    /// No connection to the database.
    #[error(transparent)]
    Database(#[from] DbError),
    /// A statement of the engine failed.
    #[error(transparent)]
    Statement(#[from] diesel::result::Error),
    /// The runtime is shutting down.
    #[error("work was interrupted: {0}")]
    Interrupted(tokio::task::JoinError),
}

/// What the workers of one instance share.
pub(super) struct Shop {
    pub(super) db: Db,
    pub(super) clock: Clock,
    pub(super) options: EngineOptions,
    pub(super) bell: Bell,
}

/// Works off `outbox` and `timer` on this instance. Any number of instances share the work.
///
/// ```ignore
/// let engine = Engine::new(db, clock, EngineOptions::default()).on(mail).on_timer(lapse);
/// engine.run(async move { let _ = stop.changed().await; }).await;
/// ```
pub struct Engine {
    shop: Arc<Shop>,
    jobs: HashMap<String, Server>,
    alarms: HashMap<String, Server>,
}

impl Engine {
    /// An engine that serves nothing yet.
    pub fn new(db: Db, clock: Clock, options: EngineOptions) -> Self {
        Self::woken_by(Bell::default(), db, clock, options)
    }

    /// An engine that serves nothing yet and looks for work whenever a bell is rung.
    pub fn woken_by(bell: Bell, db: Db, clock: Clock, options: EngineOptions) -> Self {
        Self {
            shop: Arc::new(Shop {
                db,
                clock,
                options,
                bell,
            }),
            jobs: HashMap::new(),
            alarms: HashMap::new(),
        }
    }

    /// Serves a topic of the outbox; the last handler of a topic stands.
    #[must_use]
    pub fn on(mut self, handler: impl Handler) -> Self {
        self.jobs
            .insert(handler.topic().to_owned(), Server::Job(Arc::new(handler)));
        self
    }

    /// Serves a kind of alarm; the last handler of a kind stands.
    #[must_use]
    pub fn on_timer(mut self, handler: impl TimerHandler) -> Self {
        self.alarms
            .insert(handler.kind().to_owned(), Server::Alarm(Arc::new(handler)));
        self
    }

    /// Works until `shutdown` completes, then finishes what it holds and returns.
    pub async fn run(&self, shutdown: impl Future<Output = ()>) {
        let (stop, stopping) = watch::channel(false);
        let (jobs, alarms) = self.workers();
        let work = async {
            tokio::join!(jobs.run(stopping.clone()), alarms.run(stopping.clone()));
        };
        let watch = async {
            tokio::select! {
                () = shutdown => {}
                () = listen(&self.shop) => {}
                () = tell(&self.shop) => {}
                () = report(&jobs, &alarms) => {}
            }
            // The receivers live in `work`, beside us.
            stop.send_replace(true);
        };
        tokio::join!(work, watch);
    }

    /// Works off everything that is due now, until nothing is: also what the work itself brings about. Returns how many rows were attended
    /// to; failures postpone their rows and so end it too. Takes only what no other worker holds.
    ///
    /// # Errors
    /// When the database is out of reach.
    ///
    /// # Panics
    /// When a handler did.
    pub async fn drain(&self) -> Result<usize, EngineError> {
        let (jobs, alarms) = self.workers();
        let mut attended = 0;
        loop {
            let round = jobs.round().await? + alarms.round().await?;
            if round == 0 {
                return Ok(attended);
            }
            attended += round;
        }
    }

    fn workers(&self) -> (Worker, Worker) {
        (
            Worker::new(self.shop.clone(), &OUTBOX, self.jobs.clone()),
            Worker::new(self.shop.clone(), &TIMERS, self.alarms.clone()),
        )
    }
}

async fn report(jobs: &Worker, alarms: &Worker) {
    loop {
        for worker in [jobs, alarms] {
            if let Err(error) = worker.report().await {
                tracing::warn!(%error, "cannot count the backlog");
            }
        }
        tokio::time::sleep(REPORT_EVERY).await;
    }
}
