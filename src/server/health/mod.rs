//! What machines ask: is it alive, may it have work, how does it do.
#![expect(unreachable_pub, reason = "the routing macro hides the function it is given")]

pub mod live;
pub mod measurements;
pub mod ready;
