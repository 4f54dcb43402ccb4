//! The routing table: one line an operation.
//!
//! Each line names the module of an operation: its `handle` is the route with its documentation, its `OPERATION` says who may and what can
//! go wrong. Naming it here both serves and documents it.

use utoipa_actix_web::service_config::ServiceConfig;

use crate::identity::Operation;

/// Where the operations of the API begin.
pub const BASE: &str = "/api/v1";

/// An operation as the table knows it.
#[derive(Clone, Copy)]
pub(super) struct Entry {
    /// Who may, and what can go wrong.
    pub(super) operation: &'static Operation,
    /// What the documentation calls it.
    #[cfg(test)]
    pub(super) documented_id: fn() -> Option<String>,
}

macro_rules! operations {
    ($(#[doc = $about:literal])+ $register:ident, $entries:ident: $($($segment:ident)::+,)*) => {
        $(#[doc = $about])+
        pub(super) fn $register(config: &mut ServiceConfig<'_>) {
            $(config.service(crate::$($segment)::+::handle);)*
        }

        pub(super) static $entries: &[Entry] = &[$(Entry {
            operation: &crate::$($segment)::+::OPERATION,
            #[cfg(test)]
            documented_id: || <crate::$($segment)::+::handle as utoipa::Path>::operation().operation_id,
        },)*];
    };
}

operations! {
    /// Under `/api/v1`.
    api, API:
    identity::ops::register_account,
    identity::ops::sign_in,
    identity::ops::refresh_session,
    identity::ops::sign_out,
    identity::ops::request_password_reset,
    identity::ops::reset_password,
    identity::ops::read_self,
    identity::ops::change_self,
    identity::ops::verify_contact,
    identity::ops::list_mandates,
    identity::ops::grant_mandate,
    identity::ops::revoke_mandate,
    calendar::ops::count_working_days,
    calendar::ops::read_year,
    calendar::ops::load_year,
    catalogue::ops::list_divisions,
    catalogue::ops::list_departments,
    catalogue::ops::list_items,
    catalogue::ops::read_item,
    catalogue::ops::read_item_version,
    catalogue::ops::read_procedure,
    catalogue::ops::list_bundles,
    catalogue::ops::read_bundle,
    catalogue::ops::read_bundle_version,
    matters::ops::draw_up_bundle_checklist,
    applications::ops::draw_up_checklist,
    catalogue::ops::import_catalogue,
    catalogue::ops::publish_item,
    catalogue::ops::publish_bundle,
    documents::ops::upload_documents,
    documents::ops::list_documents,
    documents::ops::read_document_content,
    applications::ops::file_application,
    applications::ops::list_applications,
    applications::ops::list_cases,
    applications::ops::read_application,
    applications::ops::revise_application,
    applications::ops::submit_application,
    applications::ops::supply_application,
    applications::ops::withdraw_application,
    applications::ops::terminate_application,
    applications::ops::suspend_application,
    applications::ops::prolong_suspension,
    applications::ops::end_suspension,
    applications::ops::extend_application,
    applications::ops::explain_due_dates,
    applications::ops::deliver_application,
    applications::ops::migrate_applications,
    applications::ops::recuse_person,
    applications::ops::revoke_application,
    applications::ops::lift_bar,
    applications::ops::tell_third_party,
    applications::ops::hear_third_party,
    applications::ops::urge_application,
    applications::ops::supervise_application,
    applications::ops::answer_supervision,
    applications::rating::rate_application,
    applications::ops::list_events,
    applications::ops::read_document,
    applications::ops::read_notice,
    applications::ops::read_receipt,
    applications::ops::look_up_at_desk,
    applications::ops::check_progress,
    applications::ops::read_consent,
    applications::ops::answer_consent,
    applications::imports::import_applications,
    applications::tasks::list_tasks,
    applications::tasks::claim_next_tasks,
    applications::tasks::complete_tasks,
    matters::ops::read_task,
    applications::tasks::claim_task,
    applications::tasks::release_task,
    applications::tasks::draft_task,
    matters::ops::complete_task,
    matters::ops::file_matter,
    matters::ops::read_matter,
    matters::ops::read_matter_receipt,
    matters::ops::read_matter_notice,
    matters::ops::read_matter_document,
    matters::ops::list_matter_events,
    matters::ops::supply_matter,
    matters::ops::withdraw_matter,
    matters::ops::deliver_matter,
    matters::ops::rate_matter,
    applications::tasks::assign_task,
    applications::tasks::hand_over_tasks,
    applications::tasks::list_colleagues,
    applications::tasks::take_back_task,
    applications::tasks::consult_department,
    applications::tasks::withdraw_consultation,
    applications::phrases::list_phrases,
    applications::phrases::add_phrase,
    applications::phrases::delete_phrase,
    applications::certificates::list_certificates,
    applications::certificates::read_certificate,
    applications::certificates::verify_certificate,
    notifications::ops::list_notifications,
    notifications::ops::read_notification,
}

operations! {
    /// Outside of it: what machines ask.
    outside, OUTSIDE:
    server::health::live,
    server::health::ready,
    server::health::measurements,
    server::openapi::served,
}

operations! {
    /// In development mode only.
    development, DEVELOPMENT:
    dev::ops::read_clock,
    dev::ops::set_clock,
    dev::ops::advance_clock,
}

/// Every operation there is.
pub(super) fn entries() -> impl Iterator<Item = &'static Entry> {
    API.iter().chain(OUTSIDE).chain(DEVELOPMENT)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_operation_is_called_the_same_everywhere() {
        let mut seen = BTreeSet::new();
        for entry in entries() {
            let id = entry.operation.id;
            assert_eq!((entry.documented_id)().as_deref(), Some(id));
            assert!(seen.insert(id), "{id} is listed twice");
        }
    }
}
