//! `POST /applications/{id}/third-parties/{number}/statement`: what a third party said, or that it will not be heard (arts. 36, 47).
//!
//! 1. The caller must handle the application.
//! 2. The statement is kept encrypted.
//! 3. Decide: once for each third party, until the decision.

use actix_web::{post, web};
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::super::desk::Desk;
use super::super::execute::{Envelope, Plan, execute};
use super::super::lifecycle::{Case, Command};
use super::super::rights::Right;
use super::super::scene::Scene;
use super::super::store::Target;
use super::super::store::rows::{ApplicationRow, ThirdPartyRow};
use super::super::third_parties::{HEARD, seal};
use super::super::words::{LONG, too_long};
use super::answers::PROBLEMS;
use super::tell_third_party::{ThirdPartyState, answer};
use crate::http::{Answer, Body, Heading};
use crate::identity::access::may;
use crate::identity::{Action, Allowed, Operation};
use crate::problem::Problem;

/// Who may, and what can go wrong.
pub const OPERATION: Operation = Operation {
    id: "hear_third_party",
    action: Action::HandleTasks,
    problems: PROBLEMS,
};

/// What a third party said.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HearThirdParty {
    /// Whether it was heard; false when it said that it will not be.
    pub heard: bool,
    /// What it said, for the file.
    pub summary: String,
}

/// Record what a third party said
#[utoipa::path(
    operation_id = "hear_third_party",
    tag = "Applications",
    params(
        ("id" = Uuid, Path, description = "The application"),
        ("number" = u32, Path, description = "The third party's number"),
        ("If-Match" = String, Header, description = "The ETag of the version seen"),
        ("Idempotency-Key" = Option<String>, Header, description = "A unique value that makes retrying safe"),
    ),
    request_body(content = HearThirdParty, example = json!({"heard": true, "summary": "不反对建设，要求退让边界"})),
    responses((status = 200, description = "Recorded", body = ThirdPartyState,
        headers(("ETag" = String, description = "The application's new version"))))
)]
#[post("/applications/{id}/third-parties/{number}/statement")]
pub async fn handle(
    caller: Allowed<may::HandleTasks>,
    path: web::Path<(Uuid, u32)>,
    heading: Heading,
    body: Body<HearThirdParty>,
    desk: web::Data<Desk>,
) -> Result<Answer, Problem> {
    let (id, party) = *path;
    let envelope = Envelope::new(&OPERATION, *caller, Right::Handler, heading, &body.digest);
    let input = body.value;
    let plan = async |scene: &Scene<'_>| {
        if input.summary.trim().is_empty() {
            return Err(Problem::invalid_field(
                "/summary",
                "required",
                "请填写意见摘要。",
                "Say what it said.",
            ));
        }
        if let Some(error) = too_long("/summary", Some(&input.summary), LONG) {
            return Err(Problem::invalid(vec![error]));
        }
        let details = json!({"heard": input.heard, "summary": input.summary});
        let mut plan = Plan::new(Command::HearThirdParty { party });
        plan.extras.third_parties = vec![ThirdPartyRow {
            owner_id: scene.application.id,
            number: party,
            stage: HEARD.to_owned(),
            on_day: scene.today,
            details: seal(&desk.cipher, &details),
        }];
        Ok(plan)
    };
    let respond = |row: &ApplicationRow, case: &Case| answer(200, row, case.third_parties.get_key_value(&party));
    execute(&desk, Target::Application(id), &envelope, plan, respond).await
}
