//! One claimed row: serve it under its lease, then settle it.

use std::any::Any;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use chrono::TimeDelta;
use futures_util::FutureExt;

use super::engine::{EngineError, Shop};
use super::handler::{Alarm, Failure, Handler, Job, TimerHandler};
use super::metrics::{self, JobResult};
use super::queue::Queue;
use super::store::{self, Claimed, Settlement};

/// Failures are cut to this many characters before they are kept.
const LONGEST_ERROR: usize = 1_000;

/// A handler's panic, to be raised again where somebody looks.
pub(super) type Panic = Box<dyn Any + Send>;

/// Who serves a topic or a kind.
#[derive(Clone)]
pub(super) enum Server {
    Job(Arc<dyn Handler>),
    Alarm(Arc<dyn TimerHandler>),
}

impl Server {
    async fn serve(&self, row: &Claimed) -> Result<(), Failure> {
        match self {
            Self::Job(handler) => {
                let job = Job {
                    owner_id: row.owner_id,
                    id: row.reference.parse().map_err(Failure::dead)?,
                    topic: row.name.clone(),
                    payload: row.payload.clone(),
                    created_at: row.created_at,
                    attempt: row.attempt,
                };
                handler.handle(&job).await
            }
            Self::Alarm(handler) => {
                let alarm = Alarm {
                    owner_id: row.owner_id,
                    kind: row.name.clone(),
                    reference: row.reference.clone(),
                    fire_at: row.due_at,
                    attempt: row.attempt,
                };
                handler.fire(&alarm).await
            }
        }
    }
}

/// Serves a row and settles it. Returns the handler's panic, if it panicked; the row then counts as failed.
///
/// 1. Serve it, renewing the lease meanwhile. If the lease is lost, another worker has the row: drop it here.
/// 2. Done: delete the row. Failed: set it free after the backoff. Hopeless, or too often: keep it as a dead letter and call for a person.
pub(super) async fn attend(shop: Arc<Shop>, queue: &'static Queue, server: Server, row: Claimed) -> Option<Panic> {
    let serving = AssertUnwindSafe(server.serve(&row)).catch_unwind();
    let served = tokio::select! {
        served = tokio::time::timeout(shop.options.handler_timeout(), serving) => served,
        () = keep(&shop, queue, &row) => {
            tracing::warn!(queue = queue.table, topic = row.name, owner = %row.owner_id, "lease lost while working");
            metrics::attempted(queue.table, &row.name, JobResult::Lost);
            return None;
        }
    };
    let (result, panic) = match served {
        Ok(Ok(result)) => (result, None),
        Ok(Err(panic)) => (Err(Failure::retry("the handler panicked")), Some(panic)),
        Err(_) => (Err(Failure::retry("the handler took too long")), None),
    };
    let (settlement, word) = judge(&shop, queue, &row, result);
    metrics::attempted(queue.table, &row.name, word);
    if let Err(error) = settle(&shop, queue, &row, &settlement).await {
        tracing::warn!(queue = queue.table, topic = row.name, owner = %row.owner_id, %error, "not settled; it will run again");
    }
    panic
}

/// Renews the lease until it is lost. A database out of reach is not a loss yet: the next renewal may come through in time.
async fn keep(shop: &Shop, queue: &'static Queue, row: &Claimed) {
    let lease = shop.options.lease();
    loop {
        tokio::time::sleep(lease / 3).await;
        match settle(shop, queue, row, &Settlement::Kept(lease.as_secs_f64())).await {
            Ok(true) => {}
            Ok(false) => return,
            Err(error) => tracing::warn!(queue = queue.table, %error, "cannot renew a lease"),
        }
    }
}

fn judge(shop: &Shop, queue: &Queue, row: &Claimed, result: Result<(), Failure>) -> (Settlement, JobResult) {
    let now = shop.clock.now();
    let failure = match result {
        Ok(()) => return (Settlement::Done, JobResult::Done),
        Err(failure) => failure,
    };
    let error: String = failure.to_string().chars().take(LONGEST_ERROR).collect();
    let (table, topic, owner, attempt) = (queue.table, &row.name, row.owner_id, row.attempt);
    if matches!(failure, Failure::Dead(_)) || attempt >= shop.options.max_attempts {
        tracing::error!(queue = table, topic, %owner, reference = row.reference, attempt, error, "given up: dead letter");
        return (Settlement::Dead(now, error), JobResult::Dead);
    }
    let wait = shop.options.backoff().wait(attempt, rand::random());
    tracing::warn!(queue = table, topic, %owner, reference = row.reference, attempt, error, "failed, to be tried again");
    let due = now + TimeDelta::from_std(wait).unwrap_or(TimeDelta::MAX);
    (Settlement::Postponed(due, error), JobResult::Retry)
}

async fn settle(
    shop: &Shop,
    queue: &'static Queue,
    row: &Claimed,
    settlement: &Settlement,
) -> Result<bool, EngineError> {
    let mut conn = shop.db.get().await?;
    Ok(store::settle(&mut conn, queue, row, settlement).await?)
}
