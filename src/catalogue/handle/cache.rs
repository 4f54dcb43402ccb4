//! Versions that are no longer current, kept at hand.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};

use crate::codes::ItemCode;

/// How many versions outside the snapshot are kept.
const MOST: usize = 1000;

/// The versions loaded last, by code and number. They never change, so none is ever out of date.
pub(super) struct Cache<T>(Mutex<Kept<T>>);

struct Kept<T> {
    versions: HashMap<(ItemCode, i32), Arc<T>>,
    order: VecDeque<(ItemCode, i32)>,
}

impl<T> Cache<T> {
    pub(super) fn get(&self, code: &ItemCode, version: i32) -> Option<Arc<T>> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.versions.get(&(code.clone(), version)).cloned()
    }

    pub(super) fn keep(&self, code: &ItemCode, version: i32, loaded: &Arc<T>) {
        let key = (code.clone(), version);
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.versions.insert(key.clone(), Arc::clone(loaded)).is_none() {
            kept.order.push_back(key);
        }
        if kept.order.len() > MOST
            && let Some(oldest) = kept.order.pop_front()
        {
            kept.versions.remove(&oldest);
        }
    }
}

impl<T> Default for Cache<T> {
    fn default() -> Self {
        Self(Mutex::new(Kept {
            versions: HashMap::new(),
            order: VecDeque::new(),
        }))
    }
}
