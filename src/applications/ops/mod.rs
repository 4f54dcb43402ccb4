//! The operations on applications, one file each.
#![expect(unreachable_pub, reason = "the routing macro hides the function it is given")]

pub mod answer_consent;
pub mod answer_supervision;
pub mod check_progress;
pub mod deliver_application;
pub mod draw_up_checklist;
pub mod end_suspension;
pub mod explain_due_dates;
pub mod extend_application;
pub mod file_application;
pub mod hear_third_party;
pub mod lift_bar;
pub mod list_applications;
pub mod list_cases;
pub mod list_events;
pub mod look_up_at_desk;
pub mod migrate_applications;
pub mod prolong_suspension;
pub mod read_application;
pub mod read_consent;
pub mod read_document;
pub mod read_notice;
pub mod read_receipt;
pub mod recuse_person;
pub mod revise_application;
pub mod revoke_application;
pub mod submit_application;
pub mod supervise_application;
pub mod supply_application;
pub mod suspend_application;
pub mod tell_third_party;
pub mod terminate_application;
pub mod urge_application;
pub mod withdraw_application;

pub(crate) mod answers;
mod migration_report;

pub use answers::ApplicationState;
