//! `POST /matters/{id}/withdrawal`: the applicant withdraws a matter, as far as it is not decided.
//!
//! 1. The caller must be a party to the matter.
//! 2. Every member that may still be withdrawn is; what is decided stays.
//! 3. A matter that waits for consents is withdrawn with them. Any other is over when its members are ([`crate::matters::moved`]).
//!
//! One member alone is withdrawn as an application is; those that depend on it end with it.

use actix_web::{post, web};
use uuid::Uuid;

use crate::applications::Desk;
use crate::applications::execute::Envelope;
use crate::applications::joint::{self, Joint};
use crate::applications::lifecycle::{Command, Phase};
use crate::applications::ops::answers::PROBLEMS;
use crate::applications::ops::withdraw_application::WithdrawApplication;
use crate::applications::rights::Right;
use crate::applications::store::Target;
use crate::applications::words::{SHORT, too_long};
use crate::http::{Answer, Body, Heading};
use crate::identity::access::may;
use crate::identity::{Action, Allowed, Operation};
use crate::matters::state::MatterState;
use crate::problem::{Code, Problem};

/// Who may, and what can go wrong.
pub const OPERATION: Operation = Operation {
    id: "withdraw_matter",
    action: Action::FileApplications,
    problems: PROBLEMS,
};

/// Withdraw a matter
///
/// Withdraws every member that is not decided yet; what is decided stays. One member is withdrawn by its own `withdrawal`, with those that
/// depend on it.
#[utoipa::path(
    operation_id = "withdraw_matter",
    tag = "Matters",
    params(
        ("id" = Uuid, Path, description = "The matter"),
        ("If-Match" = String, Header, description = "The ETag of the version seen"),
        ("Idempotency-Key" = Option<String>, Header, description = "A unique value that makes retrying safe"),
    ),
    request_body(content = WithdrawApplication, example = json!({"reason": "计划有变"})),
    responses((status = 200, description = "Withdrawn, as far as it was not decided", body = MatterState,
        headers(("ETag" = String, description = "The new version"))))
)]
#[post("/matters/{id}/withdrawal")]
pub async fn handle(
    caller: Allowed<may::FileApplications>,
    id: web::Path<Uuid>,
    heading: Heading,
    body: Body<WithdrawApplication>,
    desk: web::Data<Desk>,
) -> Result<Answer, Problem> {
    let envelope = Envelope::new(&OPERATION, *caller, Right::Party, heading, &body.digest);
    let reason = body.value.reason.as_deref();
    let plan = async |joint: &mut Joint<'_>| {
        Problem::faultless(too_long("/reason", reason, SHORT).into_iter().collect())?;
        withdraw(joint, reason)
    };
    let respond = |joint: &Joint<'_>| MatterState::answer_after(joint, desk.clock.today());
    joint::execute(&desk, Target::Application(*id), &envelope, plan, respond).await
}

fn withdraw(joint: &mut Joint<'_>, reason: Option<&str>) -> Result<(), Problem> {
    let members: Vec<Uuid> = joint.members().map(|(id, _)| *id).collect();
    let mut withdrawn = Vec::new();
    for member in members {
        if joint.attempt(member, Command::Withdraw)?.is_ok() {
            withdrawn.push(member);
        }
    }
    if matches!(joint.whole()?.case().phase, Phase::Draft) {
        joint.then(joint.id(), Command::Withdraw)?;
        withdrawn.push(joint.id());
    }
    if withdrawn.is_empty() {
        return Err(Problem::new(Code::InvalidTransition).with_detail(
            "各事项均已作出决定或者终止，没有可以撤回的。",
            "Every member is decided or over: there is nothing to withdraw.",
        ));
    }
    for id in withdrawn {
        joint.file_mut(id)?.extras.closing_note = reason.map(str::to_owned);
    }
    Ok(())
}
