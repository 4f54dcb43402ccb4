//! What a service is told: no more than it needs (PIPL art. 6).
//!
//! The answers to the item's questions, which are never sensitive; of the form either everything but the sensitive fields, or exactly the
//! fields configured; who applies only where that is configured.

use serde::Serialize;
use serde_json::{Map, Value};

use super::super::content::Content;
use super::super::store::Loaded;
use super::options::ServiceOptions;
use crate::crypto::Cipher;
use crate::identity::accounts::{AccountKind, Person};
use crate::procedure::NodeId;

/// The body of a question.
#[derive(Debug, Serialize)]
pub(super) struct Asked<'a> {
    application: String,
    item: String,
    item_version: i32,
    node: &'a NodeId,
    answers: &'a Map<String, Value>,
    form: Value,
    #[serde(skip_serializing_if = "Option::is_none")]
    applicant: Option<Applicant>,
}

/// Who applies.
#[derive(Debug, Serialize)]
struct Applicant {
    kind: AccountKind,
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    citizen_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    credit_code: Option<String>,
}

/// The question about an application at a node. `applicant` is sent if it is given.
pub(super) fn asked<'a>(
    loaded: &Loaded,
    content: &'a Content,
    node: &'a NodeId,
    service: &ServiceOptions,
    applicant: Option<&Person>,
) -> Asked<'a> {
    let row = &loaded.application;
    Asked {
        application: row.number.to_string(),
        item: row.item_code.to_string(),
        item_version: row.item_version,
        node,
        answers: &content.answers,
        form: if service.fields.is_empty() {
            // As it is kept, where what is sensitive is encrypted: so nothing that is can be forgotten here.
            unsealed(&loaded.form.form).unwrap_or_default()
        } else {
            selected(&content.form, &service.fields)
        },
        applicant: applicant.map(|person| Applicant {
            kind: person.kind,
            name: person.name.to_string(),
            citizen_id: person.citizen_id.as_ref().map(|id| id.as_str().to_owned()),
            credit_code: person.credit_code.as_ref().map(ToString::to_string),
        }),
    }
}

/// A value without what is encrypted in it; none if it is encrypted itself.
fn unsealed(value: &Value) -> Option<Value> {
    match value {
        sealed if Cipher::is_json_envelope(sealed) => None,
        Value::Object(fields) => {
            let open = fields
                .iter()
                .filter_map(|(name, value)| Some((name.clone(), unsealed(value)?)));
            Some(Value::Object(open.collect()))
        }
        Value::Array(items) => Some(items.iter().filter_map(unsealed).collect()),
        plain => Some(plain.clone()),
    }
}

/// The form with these fields alone.
fn selected(form: &Value, fields: &[String]) -> Value {
    let mut all = Map::new();
    for field in fields {
        if let Some(value) = form.pointer(field) {
            let steps: Vec<String> = field.split('/').skip(1).map(unescaped).collect();
            place(&mut all, &steps, value);
        }
    }
    Value::Object(all)
}

fn place(into: &mut Map<String, Value>, steps: &[String], value: &Value) {
    let Some((step, rest)) = steps.split_first() else {
        return;
    };
    if rest.is_empty() {
        into.insert(step.clone(), value.clone());
        return;
    }
    let inner = into.entry(step.clone()).or_insert_with(|| Value::Object(Map::new()));
    if let Value::Object(inner) = inner {
        place(inner, rest, value);
    }
}

/// A step of a JSON Pointer (RFC 6901).
fn unescaped(step: &str) -> String {
    step.replace("~1", "/").replace("~0", "~")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::crypto::Keys;

    #[test]
    fn nothing_encrypted_is_sent() {
        let cipher = Keys::generate().cipher();
        let sealed = |text: &str| cipher.encrypt_json("application.form", &json!(text));
        let form = json!({"shop": "面馆", "manager": {"name": "王", "id": sealed("990101199003070015")},
            "phones": [sealed("13900000001"), "8888"], "seats": 0});
        let open = unsealed(&form).unwrap();
        assert_eq!(
            open,
            json!({"shop": "面馆", "manager": {"name": "王"}, "phones": ["8888"], "seats": 0})
        );
        assert_eq!(unsealed(&sealed("all of it")), None);
    }

    #[test]
    fn exactly_the_fields_configured_are_sent() {
        let form = json!({"shop": "面馆", "manager": {"name": "王", "id": "1"}, "a/b": 2});
        let fields = ["/manager/id", "/a~1b", "/nothing", "/manager/name"].map(str::to_owned);
        assert_eq!(
            selected(&form, &fields),
            json!({"manager": {"id": "1", "name": "王"}, "a/b": 2})
        );
        let both = ["/manager", "/manager/id"].map(str::to_owned);
        assert_eq!(selected(&form, &both), json!({"manager": {"name": "王", "id": "1"}}));
    }
}
