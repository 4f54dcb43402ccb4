//! Bundles and their versions.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, Integer, Jsonb, Nullable, Text};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{corrupt, read};
use crate::catalogue::document::{Bundle, Item};
use crate::catalogue::pins::Pins;
use crate::codes::ItemCode;
use crate::db::schema::{bundle, bundle_version, item, item_version};

/// A bundle and its published version; document and versions of its items only when that version is not among the held ones.
pub(in crate::catalogue) struct Current {
    pub code: ItemCode,
    pub version: i32,
    pub content: Option<(Bundle, Pins)>,
}

#[derive(QueryableByName)]
struct CurrentRow {
    #[diesel(sql_type = Text)]
    bundle_code: String,
    #[diesel(sql_type = Integer)]
    version: i32,
    #[diesel(sql_type = Nullable<Jsonb>)]
    document: Option<Value>,
    #[diesel(sql_type = Nullable<Jsonb>)]
    pins: Option<Value>,
}

/// Every bundle that has a published version.
pub(in crate::catalogue) async fn current(
    conn: &mut AsyncPgConnection,
    held: &[(ItemCode, i32)],
) -> QueryResult<Vec<Current>> {
    let codes: Vec<&str> = held.iter().map(|(code, _)| code.as_str()).collect();
    let versions: Vec<i32> = held.iter().map(|(_, version)| *version).collect();
    let rows: Vec<CurrentRow> = diesel::sql_query(
        "select v.bundle_code, v.version, case when h.code is null then v.document end as document, v.pins \
         from bundle b join bundle_version v on v.bundle_code = b.code and v.version = b.current_version \
         left join unnest($1, $2) h (code, version) on h.code = v.bundle_code and h.version = v.version",
    )
    .bind::<Array<Text>, _>(codes)
    .bind::<Array<Integer>, _>(versions)
    .load(conn)
    .await?;
    rows.into_iter()
        .map(|row| {
            let content = match row.document {
                Some(document) => Some((read(document)?, pinned(row.pins)?)),
                None => None,
            };
            Ok(Current {
                code: row.bundle_code.parse().map_err(corrupt)?,
                version: row.version,
                content,
            })
        })
        .collect()
}

/// A published version's document, and the versions of its items.
pub(in crate::catalogue) async fn published(
    conn: &mut AsyncPgConnection,
    code: &ItemCode,
    version: i32,
) -> QueryResult<Option<(Bundle, Pins)>> {
    let row: Option<(Value, Option<Value>)> = bundle_version::table
        .find((code.as_str(), version))
        .filter(bundle_version::published_at.is_not_null())
        .select((bundle_version::document, bundle_version::pins))
        .first(conn)
        .await
        .optional()?;
    row.map(|(document, pins)| Ok((read(document)?, pinned(pins)?)))
        .transpose()
}

/// A bundle's latest version.
pub(in crate::catalogue) struct Latest {
    pub version: i32,
    pub bundle: Bundle,
    pub hash: Vec<u8>,
    pub published: bool,
    pub pins: Pins,
}

/// A bundle's latest version, draft or published.
pub(in crate::catalogue) async fn latest(conn: &mut AsyncPgConnection, code: &ItemCode) -> QueryResult<Option<Latest>> {
    type Row = (i32, Value, Vec<u8>, Option<DateTime<Utc>>, Option<Value>);
    let of_the_bundle = bundle_version::bundle_code
        .eq(bundle::code)
        .and(bundle_version::version.eq(bundle::latest_version));
    let row: Option<Row> = bundle::table
        .inner_join(bundle_version::table.on(of_the_bundle))
        .filter(bundle::code.eq(code.as_str()))
        .select((
            bundle_version::version,
            bundle_version::document,
            bundle_version::content_hash,
            bundle_version::published_at,
            bundle_version::pins,
        ))
        .first(conn)
        .await
        .optional()?;
    row.map(|(version, document, hash, published_at, pins)| {
        Ok(Latest {
            version,
            bundle: read(document)?,
            hash,
            published: published_at.is_some(),
            pins: pinned(pins)?,
        })
    })
    .transpose()
}

/// The published versions of some items.
pub(in crate::catalogue) async fn published_items(
    conn: &mut AsyncPgConnection,
    codes: impl IntoIterator<Item = &ItemCode>,
) -> QueryResult<Vec<(i32, Item)>> {
    let codes: Vec<&str> = codes.into_iter().map(ItemCode::as_str).collect();
    if codes.is_empty() {
        return Ok(vec![]);
    }
    let current = item_version::item_code
        .eq(item::code)
        .and(item::current_version.eq(item_version::version.nullable()));
    let rows: Vec<(i32, Value)> = item::table
        .inner_join(item_version::table.on(current))
        .filter(item::code.eq_any(codes))
        .select((item_version::version, item_version::document))
        .load(conn)
        .await?;
    rows.into_iter()
        .map(|(version, document)| Ok((version, read(document)?)))
        .collect()
}

/// A version to publish: a draft, or what is published already with newer versions of its items.
pub(in crate::catalogue) struct ToPublish<'a> {
    pub bundle: &'a Bundle,
    pub version: i32,
    pub hash: &'a [u8],
    pub pins: &'a Pins,
}

/// Makes a version the current one of its bundle.
pub(in crate::catalogue) async fn mark_published(
    conn: &mut AsyncPgConnection,
    published: &ToPublish<'_>,
    by: Uuid,
    now: DateTime<Utc>,
) -> QueryResult<()> {
    let (document, version) = (published.bundle, published.version);
    let code = document.code.as_str();
    let publication = (
        bundle_version::pins.eq(json!(published.pins)),
        bundle_version::published_at.eq(now),
        bundle_version::published_by.eq(by),
    );
    diesel::insert_into(bundle_version::table)
        .values((
            bundle_version::bundle_code.eq(code),
            bundle_version::version.eq(version),
            bundle_version::document.eq(json!(document)),
            bundle_version::content_hash.eq(published.hash),
            bundle_version::imported_at.eq(now),
            publication.clone(),
        ))
        .on_conflict((bundle_version::bundle_code, bundle_version::version))
        .do_update()
        .set(publication)
        .execute(conn)
        .await?;
    diesel::update(bundle::table.find(code))
        .set((
            bundle::current_version.eq(version),
            bundle::latest_version.eq(version),
            bundle::lead_department.eq(document.lead_department.as_str()),
            bundle::division.eq(document.division.as_str()),
            bundle::updated_at.eq(now),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

/// The versions of a bundle's items; a draft has none.
pub(in crate::catalogue) fn pinned(pins: Option<Value>) -> QueryResult<Pins> {
    pins.map_or_else(|| Ok(Pins::new()), read)
}
