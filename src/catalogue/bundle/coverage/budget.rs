//! How much publication looks at, at most, so that nobody waits for it for ever.

/// A few seconds' work, where a bundle of ten members takes some hundredths of a second.
const ALL: usize = 10_000_000;

/// What is left to look at for one bundle. Work is paid for in steps; what cannot be paid for is not done, and the bundle is not published.
pub(in crate::catalogue::bundle) struct Budget {
    left: usize,
}

impl Default for Budget {
    fn default() -> Self {
        Self { left: ALL }
    }
}

impl Budget {
    /// Pays for some steps; false if there are not so many left.
    pub(super) fn take(&mut self, steps: usize) -> bool {
        let left = self.left.checked_sub(steps);
        self.left = left.unwrap_or_default();
        left.is_some()
    }

    /// Whether there is nothing left.
    pub(super) fn is_exhausted(&self) -> bool {
        self.left == 0
    }

    #[cfg(test)]
    pub(in crate::catalogue::bundle) fn of(left: usize) -> Self {
        Self { left }
    }
}
