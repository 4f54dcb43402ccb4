//! What a form asks for: the fields it requires, or may require.

use std::collections::BTreeSet;

use serde_json::Value;

use super::pointer::{below, rest};
use super::schema::{Reach, all_with, field, words};

/// Forms nest a few objects; references may lead in circles, ...
const MAX_DEPTH: usize = 16;
/// ... and in many circles at once.
const MAX_STEPS: usize = 20_000;

/// A required field.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Need {
    /// Where it is.
    pub(super) pointer: String,
    /// When it has to be there.
    pub(super) when: When,
}

/// When a field has to be there.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum When {
    /// Always.
    Always,
    /// If the object that holds it is there, which need not be.
    Within(String),
    /// If another field is there (`dependentRequired`).
    With(String),
    /// By what is filled in (`then`, `else`).
    Sometimes,
}

/// What a form asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Needs {
    /// The fields it requires.
    pub(super) fields: BTreeSet<Need>,
    /// The alternatives of which it asks for one.
    pub(super) choices: Vec<Choice>,
    /// Whether it is too large, or nested too deeply, to be looked through.
    pub(super) too_large: bool,
}

/// Alternatives (`anyOf`, `oneOf`) that all require something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Choice {
    /// When one of them has to hold.
    pub(super) when: When,
    /// What each asks for.
    pub(super) alternatives: Vec<Needs>,
}

impl Needs {
    /// Those of a form of which these fields are filled in, some of them always. What stands in an object that is not required, and of which
    /// nothing is filled in, is not needed.
    pub(super) fn of(schema: Option<&Value>, filled: &[&str], always: &[&str]) -> Self {
        let mut needs = Self::default();
        if let Some(root) = schema {
            let mut reader = Reader {
                root,
                filled,
                always,
                steps: 0,
            };
            reader.object(&[root], "", &When::Always, 0, &mut needs);
        }
        if needs.too_large {
            return Self {
                too_large: true,
                ..Self::default()
            };
        }
        needs
    }

    fn is_empty(&self) -> bool {
        self.fields.is_empty() && self.choices.is_empty()
    }

    fn add(&mut self, pointer: String, when: When) {
        self.fields.insert(Need { pointer, when });
    }
}

struct Reader<'r> {
    root: &'r Value,
    filled: &'r [&'r str],
    always: &'r [&'r str],
    steps: usize,
}

