//! Development mode: the clock can be moved, and there are demo accounts. None of it is served otherwise.

pub mod clock;
pub mod ops;
pub mod seed;
