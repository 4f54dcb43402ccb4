//! Bundles, with the versions of their items.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Catalogue;
use crate::catalogue::bundle::BundleVersion;
use crate::catalogue::document::Bundle;
use crate::catalogue::pins::Pins;
use crate::catalogue::store::bundles as store;
use crate::catalogue::version::ItemVersion;
use crate::codes::ItemCode;
use crate::db::{Connection, DbError};

type Items = BTreeMap<ItemCode, Arc<ItemVersion>>;
type Bundles = BTreeMap<ItemCode, Arc<BundleVersion>>;

impl Catalogue {
    /// The published version of a bundle.
    pub fn bundle(&self, code: &ItemCode) -> Option<Arc<BundleVersion>> {
        self.inner.snapshot.load().bundles().get(code).cloned()
    }

    /// A published version of a bundle with the versions of its items it was published with, loaded when it is not at hand.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn bundle_version(&self, code: &ItemCode, version: i32) -> Result<Option<Arc<BundleVersion>>, DbError> {
        if let Some(at_hand) = self.bundle_at_hand(code, version) {
            return Ok(Some(at_hand));
        }
        let mut conn = self.inner.db.get().await?;
        self.load_bundle(&mut conn, code, version).await
    }

    pub(super) fn bundle_at_hand(&self, code: &ItemCode, version: i32) -> Option<Arc<BundleVersion>> {
        let current = self.bundle(code).filter(|current| current.version == version);
        current.or_else(|| self.inner.past_bundles.get(code, version))
    }

    pub(super) async fn load_bundle(
        &self,
        conn: &mut Connection,
        code: &ItemCode,
        version: i32,
    ) -> Result<Option<Arc<BundleVersion>>, DbError> {
        let Some((bundle, pins)) = store::published(conn, code, version).await? else {
            return Ok(None);
        };
        let loaded = self.assemble_bundle(conn, bundle, version, pins, &Items::new()).await?;
        if let Some(loaded) = &loaded {
            self.inner.past_bundles.keep(code, version, loaded);
        }
        Ok(loaded)
    }

    /// The current bundles for the next snapshot, whose items are given.
    pub(super) async fn current_bundles(&self, conn: &mut Connection, items: &Items) -> Result<Bundles, DbError> {
        let before = self.snapshot();
        let held: Vec<_> = before
            .bundles()
            .iter()
            .map(|(code, held)| (code.clone(), held.version))
            .collect();
        let mut bundles = Bundles::new();
        for current in store::current(conn, &held).await? {
            let store::Current { code, version, content } = current;
            let bundle = match content {
                Some((bundle, pins)) => self.assemble_bundle(conn, bundle, version, pins, items).await?,
                None => before.bundles().get(&code).cloned(),
            };
            bundles.extend(bundle.map(|bundle| (code, bundle)));
        }
        Ok(bundles)
    }

    /// A version that was checked when it was published compiles; should a later release of ours refuse it, it is left out and told of.
    async fn assemble_bundle(
        &self,
        conn: &mut Connection,
        bundle: Bundle,
        version: i32,
        pins: Pins,
        items: &Items,
    ) -> Result<Option<Arc<BundleVersion>>, DbError> {
        let code = bundle.code.clone();
        let mut pinned = Items::new();
        for (item, version) in pins {
            let given = items.get(&item).filter(|given| given.version == version);
            let found = match given {
                Some(given) => Some(Arc::clone(given)),
                None => self.item_at(conn, &item, version).await?,
            };
            pinned.extend(found.map(|found| (item, found)));
        }
        match BundleVersion::compile(bundle, version, &pinned) {
            Ok(compiled) => Ok(Some(Arc::new(compiled))),
            Err(errors) => {
                tracing::error!(%code, version, ?errors, "a stored bundle version does not compile");
                Ok(None)
            }
        }
    }
}
