//! `POST /applications/{id}/urges`: the applicant asks why it takes so long (催办).
//!
//! 1. The caller must be a party to the application.
//! 2. Decide: once a working day, while it is the departments' turn.
//! 3. Whoever has work on it now is told, and their manager.

use actix_web::{post, web};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::super::desk::Desk;
use super::super::execute::{Envelope, Plan};
use super::super::lifecycle::Command;
use super::super::rights::Right;
use super::super::words::{SHORT, too_long};
use super::answers::{ApplicationState, command_on_any};
use crate::http::{Answer, Body, Heading};
use crate::identity::access::may;
use crate::identity::{Action, Allowed, Operation};
use crate::problem::{Code, Problem};

/// Who may, and what can go wrong.
pub const OPERATION: Operation = Operation {
    id: "urge_application",
    action: Action::FileApplications,
    problems: &[
        Code::NotFound,
        Code::InvalidTransition,
        Code::UrgedBefore,
        Code::ConcurrentChange,
        Code::StaleVersion,
        Code::PreconditionRequired,
        Code::InvalidInput,
        Code::IdempotencyKeyReused,
    ],
};

/// An urge.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UrgeApplication {
    /// What the applicant wants to say; at most 500 characters.
    #[serde(default)]
    pub message: Option<String>,
}

/// Urge an application
///
/// Once a working day. Days off count for the next working day.
#[utoipa::path(
    operation_id = "urge_application",
    tag = "Applications",
    params(
        ("id" = Uuid, Path, description = "The application"),
        ("If-Match" = String, Header, description = "The ETag of the version seen"),
        ("Idempotency-Key" = Option<String>, Header, description = "A unique value that makes retrying safe"),
    ),
    request_body(content = UrgeApplication, example = json!({"message": "下周开业，请尽快办理"})),
    responses((status = 200, description = "Urged", body = ApplicationState,
        headers(("ETag" = String, description = "The new version"))))
)]
#[post("/applications/{id}/urges")]
pub async fn handle(
    caller: Allowed<may::FileApplications>,
    id: web::Path<Uuid>,
    heading: Heading,
    body: Body<UrgeApplication>,
    desk: web::Data<Desk>,
) -> Result<Answer, Problem> {
    let envelope = Envelope::new(&OPERATION, *caller, Right::Party, heading, &body.digest);
    let message = body.value.message.filter(|message| !message.trim().is_empty());
    command_on_any(&desk, *id, &envelope, async |_scene| {
        if let Some(error) = too_long("/message", message.as_deref(), SHORT) {
            return Err(Problem::invalid(vec![error]));
        }
        let mut plan = Plan::new(Command::Urge);
        plan.extras.remark.clone_from(&message);
        Ok(plan)
    })
    .await
}
