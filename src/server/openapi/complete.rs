//! Adds to a documented operation what its `OPERATION` knows.

use serde_json::{Value, json};

use super::head::BEARER;
use super::{examples, problems};
use crate::identity::Operation;
use crate::identity::access::Who;

/// Completes the operation of that id: permissions, security, problems.
pub(super) fn complete(document: &mut Value, operation: &Operation) {
    let Some(paths) = document["paths"].as_object_mut() else {
        return;
    };
    let found = paths
        .values_mut()
        .filter_map(Value::as_object_mut)
        .flat_map(|item| item.values_mut())
        .find(|documented| documented["operationId"] == operation.id);
    let Some(documented) = found else {
        return;
    };
    if let Some(example) = examples::of(operation.id) {
        documented["responses"]["200"]["content"]["application/json"]["example"] = example;
    }
    let codes = problems::of(operation, documented);
    documented["x-codes"] = codes.iter().map(|code| code.as_str()).collect();
    documented["x-permissions"] = json!({"action": operation.action.describe(), "who": who(operation)});
    for (status, response) in problems::responses(&codes) {
        documented["responses"][status] = response;
    }
    if documented.get("security").is_none() {
        documented["security"] = if operation.action.needs_account() {
            json!([{BEARER: []}])
        } else {
            json!([])
        };
    }
    let permissions = permissions(operation);
    documented["description"] = match documented["description"].as_str() {
        Some(description) if !description.is_empty() => format!("{description}\n\n{permissions}").into(),
        _ => permissions.into(),
    };
}

fn permissions(operation: &Operation) -> String {
    let who = match operation.action.who() {
        Who::SignedIn => "everybody signed in".to_owned(),
        Who::Anyone | Who::Only(_) => who(operation).join(", "),
    };
    format!("**Permissions:** {who} ({})", operation.action.describe())
}

/// Who may, for programs: roles, or `anyone`, or `signed_in`.
fn who(operation: &Operation) -> Vec<&'static str> {
    match operation.action.who() {
        Who::Anyone => vec!["anyone"],
        Who::SignedIn => vec!["signed_in"],
        Who::Only(roles) => roles.iter().map(|role| role.as_str()).collect(),
    }
}
