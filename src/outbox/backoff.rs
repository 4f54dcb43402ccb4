//! How long a failure waits before it is tried again (pure).

use std::time::Duration;

/// Exponential backoff with jitter: `first`, doubled at every attempt, never above `cap`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Backoff {
    pub(super) first: Duration,
    pub(super) cap: Duration,
}

impl Backoff {
    /// The wait after the given attempt (from 1). `jitter` between 0 and 1 takes away up to half of it, so that what failed together is not
    /// tried again together.
    pub(super) fn wait(self, attempt: i32, jitter: f64) -> Duration {
        let doublings = u32::try_from(attempt.saturating_sub(1)).unwrap_or(0);
        let factor = 2_u32.checked_pow(doublings).unwrap_or(u32::MAX);
        let full = self.first.saturating_mul(factor).min(self.cap);
        full.mul_f64(1.0 - jitter.clamp(0.0, 1.0) / 2.0)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const BACKOFF: Backoff = Backoff {
        first: Duration::from_secs(5),
        cap: Duration::from_secs(3600),
    };

    #[test]
    fn the_wait_doubles_up_to_the_cap() {
        let seconds: Vec<_> = (1..=12).map(|attempt| BACKOFF.wait(attempt, 0.0).as_secs()).collect();
        assert_eq!(seconds, [5, 10, 20, 40, 80, 160, 320, 640, 1280, 2560, 3600, 3600]);
        assert_eq!(BACKOFF.wait(1, 1.0), Duration::from_millis(2500));
    }

    proptest! {
        #[test]
        fn the_wait_stays_between_half_and_all_of_the_cap(attempt in any::<i32>(), jitter in -1.0..2.0) {
            let wait = BACKOFF.wait(attempt, jitter);
            prop_assert!(wait >= BACKOFF.first / 2);
            prop_assert!(wait <= BACKOFF.cap);
        }
    }
}
