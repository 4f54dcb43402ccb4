//! Whether every value that one schema allows is allowed by another.
//!
//! Told from what the schemas say, never by trying: where that cannot be told, they do not fit, unless both say the same. What is filled in
//! may hold fields that nothing declares: an applicant who enters one is told, and leaves it out. Nobody can do so with a result
//! ([`Source::Result`]).

mod lists;
mod objects;

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::bounds::ranges;
use super::budget::Budget;
use super::side::Checker;

pub(super) use super::side::Side;

/// Objects in objects.
const MAX_DEPTH: usize = 20;
/// Alternatives in alternatives, and objects in objects.
const MAX_STEPS: usize = 60;

/// Where values come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Source {
    /// Filled in by an applicant, who is told of what the target does not take.
    Form,
    /// Stated by a decision, which is made.
    Result,
}

/// The keyword by which a source does not fit a target; none if it fits.
pub(super) fn clash(source: &Side<'_>, target: &Side<'_>, from: Source, budget: &mut Budget) -> Option<String> {
    let mut comparison = Comparison {
        strict: from == Source::Result,
        budget,
        open: Vec::new(),
    };
    comparison.clash(source, target, 0)
}

/// A comparison that goes on.
struct Comparison<'c> {
    /// Whether undeclared fields of the source count.
    strict: bool,
    budget: &'c mut Budget,
    /// What is being compared, each with its depth.
    open: Vec<(Key, Key, usize)>,
}

/// Which schemas a side consists of.
type Key = Vec<*const Value>;

fn key(side: &Side<'_>) -> Key {
    side.schemas.iter().map(|schema| std::ptr::from_ref(*schema)).collect()
}

impl Comparison<'_> {
    fn fits(&mut self, source: &Side<'_>, target: &Side<'_>, depth: usize) -> bool {
        self.clash(source, target, depth).is_none()
    }

    fn clash(&mut self, source: &Side<'_>, target: &Side<'_>, depth: usize) -> Option<String> {
        let told = |keyword: &str| Some(keyword.to_owned());
        if !self.budget.take(10 + source.schemas.len() + target.schemas.len()) {
            return told("size");
        }
        if source.is_never() || source.says_the_same(target) {
            return None;
        }
        if target.is_never() {
            return told("false");
        }
        let (one, other) = (key(source), key(target));
        let known = self
            .open
            .iter()
            .find(|(source, target, _)| *source == one && *target == other);
        if let Some((.., above)) = known {
            // A value that holds others fits if these do; one that is its own alternative says nothing.
            return if *above < depth { None } else { told("$ref") };
        }
        if depth > MAX_DEPTH || self.open.len() > MAX_STEPS {
            return told("depth");
        }
        self.open.push((one, other, depth));
        let found = self.differ(source, target, depth);
        self.open.pop();
        found
    }

    fn differ(&mut self, source: &Side<'_>, target: &Side<'_>, depth: usize) -> Option<String> {
        let (own, wanted) = (choices(source), choices(target));
        if !self.budget.take(own * (1 + (own + wanted) / 50)) {
            return Some("size".to_owned());
        }
        if let Some(values) = source.values() {
            let affordable = self.budget.take(1_000);
            let checker = Checker::of(target);
            return (!affordable || values.iter().any(|value| !checker.allows(value))).then(|| "enum".to_owned());
        }
        let (from, to) = (source.types(), target.types());
        let fits = |one: &&str| to.contains(*one) || (*one == "integer" && to.contains("number"));
        if !from.iter().all(fits) {
            return Some("type".to_owned());
        }
        for schema in &target.schemas {
            for (keyword, value) in schema.as_object().into_iter().flatten() {
                if applies(keyword, &from) && !self.keeps(source, target, (schema, keyword, value), depth) {
                    return Some(keyword.clone());
                }
            }
        }
        let mut ranges = ranges().into_iter();
        ranges
            .find(|range| range.matters(&from) && range.is_wider(source, target))
            .map(|range| range.name.to_owned())
    }

    /// Whether all that the source allows keeps to a keyword of one of the target's schemas.
    fn keeps(
        &mut self,
        source: &Side<'_>,
        target: &Side<'_>,
        (schema, keyword, value): (&Value, &str, &Value),
        depth: usize,
    ) -> bool {
        let stated_too = || source.states(keyword, value, target);
        match keyword {
            "$ref" => target.schemas.iter().any(|one| referred_is(target, schema, one)),
            "enum" | "const" => false,
            "multipleOf" => stated_too() || (value.as_i64() == Some(1) && !source.types().contains("number")),
            "uniqueItems" => value != &json!(true) || stated_too(),
            "anyOf" => stated_too() || self.fits_one(source, target, value, depth).is_some(),
            "oneOf" => stated_too() || self.fits_only_one(source, target, value, depth),
            "if" => {
                says_all(source, target, schema, &["if", "then", "else"])
                    || ["then", "else"].into_iter().all(|branch| match schema.get(branch) {
                        Some(branch) => self.fits(source, &target.inner([branch]), depth),
                        None => true,
                    })
            }
            "contains" => says_all(source, target, schema, &["contains", "minContains", "maxContains"]),
            "items" => self.items(source, target, schema, value, depth),
            "prefixItems" => self.prefix_items(source, target, value, depth),
            "required" => objects::requires(source, value),
            "properties" => self.properties(source, target, value, depth),
            "additionalProperties" => self.other_properties(source, target, &[schema], value, depth),
            "unevaluatedProperties" => {
                let all = target.inner([schema]).schemas;
                self.other_properties(source, target, &all, value, depth)
            }
            "unevaluatedItems" => *value == json!(true),
            _ => stated_too(),
        }
    }

    /// The first alternative into which the source fits.
    fn fits_one(&mut self, source: &Side<'_>, target: &Side<'_>, alternatives: &Value, depth: usize) -> Option<usize> {
        let alternatives = alternatives.as_array()?;
        alternatives
            .iter()
            .position(|one| self.fits(source, &target.inner([one]), depth))
    }

    /// Whether the source fits into one alternative, and none of its values into another.
    fn fits_only_one(&mut self, source: &Side<'_>, target: &Side<'_>, alternatives: &Value, depth: usize) -> bool {
        let Some(fitting) = self.fits_one(source, target, alternatives, depth) else {
            return false;
        };
        let mut others = alternatives.as_array().into_iter().flatten().enumerate();
        others.all(|(at, other)| at == fitting || are_apart(source, &target.inner([other])))
    }
}

