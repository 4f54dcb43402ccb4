//! Somebody looks at the mandates they gave and received.
//!
//! 1. Read a page of them, newest first, with the names of the other side.
//! 2. Mask these names, and say which mandates hold today.

use actix_web::web;
use actix_web::{get, web::Query};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::clock::Clock;
use crate::crypto::Cipher;
use crate::db::Db;
use crate::http::{Answer, Page, PageQuery};
use crate::identity::access::{Action, Operation, may};
use crate::identity::accounts::{AccountKind, masked};
use crate::identity::caller::Allowed;
use crate::identity::store::mandates::{self, MandateRow, Party};
use crate::identity::vault::{Vault, open_name};
use crate::problem::{Code, Problem};

/// What the documentation says of it.
pub const OPERATION: Operation = Operation {
    id: "list_mandates",
    action: Action::GrantMandates,
    problems: &[Code::InvalidInput],
};

/// Which page.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct MandatesQuery {
    /// Rows per page, 1 to 100; 20 when absent.
    limit: Option<i64>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
}

/// On which side of a mandate one is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// One lets somebody act.
    Granted,
    /// One may act for somebody.
    Received,
}

/// A mandate as one of its sides sees it.
#[derive(Debug, Serialize, ToSchema)]
pub struct ListedMandate {
    /// The mandate.
    id: Uuid,
    /// On which side of it one is.
    direction: Direction,
    /// Account of the other side.
    account: Uuid,
    /// Name of the other side; of a natural person the surname only.
    name: String,
    /// For these items only; null for every item.
    items: Option<Vec<String>>,
    /// The last day it holds; null until revoked.
    valid_until: Option<NaiveDate>,
    /// When it was given.
    created_at: DateTime<Utc>,
    /// When it was revoked.
    revoked_at: Option<DateTime<Utc>>,
    /// Whether it holds today.
    in_force: bool,
}

/// List one's mandates.
///
/// Those given and those received, newest first, revoked and expired ones included.
#[utoipa::path(
    operation_id = "list_mandates",
    tag = "Mandates",
    params(MandatesQuery),
    responses((
        status = 200,
        description = "One's mandates",
        body = Page<ListedMandate>,
        example = json!({"data": [{"id": "019a9f40-11aa-7c3e-8d7f-3a5b7c9d1e2f", "direction": "granted",
            "account": "019a9f3f-2b4d-7e6f-8a9b-0c1d2e3f4a5b", "name": "李**", "items": null, "valid_until": "2026-12-31",
            "created_at": "2026-02-13T01:30:00Z", "revoked_at": null, "in_force": true}], "next_cursor": null})
    ))
)]
#[get("/mandates")]
pub async fn handle(
    caller: Allowed<may::GrantMandates>,
    query: Query<MandatesQuery>,
    db: web::Data<Db>,
    clock: web::Data<Clock>,
    vault: web::Data<Vault>,
) -> Result<Answer, Problem> {
    let query = query.into_inner();
    let page = PageQuery {
        limit: query.limit,
        cursor: query.cursor,
        count: None,
    };
    let (limit, after) = (page.limit()?, page.after()?);
    let mut conn = db.get().await?;
    let rows = mandates::list(&mut conn, caller.account, after, limit + 1).await?;
    let today = clock.today();
    let listed: Result<Vec<_>, Problem> = rows
        .into_iter()
        .map(|row| listed(row, caller.account, vault.cipher(), today))
        .collect();
    Answer::new(200, &Page::new(listed?, limit, |mandate| mandate.id))
}

fn listed(
    (row, principal, agent): (MandateRow, Party, Party),
    me: Uuid,
    cipher: &Cipher,
    today: NaiveDate,
) -> Result<ListedMandate, Problem> {
    let (direction, account, other) = if row.principal == me {
        (Direction::Granted, row.agent, agent)
    } else {
        (Direction::Received, row.principal, principal)
    };
    Ok(ListedMandate {
        id: row.id,
        direction,
        account,
        name: masked_party(&other, cipher)?,
        items: row.items,
        valid_until: row.valid_until,
        created_at: row.created_at,
        revoked_at: row.revoked_at,
        in_force: row.revoked_at.is_none() && row.valid_until.is_none_or(|last| last >= today),
    })
}

fn masked_party((kind, sealed): &Party, cipher: &Cipher) -> Result<String, Problem> {
    let kind = AccountKind::from_word(kind).ok_or_else(|| Problem::internal("an account has an unknown kind"))?;
    let name = open_name(cipher, sealed).map_err(Problem::internal)?;
    let name = name
        .parse()
        .map_err(|_| Problem::internal("an account has no valid name"))?;
    Ok(masked(kind, &name))
}
