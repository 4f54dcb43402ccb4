//! `POST /applications/{id}/recusals`: somebody does not work on this case (回避).
//!
//! 1. The caller holds a post in one of the departments that work on it.
//! 2. Everybody recuses themselves; whoever approves or manages in a department orders it for a colleague of that department.
//! 3. Decide: what they hold is put back, and from then on they neither claim, complete nor are given any of its work.

use actix_web::{post, web};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::super::desk::Desk;
use super::super::execute::{Envelope, Plan};
use super::super::lifecycle::Command;
use super::super::rights::{Right, departments};
use super::super::scene::Scene;
use super::super::words::reasons;
use super::answers::{ApplicationState, STAFF_PROBLEMS, command_on_any};
use crate::codes::Post;
use crate::http::{Answer, Body, Heading};
use crate::identity::access::may;
use crate::identity::{Action, Allowed, Operation};
use crate::problem::{Code, Problem};

/// Who may, and what can go wrong.
pub const OPERATION: Operation = Operation {
    id: "recuse_person",
    action: Action::SuperviseTasks,
    problems: STAFF_PROBLEMS,
};

/// Who is recused, and why.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RecusePerson {
    /// The colleague's login; the caller when not said. For others it takes the post `approver` or `manager` in their department.
    #[serde(default)]
    #[schema(example = "reviewer")]
    pub person: Option<String>,
    /// Why; for colleagues.
    #[schema(example = "申请人系本人近亲属")]
    pub reasons: String,
}

/// Keep somebody from working on a case
#[utoipa::path(
    operation_id = "recuse_person",
    tag = "Applications",
    params(
        ("id" = Uuid, Path, description = "The application"),
        ("If-Match" = String, Header, description = "The ETag of the version seen"),
        ("Idempotency-Key" = Option<String>, Header, description = "A unique value that makes retrying safe"),
    ),
    request_body(content = RecusePerson, examples(
        ("self" = (summary = "Oneself", value = json!({"reasons": "申请人系本人近亲属"}))),
        ("other" = (summary = "A colleague", value = json!({"person": "reviewer", "reasons": "与申请人有利害关系"}))),
    )),
    responses((status = 200, description = "Recused", body = ApplicationState,
        headers(("ETag" = String, description = "The new version"))))
)]
#[post("/applications/{id}/recusals")]
pub async fn handle(
    caller: Allowed<may::SuperviseTasks>,
    id: web::Path<Uuid>,
    heading: Heading,
    body: Body<RecusePerson>,
    desk: web::Data<Desk>,
) -> Result<Answer, Problem> {
    let RecusePerson { person, reasons: why } = body.value;
    let envelope =
        Envelope::new(&OPERATION, *caller, Right::Colleague, heading, &body.digest).naming(person.as_deref());
    command_on_any(&desk, *id, &envelope, async |scene| {
        let remark = reasons(&why)?;
        let person = match &person {
            Some(login) => ordered(scene, caller.account, login)?,
            None => caller.account,
        };
        let mut plan = Plan::new(Command::Recuse { person });
        plan.extras.remark = Some(remark);
        Ok(plan)
    })
    .await
}

/// A colleague of a department in which the caller decides who works; or the caller, by their own login.
fn ordered(scene: &Scene<'_>, caller: Uuid, login: &str) -> Result<Uuid, Problem> {
    let named = scene.loaded.colleague(login);
    if let Some(oneself) = named.filter(|named| named.account == caller) {
        return Ok(oneself.account);
    }
    let decides = |department| {
        [Post::APPROVER, Post::MANAGER]
            .iter()
            .any(|post| scene.loaded.holds(department, post))
    };
    let mut own = departments(scene).filter(|department| decides(department)).peekable();
    if own.peek().is_none() {
        return Err(Problem::new(Code::Forbidden));
    }
    let colleague =
        named.filter(|named| own.any(|department| named.posts.iter().any(|held| held.department == *department)));
    colleague.map(|colleague| colleague.account).ok_or_else(|| {
        Problem::invalid_field(
            "/person",
            "not-of-department",
            "本部门没有这名工作人员。",
            "Nobody of that login works in the department.",
        )
    })
}
