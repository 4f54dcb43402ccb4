//! The handle on the catalogue that every operation holds.

mod bundles;
mod cache;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use arc_swap::ArcSwap;

use super::bundle::BundleVersion;
use super::document::{Department, Division, Item};
use super::snapshot::Snapshot;
use super::store;
use super::version::ItemVersion;
use crate::codes::{CreditCode, DivisionCode, ItemCode};
use crate::db::{Connection, Db, DbError};
use cache::Cache;

/// The catalogue, as this instance knows it. Clones share it.
///
/// Reads touch no database: they see a [`Snapshot`], which is replaced when an import or a publication has committed on any instance.
#[derive(Clone)]
pub struct Catalogue {
    inner: Arc<Inner>,
}

struct Inner {
    db: Db,
    snapshot: ArcSwap<Snapshot>,
    past_items: Cache<ItemVersion>,
    past_bundles: Cache<BundleVersion>,
    refreshing: tokio::sync::Mutex<()>,
}

impl Catalogue {
    /// Loads the catalogue.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn load(db: Db) -> Result<Self, DbError> {
        let catalogue = Self {
            inner: Arc::new(Inner {
                db,
                snapshot: ArcSwap::from_pointee(Snapshot::default()),
                past_items: Cache::default(),
                past_bundles: Cache::default(),
                refreshing: tokio::sync::Mutex::default(),
            }),
        };
        let mut conn = catalogue.inner.db.get().await?;
        catalogue.replace(&mut conn).await?;
        Ok(catalogue)
    }

    /// The present state. It stays as it is for whoever holds it.
    pub fn snapshot(&self) -> Arc<Snapshot> {
        self.inner.snapshot.load_full()
    }

    /// The published version of an item.
    pub fn current(&self, code: &ItemCode) -> Option<Arc<ItemVersion>> {
        self.inner.snapshot.load().items().get(code).cloned()
    }

    /// A published version of an item, or the front of one of a bundle, loaded when it is not at hand.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn version(&self, code: &ItemCode, version: i32) -> Result<Option<Arc<ItemVersion>>, DbError> {
        if let Some(item) = self.item_at_hand(code, version) {
            return Ok(Some(item));
        }
        if let Some(bundle) = self.bundle_at_hand(code, version) {
            return Ok(Some(Arc::clone(&bundle.front)));
        }
        let mut conn = self.inner.db.get().await?;
        if let Some(item) = self.load_item(&mut conn, code, version).await? {
            return Ok(Some(item));
        }
        let bundle = self.load_bundle(&mut conn, code, version).await?;
        Ok(bundle.map(|bundle| Arc::clone(&bundle.front)))
    }

    /// A published version of an item, never a bundle's front, loaded when it is not at hand.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn item_version(&self, code: &ItemCode, version: i32) -> Result<Option<Arc<ItemVersion>>, DbError> {
        if let Some(item) = self.item_at_hand(code, version) {
            return Ok(Some(item));
        }
        let mut conn = self.inner.db.get().await?;
        self.load_item(&mut conn, code, version).await
    }

    async fn item_at(
        &self,
        conn: &mut Connection,
        code: &ItemCode,
        version: i32,
    ) -> Result<Option<Arc<ItemVersion>>, DbError> {
        match self.item_at_hand(code, version) {
            Some(item) => Ok(Some(item)),
            None => self.load_item(conn, code, version).await,
        }
    }

    fn item_at_hand(&self, code: &ItemCode, version: i32) -> Option<Arc<ItemVersion>> {
        let current = self.current(code).filter(|current| current.version == version);
        current.or_else(|| self.inner.past_items.get(code, version))
    }

    async fn load_item(
        &self,
        conn: &mut Connection,
        code: &ItemCode,
        version: i32,
    ) -> Result<Option<Arc<ItemVersion>>, DbError> {
        let Some(item) = store::published(conn, code, version).await? else {
            return Ok(None);
        };
        let loaded = assemble(item, version);
        if let Some(loaded) = &loaded {
            self.inner.past_items.keep(code, version, loaded);
        }
        Ok(loaded)
    }

    /// A department.
    pub fn department(&self, code: &CreditCode) -> Option<Department> {
        self.inner.snapshot.load().departments().get(code).cloned()
    }

    /// A division.
    pub fn division(&self, code: &DivisionCode) -> Option<Division> {
        self.inner.snapshot.load().divisions().get(code).cloned()
    }

    /// Replaces the snapshot if an import or a publication has committed since; tells whether it did.
    ///
    /// # Errors
    /// When the database fails; the present snapshot stays.
    pub async fn refresh_if_changed(&self) -> Result<bool, DbError> {
        let _alone = self.inner.refreshing.lock().await;
        let mut conn = self.inner.db.get().await?;
        if store::generation(&mut conn).await? == self.inner.snapshot.load().generation() {
            return Ok(false);
        }
        self.replace(&mut conn).await?;
        Ok(true)
    }

    /// Looks for changes for ever.
    pub async fn keep_fresh(self, every: Duration) {
        let mut ticks = tokio::time::interval(every);
        ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            ticks.tick().await;
            if let Err(error) = self.refresh_if_changed().await {
                tracing::warn!(%error, "the catalogue may be out of date");
            }
        }
    }

    /// Loads a snapshot. The generation is read first: what commits meanwhile is noticed the next time.
    async fn replace(&self, conn: &mut Connection) -> Result<(), DbError> {
        let before = self.snapshot();
        let held: Vec<_> = before
            .items()
            .iter()
            .map(|(code, held)| (code.clone(), held.version))
            .collect();
        let generation = store::generation(conn).await?;
        let divisions = store::divisions(conn).await?;
        let departments = store::departments(conn).await?;
        let mut items = BTreeMap::new();
        for (code, version, document) in store::current_items(conn, &held).await? {
            let current = match document {
                Some(document) => assemble(store::read(document)?, version),
                None => before.items().get(&code).cloned(),
            };
            items.extend(current.map(|current| (code, current)));
        }
        let bundles = self.current_bundles(conn, &items).await?;
        let after = Snapshot::new(generation, divisions, departments, items, bundles);
        let (items, bundles) = (after.items().len(), after.bundles().len());
        tracing::info!(generation, items, bundles, "catalogue loaded");
        self.inner.snapshot.store(Arc::new(after));
        Ok(())
    }
}

impl fmt::Debug for Catalogue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let generation = self.inner.snapshot.load().generation();
        f.debug_struct("Catalogue")
            .field("generation", &generation)
            .finish_non_exhaustive()
    }
}

/// A version that was checked when it was imported compiles; should a later release of ours refuse it, it is left out and told of.
fn assemble(item: Item, version: i32) -> Option<Arc<ItemVersion>> {
    let code = item.code.clone();
    match ItemVersion::assemble(item, version) {
        Ok(compiled) => Some(Arc::new(compiled)),
        Err(errors) => {
            tracing::error!(%code, version, ?errors, "a stored item version does not compile");
            None
        }
    }
}
