//! `POST /applications/{id}/third-parties`: a third party with major interests is told of its rights (Administrative Licensing Law arts. 36, 47).
//!
//! 1. The caller must handle the application.
//! 2. Name, contact and interest are kept encrypted; the log knows a number only.
//! 3. Decide: from receipt until the decision, where the item hears third parties. A numbered notice tells the right to state one's case and
//!    to ask for a hearing within 5 working days.

use actix_web::{post, web};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::super::desk::Desk;
use super::super::execute::{Envelope, Plan, execute};
use super::super::lifecycle::{Case, Command, ThirdParty};
use super::super::rights::Right;
use super::super::scene::Scene;
use super::super::store::Target;
use super::super::store::rows::{ApplicationRow, ThirdPartyRow};
use super::super::third_parties::{TOLD, next_number, seal};
use super::super::words::{LINE, LONG, too_long};
use super::answers::PROBLEMS;
use crate::http::{Answer, Body, Heading, etag};
use crate::identity::access::may;
use crate::identity::{Action, Allowed, Operation};
use crate::problem::{FieldError, Problem};
use crate::text::Text;

/// Who may, and what can go wrong.
pub const OPERATION: Operation = Operation {
    id: "tell_third_party",
    action: Action::HandleTasks,
    problems: PROBLEMS,
};

/// A third party whose major interests are at stake (利害关系人).
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TellThirdParty {
    /// Their name.
    pub name: String,
    /// How to reach them.
    #[serde(default)]
    pub contact: Option<String>,
    /// What interest of theirs is at stake.
    pub interest: String,
}

/// A third party of an application, without anything personal.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"number": 1, "answer_by": "2026-11-27", "heard": false}))]
pub struct ThirdPartyState {
    /// Its number in the application.
    pub number: u32,
    /// The last day to state its case or to ask for a hearing.
    pub answer_by: chrono::NaiveDate,
    /// Whether it was heard, or said that it will not be.
    pub heard: bool,
}

/// Tell a third party of its rights
#[utoipa::path(
    operation_id = "tell_third_party",
    tag = "Applications",
    params(
        ("id" = Uuid, Path, description = "The application"),
        ("If-Match" = String, Header, description = "The ETag of the version seen"),
        ("Idempotency-Key" = Option<String>, Header, description = "A unique value that makes retrying safe"),
    ),
    request_body(content = TellThirdParty, example = json!({"name": "示范小区业主委员会", "interest": "拟建建筑影响相邻住宅采光"})),
    responses((status = 201, description = "Told", body = ThirdPartyState,
        headers(("ETag" = String, description = "The application's new version"))))
)]
#[post("/applications/{id}/third-parties")]
pub async fn handle(
    caller: Allowed<may::HandleTasks>,
    id: web::Path<Uuid>,
    heading: Heading,
    body: Body<TellThirdParty>,
    desk: web::Data<Desk>,
) -> Result<Answer, Problem> {
    let envelope = Envelope::new(&OPERATION, *caller, Right::Handler, heading, &body.digest);
    let input = body.value;
    let plan = async |scene: &Scene<'_>| {
        check(&input)?;
        let details = json!({"name": input.name, "contact": input.contact, "interest": input.interest});
        let mut plan = Plan::new(Command::TellThirdParty);
        plan.extras.third_parties = vec![ThirdPartyRow {
            owner_id: scene.application.id,
            number: next_number(scene.case),
            stage: TOLD.to_owned(),
            on_day: scene.today,
            details: seal(&desk.cipher, &details),
        }];
        Ok(plan)
    };
    let respond = |row: &ApplicationRow, case: &Case| {
        let last = case.third_parties.iter().next_back();
        answer(201, row, last)
    };
    execute(&desk, Target::Application(*id), &envelope, plan, respond).await
}

/// What a command on a third party answers.
pub(super) fn answer(status: u16, row: &ApplicationRow, party: Option<(&u32, &ThirdParty)>) -> Result<Answer, Problem> {
    let (number, party) = party.ok_or_else(|| Problem::internal("the third party is not in the state"))?;
    let state = ThirdPartyState {
        number: *number,
        answer_by: party.answer_by,
        heard: party.heard,
    };
    Ok(Answer::new(status, &state)?.tagged(etag(row.version, None::<&str>)))
}

fn check(input: &TellThirdParty) -> Result<(), Problem> {
    let mut errors = Vec::new();
    for (pointer, text) in [("/name", &input.name), ("/interest", &input.interest)] {
        if text.trim().is_empty() {
            let message = Text::new("请填写。", "Required.");
            errors.push(FieldError::new(pointer, "required", message));
        }
    }
    errors.extend(too_long("/name", Some(&input.name), LINE));
    errors.extend(too_long("/contact", input.contact.as_deref(), LINE));
    errors.extend(too_long("/interest", Some(&input.interest), LONG));
    Problem::faultless(errors)
}
