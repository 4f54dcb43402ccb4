//! What the operator sees of services, in the default Prometheus registry.

use std::sync::LazyLock;

use prometheus::{IntCounterVec, IntGaugeVec, Opts, Registry};

/// How an attempt to ask ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Attempt {
    /// With an answer.
    Answered,
    /// Without, perhaps for now.
    Failed,
    /// With something that is no answer.
    Unusable,
    /// Nobody asked, because the service is left alone for a while.
    NotAsked,
    /// Nobody asked, because no service of that name is configured.
    Unconfigured,
}

impl Attempt {
    fn as_str(self) -> &'static str {
        match self {
            Self::Answered => "answered",
            Self::Failed => "failed",
            Self::Unusable => "unusable",
            Self::NotAsked => "not_asked",
            Self::Unconfigured => "unconfigured",
        }
    }
}

struct Metrics {
    attempts: IntCounterVec,
    by_hand: IntCounterVec,
    open: IntGaugeVec,
}

static METRICS: LazyLock<Option<Metrics>> = LazyLock::new(|| {
    Metrics::register(prometheus::default_registry())
        .inspect_err(|error| tracing::error!(%error, "services have no metrics"))
        .ok()
});

impl Metrics {
    fn register(registry: &Registry) -> prometheus::Result<Self> {
        let metrics = Self {
            attempts: IntCounterVec::new(
                Opts::new(
                    "service_calls_total",
                    "Attempts to ask a data-sharing service, by how they ended",
                ),
                &["service", "result"],
            )?,
            by_hand: IntCounterVec::new(
                Opts::new(
                    "service_fallbacks_total",
                    "Questions left to people because the service did not answer",
                ),
                &["service"],
            )?,
            open: IntGaugeVec::new(
                Opts::new(
                    "service_breaker_open",
                    "Whether this instance leaves the service alone for a while",
                ),
                &["service"],
            )?,
        };
        registry.register(Box::new(metrics.attempts.clone()))?;
        registry.register(Box::new(metrics.by_hand.clone()))?;
        registry.register(Box::new(metrics.open.clone()))?;
        Ok(metrics)
    }
}

/// Counts one attempt.
pub(super) fn attempted(service: &str, attempt: Attempt) {
    if let Some(metrics) = &*METRICS {
        metrics.attempts.with_label_values(&[service, attempt.as_str()]).inc();
    }
}

/// Counts one question left to people.
pub(super) fn left_to_people(service: &str) {
    if let Some(metrics) = &*METRICS {
        metrics.by_hand.with_label_values(&[service]).inc();
    }
}

/// Shows whether the service is left alone.
pub(super) fn open(service: &str, open: bool) {
    if let Some(metrics) = &*METRICS {
        metrics.open.with_label_values(&[service]).set(i64::from(open));
    }
}
