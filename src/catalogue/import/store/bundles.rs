//! Writing the bundles of an import.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::Jsonb;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::{Value, json};

use super::bytea;
use crate::catalogue::import::plan::{self, BundleDraft};
use crate::catalogue::import::{Entry, ImportOptions};
use crate::codes::ItemCode;

/// The items that bundles among the documents join.
pub(super) fn joined(entries: &[Entry]) -> BTreeSet<ItemCode> {
    plan::joined(entries.iter().filter_map(|entry| entry.document.as_ref().ok()))
}

/// A bundle's department and division are those of the version that is published, or of the first draft.
pub(super) async fn write(
    conn: &mut AsyncPgConnection,
    drafts: &[BundleDraft],
    options: &ImportOptions,
    now: DateTime<Utc>,
) -> QueryResult<()> {
    if drafts.is_empty() {
        return Ok(());
    }
    let rows = drafts.iter().map(|draft| {
        json!({
            "code": draft.bundle.code, "lead_department": draft.bundle.lead_department, "division": draft.bundle.division,
            "current_version": options.publish.then_some(draft.version), "latest_version": draft.version, "updated_at": now,
        })
    });
    diesel::sql_query(
        "insert into bundle select * from jsonb_populate_recordset(null::bundle, $1) \
         on conflict (code) do update set latest_version = excluded.latest_version, updated_at = excluded.updated_at, \
         current_version = coalesce(excluded.current_version, bundle.current_version), \
         lead_department = case when excluded.current_version is null and bundle.current_version is not null \
         then bundle.lead_department else excluded.lead_department end, \
         division = case when excluded.current_version is null and bundle.current_version is not null \
         then bundle.division else excluded.division end",
    )
    .bind::<Jsonb, _>(rows.collect::<Value>())
    .execute(conn)
    .await?;
    write_versions(conn, drafts, options, now).await
}

/// Drafts are replaced; a published version never is.
async fn write_versions(
    conn: &mut AsyncPgConnection,
    drafts: &[BundleDraft],
    options: &ImportOptions,
    now: DateTime<Utc>,
) -> QueryResult<()> {
    let published_at = options.publish.then_some(now);
    let published_by = options.by.filter(|_| options.publish);
    let rows = drafts.iter().map(|draft| {
        json!({
            "bundle_code": draft.bundle.code, "version": draft.version, "document": draft.bundle, "pins": draft.pins,
            "content_hash": bytea(&draft.hash), "imported_at": now, "published_at": published_at, "published_by": published_by,
        })
    });
    diesel::sql_query(
        "insert into bundle_version select * from jsonb_populate_recordset(null::bundle_version, $1) \
         on conflict (bundle_code, version) do update set document = excluded.document, pins = excluded.pins, \
         content_hash = excluded.content_hash, \
         imported_at = case when bundle_version.content_hash = excluded.content_hash then bundle_version.imported_at \
         else excluded.imported_at end, \
         published_at = excluded.published_at, published_by = excluded.published_by \
         where bundle_version.published_at is null",
    )
    .bind::<Jsonb, _>(rows.collect::<Value>())
    .execute(conn)
    .await?;
    Ok(())
}
