//! `POST /items/{code}/migrations`: running applications go on under another version of their item.
//!
//! 1. Both versions must be published, and the nodes that are named must be theirs.
//! 2. Take those that are named, or the next page of all that are open under the old version, by id.
//! 3. Move each by a command of its own, or tell what would happen. Nothing of one depends on another, so a run that stopped in the middle
//!    is simply repeated.
//! 4. Report what happened to each, and why not.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use actix_web::{post, web};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::super::desk::Desk;
use super::super::lifecycle::Status;
use super::super::migration::Migration;
use super::super::store::Actor;
use super::migration_report::MigrationReport;
use crate::catalogue::ItemVersion;
use crate::clock::machine_now;
use crate::codes::ItemCode;
use crate::db::idempotency;
use crate::db::schema::application;
use crate::http::body::escape;
use crate::http::{Answer, Body, CallerLanguage, Idempotency, Page, PageQuery, RequestId};
use crate::identity::access::may;
use crate::identity::{Action, Allowed, Caller, Operation};
use crate::problem::{Code, FieldError, Problem};
use crate::procedure::{Graph, NodeId};
use crate::text::Text;

/// Who may, and what can go wrong.
pub const OPERATION: Operation = Operation {
    id: "migrate_applications",
    action: Action::MigrateApplications,
    problems: &[Code::NotFound, Code::InvalidInput, Code::IdempotencyKeyReused],
};

/// The most applications that may be named.
const MOST: usize = 100;

/// The states in which an application can be moved.
const OPEN: [Status; 5] = [
    Status::Draft,
    Status::Submitted,
    Status::AwaitingSupplement,
    Status::InReview,
    Status::Suspended,
];

/// How.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct MigrationQuery {
    /// Only tell what would happen.
    #[serde(default)]
    pub dry_run: bool,
    /// Applications per call, 1 to 100; 100 when absent.
    pub limit: Option<i64>,
    /// `next_cursor` of the call before.
    pub cursor: Option<String>,
}

/// Which applications are moved, and where.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MigrateApplications {
    /// The version they come from.
    #[schema(example = 1)]
    pub from: i32,
    /// The version they go to; the current one when left out.
    #[schema(example = 2)]
    pub to: Option<i32>,
    /// The new name of each node that is called otherwise there; the others keep theirs.
    #[serde(default)]
    #[schema(value_type = BTreeMap<String, String>)]
    pub nodes: BTreeMap<NodeId, NodeId>,
    /// Only these, at most 100; all that are open under the old version when left out.
    pub applications: Option<Vec<Uuid>>,
}

/// Move running applications to another version
///
/// Each is moved by itself or stays as it is, and the report says why. Repeat with `next_cursor` until it is null. What was told to the applicant
/// stays: a limit gives way only to a shorter one. Open tasks stay with whoever holds them where department and post are the same.
#[utoipa::path(
    operation_id = "migrate_applications",
    tag = "Catalogue",
    params(
        ("code" = ItemCode, Path, description = "The item's code"),
        MigrationQuery,
        ("Idempotency-Key" = Option<String>, Header, description = "A unique value that makes retrying safe"),
    ),
    request_body(content = MigrateApplications, example = json!({"from": 1, "to": 2, "nodes": {"review": "first_review"}})),
    responses((status = 200, description = "What happened to each, or would", body = MigrationReport))
)]
#[post("/items/{code}/migrations")]
#[expect(clippy::too_many_arguments, reason = "each is a part the framework hands over")]
pub async fn handle(
    caller: Allowed<may::MigrateApplications>,
    code: web::Path<ItemCode>,
    query: web::Query<MigrationQuery>,
    key: Idempotency,
    request_id: RequestId,
    language: CallerLanguage,
    body: Body<MigrateApplications>,
    desk: web::Data<Desk>,
) -> Result<Answer, Problem> {
    let page = PageQuery {
        limit: query.limit.or(Some(crate::http::page::MAX_LIMIT)),
        cursor: query.cursor.clone(),
        count: None,
    };
    // A dry run changes nothing, so there is nothing to repeat.
    let key = key.fingerprint(caller.account, &body.digest).filter(|_| !query.dry_run);
    if let Some(fingerprint) = &key {
        let mut connection = desk.db.get().await?;
        if let Some(stored) = idempotency::find(&mut connection, fingerprint.account, &fingerprint.key).await? {
            return stored.repeat(fingerprint);
        }
    }

    // 1.
    let migration = migration(&desk, &code, &body.value, query.dry_run, actor(*caller, &request_id)).await?;

    // 2.
    let (ids, next_cursor) = chosen(&desk, &migration.from, body.value.applications.as_deref(), &page).await?;

    // 3., 4.
    let mut report = MigrationReport::new(&migration, next_cursor);
    for id in ids {
        report.add(migration.of(&desk, id).await?, language.0);
    }
    let answer = Answer::new(200, &report)?;
    let mut connection = desk.db.get().await?;
    idempotency::once(&mut connection, key, machine_now(), async |_| Ok(answer)).await
}

