//! The form of a situation: what is left of the bundle's one form when only some members are in.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::needs::When;
use super::pointer::{first, keys};
use super::schema::{Reach, names, referred, with, words};
use super::{Situation, pointer};
use crate::catalogue::form::Form;
use crate::problem::FieldError;

/// A form schema, compiled.
#[derive(Debug)]
pub(super) struct Tailored {
    schema: Option<Value>,
    /// None if what is left does not compile, which what it was made from does: then that is used.
    form: Option<Form>,
    /// Fields of the bundle's form that are not asked for.
    hidden: BTreeSet<String>,
}

impl Situation<'_> {
    /// The one form, as JSON Schema: the fields that a member uses which is in, or none does at all. Beside what the bundle requires, it
    /// requires the fields that alone fill in a required field of a member.
    pub fn form_schema(&self) -> Option<&Value> {
        self.tailored().schema.as_ref()
    }

    /// The fields of the bundle's form that are not asked for.
    pub fn hidden_fields(&self) -> &BTreeSet<String> {
        &self.tailored().hidden
    }

    /// What is wrong with the one form by itself: fields that are not shown are not missed, and may not be given.
    pub(super) fn check_tailored(&self, form: &Value) -> Vec<FieldError> {
        let tailored = self.tailored();
        let mut errors = match &tailored.form {
            Some(compiled) => compiled.check(tailored.schema.as_ref(), form),
            None => self.bundle.front.check_form(form),
        };
        let place = |name: &String| pointer::below("/form", name);
        let missed: BTreeSet<String> = tailored.hidden.iter().map(place).collect();
        errors.retain(|error| error.code != "required" || !missed.contains(&error.pointer));
        for name in tailored.hidden.iter().filter(|name| form.get(name).is_some()) {
            if !errors.iter().any(|error| error.pointer == place(name)) {
                errors.push(crate::catalogue::form::unexpected(name));
            }
        }
        errors
    }

    fn tailored(&self) -> &Tailored {
        self.tailored.get_or_init(|| {
            let hidden = self.hidden();
            let schema = self.bundle.bundle.form_schema.as_ref();
            let schema = schema.map(|schema| self.demand(without(schema, schema, &hidden, &[])));
            Tailored {
                form: Form::compile(schema.as_ref()).ok(),
                schema,
                hidden,
            }
        })
    }

    /// The fields that some member uses, but none that is in.
    fn hidden(&self) -> BTreeSet<String> {
        let used_at_all = self.bundle.members.iter().flat_map(|member| &member.fillings);
        let used_here = self.members.iter().flat_map(|joined| joined.fillings.iter().copied());
        let field = |filling: &super::Filling| filling.origin.field().and_then(first);
        let here: BTreeSet<String> = used_here.filter_map(field).collect();
        let all = names(self.bundle.bundle.form_schema.as_ref());
        used_at_all
            .filter_map(field)
            .filter(|name| !here.contains(name) && all.contains(name.as_str()))
            .collect()
    }

    /// Requires what members require.
    fn demand(&self, mut schema: Value) -> Value {
        for joined in &self.members {
            let needs = joined.member.needs.iter().filter(|need| need.when == When::Always);
            let needed: BTreeSet<&str> = needs.map(|need| need.pointer.as_str()).collect();
            let demanded = joined
                .fillings
                .iter()
                .filter(|filling| needed.contains(filling.target.as_str()));
            for field in demanded.filter_map(|filling| filling.origin.field()) {
                require(&mut schema, &keys(field).unwrap_or_default());
            }
        }
        schema
    }
}

/// Requires a field, and the objects that hold it.
fn require(schema: &mut Value, path: &[String]) {
    let Some((key, inner)) = path.split_first() else { return };
    let Value::Object(object) = schema else { return };
    let required = object.entry("required").or_insert_with(|| json!([]));
    if let Value::Array(required) = required
        && !required.iter().any(|known| known == key.as_str())
    {
        required.push(Value::from(key.clone()));
    }
    if let Some(field) = object.get_mut("properties").and_then(|fields| fields.get_mut(key)) {
        require(field, inner);
    }
}

/// A schema that neither has nor requires these fields. What only looks at them (`if`) stays: it sees that they are not there.
/// What it refers to is written out, as others may refer to the same; `within` are the references on the way here.
fn without(root: &Value, schema: &Value, hidden: &BTreeSet<String>, within: &[&Value]) -> Value {
    let Value::Object(stated) = schema else {
        return schema.clone();
    };
    if hidden.is_empty() {
        return schema.clone();
    }
    let of = |inner: &Value| without(root, inner, hidden, within);
    let mut left = Map::new();
    let mut parts: Vec<Value> = Vec::new();
    for (keyword, value) in stated {
        let value = match (keyword.as_str(), value) {
            ("properties" | "dependentRequired" | "dependentSchemas", Value::Object(fields)) => {
                let kept = fields.iter().filter(|(name, _)| !hidden.contains(*name));
                let inner = |value: &Value| match keyword.as_str() {
                    "dependentRequired" => names_without(value, hidden),
                    "dependentSchemas" => of(value),
                    _ => value.clone(),
                };
                Value::Object(kept.map(|(name, value)| (name.clone(), inner(value))).collect())
            }
            ("required", value) => names_without(value, hidden),
            ("then" | "else", branch) => of(branch),
            ("allOf", Value::Array(all)) => {
                parts.extend(all.iter().map(of));
                continue;
            }
            ("$ref", _) => match referred(root, schema) {
                // A circle adds nothing.
                Some(inner) if within.iter().any(|known| std::ptr::eq(*known, inner)) => continue,
                Some(inner) => {
                    parts.push(without(root, inner, hidden, &[within, &[inner]].concat()));
                    continue;
                }
                None => value.clone(),
            },
            ("anyOf" | "oneOf", Value::Array(alternatives)) => {
                let possible = |one: &&Value| {
                    let all = with(root, one, Reach::Certain);
                    let mut required = all.iter().flat_map(|schema| words(schema, "required"));
                    !required.any(|name| hidden.contains(name))
                };
                let kept: Vec<Value> = alternatives.iter().filter(possible).map(of).collect();
                if kept.is_empty() {
                    continue;
                }
                Value::Array(kept)
            }
            (_, value) => value.clone(),
        };
        left.insert(keyword.clone(), value);
    }
    if !parts.is_empty() {
        left.insert("allOf".to_owned(), Value::Array(parts));
    }
    Value::Object(left)
}

fn names_without(names: &Value, hidden: &BTreeSet<String>) -> Value {
    let listed = names.as_array().into_iter().flatten();
    let kept = listed.filter(|name| !name.as_str().is_some_and(|name| hidden.contains(name)));
    kept.cloned().collect()
}
