//! The operations of the inbox.
#![expect(unreachable_pub, reason = "the routing macro hides the function it is given")]

pub mod list_notifications;
pub mod read_notification;
