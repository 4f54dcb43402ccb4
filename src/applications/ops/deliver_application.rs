//! `POST /applications/{id}/delivery`: the window hands the result over, which completes the application.
//!
//! 1. The caller must work at the deciding department's window.
//! 2. At the window the pickup code must be the application's; by post a tracking number is recorded.
//! 3. Decide: only a decided application whose certificate was issued.

use actix_web::{post, web};
use chrono::{DateTime, Utc};
use serde::Deserialize;
use subtle::ConstantTimeEq;
use utoipa::ToSchema;
use uuid::Uuid;

use super::super::delivery::Handover;
use super::super::desk::Desk;
use super::super::execute::{Envelope, Plan};
use super::super::lifecycle::{Command, DeliveryMode};
use super::super::rights::Right;
use super::super::scene::Scene;
use super::super::together::delivered_alone;
use super::super::words::{LINE, too_long};
use super::answers::{ApplicationState, command};
use crate::http::{Answer, Body, Heading};
use crate::identity::access::may;
use crate::identity::{Action, Allowed, Operation};
use crate::problem::{Code, Problem};

/// Who may, and what can go wrong.
pub const OPERATION: Operation = Operation {
    id: "deliver_application",
    action: Action::HandleTasks,
    problems: &[
        Code::NotFound,
        Code::InvalidTransition,
        Code::WithTheMatter,
        Code::Recused,
        Code::ConcurrentChange,
        Code::StaleVersion,
        Code::PreconditionRequired,
        Code::InvalidInput,
        Code::IdempotencyKeyReused,
    ],
};

/// A handover.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DeliverApplication {
    /// The way.
    pub mode: DeliveryMode,
    /// The applicant's code; needed at the window.
    #[serde(default)]
    pub pickup_code: Option<String>,
    /// The post's tracking number; needed by post.
    #[serde(default)]
    pub tracking: Option<String>,
    /// Who signed for it.
    #[serde(default)]
    pub signed_by: Option<String>,
}

/// Hand the result over
///
/// Completes the application. At the window it takes the pickup code of the receipt slip; by post the tracking number.
#[utoipa::path(
    operation_id = "deliver_application",
    tag = "Applications",
    params(
        ("id" = Uuid, Path, description = "The application"),
        ("If-Match" = String, Header, description = "The ETag of the version seen"),
        ("Idempotency-Key" = Option<String>, Header, description = "A unique value that makes retrying safe"),
    ),
    request_body(content = DeliverApplication, example = json!({"mode": "window", "pickup_code": "482913", "signed_by": "本人"})),
    responses((status = 200, description = "Completed", body = ApplicationState,
        headers(("ETag" = String, description = "The new version"))))
)]
#[post("/applications/{id}/delivery")]
pub async fn handle(
    caller: Allowed<may::HandleTasks>,
    id: web::Path<Uuid>,
    heading: Heading,
    body: Body<DeliverApplication>,
    desk: web::Data<Desk>,
) -> Result<Answer, Problem> {
    let envelope = Envelope::new(&OPERATION, *caller, Right::Window, heading, &body.digest);
    command(&desk, *id, &envelope, async |scene| handover(scene, &body.value, &desk)).await
}

fn handover(scene: &Scene<'_>, input: &DeliverApplication, desk: &Desk) -> Result<Plan, Problem> {
    delivered_alone(scene)?;
    let handover = input.handover(scene.application.pickup_code.as_deref(), scene.now)?;
    let mut plan = Plan::new(Command::Deliver { mode: input.mode });
    plan.extras.delivery = Some(handover.seal(scene.application.delivery.as_ref(), &desk.cipher)?);
    Ok(plan)
}

impl DeliverApplication {
    /// What is kept of it, if it is complete and the code is the one that fetches the result.
    ///
    /// # Errors
    /// 422 for what is missing or wrong.
    pub(crate) fn handover(&self, code: Option<&str>, at: DateTime<Utc>) -> Result<Handover, Problem> {
        let posted = |tracking: &String| !tracking.trim().is_empty();
        match self.mode {
            DeliveryMode::Window => check_pickup_code(code, self.pickup_code.as_deref())?,
            DeliveryMode::Post if !self.tracking.as_ref().is_some_and(posted) => {
                return Err(Problem::invalid_field(
                    "/tracking",
                    "required",
                    "请填写邮寄单号。",
                    "Give the tracking number.",
                ));
            }
            DeliveryMode::Post | DeliveryMode::Electronic => {}
        }
        let long = [("/tracking", &self.tracking), ("/signed_by", &self.signed_by)];
        let errors = long.into_iter();
        let errors = errors.filter_map(|(field, text)| too_long(field, text.as_deref(), LINE));
        Problem::faultless(errors.collect())?;
        Ok(Handover {
            mode: self.mode,
            at,
            tracking: self.tracking.clone(),
            signed_by: self.signed_by.clone(),
        })
    }
}

fn check_pickup_code(known: Option<&str>, given: Option<&str>) -> Result<(), Problem> {
    let Some(given) = given else {
        return Err(Problem::invalid_field(
            "/pickup_code",
            "required",
            "请填写取件码。",
            "Give the pickup code.",
        ));
    };
    let known = known.unwrap_or_default();
    if !known.is_empty() && bool::from(known.as_bytes().ct_eq(given.as_bytes())) {
        Ok(())
    } else {
        Err(Problem::invalid_field(
            "/pickup_code",
            "wrong-code",
            "取件码不符。",
            "Not the pickup code of this application.",
        ))
    }
}
