//! `POST /applications`: an applicant files, or a window for whoever comes there. Its steps are told in [`filing`](super::super::filing).

use actix_web::{HttpRequest, post, web};

use super::super::desk::Desk;
use super::super::draft::channel;
use super::super::filing::{FileApplication, Filing};
use super::answers::ApplicationState;
use crate::http::{Answer, Body, Idempotency, RequestId};
use crate::identity::access::may;
use crate::identity::{Action, Allowed, Operation};
use crate::problem::{Code, Problem};

/// Who may, and what can go wrong.
pub const OPERATION: Operation = Operation {
    id: "file_application",
    action: Action::BeginApplications,
    problems: &[
        Code::PostRequired,
        Code::Recused,
        Code::IdempotencyKeyRequired,
        Code::IdempotencyKeyReused,
        Code::ApplicantBarred,
        Code::CertificateInHand,
        Code::InvalidInput,
        Code::ConcurrentChange,
    ],
};

/// File an application
///
/// Creates a draft, or with `submit` hands it in at once: the answer is the receipt slip with number and pickup code, and the department has
/// five working days to accept, decline or tell everything missing.
///
/// At a window a clerk files for whoever stands there, with or without an account: `applicant`, `identity_check`, and `submit`. The window
/// of another department receives and forwards (综合窗口). For immediate items the deciding department's window may go on with `at_once` to
/// decision, certificate and handover. See `docs/at-the-window.md`.
#[utoipa::path(
    operation_id = "file_application",
    tag = "Applications",
    params(("Idempotency-Key" = String, Header, description = "A unique value that makes retrying safe")),
    request_body(content = FileApplication, examples(
        ("citizen" = (summary = "Online, for oneself", value = json!({
            "item": "1199010099999006193000131017000", "answers": {"premises": "small"}, "form": {"business_name": "示范餐馆"},
            "documents": [{"material": "id_card", "document": "019a1c2e-7d1c-7c3e-8a43-0e6c1a2b3c4d"}], "submit": true
        }))),
        ("window" = (summary = "At a window, for somebody without an account or a phone", value = json!({
            "item": "1199010099999006193000131017000", "answers": {"premises": "small"}, "form": {"business_name": "示范餐馆"},
            "documents": [{"material": "id_card", "document": "019a1c2e-7d1c-7c3e-8a43-0e6c1a2b3c4d"}], "submit": true,
            "applicant": {"name": "张三", "citizen_id": "990101199003070015"}, "identity_check": {"document": "resident_id_card"}
        }))),
        ("window_at_once" = (summary = "An immediate item, granted and handed over at once", value = json!({
            "item": "11990100999990029X3002023001001", "answers": {"reason": "newborn"}, "form": {"child_name": "张小示"},
            "documents": [{"material": "guardian_id", "document": "019a1c2e-7d1c-7c3e-8a43-0e6c1a2b3c4d"}], "submit": true,
            "applicant": {"name": "张三", "citizen_id": "990101199003070015"}, "identity_check": {"document": "resident_id_card"},
            "at_once": {"outcome": "grant", "verdicts": [{"material": "guardian_id", "verdict": "ok"}], "handover": {"signed_by": "本人"}}
        })))
    )),
    responses((status = 201, description = "Filed", body = ApplicationState,
        headers(("Location" = String, description = "The application"), ("ETag" = String, description = "Its version"))))
)]
#[post("/applications")]
pub async fn handle(
    caller: Allowed<may::BeginApplications>,
    idempotency: Idempotency,
    request_id: RequestId,
    request: HttpRequest,
    body: Body<FileApplication>,
    desk: web::Data<Desk>,
) -> Result<Answer, Problem> {
    let fingerprint = idempotency.required(caller.account, &body.digest)?;
    let mut input = body.value;
    // Who acts for themselves is no agent.
    input.on_behalf_of = input.on_behalf_of.filter(|other| other.account != caller.account);
    let filing = Filing {
        operation: OPERATION.id,
        caller: *caller,
        request_id,
        fingerprint,
        channel: channel(&request, input.on_behalf_of.is_some()),
        input,
    };
    filing.file(&desk).await
}