/// How many values or alternatives are listed.
fn choices(side: &Side<'_>) -> usize {
    let listed = ["enum", "oneOf", "anyOf"]
        .into_iter()
        .flat_map(|keyword| side.stated(keyword));
    listed.filter_map(Value::as_array).map(Vec::len).sum()
}

/// Whether a schema is what another refers to.
fn referred_is(target: &Side<'_>, schema: &Value, one: &Value) -> bool {
    let referred = crate::catalogue::bundle::schema::referred(target.root, schema);
    referred.is_some_and(|referred| std::ptr::eq(referred, one))
}

/// Whether the source states all of some keywords together as the target's schema does.
fn says_all(source: &Side<'_>, target: &Side<'_>, schema: &Value, keywords: &[&str]) -> bool {
    let same = |one: &Value| keywords.iter().all(|keyword| one.get(keyword) == schema.get(keyword));
    let refers = || {
        keywords
            .iter()
            .filter_map(|keyword| schema.get(keyword))
            .any(super::side::refers)
    };
    source.schemas.iter().any(|one| same(one)) && (!refers() || source.is_in_the_same(target))
}

/// Whether no value is allowed by both.
fn are_apart(one: &Side<'_>, other: &Side<'_>) -> bool {
    let number = |types: &BTreeSet<&str>| types.contains("integer") || types.contains("number");
    let (types, others) = (one.types(), other.types());
    let same_type = !types.is_disjoint(&others) || (number(&types) && number(&others));
    let none_of_these = |other: Vec<Value>| {
        let checker = Checker::of(one);
        !other.iter().any(|value| checker.allows(value))
    };
    other.is_never() || !same_type || other.values().is_some_and(none_of_these)
}

/// Whether a keyword says anything of values of these types.
fn applies(keyword: &str, types: &BTreeSet<&str>) -> bool {
    let of = |one: &str| types.contains(one);
    match keyword {
        "format" | "pattern" => of("string"),
        "multipleOf" => of("number") || of("integer"),
        "items" | "prefixItems" | "contains" | "uniqueItems" | "unevaluatedItems" => of("array"),
        "properties"
        | "required"
        | "patternProperties"
        | "additionalProperties"
        | "propertyNames"
        | "minProperties"
        | "maxProperties"
        | "dependentRequired"
        | "dependentSchemas"
        | "dependencies"
        | "unevaluatedProperties" => of("object"),
        "enum" | "const" | "not" | "anyOf" | "oneOf" | "if" | "$ref" | "$dynamicRef" | "$recursiveRef" => true,
        // Annotations, what is compared elsewhere, and what is among the schemas already.
        _ => false,
    }
}

#[cfg(test)]
mod sound;
#[cfg(test)]
mod tests;
