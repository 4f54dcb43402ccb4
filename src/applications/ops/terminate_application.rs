//! `POST /applications/{id}/termination`: the department ends an application for a legal reason (终止办理).
//!
//! 1. The caller must work at the deciding department's window.
//! 2. Decide: until the decision, whatever work is open is cancelled and the application ends; the applicant gets a notice with the reason.

use actix_web::{post, web};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::super::desk::Desk;
use super::super::execute::{Envelope, Plan};
use super::super::lifecycle::Command;
use super::super::rights::Right;
use super::super::words::reasoned;
use super::answers::{ApplicationState, STAFF_PROBLEMS, command};
use crate::http::{Answer, Body, Heading};
use crate::identity::access::may;
use crate::identity::{Action, Allowed, Operation};
use crate::problem::Problem;

/// Who may, and what can go wrong.
pub const OPERATION: Operation = Operation {
    id: "terminate_application",
    action: Action::HandleTasks,
    problems: STAFF_PROBLEMS,
};

/// The legal grounds for ending an application before its decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Ground {
    /// The applicant died or lost the capacity the item asks for.
    ApplicantIncapable,
    /// The applying organisation ended.
    ApplicantDissolved,
    /// What was applied for has become impossible, or the law has changed.
    NoLongerPossible,
}

impl Ground {
    fn as_str(self) -> &'static str {
        match self {
            Self::ApplicantIncapable => "applicant_incapable",
            Self::ApplicantDissolved => "applicant_dissolved",
            Self::NoLongerPossible => "no_longer_possible",
        }
    }
}

/// A termination.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TerminateApplication {
    /// The legal ground.
    pub basis: Ground,
    /// The reasons, for the notice.
    pub reasons: String,
}

/// End an application for a legal reason
#[utoipa::path(
    operation_id = "terminate_application",
    tag = "Applications",
    params(
        ("id" = Uuid, Path, description = "The application"),
        ("If-Match" = String, Header, description = "The ETag of the version seen"),
        ("Idempotency-Key" = Option<String>, Header, description = "A unique value that makes retrying safe"),
    ),
    request_body(content = TerminateApplication, example = json!({"basis": "applicant_dissolved", "reasons": "申请企业已注销"})),
    responses((status = 200, description = "Terminated", body = ApplicationState,
        headers(("ETag" = String, description = "The new version"))))
)]
#[post("/applications/{id}/termination")]
pub async fn handle(
    caller: Allowed<may::HandleTasks>,
    id: web::Path<Uuid>,
    heading: Heading,
    body: Body<TerminateApplication>,
    desk: web::Data<Desk>,
) -> Result<Answer, Problem> {
    let envelope = Envelope::new(&OPERATION, *caller, Right::Window, heading, &body.digest);
    command(&desk, *id, &envelope, async |_scene| {
        reasoned(&body.value.reasons)?;
        let basis = body.value.basis.as_str().to_owned();
        let mut plan = Plan::new(Command::Terminate { basis });
        plan.wording.reasons = Some(body.value.reasons.clone());
        plan.extras.closing_note = Some(body.value.reasons.clone());
        Ok(plan)
    })
    .await
}
