//! The operations on matters, one file each.
#![expect(unreachable_pub, reason = "the routing macro hides the function it is given")]

pub mod complete_task;
pub mod deliver_matter;
pub mod draw_up_bundle_checklist;
pub mod file_matter;
pub mod list_matter_events;
pub mod rate_matter;
pub mod read_matter;
pub mod read_matter_document;
pub mod read_matter_notice;
pub mod read_matter_receipt;
pub mod read_task;
pub mod supply_matter;
pub mod withdraw_matter;
