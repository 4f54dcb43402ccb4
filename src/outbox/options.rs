//! How the engine works.

use std::time::Duration;

use super::backoff::Backoff;

/// Settings of the engine. The defaults suit one to some tens of instances.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EngineOptions {
    /// How often each queue is looked at when nothing says that there is work, in milliseconds.
    pub poll_milliseconds: u64,
    /// How long a claim lasts without being renewed, in seconds: a dead instance's work is taken over after this. Renewed while a handler runs.
    pub lease_seconds: u64,
    /// How long a handler may take, in seconds; then it counts as failed.
    pub handler_timeout_seconds: u64,
    /// How many jobs of each queue run at once on this instance.
    pub concurrency: usize,
    /// After how many attempts a job is given up and kept as a dead letter.
    pub max_attempts: i32,
    /// The wait after the first failure, in seconds; doubled at every further one.
    pub first_backoff_seconds: u64,
    /// The longest wait between two attempts, in seconds.
    pub longest_backoff_seconds: u64,
}

impl Default for EngineOptions {
    fn default() -> Self {
        Self {
            poll_milliseconds: 1_000,
            lease_seconds: 15,
            handler_timeout_seconds: 300,
            concurrency: 8,
            max_attempts: 12,
            first_backoff_seconds: 5,
            longest_backoff_seconds: 3_600,
        }
    }
}

impl EngineOptions {
    pub(super) fn poll(&self) -> Duration {
        Duration::from_millis(self.poll_milliseconds.max(1))
    }

    pub(super) fn lease(&self) -> Duration {
        Duration::from_secs(self.lease_seconds.max(1))
    }

    pub(super) fn handler_timeout(&self) -> Duration {
        Duration::from_secs(self.handler_timeout_seconds.max(1))
    }

    pub(super) fn backoff(&self) -> Backoff {
        Backoff {
            first: Duration::from_secs(self.first_backoff_seconds),
            cap: Duration::from_secs(self.longest_backoff_seconds),
        }
    }
}
