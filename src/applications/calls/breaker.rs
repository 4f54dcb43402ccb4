//! Leaving a service alone that keeps failing (pure). Machine time: what matters is how long it had to recover.

use std::time::{Duration, Instant};

/// Whether a service is asked. Closed it is; after so many failures in a row it opens and for a while nobody asks; then one asks, and by
/// the answer it closes or opens again.
#[derive(Clone, Copy, Debug)]
pub(super) struct Breaker {
    breaks_after: u32,
    rests: Duration,
    failures: u32,
    /// Since when it is open, or since when somebody tries.
    since: Option<Instant>,
}

impl Breaker {
    pub(super) fn new(breaks_after: u32, rests: Duration) -> Self {
        Self {
            breaks_after,
            rests,
            failures: 0,
            since: None,
        }
    }

    /// Whether to ask now. After the rest one may try; the others wait for its answer, or, should it never report back, as long again.
    pub(super) fn lets_pass(&mut self, now: Instant) -> bool {
        match self.since {
            None => true,
            Some(since) if now.saturating_duration_since(since) >= self.rests => {
                self.since = Some(now);
                true
            }
            Some(_) => false,
        }
    }

    /// It answered.
    pub(super) fn answered(&mut self) {
        self.failures = 0;
        self.since = None;
    }

    /// It did not.
    pub(super) fn failed(&mut self, now: Instant) {
        self.failures = self.failures.saturating_add(1);
        if self.failures >= self.breaks_after {
            self.since = Some(now);
        }
    }

    /// Whether it is left alone.
    pub(super) fn is_open(&self) -> bool {
        self.since.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const REST: Duration = Duration::from_secs(30);

    fn broken(now: Instant) -> Breaker {
        let mut breaker = Breaker::new(3, REST);
        for _ in 0..3 {
            assert!(breaker.lets_pass(now));
            breaker.failed(now);
        }
        breaker
    }

    #[test]
    fn failures_in_a_row_open_it() {
        let now = Instant::now();
        let mut breaker = Breaker::new(3, REST);
        for _ in 0..10 {
            breaker.failed(now);
            breaker.failed(now);
            assert!(breaker.lets_pass(now) && !breaker.is_open());
            breaker.answered();
        }
        let mut breaker = broken(now);
        assert!(breaker.is_open() && !breaker.lets_pass(now + REST / 2));
    }

    #[test]
    fn after_a_rest_one_tries_and_decides_for_all() {
        let now = Instant::now();
        let mut breaker = broken(now);
        let later = now + REST;
        assert!(breaker.lets_pass(later));
        assert!(!breaker.lets_pass(later), "the others wait");
        breaker.answered();
        assert!(breaker.lets_pass(later));

        let mut breaker = broken(now);
        assert!(breaker.lets_pass(later));
        breaker.failed(later);
        assert!(!breaker.lets_pass(later + REST / 2), "one failure is enough now");
        assert!(breaker.lets_pass(later + REST));
    }

    #[test]
    fn one_who_never_reports_back_does_not_close_the_way_for_ever() {
        let now = Instant::now();
        let mut breaker = broken(now);
        assert!(breaker.lets_pass(now + REST));
        assert!(!breaker.lets_pass(now + REST));
        assert!(breaker.lets_pass(now + REST * 2));
    }
}
