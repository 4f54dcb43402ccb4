//! What fills in a member's form.

use std::collections::BTreeSet;

use serde_json::Value;

use super::pointer::{below, first, keys, overlap};
use super::schema::names;
use crate::catalogue::document::MemberRule;
use crate::codes::ItemCode;

/// A field of a member's form, and what fills it in.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Filling {
    /// The field.
    pub(super) target: String,
    /// What fills it in.
    pub(super) origin: Origin,
}

/// What fills in a field.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Origin {
    /// The result of a predecessor: its item, and where in the result.
    Result(ItemCode, String),
    /// A field of the bundle's form.
    Field(String),
    /// Always this.
    Always(Value),
    /// The field of the bundle's form that has the same name.
    SameName(String),
}

impl Origin {
    /// The field of the bundle's form, if it is one.
    pub(super) fn field(&self) -> Option<&str> {
        match self {
            Self::Field(field) | Self::SameName(field) => Some(field),
            Self::Result(..) | Self::Always(_) => None,
        }
    }

    /// The member whose result it is, if it is one.
    pub(super) fn predecessor(&self) -> Option<&ItemCode> {
        match self {
            Self::Result(item, _) => Some(item),
            Self::Field(_) | Self::SameName(_) | Self::Always(_) => None,
        }
    }

    /// The predecessor whose certificate has to be there, if it reads one.
    pub(super) fn certificate_of(&self) -> Option<&ItemCode> {
        match self {
            Self::Result(item, field) if is_of_certificate(field) => Some(item),
            _ => None,
        }
    }
}

impl Filling {
    /// Everything that may fill in a member's form, in the order of preference: results, what the bundle says, fields of the same name.
    pub(super) fn all(rule: &MemberRule, form: Option<&Value>, bundle_form: Option<&Value>) -> Vec<Self> {
        let mut all = Vec::new();
        for (source, targets) in &rule.result_map {
            let Some((item, field)) = result(source) else { continue };
            all.extend(targets.iter().map(|target| Self {
                target: target.to_owned(),
                origin: Origin::Result(item.clone(), field.clone()),
            }));
        }
        for (source, targets) in &rule.form_map {
            all.extend(targets.iter().map(|target| Self {
                target: target.to_owned(),
                origin: Origin::Field(source.clone()),
            }));
        }
        all.extend(rule.form_values.iter().map(|(target, value)| Self {
            target: target.clone(),
            origin: Origin::Always(value.clone()),
        }));
        let of_bundle = names(bundle_form);
        let same = names(form).into_iter().filter(|name| of_bundle.contains(name));
        all.extend(same.map(|name| Self {
            target: below("", name),
            origin: Origin::SameName(below("", name)),
        }));
        all
    }

    /// Those that take effect where these members are in: a result takes the place of what the bundle says, as long as its member is in, and
    /// a field of the same name fills in by itself unless something else fills in part of it.
    pub(super) fn effective<'f>(all: &'f [Self], are_in: &BTreeSet<&ItemCode>) -> Vec<&'f Self> {
        let mut chosen: Vec<&Self> = Vec::new();
        for filling in all {
            let taken = |other: &&Self| match &filling.origin {
                Origin::SameName(_) => first(&other.target) == first(&filling.target),
                _ => overlap(&other.target, &filling.target),
            };
            let comes = match &filling.origin {
                Origin::Result(item, _) => are_in.contains(item),
                _ => true,
            };
            if comes && !chosen.iter().any(taken) {
                chosen.push(filling);
            }
        }
        chosen
    }
}

/// The item and the field of its result that `/{item}/{field}` names.
pub(super) fn result(source: &str) -> Option<(ItemCode, String)> {
    let item = first(source)?.parse().ok()?;
    let rest: String = keys(source)?
        .iter()
        .skip(1)
        .fold(String::new(), |path, key| below(&path, key));
    (!rest.is_empty()).then_some((item, rest))
}

/// Whether a field of a result is on its certificate.
pub(super) fn is_of_certificate(field: &str) -> bool {
    ["/certificate_number", "/certificate_name", "/issued_on", "/valid_until"].contains(&field)
}
