//! `POST /matters/{id}/rating`: the applicant says how they were served in a matter (好差评), once for all its members. See
//! [`crate::applications::rating`].

use actix_web::{HttpRequest, post, web};
use uuid::Uuid;

use crate::applications::Desk;
use crate::applications::draft::channel;
use crate::applications::rating::{PROBLEMS, Rate, Rated, Rating, rate};
use crate::applications::store::rows::OwnerKind;
use crate::http::{Answer, Body, Idempotency, RequestId};
use crate::identity::access::may;
use crate::identity::{Action, Allowed, Operation};
use crate::problem::Problem;

/// Who may, and what can go wrong.
pub const OPERATION: Operation = Operation {
    id: "rate_matter",
    action: Action::FileApplications,
    problems: PROBLEMS,
};

/// Rate a matter
///
/// Voluntary, once all members that count are over; once, and once more with `follow_up`. Members are not rated by themselves. Nobody who
/// worked on it sees the rating.
#[utoipa::path(
    operation_id = "rate_matter",
    tag = "Matters",
    params(
        ("id" = Uuid, Path, description = "The matter"),
        ("Idempotency-Key" = Option<String>, Header, description = "A unique value that makes retrying safe"),
    ),
    request_body(content = Rate, examples(
        ("rating" = (summary = "Very satisfied", value = json!({"grade": 5, "tags": ["fast"], "comment": "一次跑腿全办好了"}))),
        ("follow_up" = (summary = "One word more", value = json!({"grade": 4, "comment": "社保卡姓名有误，已更正", "follow_up": true}))),
    )),
    responses((status = 201, description = "Rated", body = Rated))
)]
#[post("/matters/{id}/rating")]
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
        kind: OwnerKind::Matter,
        owner: *id,
        asked: &body.value,
        channel: channel(&request, false),
        fingerprint: idempotency.fingerprint(caller.account, &body.digest),
        request_id,
    };
    rate(&desk, rating).await
}
