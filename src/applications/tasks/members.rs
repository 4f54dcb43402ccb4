//! What there is to say of the members of a matter, at its window.

use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::outcomes::OutcomeView;

/// A member of a matter on which a word is to be said.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "application": "019a1c2e-7d1c-7c3e-8a43-0e6c1a2b3c4e", "number": "BJ202611200000000026", "item": "11990100999990029X3000723001001",
    "name": "出生医学证明首次签发", "department": "11990100999990029X", "department_name": "成都市（示范）卫生健康委员会", "delegated": true,
    "materials": [{"code": "mother_id", "name": "母亲身份证"}],
    "outcomes": [{"code": "accept", "label": "受理", "required_fields": []}]
}))]
pub struct TaskMember {
    /// Its application: what `members[].application` of the completion names.
    pub application: Uuid,
    /// Its number.
    pub number: String,
    /// The item's code.
    pub item: String,
    /// What it is called.
    pub name: String,
    /// The department that decides.
    pub department: String,
    /// Its name.
    pub department_name: String,
    /// Whether that department has delegated acceptance to the window; it is asked for its word otherwise.
    pub delegated: bool,
    /// The matter's materials that serve for it.
    pub materials: Vec<ServingMaterial>,
    /// What may be said of it.
    pub outcomes: Vec<OutcomeView>,
}

/// A material of a matter that serves for a member.
#[derive(Debug, Serialize, ToSchema)]
pub struct ServingMaterial {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
}
