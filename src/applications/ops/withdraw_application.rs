//! `POST /applications/{id}/withdrawal`: the applicant withdraws (撤回申请).
//!
//! 1. The caller must be a party to the application.
//! 2. Decide: until the decision, whatever work is open is cancelled and the application ends.

use actix_web::{post, web};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::super::desk::Desk;
use super::super::execute::{Envelope, Plan};
use super::super::lifecycle::Command;
use super::super::rights::Right;
use super::super::words::{SHORT, too_long};
use super::answers::{ApplicationState, PROBLEMS, command};
use crate::http::{Answer, Body, Heading};
use crate::identity::access::may;
use crate::identity::{Action, Allowed, Operation};
use crate::problem::Problem;

/// Who may, and what can go wrong.
pub const OPERATION: Operation = Operation {
    id: "withdraw_application",
    action: Action::FileApplications,
    problems: PROBLEMS,
};

/// A withdrawal.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WithdrawApplication {
    /// Why, if the applicant cares to say; at most 500 characters.
    #[serde(default)]
    pub reason: Option<String>,
}

/// Withdraw an application
#[utoipa::path(
    operation_id = "withdraw_application",
    tag = "Applications",
    params(
        ("id" = Uuid, Path, description = "The application"),
        ("If-Match" = String, Header, description = "The ETag of the version seen"),
        ("Idempotency-Key" = Option<String>, Header, description = "A unique value that makes retrying safe"),
    ),
    request_body(content = WithdrawApplication, example = json!({"reason": "计划有变"})),
    responses((status = 200, description = "Withdrawn", body = ApplicationState,
        headers(("ETag" = String, description = "The new version"))))
)]
#[post("/applications/{id}/withdrawal")]
pub async fn handle(
    caller: Allowed<may::FileApplications>,
    id: web::Path<Uuid>,
    heading: Heading,
    body: Body<WithdrawApplication>,
    desk: web::Data<Desk>,
) -> Result<Answer, Problem> {
    let envelope = Envelope::new(&OPERATION, *caller, Right::Party, heading, &body.digest);
    command(&desk, *id, &envelope, async |_scene| {
        if let Some(error) = too_long("/reason", body.value.reason.as_deref(), SHORT) {
            return Err(Problem::invalid(vec![error]));
        }
        let mut plan = Plan::new(Command::Withdraw);
        plan.extras.closing_note.clone_from(&body.value.reason);
        Ok(plan)
    })
    .await
}
