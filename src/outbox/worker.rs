//! One queue being worked off: claim as much as there are free hands for, attend to each row on its own task.

use std::collections::HashMap;
use std::panic::resume_unwind;
use std::sync::Arc;

use tokio::sync::watch;
use tokio::task::JoinSet;

use super::attend::{Panic, Server, attend};
use super::engine::{EngineError, Shop};
use super::queue::Queue;
use super::{metrics, store};

/// The worker of one queue on this instance.
pub(super) struct Worker {
    shop: Arc<Shop>,
    queue: &'static Queue,
    names: Vec<String>,
    servers: HashMap<String, Server>,
}

impl Worker {
    /// Names without a server here are left alone: another instance may know them.
    pub(super) fn new(shop: Arc<Shop>, queue: &'static Queue, servers: HashMap<String, Server>) -> Self {
        Self {
            shop,
            queue,
            names: servers.keys().cloned().collect(),
            servers,
        }
    }

    /// Works until told to stop, then finishes what it holds.
    ///
    /// While a look brings as much as was asked for, the next follows as soon as half the hands are free; otherwise at a wake-up or the next poll.
    pub(super) async fn run(&self, mut stop: watch::Receiver<bool>) {
        let hands = self.hands();
        let mut wake = self.shop.bell.waking();
        let mut running = JoinSet::new();
        let mut more = true;
        while !*stop.borrow() {
            if more && running.len() <= hands / 2 {
                let free = hands - running.len();
                more = match self.take(free, &mut running).await {
                    Ok(taken) => taken == free,
                    Err(error) => {
                        tracing::warn!(queue = self.queue.table, %error, "cannot look for work");
                        false
                    }
                };
            }
            tokio::select! {
                _ = stop.changed() => {}
                _ = wake.changed() => more = true,
                () = tokio::time::sleep(self.shop.options.poll()) => more = true,
                Some(_) = running.join_next() => {}
            }
        }
        while running.join_next().await.is_some() {}
    }

    /// Works off what is due now, once round: returns how many rows were attended to. A handler's panic is raised again.
    pub(super) async fn round(&self) -> Result<usize, EngineError> {
        let mut running = JoinSet::new();
        let taken = self.take(self.hands(), &mut running).await?;
        while let Some(ended) = running.join_next().await {
            match ended {
                Ok(None) => {}
                Ok(Some(panic)) => resume_unwind(panic),
                Err(error) => return Err(EngineError::Interrupted(error)),
            }
        }
        Ok(taken)
    }

    /// Shows the operator how much waits.
    pub(super) async fn report(&self) -> Result<(), EngineError> {
        let mut conn = self.shop.db.get().await?;
        let now = self.shop.clock.now();
        metrics::backlog(self.queue.table, store::backlog(&mut conn, self.queue, now).await?);
        Ok(())
    }

    fn hands(&self) -> usize {
        self.shop.options.concurrency.max(1)
    }

    async fn take(&self, limit: usize, running: &mut JoinSet<Option<Panic>>) -> Result<usize, EngineError> {
        if self.names.is_empty() {
            return Ok(0);
        }
        let claimed = {
            let mut conn = self.shop.db.get().await?;
            let (now, lease) = (self.shop.clock.now(), self.shop.options.lease());
            store::claim(&mut conn, self.queue, &self.names, now, lease, limit).await?
        };
        let taken = claimed.len();
        for row in claimed {
            if let Some(server) = self.servers.get(&row.name) {
                running.spawn(attend(self.shop.clone(), self.queue, server.clone(), row));
            }
        }
        Ok(taken)
    }
}
