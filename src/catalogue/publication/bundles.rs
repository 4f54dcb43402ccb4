//! Publication of bundles.

use chrono::{DateTime, Utc};
use diesel_async::AsyncPgConnection;
use uuid::Uuid;

use super::PublicationError;
use crate::catalogue::bundle::BundleVersion;
use crate::catalogue::document::Item;
use crate::catalogue::pins::{Pins, Published, pins};
use crate::catalogue::store::bundles::Latest;
use crate::catalogue::store::{self, bundles};
use crate::codes::ItemCode;

/// Publishes a bundle with the published versions of its items, and tells its version: its latest draft, or, when an item has a newer
/// version than it was published with, the same document as a version of its own. Runs in the caller's transaction.
///
/// It is looked at before imports and other publications have to wait; what one of them changed meanwhile is looked at once more.
///
/// # Errors
/// See [`PublicationError`].
pub async fn publish_bundle(
    conn: &mut AsyncPgConnection,
    code: &ItemCode,
    by: Uuid,
    now: DateTime<Utc>,
) -> Result<i32, PublicationError> {
    let mut standing = Standing::read(conn, code).await?;
    let mut pins = standing.look().await?;
    store::lock(conn).await?;
    let locked = Standing::read(conn, code).await?;
    if !locked.is(&standing) {
        pins = locked.look().await?;
        standing = locked;
    }
    let version = standing.next_version();
    let publication = bundles::ToPublish {
        bundle: &standing.latest.bundle,
        version,
        hash: &standing.latest.hash,
        pins: &pins,
    };
    bundles::mark_published(conn, &publication, by, now).await?;
    store::next_generation(conn).await?;
    Ok(version)
}

/// A bundle and its items as they stand.
struct Standing {
    latest: Latest,
    items: Vec<(i32, Item)>,
}

impl Standing {
    async fn read(conn: &mut AsyncPgConnection, code: &ItemCode) -> Result<Self, PublicationError> {
        let latest = bundles::latest(conn, code).await?.ok_or(PublicationError::NoBundle)?;
        let members = latest.bundle.members.iter().map(|rule| &rule.item);
        let items = bundles::published_items(conn, members).await?;
        Ok(Self { latest, items })
    }

    fn next_version(&self) -> i32 {
        self.latest.version + i32::from(self.latest.published)
    }

    /// Whether nothing has changed.
    fn is(&self, other: &Self) -> bool {
        let versions = |one: &Self| -> Pins {
            let items = one.items.iter();
            items.map(|(version, item)| (item.code.clone(), *version)).collect()
        };
        let (one, two) = (&self.latest, &other.latest);
        (one.version, one.published, &one.hash, &one.pins) == (two.version, two.published, &two.hash, &two.pins)
            && versions(self) == versions(other)
    }

    /// The versions of its items to publish it with, if it can be.
    async fn look(&self) -> Result<Pins, PublicationError> {
        let (document, items) = (self.latest.bundle.clone(), self.items.clone());
        let (published, pinned) = (self.latest.published, self.latest.pins.clone());
        let version = self.next_version();
        // Compiling the items and trying every answer takes a while; other requests go on.
        let work = tokio::task::spawn_blocking(move || {
            let items = Published::assemble(items);
            let now_pinned = pins(&document, &items.ready);
            if published && now_pinned == pinned {
                return Err(PublicationError::NothingToPublish);
            }
            let gaps = match BundleVersion::compile(document.clone(), version, &items.ready) {
                Ok(compiled) => compiled.coverage(),
                Err(errors) => items.explain(&document, errors),
            };
            if gaps.is_empty() {
                Ok(now_pinned)
            } else {
                Err(PublicationError::UnsoundBundle(gaps))
            }
        });
        let pins = work.await;
        pins.map_err(|error| diesel::result::Error::QueryBuilderError(error.into()))?
    }
}
