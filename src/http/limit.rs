//! Rate limits: how often one key (a login, an address) may do something.
//!
//! Counted per instance, in memory, on machine time. Keys that have been quiet for long enough are forgotten, so memory follows the traffic.

use std::num::NonZeroU32;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use governor::clock::{Clock, DefaultClock};
use governor::middleware::NoOpMiddleware;
use governor::state::keyed::DefaultKeyedStateStore;
use governor::{Quota, RateLimiter};

use crate::problem::{Code, Problem};

/// Below this many keys, forgetting is not worth the sweep.
const FEW_KEYS: usize = 1024;

/// A limit of `capacity` attempts at once for each key, refilled evenly over the period.
pub struct RateLimit<C: Clock = DefaultClock> {
    limiter: RateLimiter<String, DefaultKeyedStateStore<String>, C, NoOpMiddleware<C::Instant>>,
    clock: C,
    sweep_above: AtomicUsize,
}

impl RateLimit {
    /// A limit on the machine's own time.
    pub fn new(capacity: NonZeroU32, period: Duration) -> Self {
        Self::with_clock(capacity, period, DefaultClock::default())
    }
}

impl<C: Clock + Clone> RateLimit<C> {
    /// A limit on another clock.
    pub fn with_clock(capacity: NonZeroU32, period: Duration, clock: C) -> Self {
        let quota = Quota::with_period(period / capacity.get())
            .unwrap_or_else(|| Quota::per_second(capacity))
            .allow_burst(capacity);
        Self {
            limiter: RateLimiter::new(quota, DefaultKeyedStateStore::default(), clock.clone()),
            clock,
            sweep_above: AtomicUsize::new(FEW_KEYS),
        }
    }

    /// Counts one attempt.
    ///
    /// # Errors
    /// 429 with the seconds to wait when the key has none left.
    pub fn check(&self, key: &str) -> Result<(), Problem> {
        self.sweep();
        self.limiter.check_key(&key.to_owned()).map_err(|refused| {
            let wait = refused.wait_time_from(self.clock.now());
            Problem::new(Code::RateLimited)
                .with_retry_after(wait.as_millis().div_ceil(1000).try_into().unwrap_or(u64::MAX))
        })
    }

    /// Forgets quiet keys whenever their number has doubled since the last time, so that the cost per attempt stays constant.
    fn sweep(&self) {
        if self.limiter.len() > self.sweep_above.load(Ordering::Relaxed) {
            self.limiter.retain_recent();
            self.limiter.shrink_to_fit();
            let next = self.limiter.len().saturating_mul(2).max(FEW_KEYS);
            self.sweep_above.store(next, Ordering::Relaxed);
        }
    }
}

impl<C: Clock> std::fmt::Debug for RateLimit<C> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RateLimit").field("keys", &self.limiter.len()).finish()
    }
}

#[cfg(test)]
mod tests {
    use governor::clock::FakeRelativeClock;

    use super::*;

    fn limit(clock: &FakeRelativeClock) -> RateLimit<FakeRelativeClock> {
        RateLimit::with_clock(NonZeroU32::new(3).unwrap(), Duration::from_secs(60), clock.clone())
    }

    #[test]
    fn the_fourth_attempt_waits_and_says_how_long() {
        let clock = FakeRelativeClock::default();
        let limit = limit(&clock);
        for _ in 0..3 {
            limit.check("a").unwrap();
        }
        let refused = limit.check("a").unwrap_err();
        assert_eq!((refused.code, refused.retry_after), (Code::RateLimited, Some(20)));
        limit.check("b").unwrap();
        clock.advance(Duration::from_secs(20));
        limit.check("a").unwrap();
        assert!(limit.check("a").is_err());
    }

    #[test]
    fn quiet_keys_are_forgotten() {
        let clock = FakeRelativeClock::default();
        let limit = limit(&clock);
        for n in 0..=FEW_KEYS {
            limit.check(&n.to_string()).unwrap();
        }
        clock.advance(Duration::from_secs(120));
        limit.check("late").unwrap();
        assert_eq!(limit.limiter.len(), 1);
    }
}
