//! `POST /applications/{id}/rating`: the applicant says how they were served (好差评). See [`rate`].

use actix_web::{HttpRequest, post, web};
use uuid::Uuid;

use super::rate::{PROBLEMS, Rate, Rated, Rating, rate};
use crate::applications::desk::Desk;
use crate::applications::draft::channel;
use crate::applications::store::rows::OwnerKind;
use crate::http::{Answer, Body, Idempotency, RequestId};
use crate::identity::access::may;
use crate::identity::{Action, Allowed, Operation};
use crate::problem::Problem;

/// Who may, and what can go wrong.
pub const OPERATION: Operation = Operation {
    id: "rate_application",
    action: Action::FileApplications,
    problems: PROBLEMS,
};

/// Rate an application
///
/// Voluntary, once it is over, whatever end it came to, if it was received; once, and once more with `follow_up`. Nobody who worked on it
/// sees the rating. Members of a matter are rated with the matter.
#[utoipa::path(
    operation_id = "rate_application",
    tag = "Applications",
    params(
        ("id" = Uuid, Path, description = "The application"),
        ("Idempotency-Key" = Option<String>, Header, description = "A unique value that makes retrying safe"),
    ),
    request_body(content = Rate, examples(
        ("rating" = (summary = "Very satisfied", value = json!({"grade": 5, "tags": ["fast"], "comment": "两天就办好了"}))),
        ("follow_up" = (summary = "One word more", value = json!({"grade": 2, "comment": "证照上的名称有误", "follow_up": true}))),
    )),
    responses((status = 201, description = "Rated", body = Rated))
)]
#[post("/applications/{id}/rating")]
pub async fn handle(
    caller: Allowed<may::FileApplications>,
    id: web::Path<Uuid>,
    idempotency: Idempotency,
    request_id: RequestId,
    request: HttpRequest,
    body: Body<Rate>,
    desk: web::Data<Desk>,
) -> Result<Answer, Problem> {
    let rating = Rating {
        operation: OPERATION.id,
        caller: *caller,
        kind: OwnerKind::Application,
        owner: *id,
        asked: &body.value,
        channel: channel(&request, false),
        fingerprint: idempotency.fingerprint(caller.account, &body.digest),
        request_id,
    };
    rate(&desk, rating).await
}
