//! The handle on the catalogue that every operation holds.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use arc_swap::ArcSwap;

use super::document::{Department, Division, Item};
use super::snapshot::Snapshot;
use super::store;
use super::version::ItemVersion;
use crate::codes::{CreditCode, DivisionCode, ItemCode};
use crate::db::{Connection, Db, DbError};

/// How many versions outside the snapshot are kept at hand.
const CACHED_VERSIONS: usize = 1000;

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
    cache: Mutex<Cache>,
    refreshing: tokio::sync::Mutex<()>,
}

#[derive(Default)]
struct Cache {
    versions: HashMap<(ItemCode, i32), Arc<ItemVersion>>,
    order: VecDeque<(ItemCode, i32)>,
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
                cache: Mutex::default(),
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

    /// A published version of an item, loaded when it is not at hand.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn version(&self, code: &ItemCode, version: i32) -> Result<Option<Arc<ItemVersion>>, DbError> {
        if let Some(current) = self.current(code).filter(|current| current.version == version) {
            return Ok(Some(current));
        }
        let key = (code.clone(), version);
        if let Some(cached) = self.cache(|cache| cache.versions.get(&key).cloned()) {
            return Ok(Some(cached));
        }
        let mut conn = self.inner.db.get().await?;
        let Some(item) = store::published(&mut conn, code, version).await? else {
            return Ok(None);
        };
        let loaded = assemble(item, version);
        if let Some(loaded) = &loaded {
            self.cache(|cache| cache.keep(key, Arc::clone(loaded)));
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
        let after = Snapshot::new(generation, divisions, departments, items);
        tracing::info!(generation, items = after.items().len(), "catalogue loaded");
        self.inner.snapshot.store(Arc::new(after));
        Ok(())
    }

    fn cache<T>(&self, work: impl FnOnce(&mut Cache) -> T) -> T {
        work(&mut self.inner.cache.lock().unwrap_or_else(PoisonError::into_inner))
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

impl Cache {
    fn keep(&mut self, key: (ItemCode, i32), version: Arc<ItemVersion>) {
        if self.versions.insert(key.clone(), version).is_none() {
            self.order.push_back(key);
        }
        if self.order.len() > CACHED_VERSIONS
            && let Some(oldest) = self.order.pop_front()
        {
            self.versions.remove(&oldest);
        }
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
