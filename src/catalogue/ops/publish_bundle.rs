//! Publishing a bundle: its latest draft, or the same document with newer versions of its items.
//!
//! 1. In one transaction, once per key: read it, and the published versions of its items.
//! 2. Check that it covers what its members ask for, whatever is answered, and that they can all begin.
//! 3. Make it the current version with these versions of its items, and record who did it. Running matters stay on theirs.
//! 4. Take it up.

use actix_web::{post, web};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::catalogue::{Catalogue, publication};
use crate::clock::{Clock, machine_now};
use crate::codes::ItemCode;
use crate::db::audit::AuditRow;
use crate::db::{Db, idempotency};
use crate::http::{Answer, Body, Idempotency, RequestId};
use crate::identity::Allowed;
use crate::identity::access::{Action, Operation, may};
use crate::problem::{Code, Problem};

/// What the documentation says of it.
pub const OPERATION: Operation = Operation {
    id: "publish_bundle",
    action: Action::ManageCatalogue,
    problems: &[
        Code::NotFound,
        Code::NothingToPublish,
        Code::UnsoundBundle,
        Code::IdempotencyKeyReused,
    ],
};

/// Nothing.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = BundlePublicationRequest)]
#[serde(deny_unknown_fields)]
pub struct PublicationRequest {}

/// What was published.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = BundlePublication)]
pub struct Publication {
    /// The bundle.
    code: ItemCode,
    /// The version that is current now.
    #[schema(example = 2)]
    version: i32,
}

/// Publish a bundle.
///
/// Makes the latest draft the current version, under which new matters are filed, with the versions of its items that are published now.
/// When an item has been published anew since, publishing again takes that up as a new version of the bundle. What a member asks for and
/// the bundle does not give, in any situation, is refused with 422 and listed with the answers that show it.
#[utoipa::path(
    operation_id = "publish_bundle",
    tag = "Catalogue",
    params(("code" = ItemCode, Path, description = "The bundle's code")),
    request_body(content = PublicationRequest, example = json!({})),
    responses((
        status = 201, description = "Published", body = Publication,
        headers(("Location" = String, description = "The version"), ("ETag" = String, description = "Its number")),
        example = json!({"code": "one-restaurant", "version": 2})
    ))
)]
#[post("/bundles/{code}/publication")]
#[expect(clippy::too_many_arguments, reason = "each is a part the framework hands over")]
pub async fn handle(
    caller: Allowed<may::ManageCatalogue>,
    code: web::Path<ItemCode>,
    key: Idempotency,
    request_id: RequestId,
    body: Body<PublicationRequest>,
    db: web::Data<Db>,
    clock: web::Data<Clock>,
    catalogue: web::Data<Catalogue>,
) -> Result<Answer, Problem> {
    let code = code.into_inner();
    let key = key.fingerprint(caller.account, &body.digest);
    let mut conn = db.get().await?;
    let answer = idempotency::once(&mut conn, key, machine_now(), async |conn| {
        // 1., 2., 3.
        let now = clock.now();
        let version = publication::publish_bundle(conn, &code, caller.account, now).await?;
        AuditRow::new(publication::audit_owner(&code), OPERATION.id, now)
            .by(caller.account)
            .in_role(caller.role.as_str())
            .in_request(&request_id.0)
            .insert(conn)
            .await?;
        let location = format!("/api/v1/bundles/{code}/versions/{version}");
        let published = Publication {
            code: code.clone(),
            version,
        };
        let tag = crate::http::etag(i64::from(version), None::<&str>);
        Ok(Answer::new(201, &published)?.at(location).tagged(tag))
    })
    .await?;
    drop(conn);

    // 4.
    if let Err(error) = catalogue.refresh_if_changed().await {
        tracing::warn!(%error, "the publication is stored and will show with the next refresh");
    }
    Ok(answer)
}
