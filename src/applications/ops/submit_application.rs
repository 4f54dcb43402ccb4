//! `POST /applications/{id}/submission`: the applicant hands a draft in.
//!
//! 1. The caller must be a party to the application.
//! 2. Everything handed in must fit the item: answers, form, required materials.
//! 3. Decide: received, and an intake task opens for the department's window; or held, and those are asked whose consent there is to be.

use actix_web::{post, web};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::super::consents::Applicant;
use super::super::delivery::DeliveryWish;
use super::super::desk::Desk;
use super::super::execute::{Envelope, Plan};
use super::super::filing::still_holds;
use super::super::lifecycle::{Command, Phase};
use super::super::rights::Right;
use super::super::subject::{self, Subject};
use super::super::together::not_with_others;
use super::answers::{ApplicationState, command};
use crate::http::{Answer, Body, Heading};
use crate::identity::access::may;
use crate::identity::{Action, Allowed, Operation};
use crate::problem::{Code, Problem};

/// Who may, and what can go wrong.
pub const OPERATION: Operation = Operation {
    id: "submit_application",
    action: Action::FileApplications,
    problems: &[
        Code::NotFound,
        Code::InvalidTransition,
        Code::WithTheMatter,
        Code::ApplicantBarred,
        Code::CertificateInHand,
        Code::ConcurrentChange,
        Code::StaleVersion,
        Code::PreconditionRequired,
        Code::InvalidInput,
        Code::IdempotencyKeyReused,
    ],
};

/// Nothing is sent.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SubmitApplication {}

/// Submit a draft
///
/// Hands the draft in. The answer is the receipt slip; the department has five working days to accept, decline or tell everything missing.
/// While consents beside the applicant's are lacking, those named are sent a link, and it stays a draft (`awaiting_consent`): it is received
/// when the last of them agrees. Handed in again after a refusal, or when nobody answered in time, it asks those anew who have not agreed.
#[utoipa::path(
    operation_id = "submit_application",
    tag = "Applications",
    params(
        ("id" = Uuid, Path, description = "The application"),
        ("If-Match" = String, Header, description = "The ETag of the version seen"),
        ("Idempotency-Key" = Option<String>, Header, description = "A unique value that makes retrying safe"),
    ),
    request_body(content = SubmitApplication, example = json!({})),
    responses((status = 200, description = "Received", body = ApplicationState,
        headers(("ETag" = String, description = "The new version"))))
)]
#[post("/applications/{id}/submission")]
pub async fn handle(
    caller: Allowed<may::FileApplications>,
    id: web::Path<Uuid>,
    heading: Heading,
    body: Body<SubmitApplication>,
    desk: web::Data<Desk>,
) -> Result<Answer, Problem> {
    let envelope = Envelope::new(&OPERATION, *caller, Right::Party, heading, &body.digest).minding_bars();
    command(&desk, *id, &envelope, async |scene| {
        not_with_others(scene)?;
        if matches!(scene.case.phase, Phase::Draft) {
            scene.loaded.bars.may_apply()?;
            if let Some(concern) = &scene.case.concern {
                still_holds(&desk, scene, concern).await?;
            }
            let mut errors = scene.content.check(
                scene.version,
                scene.application.asking(),
                &scene.loaded.attached,
                scene.loaded.bars.reliance(scene.case.commitment.is_some()),
            );
            errors.extend(DeliveryWish::open(scene.application.delivery.as_ref(), &desk.cipher)?.check());
            errors.extend(
                match Subject::open(scene.application.subject.as_deref(), &desk.cipher)? {
                    Some(subject) => {
                        let applicant = Applicant::open(&scene.loaded.applicant, &desk.cipher)?;
                        subject.check(scene.version, &applicant, scene.today)
                    }
                    None => subject::missing(scene.version).into_iter().collect(),
                },
            );
            Problem::faultless(errors)?;
        }
        Ok(Plan::new(Command::Submit))
    })
    .await
}
