//! The operations on matters, one file each.
#![expect(unreachable_pub, reason = "the routing macro hides the function it is given")]

pub mod complete_task;
pub mod file_matter;
