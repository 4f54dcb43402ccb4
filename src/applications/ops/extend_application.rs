//! `POST /applications/{id}/extensions`: the head of the organ extends the limits (延长期限), once (art. 42).
//!
//! 1. The caller must hold the post that the item names for it, in the deciding department; for joint handling that of the head of the
//!    government at that level. Others who handle the application are told that it is not for them.
//! 2. Decide: once, before the due date has passed, by what the item allows at most. Both due dates move, and the applicant is told why.

use actix_web::{post, web};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::super::desk::Desk;
use super::super::execute::{Envelope, Plan};
use super::super::lifecycle::Command;
use super::super::rights::Right;
use super::super::words::reasoned;
use super::answers::{ApplicationState, command};
use crate::calendar::Limit;
use crate::http::{Answer, Body, Heading};
use crate::identity::access::may;
use crate::identity::{Action, Allowed, Operation};
use crate::problem::{Code, Problem};

/// Who may, and what can go wrong.
pub const OPERATION: Operation = Operation {
    id: "extend_application",
    action: Action::HandleTasks,
    problems: &[
        Code::NotFound,
        Code::InvalidTransition,
        Code::DeadlinePassed,
        Code::ConcurrentChange,
        Code::StaleVersion,
        Code::PreconditionRequired,
        Code::InvalidInput,
        Code::IdempotencyKeyReused,
    ],
};

/// An extension.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ExtendApplication {
    /// By how much; the longest that is allowed when left out.
    #[serde(default)]
    pub limit: Option<Limit>,
    /// Why it is needed, for the notice.
    pub reasons: String,
}

/// Extend the limits of an application
#[utoipa::path(
    operation_id = "extend_application",
    tag = "Applications",
    params(
        ("id" = Uuid, Path, description = "The application"),
        ("If-Match" = String, Header, description = "The ETag of the version seen"),
        ("Idempotency-Key" = Option<String>, Header, description = "A unique value that makes retrying safe"),
    ),
    request_body(content = ExtendApplication, example = json!({"limit": {"days": 10, "unit": "working_day"},
        "reasons": "案情复杂，需要向有关部门核实"})),
    responses((status = 200, description = "Extended", body = ApplicationState,
        headers(("ETag" = String, description = "The new version"))))
)]
#[post("/applications/{id}/extensions")]
pub async fn handle(
    caller: Allowed<may::HandleTasks>,
    id: web::Path<Uuid>,
    heading: Heading,
    body: Body<ExtendApplication>,
    desk: web::Data<Desk>,
) -> Result<Answer, Problem> {
    let envelope = Envelope::new(&OPERATION, *caller, Right::Head, heading, &body.digest);
    let input = body.value;
    command(&desk, *id, &envelope, async |_scene| {
        reasoned(&input.reasons)?;
        let mut plan = Plan::new(Command::Extend { limit: input.limit });
        plan.wording.reasons = Some(input.reasons.clone());
        Ok(plan)
    })
    .await
}
