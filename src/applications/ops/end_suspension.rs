//! `POST /applications/{id}/suspensions/current/end`: a special procedure is over before its planned day. On that day it ends by itself.
//!
//! 1. The caller must hold the post of an open task of the procedure, or work at the window or as approver of the deciding department.
//! 2. Decide: the limits run again from tomorrow, the due dates move back with it, and the applicant is told.

use actix_web::{post, web};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::super::desk::Desk;
use super::super::execute::{Envelope, Plan};
use super::super::lifecycle::Command;
use super::super::rights::Right;
use super::super::words::{LONG, too_long};
use super::answers::{ApplicationState, PROBLEMS, command};
use crate::http::{Answer, Body, Heading};
use crate::identity::access::may;
use crate::identity::{Action, Allowed, Operation};
use crate::problem::Problem;

/// Who may, and what can go wrong.
pub const OPERATION: Operation = Operation {
    id: "end_suspension",
    action: Action::HandleTasks,
    problems: PROBLEMS,
};

/// An early end.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EndSuspension {
    /// What to tell the applicant of it.
    #[serde(default)]
    pub reasons: Option<String>,
}

/// End the special procedure that is going on
#[utoipa::path(
    operation_id = "end_suspension",
    tag = "Applications",
    params(
        ("id" = Uuid, Path, description = "The application"),
        ("If-Match" = String, Header, description = "The ETag of the version seen"),
        ("Idempotency-Key" = Option<String>, Header, description = "A unique value that makes retrying safe"),
    ),
    request_body(content = EndSuspension, example = json!({"reasons": "专家评审已提前完成"})),
    responses((status = 200, description = "Ended; the limits run again from tomorrow", body = ApplicationState,
        headers(("ETag" = String, description = "The new version"))))
)]
#[post("/applications/{id}/suspensions/current/end")]
pub async fn handle(
    caller: Allowed<may::HandleTasks>,
    id: web::Path<Uuid>,
    heading: Heading,
    body: Body<EndSuspension>,
    desk: web::Data<Desk>,
) -> Result<Answer, Problem> {
    let envelope = Envelope::new(&OPERATION, *caller, Right::Handler, heading, &body.digest);
    let input = body.value;
    command(&desk, *id, &envelope, async |_scene| {
        if let Some(error) = too_long("/reasons", input.reasons.as_deref(), LONG) {
            return Err(Problem::invalid(vec![error]));
        }
        let mut plan = Plan::new(Command::EndSuspension);
        plan.wording.reasons = input.reasons.clone().filter(|reasons| !reasons.trim().is_empty());
        Ok(plan)
    })
    .await
}
