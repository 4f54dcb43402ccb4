//! What machines ask: is it alive, may it have work, how does it do.

pub mod live;
pub mod measurements;
pub mod ready;
