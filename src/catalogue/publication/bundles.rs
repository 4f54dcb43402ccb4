//! Publication of bundles.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use diesel_async::AsyncPgConnection;
use uuid::Uuid;

use super::PublicationError;
use crate::catalogue::bundle::BundleVersion;
use crate::catalogue::pins::pins;
use crate::catalogue::store::{self, bundles};
use crate::catalogue::version::ItemVersion;
use crate::codes::ItemCode;

/// Publishes a bundle with the published versions of its items, and tells its version: its latest draft, or, when an item has a newer
/// version than it was published with, the same document as a version of its own. Runs in the caller's transaction, which imports and
/// other publications wait for.
///
/// # Errors
/// See [`PublicationError`].
pub async fn publish_bundle(
    conn: &mut AsyncPgConnection,
    code: &ItemCode,
    by: Uuid,
    now: DateTime<Utc>,
) -> Result<i32, PublicationError> {
    store::lock(conn).await?;
    let latest = bundles::latest(conn, code).await?.ok_or(PublicationError::NoBundle)?;
    let members = latest.bundle.members.iter().map(|rule| &rule.item);
    let items = bundles::published_items(conn, members).await?;
    let (published, pinned) = (latest.published, latest.pins);
    let version = latest.version + i32::from(published);
    let document = latest.bundle.clone();

    // Compiling the items and trying every answer takes a while; other requests go on.
    let work = tokio::task::spawn_blocking(move || {
        let versions = items
            .into_iter()
            .filter_map(|(version, item)| ItemVersion::assemble(item, version).ok())
            .map(|item| (item.code.clone(), Arc::new(item)))
            .collect();
        let now_pinned = pins(&document, &versions);
        if published && now_pinned == pinned {
            return Err(PublicationError::NothingToPublish);
        }
        let compiled = BundleVersion::compile(document, version, &versions).map_err(PublicationError::UnsoundBundle)?;
        let gaps = compiled.coverage();
        if gaps.is_empty() {
            Ok(now_pinned)
        } else {
            Err(PublicationError::UnsoundBundle(gaps))
        }
    });
    let pins = work
        .await
        .map_err(|error| diesel::result::Error::QueryBuilderError(error.into()))??;

    let publication = bundles::ToPublish {
        bundle: &latest.bundle,
        version,
        hash: &latest.hash,
        pins: &pins,
    };
    bundles::mark_published(conn, &publication, by, now).await?;
    store::next_generation(conn).await?;
    Ok(version)
}
