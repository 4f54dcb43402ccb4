//! `POST /matters/{id}/delivery`: the window hands over every result that is ready.
//!
//! 1. The caller must work at the bundle's window, or at that of the department that leads it.
//! 2. At the window the pickup code must be the matter's; by post a tracking number is recorded.
//! 3. What is handed over together is when all of it is ready, or by itself when its day has come (Administrative Licensing Law art. 44);
//!    what the end of the matter has not waited for, afterwards.
//! 4. Results of members that the caller is recused from are left to others.
//! 5. Decide: each member whose certificate was issued is handed over, and so completed.

use actix_web::{post, web};
use uuid::Uuid;

use crate::applications::Desk;
use crate::applications::execute::Envelope;
use crate::applications::joint::{self, Joint};
use crate::applications::lifecycle::Command;
use crate::applications::ops::answers::STAFF_PROBLEMS;
use crate::applications::ops::deliver_application::DeliverApplication;
use crate::applications::rights::Right;
use crate::applications::store::Target;
use crate::codes::{CreditCode, Post};
use crate::http::{Answer, Body, Heading};
use crate::identity::access::may;
use crate::identity::{Action, Allowed, Operation};
use crate::matters::bundled::Bundled;
use crate::matters::state::MatterState;
use crate::problem::{Code, Problem};

/// Who may, and what can go wrong.
pub const OPERATION: Operation = Operation {
    id: "deliver_matter",
    action: Action::HandleTasks,
    problems: STAFF_PROBLEMS,
};

/// Hand a matter's results over
///
/// Every result that is ready now, with one handover each; with `delivery: unified` once all are, licences by themselves on the tenth working
/// day after their decision, and what comes later by itself. At the window it takes the pickup code of the matter's receipt slip; by post the
/// tracking number. Results of a bundle with `delivery: unified` are handed over here and nowhere else until then.
#[utoipa::path(
    operation_id = "deliver_matter",
    tag = "Matters",
    params(
        ("id" = Uuid, Path, description = "The matter"),
        ("If-Match" = String, Header, description = "The ETag of the version seen"),
        ("Idempotency-Key" = Option<String>, Header, description = "A unique value that makes retrying safe"),
    ),
    request_body(content = DeliverApplication, example = json!({"mode": "window", "pickup_code": "482913", "signed_by": "本人"})),
    responses((status = 200, description = "Handed over", body = MatterState,
        headers(("ETag" = String, description = "The new version"))))
)]
#[post("/matters/{id}/delivery")]
pub async fn handle(
    caller: Allowed<may::HandleTasks>,
    id: web::Path<Uuid>,
    heading: Heading,
    body: Body<DeliverApplication>,
    desk: web::Data<Desk>,
) -> Result<Answer, Problem> {
    let envelope = Envelope::new(&OPERATION, *caller, Right::SomeWindow, heading, &body.digest);
    // To who works at another window the matter is not there, whatever version they saw.
    let (seen, envelope) = (envelope.precondition, envelope.unconditional());
    let plan = async |joint: &mut Joint<'_>| {
        let window = its_window(&desk, joint).await?;
        seen.check(joint.whole()?.case())?;
        joint.act_for(window);
        deliver(&desk, joint, &body.value, caller.account)
    };
    let respond = |joint: &Joint<'_>| MatterState::answer_after(joint, desk.clock.today());
    joint::execute(&desk, Target::Application(*id), &envelope, plan, respond).await
}

/// The department at whose window the caller hands it over.
async fn its_window(desk: &Desk, joint: &Joint<'_>) -> Result<CreditCode, Problem> {
    let whole = joint.whole()?;
    let bundle = &Bundled::of(desk, whole).await?.version.bundle;
    let mut windows = [&bundle.window_department, &bundle.lead_department].into_iter();
    let own = windows.find(|department| whole.loaded().holds(department, &Post::WINDOW));
    own.cloned().ok_or_else(|| Problem::new(Code::NotFound))
}

fn deliver(desk: &Desk, joint: &mut Joint<'_>, input: &DeliverApplication, by: Uuid) -> Result<(), Problem> {
    let whole = joint.whole()?;
    let ready = joint.members().filter(|(_, file)| whole.case().hands_over(file.case()));
    // Results of members that the caller is recused from are left to others.
    let (others, own): (Vec<_>, Vec<_>) = ready.partition(|(_, file)| file.case().recused.contains(&by));
    if own.is_empty() && !others.is_empty() {
        return Err(Problem::new(Code::Recused));
    }
    let ready: Vec<Uuid> = own.into_iter().map(|(id, _)| *id).collect();
    if ready.is_empty() && !whole.case().may_hand_results_over() {
        return Err(Problem::new(Code::InvalidTransition).with_detail(
            "统一送达：全部结果就绪后才能一并交付。",
            "Results are handed over together, once all of them are ready.",
        ));
    }
    let handover = input.handover(whole.row().pickup_code.as_deref(), desk.clock.now())?;
    if ready.is_empty() {
        return Err(Problem::new(Code::InvalidTransition)
            .with_detail("目前没有可以交付的结果。", "No result is ready to be handed over."));
    }
    for member in ready {
        let wish = joint.file(member)?.row().delivery.clone();
        joint.file_mut(member)?.extras.delivery = Some(handover.seal(wish.as_ref(), &desk.cipher)?);
        joint.then(member, Command::Deliver { mode: input.mode })?;
    }
    Ok(())
}
