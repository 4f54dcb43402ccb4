//! Which problems an operation can answer with, and how the document shows them.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::head::PROBLEM;
use crate::identity::access::Who;
use crate::identity::{Action, Operation};
use crate::problem::{Code, MEDIA_TYPE, Problem};
use crate::text::Language;

/// The operation's own problems and those that follow from its shape: what it takes and who may call it.
pub(super) fn of(operation: &Operation, documented: &Value) -> BTreeSet<Code> {
    let mut codes: BTreeSet<Code> = operation.problems.iter().copied().collect();
    codes.extend([Code::RequestTimeout, Code::Internal, Code::Unavailable]);
    match operation.action.who() {
        Who::Anyone => {}
        Who::SignedIn => codes.extend([Code::Unauthenticated]),
        Who::Only(_) => codes.extend([Code::Unauthenticated, Code::Forbidden]),
    }
    if matches!(
        operation.action,
        Action::Register | Action::SignIn | Action::GrantMandates | Action::CheckProgress
    ) {
        codes.insert(Code::RateLimited);
    }
    if documented.get("requestBody").is_some() {
        codes.extend([Code::PayloadTooLarge, Code::UnsupportedMediaType, Code::InvalidInput]);
        codes.insert(if takes_json(documented) {
            Code::MalformedJson
        } else {
            Code::MalformedRequest
        });
    }
    if takes(documented, "path", None) {
        codes.insert(Code::NotFound);
    }
    if takes(documented, "query", None) {
        codes.insert(Code::InvalidInput);
    }
    if takes(documented, "header", Some("if-match")) {
        codes.extend([Code::PreconditionRequired, Code::StaleVersion]);
    }
    if takes(documented, "header", Some("idempotency-key")) {
        codes.extend([Code::MalformedRequest, Code::IdempotencyKeyReused]);
    }
    codes
}

fn takes_json(documented: &Value) -> bool {
    documented["requestBody"]["content"].get("application/json").is_some()
}

fn takes(documented: &Value, place: &str, name: Option<&str>) -> bool {
    documented["parameters"].as_array().is_some_and(|parameters| {
        parameters.iter().any(|parameter| {
            parameter["in"] == place
                && name.is_none_or(|name| {
                    parameter["name"]
                        .as_str()
                        .is_some_and(|known| known.eq_ignore_ascii_case(name))
                })
        })
    })
}

/// One response for each status, listing its codes with an example each.
pub(super) fn responses(codes: &BTreeSet<Code>) -> BTreeMap<String, Value> {
    let mut by_status: BTreeMap<u16, Vec<Code>> = BTreeMap::new();
    for code in codes {
        by_status.entry(code.status()).or_default().push(*code);
    }
    by_status
        .into_iter()
        .map(|(status, codes)| (status.to_string(), response(&codes)))
        .collect()
}

fn response(codes: &[Code]) -> Value {
    let lines: Vec<String> = codes
        .iter()
        .map(|code| format!("- `{}` {} · {}", code.as_str(), code.title().zh, code.explanation().en))
        .collect();
    let examples: Map<String, Value> = codes
        .iter()
        .map(|code| {
            (
                code.as_str().to_owned(),
                json!({"summary": code.title().zh, "value": example(*code)}),
            )
        })
        .collect();
    json!({
        "description": lines.join("\n"),
        "content": {MEDIA_TYPE: {"schema": {"$ref": format!("#/components/schemas/{PROBLEM}")}, "examples": examples}},
    })
}

fn example(code: Code) -> Value {
    let problem = match code {
        Code::InvalidInput => Problem::invalid_field("/name", "invalid-value", "不能为空。", "Must not be empty."),
        _ => Problem::new(code),
    };
    serde_json::from_str(&problem.body(Language::ZhCn)).unwrap_or_default()
}
