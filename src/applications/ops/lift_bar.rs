//! `POST /applications/{id}/bar-lifting`: what the applicant was barred from by an application is open to them again (信用修复).
//!
//! 1. The caller must hold the head's post in the deciding department.
//! 2. Decide: the bar that this application put up is lifted, and the applicant is told.

use actix_web::{post, web};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::super::desk::Desk;
use super::super::execute::{Envelope, Plan};
use super::super::lifecycle::{APPLICATION, COMMITMENT, Command};
use super::super::rights::Right;
use super::super::words::reasoned;
use super::answers::{ApplicationState, PROBLEMS, command};
use crate::http::{Answer, Body, Heading};
use crate::identity::access::may;
use crate::identity::{Action, Allowed, Operation};
use crate::problem::Problem;

/// Who may, and what can go wrong.
pub const OPERATION: Operation = Operation {
    id: "lift_bar",
    action: Action::HandleTasks,
    problems: PROBLEMS,
};

/// What somebody may be barred from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Barred {
    /// Applying for the item.
    Application,
    /// Commitments, for whatever item.
    Commitment,
}

/// Which bar is lifted, and why.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LiftBar {
    /// What was barred.
    pub what: Barred,
    /// How what it rested on was repaired.
    pub reasons: String,
}

/// Lift a bar that an application put up
#[utoipa::path(
    operation_id = "lift_bar",
    tag = "Applications",
    params(
        ("id" = Uuid, Path, description = "The application"),
        ("If-Match" = String, Header, description = "The ETag of the version seen"),
        ("Idempotency-Key" = Option<String>, Header, description = "A unique value that makes retrying safe"),
    ),
    request_body(content = LiftBar, example = json!({"what": "commitment", "reasons": "申请人已补交材料并完成信用修复"})),
    responses((status = 200, description = "Lifted", body = ApplicationState,
        headers(("ETag" = String, description = "The new version"))))
)]
#[post("/applications/{id}/bar-lifting")]
pub async fn handle(
    caller: Allowed<may::HandleTasks>,
    id: web::Path<Uuid>,
    heading: Heading,
    body: Body<LiftBar>,
    desk: web::Data<Desk>,
) -> Result<Answer, Problem> {
    let envelope = Envelope::new(&OPERATION, *caller, Right::Head, heading, &body.digest);
    let input = body.value;
    command(&desk, *id, &envelope, async |_scene| {
        reasoned(&input.reasons)?;
        let what = match input.what {
            Barred::Application => APPLICATION,
            Barred::Commitment => COMMITMENT,
        };
        let mut plan = Plan::new(Command::LiftBar { what: what.to_owned() });
        plan.wording.reasons = Some(input.reasons.clone());
        Ok(plan)
    })
    .await
}
