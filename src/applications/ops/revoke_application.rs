//! `POST /applications/{id}/revocation`: the head of the organ ends what was granted. The ground says how: what was wrong from the beginning is
//! revoked (撤销, Administrative Licensing Law art. 69), what the public interest no longer bears is retracted (撤回, art. 8), what has come
//! to its end is cancelled (注销, art. 70).
//!
//! 1. The caller must hold the head's post in the deciding department.
//! 2. What is cancelled because it expired must have expired.
//! 3. Decide: what was approved ends, its certificate with it; what is still to be done for it is cancelled; who gained it by deceit may not
//!    apply for three years where the item says so (art. 79).
//! 4. The holder gets a notice with the reasons and where to turn.

use actix_web::{post, web};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::super::desk::Desk;
use super::super::execute::{Envelope, Plan};
use super::super::lifecycle::Command;
use super::super::rights::Right;
use super::super::scene::Scene;
use super::super::words::reasoned;
use super::answers::{ApplicationState, PROBLEMS, command};
use crate::codes::{CertificateState, EndingGround};
use crate::http::{Answer, Body, Heading};
use crate::identity::access::may;
use crate::identity::{Action, Allowed, Operation};
use crate::problem::Problem;

/// Who may, and what can go wrong.
pub const OPERATION: Operation = Operation {
    id: "revoke_application",
    action: Action::HandleTasks,
    problems: PROBLEMS,
};

/// The end of an approval.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RevokeApplication {
    /// The legal ground.
    #[schema(value_type = EndingGround)]
    pub basis: EndingGround,
    /// The reasons, for the notice.
    pub reasons: String,
}

/// Revoke, retract or cancel an approval
///
/// The ground decides what becomes of the certificate, if one was made: revoked, retracted or cancelled.
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
    command(&desk, *id, &envelope, async |scene| {
        reasoned(&input.reasons)?;
        if input.basis == EndingGround::ExpiredWithoutRenewal {
            must_have_expired(scene)?;
        }
        let basis = input.basis.as_str().to_owned();
        let mut plan = Plan::new(Command::Revoke { basis });
        plan.wording.reasons = Some(input.reasons.clone());
        Ok(plan)
    })
    .await
}

fn must_have_expired(scene: &Scene<'_>) -> Result<(), Problem> {
    let mut certificates = scene.loaded.certificates.iter();
    if certificates.any(|row| row.state.on(scene.today, row.valid_until) == CertificateState::Expired) {
        return Ok(());
    }
    Err(Problem::invalid_field(
        "/basis",
        "not-expired",
        "证照尚未到期。",
        "The certificate has not expired.",
    ))
}
