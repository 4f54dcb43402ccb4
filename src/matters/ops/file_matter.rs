//! `POST /matters`: somebody files a matter, once for all its members. What that is, step by step, is told in [`crate::matters::filing`].

use actix_web::{HttpRequest, post, web};

use crate::applications::Desk;
use crate::applications::draft::channel;
use crate::http::{Answer, Body, Idempotency, RequestId};
use crate::identity::access::may;
use crate::identity::{Action, Allowed, Operation};
use crate::matters::filing::{FileMatter, MatterFiling};
use crate::matters::state::MatterState;
use crate::problem::{Code, Problem};

/// Who may, and what can go wrong.
pub const OPERATION: Operation = Operation {
    id: "file_matter",
    action: Action::BeginApplications,
    problems: &[
        Code::IdempotencyKeyRequired,
        Code::InvalidInput,
        Code::ApplicantBarred,
        Code::PostRequired,
        Code::Recused,
        Code::OutsideFilingPeriod,
        Code::ConcurrentChange,
        Code::IdempotencyKeyReused,
    ],
};

/// File a matter
///
/// One form, one set of materials, one receipt: the matter and the applications of all members that the answers call for come into being
/// together. The comprehensive window looks through it once. Members begin at once, or when what they depend on is approved.
///
/// At a window a clerk files for whoever stands there: `applicant` and `identity_check`, as for an application.
#[utoipa::path(
    operation_id = "file_matter",
    tag = "Matters",
    params(("Idempotency-Key" = String, Header, description = "A unique value that makes retrying safe")),
    request_body(content = FileMatter, examples(
        ("citizen" = (summary = "Online, for oneself", value = json!({
            "bundle": "one-newborn", "answers": {"registered_with": "mother", "parents_married": "yes"}, "form": {"child_name": "张小示"},
            "documents": [{"material": "mother_id", "document": "019a1c2e-7d1c-7c3e-8a43-0e6c1a2b3c4d"}],
            "subject": {"kind": "newborn", "relation": "parent", "birth_date": "2026-11-02"}
        }))),
        ("window" = (summary = "At a window, for somebody without an account or a phone", value = json!({
            "bundle": "one-newborn", "answers": {"registered_with": "mother", "parents_married": "yes"}, "form": {"child_name": "张小示"},
            "documents": [{"material": "mother_id", "document": "019a1c2e-7d1c-7c3e-8a43-0e6c1a2b3c4d"}],
            "subject": {"kind": "newborn", "relation": "parent", "birth_date": "2026-11-02"},
            "applicant": {"name": "张三", "citizen_id": "990101199003070015"}, "identity_check": {"document": "resident_id_card"}
        })))
    )),
    responses((status = 201, description = "Filed", body = MatterState,
        headers(("Location" = String, description = "The matter"), ("ETag" = String, description = "Its version"))))
)]
#[post("/matters")]
pub async fn handle(
    caller: Allowed<may::BeginApplications>,
    idempotency: Idempotency,
    request_id: RequestId,
    request: HttpRequest,
    body: Body<FileMatter>,
    desk: web::Data<Desk>,
) -> Result<Answer, Problem> {
    let fingerprint = idempotency.required(caller.account, &body.digest)?;
    let mut input = body.value;
    // Who acts for themselves is no agent.
    input.on_behalf_of = input.on_behalf_of.filter(|other| other.account != caller.account);
    let channel = channel(&request, input.on_behalf_of.is_some());
    let filing = MatterFiling::new(OPERATION.id, *caller, request_id, fingerprint, channel, input);
    filing.file(&desk).await
}
