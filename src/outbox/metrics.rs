//! What the queues tell the operator, in the default Prometheus registry.

use std::sync::LazyLock;

use prometheus::{IntCounterVec, IntGaugeVec, Opts, Registry};

use super::store::Backlog;

/// How a job ended.
#[derive(Clone, Copy, Debug)]
pub(super) enum JobResult {
    Done,
    Retry,
    Dead,
    Lost,
}

impl JobResult {
    fn as_str(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Retry => "retry",
            Self::Dead => "dead",
            Self::Lost => "lost",
        }
    }
}

struct Metrics {
    jobs: IntCounterVec,
    due: IntGaugeVec,
    dead: IntGaugeVec,
}

static METRICS: LazyLock<Option<Metrics>> = LazyLock::new(|| {
    Metrics::register(prometheus::default_registry())
        .inspect_err(|error| tracing::error!(%error, "the queues have no metrics"))
        .ok()
});

impl Metrics {
    fn register(registry: &Registry) -> prometheus::Result<Self> {
        let metrics = Self {
            jobs: IntCounterVec::new(
                Opts::new("outbox_jobs_total", "Jobs attempted, by how the attempt ended"),
                &["queue", "topic", "result"],
            )?,
            due: IntGaugeVec::new(
                Opts::new("outbox_due", "Rows that are due now, held ones included"),
                &["queue"],
            )?,
            dead: IntGaugeVec::new(
                Opts::new("outbox_dead", "Rows that were given up and wait for a person"),
                &["queue"],
            )?,
        };
        registry.register(Box::new(metrics.jobs.clone()))?;
        registry.register(Box::new(metrics.due.clone()))?;
        registry.register(Box::new(metrics.dead.clone()))?;
        Ok(metrics)
    }
}

/// Counts one attempt.
pub(super) fn attempted(queue: &str, topic: &str, result: JobResult) {
    if let Some(metrics) = &*METRICS {
        metrics.jobs.with_label_values(&[queue, topic, result.as_str()]).inc();
    }
}

/// Shows a queue's backlog.
pub(super) fn backlog(queue: &str, backlog: Backlog) {
    if let Some(metrics) = &*METRICS {
        metrics.due.with_label_values(&[queue]).set(backlog.due);
        metrics.dead.with_label_values(&[queue]).set(backlog.dead);
    }
}