impl<'r> Reader<'r> {
    fn object(&mut self, declared: &[&'r Value], pointer: &str, when: &When, depth: usize, needs: &mut Needs) {
        self.steps += 1;
        if depth > MAX_DEPTH || self.steps > MAX_STEPS {
            needs.too_large = true;
            return;
        }
        let certain = all_with(self.root, declared.iter().copied(), Reach::Certain);
        let required: BTreeSet<&str> = certain.iter().flat_map(|schema| words(schema, "required")).collect();
        for key in &required {
            needs.add(below(pointer, key), when.clone());
        }
        for schema in &certain {
            self.conditions(schema, pointer, depth, needs);
            for alternatives in ["anyOf", "oneOf"].into_iter().filter_map(|keyword| schema.get(keyword)) {
                self.choice(alternatives, pointer, when, depth, needs);
            }
        }
        let names: BTreeSet<&String> = certain
            .iter()
            .filter_map(|schema| schema.get("properties")?.as_object())
            .flat_map(|fields| fields.keys())
            .collect();
        for name in names {
            let inner = below(pointer, name);
            let holds = |target: &&str| rest(target, &inner).is_some_and(|rest| !rest.is_empty());
            let within = match required.contains(name.as_str()) || self.always.iter().any(holds) {
                true => when.clone(),
                false if self.filled.iter().any(holds) => When::Within(inner.clone()),
                false => continue,
            };
            self.object(&field(&certain, name), &inner, &within, depth + 1, needs);
        }
    }

    /// What is asked for by what is filled in.
    fn conditions(&mut self, schema: &'r Value, pointer: &str, depth: usize, needs: &mut Needs) {
        let dependent = schema.get("dependentRequired").and_then(Value::as_object);
        for (given, wanted) in dependent.into_iter().flatten() {
            for key in wanted.as_array().into_iter().flatten().filter_map(Value::as_str) {
                needs.add(below(pointer, key), When::With(below(pointer, given)));
            }
        }
        let branches = schema.get("if").into_iter().flat_map(|_| ["then", "else"]);
        for branch in branches.filter_map(|keyword| schema.get(keyword)) {
            self.object(&[branch], pointer, &When::Sometimes, depth + 1, needs);
        }
        let dependent = schema.get("dependentSchemas").and_then(Value::as_object);
        for (given, branch) in dependent.into_iter().flatten() {
            let with = When::With(below(pointer, given));
            self.object(&[branch], pointer, &with, depth + 1, needs);
        }
    }

    /// One alternative is asked for, unless one of them asks for nothing.
    fn choice(&mut self, alternatives: &'r Value, pointer: &str, when: &When, depth: usize, needs: &mut Needs) {
        let possible = alternatives.as_array().into_iter().flatten();
        let mut found = Vec::new();
        for alternative in possible.filter(|one| **one != Value::Bool(false)) {
            let mut own = Needs::default();
            self.object(&[alternative], pointer, when, depth + 1, &mut own);
            needs.too_large |= own.too_large;
            found.push(own);
        }
        if !found.iter().any(Needs::is_empty) && !found.is_empty() {
            needs.choices.push(Choice {
                when: when.clone(),
                alternatives: found,
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn found(needs: &Needs) -> Vec<(&str, &When)> {
        needs
            .fields
            .iter()
            .map(|need| (need.pointer.as_str(), &need.when))
            .collect()
    }

    #[test]
    fn needs_are_found_wherever_a_schema_states_them() {
        let schema = json!({
            "type": "object", "required": ["a", "o"],
            "properties": {"a": {}, "o": {"required": ["x"], "properties": {"x": {}}}, "p": {"$ref": "#/$defs/p"}, "q": {"required": ["z"]}},
            "allOf": [{"required": ["b"]}],
            "if": {"required": ["never"]}, "then": {"required": ["c"]},
            "dependentRequired": {"d": ["e"]}, "anyOf": [{"required": ["not"]}, true],
            "$defs": {"p": {"required": ["y"]}}
        });
        let needs = Needs::of(Some(&schema), &["/p/n"], &[]);
        let (p, d) = (When::Within("/p".to_owned()), When::With("/d".to_owned()));
        assert_eq!(
            found(&needs),
            [
                ("/a", &When::Always),
                ("/b", &When::Always),
                ("/c", &When::Sometimes),
                ("/e", &d),
                ("/o", &When::Always),
                ("/o/x", &When::Always),
                ("/p/y", &p)
            ]
        );
        assert_eq!(needs.choices, [], "an alternative may be to require nothing");
        assert_eq!(Needs::of(None, &[], &[]), Needs::default());
    }

    #[test]
    fn conditions_that_reach_inward_and_alternatives_are_needs_too() {
        let schema = json!({
            "if": {"required": ["k"]},
            "then": {"properties": {"o": {"required": ["x"]}}, "dependentRequired": {"d": ["e"]}},
            "anyOf": [{"required": ["a"]}, {"properties": {"o": {"required": ["b"]}}, "required": ["o"]}]
        });
        let needs = Needs::of(Some(&schema), &["/o/n"], &[]);
        let (o, d) = (When::Within("/o".to_owned()), When::With("/d".to_owned()));
        assert_eq!(found(&needs), [("/e", &d), ("/o/x", &o)]);
        let alternatives: Vec<_> = needs.choices[0].alternatives.iter().map(found).collect();
        let always = &When::Always;
        assert_eq!(
            alternatives,
            [vec![("/a", always)], vec![("/o", always), ("/o/b", always)]]
        );
        let constant = Needs::of(
            Some(&json!({"properties": {"o": {"required": ["x"]}}})),
            &["/o/n"],
            &["/o/n"],
        );
        assert_eq!(
            found(&constant),
            [("/o/x", always)],
            "an object that holds a constant is always there"
        );
    }

    #[test]
    fn references_in_circles_come_to_an_end() {
        let person = json!({"properties": {"a": {"$ref": "#"}, "b": {"$ref": "#"}}, "required": ["a", "b"]});
        assert!(Needs::of(Some(&person), &[], &[]).too_large);
    }
}
