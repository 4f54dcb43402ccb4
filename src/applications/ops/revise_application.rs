//! `PATCH /applications/{id}`: the applicant changes a draft.
//!
//! 1. The caller must be a party to the application.
//! 2. Each part sent replaces that part; what is sent must be of the right kind, though a draft may be incomplete.
//! 3. Decide: only a draft may be revised. Who agreed to it as it was has to agree anew.

use actix_web::{patch, web};
use serde::Deserialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;
use uuid::Uuid;

use super::super::consents::{Applicant, NamedConsenter, Naming};
use super::super::content::{Content, HandedIn, attach};
use super::super::delivery::DeliveryWish;
use super::super::desk::Desk;
use super::super::execute::{Envelope, Plan};
use super::super::filing::documents_only;
use super::super::known::carry_over;
use super::super::lifecycle::Command;
use super::super::rights::Right;
use super::super::scene::Scene;
use super::super::store::Extras;
use super::super::store::rows::AttachmentRow;
use super::super::subject::Subject;
use super::super::together::not_with_others;
use super::answers::{ApplicationState, command};
use crate::http::{Answer, Body, Heading};
use crate::identity::access::may;
use crate::identity::{Action, Allowed, Operation};
use crate::problem::{Code, Problem};

/// Who may, and what can go wrong.
pub const OPERATION: Operation = Operation {
    id: "revise_application",
    action: Action::FileApplications,
    problems: &[
        Code::NotFound,
        Code::InvalidTransition,
        Code::WithTheMatter,
        Code::ConcurrentChange,
        Code::StaleVersion,
        Code::PreconditionRequired,
        Code::InvalidInput,
    ],
};

/// The parts of a draft to replace; absent parts stay.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReviseApplication {
    /// All answers.
    #[serde(default)]
    pub answers: Option<Map<String, Value>>,
    /// The whole form.
    #[serde(default)]
    #[schema(value_type = Option<Object>)]
    pub form: Option<Value>,
    /// All documents, by material.
    #[serde(default)]
    pub documents: Option<Vec<HandedIn>>,
    /// Whether to commit to what would otherwise be proved or checked (告知承诺).
    #[serde(default)]
    pub commitment: Option<bool>,
    /// How the result is to be delivered.
    #[serde(default)]
    pub delivery: Option<DeliveryWish>,
    /// Whom it is about, when that is not the applicant.
    #[serde(default)]
    pub subject: Option<Subject>,
    /// All those whose consent there is to be beside the applicant's. Whoever was named before is asked no more.
    #[serde(default)]
    pub consents: Option<Vec<NamedConsenter>>,
}

/// Change a draft
#[utoipa::path(
    operation_id = "revise_application",
    tag = "Applications",
    params(
        ("id" = Uuid, Path, description = "The application"),
        ("If-Match" = String, Header, description = "The ETag of the version seen"),
    ),
    request_body(content = ReviseApplication, example = json!({"form": {"business_name": "示范餐馆"}})),
    responses((status = 200, description = "Changed", body = ApplicationState,
        headers(("ETag" = String, description = "The new version"))))
)]
#[patch("/applications/{id}")]
pub async fn handle(
    caller: Allowed<may::FileApplications>,
    id: web::Path<Uuid>,
    heading: Heading,
    body: Body<ReviseApplication>,
    desk: web::Data<Desk>,
) -> Result<Answer, Problem> {
    let input = body.value;
    let envelope = Envelope::new(&OPERATION, *caller, Right::Party, heading, &[])
        .unrepeatable()
        .minding_bars()
        .offering(
            input
                .documents
                .iter()
                .flatten()
                .filter_map(|handed_in| handed_in.document),
        );
    command(&desk, *id, &envelope, async |scene| {
        not_with_others(scene)?;
        let committed = scene.case.commitment.is_some();
        let change = input.commitment.filter(|made| *made != committed);
        let mut plan = Plan::new(change.map_or(Command::Revise, |made| Command::Commit { made }));
        plan.extras = extras(scene, &input, &desk)?;
        if let Some(named) = &input.consents {
            name(&mut plan, scene, named, &desk)?;
        }
        Ok(plan)
    })
    .await
}

/// Names whose consent there is to be, in place of those named before.
fn name(plan: &mut Plan, scene: &Scene<'_>, named: &[NamedConsenter], desk: &Desk) -> Result<(), Problem> {
    let applicant = Applicant::open(&scene.loaded.applicant, &desk.cipher)?;
    let naming = Naming::check(named, scene.version, &applicant, false).map_err(Problem::invalid)?;
    let owner = scene.application.id;
    plan.extras.consents = naming.rows(owner, scene.case, &desk.cipher, scene.now)?;
    plan.then.push(naming.command());
    Ok(())
}

fn extras(scene: &Scene<'_>, input: &ReviseApplication, desk: &Desk) -> Result<Extras, Problem> {
    let mut extras = Extras::default();
    let reliance = scene.loaded.bars.reliance(input.commitment == Some(true));
    let mut errors: Vec<_> = reliance.fault(scene.version).into_iter().collect();
    if input.answers.is_some() || input.form.is_some() {
        let mut content = Content {
            answers: input.answers.clone().unwrap_or_else(|| scene.content.answers.clone()),
            form: input.form.clone().unwrap_or_else(|| scene.content.form.clone()),
        };
        carry_over(scene.version, &scene.content.form, &mut content.form);
        errors.extend(content.check_draft(scene.version));
        extras.form = Some(content.seal(scene.application.id, scene.version, &desk.cipher)?);
    }
    if let Some(delivery) = &input.delivery {
        errors.extend(delivery.check());
        extras.delivery = Some(delivery.seal(&desk.cipher)?);
    }
    if let Some(subject) = &input.subject {
        let applicant = Applicant::open(&scene.loaded.applicant, &desk.cipher)?;
        errors.extend(subject.check(scene.version, &applicant, scene.today));
        extras.subject = Some(subject.seal(&desk.cipher)?);
    }
    Problem::faultless(errors)?;
    if let Some(documents) = &input.documents {
        documents_only(documents)?;
        let wanted = attach(
            scene.application.id,
            documents,
            &scene.loaded.offered,
            scene.version,
            scene.now,
        )?;
        let there = &scene.loaded.attached;
        let same = |a: &AttachmentRow, b: &AttachmentRow| a.material == b.material && a.document_id == b.document_id;
        extras.detach = there
            .iter()
            .filter(|old| !wanted.iter().any(|new| same(old, new)))
            .cloned()
            .collect();
        extras.attach = wanted
            .into_iter()
            .filter(|new| !there.iter().any(|old| same(old, new)))
            .collect();
    }
    Ok(extras)
}
