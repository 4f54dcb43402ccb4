//! Which kind of document a JSON object is.

use serde_json::{Map, Value};

use crate::problem::FieldError;
use crate::text::Text;

/// The kinds of documents, in the order in which they depend on each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A place.
    Division,
    /// An organ.
    Department,
    /// A service item.
    Item,
    /// A bundle of items.
    Bundle,
}

impl Kind {
    /// Takes the `kind` field out of an object. Without one, what has an `item_type` is an item, what has `members` a bundle, what has a
    /// division code of 6 or 12 digits a division, and what has a code of 18 characters a department.
    ///
    /// # Errors
    /// `unknown-kind` when it is none of these.
    pub fn take(object: &mut Map<String, Value>) -> Result<Self, FieldError> {
        if let Some(kind) = object.remove("kind") {
            return match kind.as_str() {
                Some("division") => Ok(Self::Division),
                Some("department") => Ok(Self::Department),
                Some("item") => Ok(Self::Item),
                Some("bundle") => Ok(Self::Bundle),
                _ => Err(unknown("/kind")),
            };
        }
        if object.contains_key("item_type") {
            return Ok(Self::Item);
        }
        if object.contains_key("members") {
            return Ok(Self::Bundle);
        }
        let code = object.get("code").and_then(Value::as_str).unwrap_or_default().trim();
        match code.len() {
            6 | 12 if code.bytes().all(|b| b.is_ascii_digit()) => Ok(Self::Division),
            18 => Ok(Self::Department),
            _ => Err(unknown("")),
        }
    }
}

fn unknown(pointer: &str) -> FieldError {
    FieldError::new(
        pointer,
        "unknown-kind",
        Text::new(
            "无法识别的文档：kind 应为 division、department、item 或 bundle",
            "Not a known document: kind is division, department, item or bundle",
        ),
    )
}
