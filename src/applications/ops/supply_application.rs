//! `POST /applications/{id}/supplement`: the applicant answers the notice of what is missing.
//!
//! 1. The caller must be a party to the application.
//! 2. Documents are added to those handed in; a form, when sent, replaces the form and must fit the item.
//! 3. Decide: everything noticed must be covered, in time; the intake task opens again.

use std::collections::BTreeSet;

use actix_web::{post, web};
use serde::Deserialize;
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use super::super::content::{Content, FORM, HandedIn, attach};
use super::super::desk::Desk;
use super::super::execute::{Envelope, Plan};
use super::super::filing::documents_only;
use super::super::known::carry_over;
use super::super::lifecycle::Command;
use super::super::rights::Right;
use super::super::scene::Scene;
use super::super::together::not_with_others;
use super::answers::{ApplicationState, command};
use crate::http::{Answer, Body, Heading};
use crate::identity::access::may;
use crate::identity::{Action, Allowed, Operation};
use crate::problem::{Code, Problem};

/// Who may, and what can go wrong.
pub const OPERATION: Operation = Operation {
    id: "supply_application",
    action: Action::FileApplications,
    problems: &[
        Code::NotFound,
        Code::InvalidTransition,
        Code::WithTheMatter,
        Code::DeadlinePassed,
        Code::ConcurrentChange,
        Code::StaleVersion,
        Code::PreconditionRequired,
        Code::InvalidInput,
        Code::SupplementIncomplete,
        Code::IdempotencyKeyReused,
    ],
};

/// The answer to a supplement notice.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SupplyApplication {
    /// The corrected form, whole; the form stays when absent.
    #[serde(default)]
    #[schema(value_type = Option<Object>)]
    pub form: Option<Value>,
    /// The documents handed in with the answer.
    #[serde(default)]
    pub documents: Vec<HandedIn>,
}

impl SupplyApplication {
    /// What it answers of the notice.
    pub(crate) fn materials(&self) -> BTreeSet<String> {
        let documents = self.documents.iter().map(|handed_in| handed_in.material.clone());
        documents.chain(self.form.iter().map(|_| FORM.to_owned())).collect()
    }
}

/// Answer a supplement notice
///
/// Everything the notice lists must be handed in together, on or before its last day.
#[utoipa::path(
    operation_id = "supply_application",
    tag = "Applications",
    params(
        ("id" = Uuid, Path, description = "The application"),
        ("If-Match" = String, Header, description = "The ETag of the version seen"),
        ("Idempotency-Key" = Option<String>, Header, description = "A unique value that makes retrying safe"),
    ),
    request_body(content = SupplyApplication, example = json!({
        "documents": [{"material": "premises_proof", "document": "019a1c2e-7d1c-7c3e-8a43-0e6c1a2b3c4d"}]
    })),
    responses((status = 200, description = "Received", body = ApplicationState,
        headers(("ETag" = String, description = "The new version"))))
)]
#[post("/applications/{id}/supplement")]
pub async fn handle(
    caller: Allowed<may::FileApplications>,
    id: web::Path<Uuid>,
    heading: Heading,
    body: Body<SupplyApplication>,
    desk: web::Data<Desk>,
) -> Result<Answer, Problem> {
    let envelope = Envelope::new(&OPERATION, *caller, Right::Party, heading, &body.digest)
        .offering(body.value.documents.iter().filter_map(|handed_in| handed_in.document));
    command(&desk, *id, &envelope, async |scene| supply(scene, &body.value, &desk)).await
}

fn supply(scene: &Scene<'_>, input: &SupplyApplication, desk: &Desk) -> Result<Plan, Problem> {
    not_with_others(scene)?;
    let mut plan = Plan::new(Command::Supply {
        materials: input.materials(),
    });
    documents_only(&input.documents)?;
    let rows = attach(
        scene.application.id,
        &input.documents,
        &scene.loaded.offered,
        scene.version,
        scene.now,
    )?;
    let there = |row: &super::super::store::rows::AttachmentRow| {
        scene
            .loaded
            .attached
            .iter()
            .any(|old| old.material == row.material && old.document_id == row.document_id)
    };
    if let Some(form) = &input.form {
        let mut content = Content {
            answers: scene.content.answers.clone(),
            form: form.clone(),
        };
        carry_over(scene.version, &scene.content.form, &mut content.form);
        let errors = content.check_form(scene.version);
        Problem::faultless(errors)?;
        plan.extras.form = Some(content.seal(scene.application.id, scene.version, &desk.cipher)?);
    }
    plan.extras.attach = rows.into_iter().filter(|row| !there(row)).collect();
    Ok(plan)
}
