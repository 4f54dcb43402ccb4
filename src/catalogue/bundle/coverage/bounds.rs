//! Lengths, numbers of entries and sizes: whether one range lies within another.

use std::collections::BTreeSet;

/// What states bounds.
pub(super) trait Bounds {
    /// The numbers stated under a keyword.
    fn numbers(&self, keyword: &str) -> Vec<f64>;
    /// The formats stated.
    fn formats(&self) -> Vec<String>;
}

/// A pair of bounds.
pub(super) struct Range {
    /// What it is told by.
    pub(super) name: &'static str,
    types: &'static [&'static str],
    least: &'static str,
    most: &'static str,
    above: &'static str,
    below: &'static str,
}

/// All pairs of bounds.
pub(super) fn ranges() -> [Range; 3] {
    [
        Range {
            name: "length",
            types: &["string"],
            least: "minLength",
            most: "maxLength",
            above: "",
            below: "",
        },
        Range {
            name: "range",
            types: &["integer", "number"],
            least: "minimum",
            most: "maximum",
            above: "exclusiveMinimum",
            below: "exclusiveMaximum",
        },
        Range {
            name: "items",
            types: &["array"],
            least: "minItems",
            most: "maxItems",
            above: "",
            below: "",
        },
    ]
}

/// A bound: the number, and whether it is left out itself.
type Bound = (f64, bool);

impl Range {
    /// Whether it says anything of values of these types.
    pub(super) fn matters(&self, types: &BTreeSet<&str>) -> bool {
        self.types.iter().any(|one| types.contains(one))
    }

    /// Whether the source leaves more than the target does.
    pub(super) fn is_wider(&self, source: &impl Bounds, target: &impl Bounds) -> bool {
        let beyond = |inner: Option<Bound>, outer: Option<Bound>, sign: f64| match (inner, outer) {
            (_, None) => false,
            (None, Some(_)) => true,
            (Some((inner, left_out)), Some((outer, outer_left_out))) => {
                sign * inner > sign * outer || (same(inner, outer) && outer_left_out && !left_out)
            }
        };
        beyond(self.upper(source), self.upper(target), 1.0) || beyond(self.lower(source), self.lower(target), -1.0)
    }

    fn upper(&self, of: &impl Bounds) -> Option<Bound> {
        let stated = self.stated(of, self.most, self.below);
        let known = self
            .known(of)
            .map(|(_, most)| (most, false))
            .filter(|(most, _)| most.is_finite());
        stated.into_iter().chain(known).min_by(|one, other| {
            let by_number = one.0.total_cmp(&other.0);
            by_number.then_with(|| other.1.cmp(&one.1))
        })
    }

    fn lower(&self, of: &impl Bounds) -> Option<Bound> {
        let stated = self.stated(of, self.least, self.above);
        let known = self.known(of).map(|(least, _)| (least, false));
        // No length is less than none.
        let none = (self.name != "range").then_some((0.0, false));
        stated.into_iter().chain(known).chain(none).max_by(|one, other| {
            let by_number = one.0.total_cmp(&other.0);
            by_number.then_with(|| one.1.cmp(&other.1))
        })
    }

    fn stated(&self, of: &impl Bounds, within: &str, beyond: &str) -> Vec<Bound> {
        let mut bounds: Vec<Bound> = of.numbers(within).into_iter().map(|number| (number, false)).collect();
        bounds.extend(of.numbers(beyond).into_iter().map(|number| (number, true)));
        bounds
    }

    /// How long texts of a known format are.
    fn known(&self, of: &impl Bounds) -> Option<(f64, f64)> {
        let length = |format: &String| match format.as_str() {
            "date" => Some((10.0, 10.0)),
            // Blanks around a number are taken with it.
            "mobile" => Some((11.0, f64::INFINITY)),
            "citizen-id" | "credit-code" => Some((18.0, f64::INFINITY)),
            _ => None,
        };
        (self.name == "length")
            .then(|| of.formats().iter().find_map(length))
            .flatten()
    }
}

fn same(one: f64, other: f64) -> bool {
    one.total_cmp(&other).is_eq()
}
