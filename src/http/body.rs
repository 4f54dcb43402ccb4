//! JSON bodies: 415 for another media type, 413 when too large, 400 when unparsable, 422 with a pointer when the shape is wrong.

use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::error::PayloadError;
use actix_web::{FromRequest, HttpMessage, HttpRequest, web};
use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_path_to_error::Segment;
use sha2::{Digest, Sha256};

use super::misfit::Misfit;
use crate::problem::{Code, Problem};

/// A parsed JSON body and the digest of its bytes.
#[derive(Debug)]
pub struct Body<T> {
    /// What was sent. An absent body reads as `{}`.
    pub value: T,
    /// SHA-256 of the bytes as sent, for idempotency.
    pub digest: [u8; 32],
}

impl<T: DeserializeOwned + 'static> FromRequest for Body<T> {
    type Error = Problem;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Problem>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let media_type = request.content_type().to_ascii_lowercase();
        let bytes = web::Bytes::from_request(request, payload);
        Box::pin(async move {
            let bytes = bytes.await.map_err(|error| too_large_or_malformed(&error))?;
            if !bytes.is_empty() && !is_json(&media_type) {
                return Err(Problem::new(Code::UnsupportedMediaType).with_detail(
                    "请以 application/json 发送请求体。",
                    "Send the body as application/json.",
                ));
            }
            Ok(Self {
                value: parse(if bytes.is_empty() { b"{}" } else { &bytes })?,
                digest: Sha256::digest(&bytes).into(),
            })
        })
    }
}

fn is_json(media_type: &str) -> bool {
    media_type == "application/json" || media_type.ends_with("+json")
}

/// Tells an oversized body (413) from a broken one (400).
pub fn too_large_or_malformed(error: &actix_web::Error) -> Problem {
    match error.as_error::<PayloadError>() {
        Some(PayloadError::Overflow) => Problem::new(Code::PayloadTooLarge),
        _ if error.as_response_error().status_code().as_u16() == 413 => Problem::new(Code::PayloadTooLarge),
        _ => Problem::new(Code::MalformedRequest),
    }
}

/// Parses JSON into a request type, naming the place of what does not fit.
///
/// # Errors
/// 400 when it is not JSON, 422 when it does not fit or holds U+0000.
pub fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    let value: Value = serde_json::from_slice(bytes).map_err(|error| {
        Problem::new(Code::MalformedJson).with_detail(
            format!("第 {} 行第 {} 列不是有效的 JSON。", error.line(), error.column()),
            format!("Not valid JSON at line {} column {}.", error.line(), error.column()),
        )
    })?;
    if let Some(pointer) = nul_in(&value, String::new()) {
        return Err(Problem::invalid_field(
            pointer,
            "nul-character",
            "不得包含空字符 U+0000。",
            "Must not contain U+0000.",
        ));
    }
    from_value(value)
}

/// Turns parsed JSON into a request type, naming the place of what does not fit.
///
/// # Errors
/// 422 with the JSON Pointer of the place.
pub fn from_value<T: DeserializeOwned>(value: Value) -> Result<T, Problem> {
    serde_path_to_error::deserialize(value).map_err(|error| {
        let misfit = Misfit::read(&error.inner().to_string(), "invalid-value");
        let mut pointer = pointer_of(error.path());
        // A missing field is pointed at where it should be.
        if let Some(token) = misfit.field.as_deref().map(escape)
            && !pointer.ends_with(&format!("/{token}"))
        {
            pointer = format!("{pointer}/{token}");
        }
        Problem::invalid(vec![misfit.at(pointer)])
    })
}

fn pointer_of(path: &serde_path_to_error::Path) -> String {
    path.iter()
        .map(|segment| match segment {
            Segment::Seq { index } => format!("/{index}"),
            Segment::Map { key } => format!("/{}", escape(key)),
            Segment::Enum { .. } | Segment::Unknown => String::new(),
        })
        .collect()
}

/// Escapes one token of a JSON Pointer (RFC 6901).
pub fn escape(token: &str) -> String {
    token.replace('~', "~0").replace('/', "~1")
}

/// The pointer of the first string or key that holds U+0000, which PostgreSQL cannot keep.
fn nul_in(value: &Value, pointer: String) -> Option<String> {
    match value {
        Value::String(text) => text.contains('\0').then_some(pointer),
        Value::Array(items) => items
            .iter()
            .enumerate()
            .find_map(|(i, item)| nul_in(item, format!("{pointer}/{i}"))),
        Value::Object(fields) => fields.iter().find_map(|(key, item)| {
            let place = format!("{pointer}/{}", escape(key));
            if key.contains('\0') {
                Some(place)
            } else {
                nul_in(item, place)
            }
        }),
        Value::Null | Value::Bool(_) | Value::Number(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;
    use crate::codes::CodeError;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Outer {
        #[serde(rename = "list")]
        _list: Vec<u8>,
    }

    fn problem(text: &str) -> Problem {
        parse::<Outer>(text.as_bytes()).unwrap_err()
    }

    #[test]
    fn each_fault_has_its_own_status_and_place() {
        assert_eq!(problem("{").code, Code::MalformedJson);
        assert_eq!(problem(r#"{"list": [1, "x"]}"#).errors[0].pointer, "/list/1");
        let unknown = &problem(r#"{"list": [], "more": 1}"#).errors[0];
        assert_eq!(
            (unknown.pointer.as_str(), unknown.code.as_str()),
            ("/more", "unknown-field")
        );
        let missing = &problem("{}").errors[0];
        assert_eq!(
            (missing.pointer.as_str(), missing.code.as_str()),
            ("/list", "missing-field")
        );
        assert_eq!(problem(r#"{"list": ["\u0000"]}"#).errors[0].code, "nul-character");
        assert_eq!(problem(r#"{"a/b\u0000": 1}"#).errors[0].pointer, "/a~1b\0");
    }

    #[test]
    fn a_wrong_code_keeps_its_own_fault_and_languages() {
        #[derive(Debug, Deserialize)]
        struct Person {
            #[serde(rename = "citizen_id")]
            _citizen_id: crate::codes::CitizenId,
        }
        let problem = parse::<Person>(br#"{"citizen_id": "310115199901010027"}"#).unwrap_err();
        let error = &problem.errors[0];
        assert_eq!(
            (error.pointer.as_str(), error.code.as_str()),
            ("/citizen_id", "citizen-id-check")
        );
        assert_eq!(error.message, CodeError::CitizenIdCheck.message());
    }
}
