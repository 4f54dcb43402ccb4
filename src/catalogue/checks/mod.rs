//! What must hold for an item or a bundle beyond its shape. One function a rule or family of rules; each tells everything wrong, with a stable code.

mod bundle;
mod codes;
mod limits;
mod members;
mod options;
mod parts;
mod people;
mod references;
mod services;
mod texts;

use crate::problem::FieldError;
use crate::text::Text;

use super::document::{Bundle, Item};
use super::form::unclear_references;

pub use references::{Known, bundle_references, department_references, division_references, item_references};

/// Every rule that concerns the item alone.
pub fn item(item: &Item) -> Vec<FieldError> {
    let mut faults = Faults::default();
    codes::implementation_code(item, &mut faults);
    limits::promise_within_statute(item, &mut faults);
    limits::sensible(item, &mut faults);
    limits::nodes(item, &mut faults);
    limits::consultation(item, &mut faults);
    limits::visits(item, &mut faults);
    parts::audience_and_channels(item, &mut faults);
    parts::result(item, &mut faults);
    parts::questions(item, &mut faults);
    parts::materials(item, &mut faults);
    options::item(item, &mut faults);
    services::item(item, &mut faults);
    people::item(item, &mut faults);
    texts::item(item, &mut faults);
    faults.0
}

/// Every rule that concerns a bundle alone, `front` being what it asks for as an item. What its members ask for is looked at when it is
/// published.
pub fn bundle(bundle: &Bundle, front: &Item) -> Vec<FieldError> {
    let mut faults = Faults::default();
    texts::item(front, &mut faults);
    bundle::texts(bundle, &mut faults);
    bundle::visits(bundle, &mut faults);
    bundle::limits(bundle, &mut faults);
    limits::promise_within_statute(front, &mut faults);
    limits::sensible(front, &mut faults);
    bundle::periods(bundle, &mut faults);
    parts::audience_and_channels(front, &mut faults);
    parts::questions(front, &mut faults);
    parts::materials(front, &mut faults);
    people::item(front, &mut faults);
    references_in_schemas(front, &mut faults);
    members::members(bundle, &mut faults);
    faults.0
}

/// References in the schemas of forms and results lead to places in them. Looked at when a document is imported or published, not when one
/// that is published already is taken up.
pub fn schema_references(item: &Item) -> Vec<FieldError> {
    let mut faults = Faults::default();
    references_in_schemas(item, &mut faults);
    faults.0
}

fn references_in_schemas(item: &Item, faults: &mut Faults) {
    let schemas = [
        (&item.form_schema, "/form_schema"),
        (&item.result.schema, "/result/schema"),
    ];
    for (schema, at) in schemas {
        for pointer in schema.iter().flat_map(unclear_references) {
            faults.add(
                format!("{at}{pointer}"),
                "schema-reference",
                "引用只能是表单定义内的 JSON Pointer，如 #/$defs/address；不支持 $anchor、$dynamicRef、百分号编码和内层的 $id",
                "A reference is a JSON Pointer into the schema, such as #/$defs/address: no $anchor, no $dynamicRef, no percent-encoding, no $id within",
            );
        }
    }
}

/// Every rule that concerns a department alone.
pub fn department(department: &super::document::Department) -> Vec<FieldError> {
    let mut faults = Faults::default();
    texts::department(department, &mut faults);
    faults.0
}

/// Every rule that concerns a division alone.
pub fn division(division: &super::document::Division) -> Vec<FieldError> {
    let mut faults = Faults::default();
    texts::division(division, &mut faults);
    faults.0
}

#[derive(Default)]
struct Faults(Vec<FieldError>);

impl Faults {
    fn add(&mut self, pointer: impl Into<String>, code: &str, zh: impl Into<String>, en: impl Into<String>) {
        self.0
            .push(FieldError::new(pointer, code, Text::new(zh.into(), en.into())));
    }
}

#[cfg(test)]
mod tests;
