//! `POST /applications/{id}/revocation`: the head of the organ takes an approval back (撤销, Administrative Licensing Law art. 69).
//!
//! 1. The caller must hold the head's post in the deciding department.
//! 2. Decide: what was approved is revoked, its certificate with it; what is still to be done for it is cancelled; who gained it by deceit
//!    may not apply for three years where the item says so (art. 79).
//! 3. The holder gets a notice with the reasons and where to turn.

use actix_web::{post, web};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::super::desk::Desk;
use super::super::execute::{Envelope, Plan};
use super::super::lifecycle::{Command, DECEIT};
use super::super::rights::Right;
use super::super::words::reasoned;
use super::answers::{ApplicationState, command};
use crate::http::{Answer, Body, Heading};
use crate::identity::access::may;
use crate::identity::{Action, Allowed, Operation};
use crate::problem::{Code, Problem};

/// Who may, and what can go wrong.
pub const OPERATION: Operation = Operation {
    id: "revoke_application",
    action: Action::HandleTasks,
    problems: &[
        Code::NotFound,
        Code::InvalidTransition,
        Code::ConcurrentChange,
        Code::StaleVersion,
        Code::PreconditionRequired,
        Code::InvalidInput,
        Code::IdempotencyKeyReused,
    ],
};

/// The legal grounds for taking an approval back: Administrative Licensing Law art. 69.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RevocationGround {
    /// Gained by deceit, bribery or other improper means.
    Deceit,
    /// Staff abused their power or neglected their duty.
    OfficialMisconduct,
    /// Decided beyond the organ's competence.
    BeyondCompetence,
    /// Decided against the procedure of the law.
    AgainstProcedure,
    /// The applicant does not meet the conditions of the law.
    NotQualified,
    /// Another case in which the law allows it.
    OtherByLaw,
}

impl RevocationGround {
    fn as_str(self) -> &'static str {
        match self {
            Self::Deceit => DECEIT,
            Self::OfficialMisconduct => "official_misconduct",
            Self::BeyondCompetence => "beyond_competence",
            Self::AgainstProcedure => "against_procedure",
            Self::NotQualified => "not_qualified",
            Self::OtherByLaw => "other_by_law",
        }
    }
}

/// A revocation.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RevokeApplication {
    /// The legal ground.
    pub basis: RevocationGround,
    /// The reasons, for the notice.
    pub reasons: String,
}

/// Revoke an approval
///
/// The certificate, if one was made, is revoked with it.
#[utoipa::path(
    operation_id = "revoke_application",
    tag = "Applications",
    params(
        ("id" = Uuid, Path, description = "The application"),
        ("If-Match" = String, Header, description = "The ETag of the version seen"),
        ("Idempotency-Key" = Option<String>, Header, description = "A unique value that makes retrying safe"),
    ),
    request_body(content = RevokeApplication, example = json!({"basis": "deceit", "reasons": "经核查，申请时提交的租赁合同系伪造"})),
    responses((status = 200, description = "Revoked", body = ApplicationState,
        headers(("ETag" = String, description = "The new version"))))
)]
#[post("/applications/{id}/revocation")]
pub async fn handle(
    caller: Allowed<may::HandleTasks>,
    id: web::Path<Uuid>,
    heading: Heading,
    body: Body<RevokeApplication>,
    desk: web::Data<Desk>,
) -> Result<Answer, Problem> {
    let envelope = Envelope::new(&OPERATION, *caller, Right::Head, heading, &body.digest);
    let input = body.value;
    command(&desk, *id, &envelope, async |_scene| {
        reasoned(&input.reasons)?;
        let basis = input.basis.as_str().to_owned();
        let mut plan = Plan::new(Command::Revoke { basis });
        plan.wording.reasons = Some(input.reasons.clone());
        Ok(plan)
    })
    .await
}
