//! Elements of arrays: the first ones, which may be declared each by itself, and the rest.

use serde_json::Value;

use super::super::bounds::Bounds;
use super::{Comparison, Side};

impl Comparison<'_> {
    /// Whether the elements after the first ones are what the target wants.
    pub(super) fn items(
        &mut self,
        source: &Side<'_>,
        target: &Side<'_>,
        schema: &Value,
        wanted: &Value,
        depth: usize,
    ) -> bool {
        let first = schema.get("prefixItems").map_or(0, length);
        let last = source.stated("prefixItems").map(length).max().unwrap_or_default();
        let wanted = target.inner([wanted]);
        // One beyond those that are declared stands for all the rest.
        let mut places = (first..=last.max(first)).filter(|place| may_reach(source, *place));
        places.all(|place| self.fits(&element(source, place), &wanted, depth + 1))
    }

    /// Whether the first elements are what the target wants, each by itself.
    pub(super) fn prefix_items(&mut self, source: &Side<'_>, target: &Side<'_>, wanted: &Value, depth: usize) -> bool {
        let wanted = wanted.as_array().into_iter().flatten().enumerate();
        wanted
            .into_iter()
            .filter(|(place, _)| may_reach(source, *place))
            .all(|(place, wanted)| self.fits(&element(source, place), &target.inner([wanted]), depth + 1))
    }
}

/// What holds for an element.
fn element<'s>(source: &Side<'s>, place: usize) -> Side<'s> {
    let of = |schema: &&'s Value| {
        let by_itself = schema.get("prefixItems").and_then(|first| first.get(place));
        by_itself.or_else(|| schema.get("items"))
    };
    source.inner(source.schemas.iter().filter_map(of))
}

/// Whether an array may have an element there.
#[expect(clippy::cast_precision_loss, reason = "no array is that long")]
fn may_reach(source: &Side<'_>, place: usize) -> bool {
    source.numbers("maxItems").into_iter().all(|most| (place as f64) < most)
}

fn length(list: &Value) -> usize {
    list.as_array().map_or(0, Vec::len)
}
