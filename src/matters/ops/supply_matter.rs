//! `POST /matters/{id}/supplement`: the applicant answers the one notice of what is missing. See [`crate::matters::supplement`].

use actix_web::{post, web};
use uuid::Uuid;

use crate::applications::Desk;
use crate::applications::execute::Envelope;
use crate::applications::joint::{self, Joint};
use crate::applications::ops::supply_application::SupplyApplication;
use crate::applications::rights::Right;
use crate::applications::store::Target;
use crate::http::{Answer, Body, Heading};
use crate::identity::access::may;
use crate::identity::{Action, Allowed, Operation};
use crate::matters::bundled::Bundled;
use crate::matters::state::MatterState;
use crate::matters::supplement::supply;
use crate::problem::{Code, Problem};

/// Who may, and what can go wrong.
pub const OPERATION: Operation = Operation {
    id: "supply_matter",
    action: Action::FileApplications,
    problems: &[
        Code::NotFound,
        Code::InvalidTransition,
        Code::DeadlinePassed,
        Code::ConcurrentChange,
        Code::StaleVersion,
        Code::PreconditionRequired,
        Code::InvalidInput,
        Code::SupplementIncomplete,
        Code::IdempotencyKeyReused,
    ],
};

/// Answer a matter's supplement notice
///
/// Materials are the matter's. Everything the notice lists must be handed in together, on or before its last day; each member gets what serves
/// for it. Members that lack nothing go on meanwhile. What was to follow on a written commitment is handed in here too.
#[utoipa::path(
    operation_id = "supply_matter",
    tag = "Matters",
    params(
        ("id" = Uuid, Path, description = "The matter"),
        ("If-Match" = String, Header, description = "The ETag of the version seen"),
        ("Idempotency-Key" = Option<String>, Header, description = "A unique value that makes retrying safe"),
    ),
    request_body(content = SupplyApplication, example = json!({
        "documents": [{"material": "mother_id", "document": "019a1c2e-7d1c-7c3e-8a43-0e6c1a2b3c4d"}]
    })),
    responses((status = 200, description = "Received", body = MatterState,
        headers(("ETag" = String, description = "The new version"))))
)]
#[post("/matters/{id}/supplement")]
pub async fn handle(
    caller: Allowed<may::FileApplications>,
    id: web::Path<Uuid>,
    heading: Heading,
    body: Body<SupplyApplication>,
    desk: web::Data<Desk>,
) -> Result<Answer, Problem> {
    let envelope = Envelope::new(&OPERATION, *caller, Right::Party, heading, &body.digest)
        .offering(body.value.documents.iter().filter_map(|handed_in| handed_in.document));
    let plan = async |joint: &mut Joint<'_>| {
        let bundled = Bundled::of(&desk, joint.whole()?).await?;
        supply(&desk, &bundled, joint, &body.value).await
    };
    let respond = |joint: &Joint<'_>| MatterState::answer_after(joint, desk.clock.today());
    joint::execute(&desk, Target::Application(*id), &envelope, plan, respond).await
}