fn actor(caller: Caller, request_id: &RequestId) -> Actor {
    Actor {
        account: Some(caller.account),
        role: Some(caller.role.as_str()),
        request_id: Some(request_id.0.clone()),
        operation: OPERATION.id,
        ..Actor::default()
    }
}

async fn migration(
    desk: &Desk,
    code: &ItemCode,
    input: &MigrateApplications,
    dry_run: bool,
    actor: Actor,
) -> Result<Migration, Problem> {
    let current = desk
        .catalogue
        .current(code)
        .ok_or_else(|| Problem::new(Code::NotFound))?;
    let from = desk.catalogue.version(code, input.from).await?;
    let to = match input.to {
        Some(to) => desk.catalogue.version(code, to).await?,
        None => Some(current),
    };
    let mut errors = Vec::new();
    errors.extend(from.is_none().then(|| unpublished("/from")));
    errors.extend(to.is_none().then(|| unpublished("/to")));
    if let (Some(from), Some(to)) = (&from, &to) {
        if from.version == to.version {
            let message = Text::new("须为另一版本。", "Must be another version.");
            errors.push(FieldError::new("/to", "same-version", message));
        }
        errors.extend(strangers(&input.nodes, &from.graph, &to.graph));
    }
    if input.applications.as_ref().is_some_and(|named| named.len() > MOST) {
        let message = Text::new(format!("最多 {MOST} 件。"), format!("At most {MOST}."));
        errors.push(FieldError::new("/applications", "too-many", message));
    }
    match (from, to) {
        (Some(from), Some(to)) if errors.is_empty() => Ok(Migration {
            from,
            to,
            nodes: input.nodes.clone(),
            dry_run,
            actor,
        }),
        _ => Err(Problem::invalid(errors)),
    }
}

fn unpublished(place: &str) -> FieldError {
    let message = Text::new("没有这个已发布的版本。", "There is no such published version.");
    FieldError::new(place, "unknown-version", message)
}

/// Names that are no nodes of the old version, or lead to none of the new.
fn strangers(nodes: &BTreeMap<NodeId, NodeId>, from: &Graph, to: &Graph) -> Vec<FieldError> {
    let mut errors = Vec::new();
    for (old, new) in nodes {
        let place = format!("/nodes/{}", escape(old.as_str()));
        let mut strange = |which_zh: &str, which_en: &str, name: &NodeId| {
            let message = Text::new(
                format!("{which_zh}没有环节 {name}。"),
                format!("{which_en} has no node {name}."),
            );
            errors.push(FieldError::new(place.clone(), "unknown-node", message));
        };
        if from.node(old).is_none() {
            strange("原版本", "The old version", old);
        }
        if to.node(new).is_none() {
            strange("新版本", "The new version", new);
        }
    }
    errors
}

/// The applications to move, and where the next call goes on.
async fn chosen(
    desk: &Desk,
    from: &Arc<ItemVersion>,
    named: Option<&[Uuid]>,
    page: &PageQuery,
) -> Result<(Vec<Uuid>, Option<String>), Problem> {
    let (limit, after) = (page.limit()?, page.after::<Uuid>()?);
    if let Some(named) = named {
        let distinct: BTreeSet<Uuid> = named.iter().copied().collect();
        return Ok((distinct.into_iter().collect(), None));
    }
    let mut connection = desk.db.get().await?;
    let mut rows = application::table
        .filter(application::item_code.eq(from.code.as_str()))
        .filter(application::item_version.eq(from.version))
        .filter(application::status.eq_any(OPEN.map(Status::as_str)))
        .order(application::id)
        .limit(limit + 1)
        .select(application::id)
        .into_boxed();
    if let Some(after) = after {
        rows = rows.filter(application::id.gt(after));
    }
    let ids: Vec<Uuid> = rows.load(&mut connection).await?;
    let page = Page::new(ids, limit, |id| *id);
    Ok((page.data, page.next_cursor))
}
