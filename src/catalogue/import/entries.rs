//! Cutting the input into documents.

use serde_json::{Map, Value};

use crate::http::body;
use crate::problem::{Code, FieldError, Problem};
use crate::text::Text;

/// A larger document is not one item.
const LONGEST_DOCUMENT: usize = 2 << 20;

/// One document of an import, or why it is none.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Its line, from 1; in an array the number of the element.
    pub line: usize,
    /// The JSON object.
    pub document: Result<Map<String, Value>, FieldError>,
}

/// The documents of a JSON array, or of a single object.
///
/// # Errors
/// 400 when it is not JSON, 422 when it holds U+0000.
pub fn from_json(bytes: &[u8]) -> Result<Vec<Entry>, Problem> {
    Ok(match body::parse::<Value>(bytes)? {
        Value::Array(values) => from_values(values),
        one => from_values(vec![one]),
    })
}

/// The documents of newline-delimited JSON; blank lines are skipped. A line that is not JSON is rejected by itself.
pub fn from_ndjson(bytes: &[u8]) -> Vec<Entry> {
    bytes
        .split(|byte| *byte == b'\n')
        .enumerate()
        .filter(|(_, line)| !line.trim_ascii().is_empty())
        .map(|(index, line)| Entry {
            line: index + 1,
            document: parse_line(line),
        })
        .collect()
}

/// Documents already parsed.
pub fn from_values(values: Vec<Value>) -> Vec<Entry> {
    values
        .into_iter()
        .enumerate()
        .map(|(index, value)| Entry {
            line: index + 1,
            document: object(value),
        })
        .collect()
}

fn parse_line(line: &[u8]) -> Result<Map<String, Value>, FieldError> {
    if line.len() > LONGEST_DOCUMENT {
        return Err(fault("document-too-large", "文档过大", "The document is too large"));
    }
    body::parse::<Value>(line)
        .map_err(|problem| match problem.code {
            Code::MalformedJson => fault("malformed-json", "不是有效的 JSON", "Not valid JSON"),
            _ => problem
                .errors
                .into_iter()
                .next()
                .unwrap_or_else(|| fault("invalid-value", "不符合要求", "Does not fit")),
        })
        .and_then(object)
}

fn object(value: Value) -> Result<Map<String, Value>, FieldError> {
    match value {
        Value::Object(object) => Ok(object),
        _ => Err(fault(
            "not-an-object",
            "文档应为 JSON 对象",
            "A document is a JSON object",
        )),
    }
}

fn fault(code: &str, zh: &'static str, en: &'static str) -> FieldError {
    FieldError::new("", code, Text::new(zh, en))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_numbered_as_an_editor_numbers_them() {
        let entries = from_ndjson(b"{\"a\":1}\r\n\n  \n{\"b\":2}\n[]\n{\n{\"c\":\"\\u0000\"}");
        let told: Vec<_> = entries
            .iter()
            .map(|entry| {
                (
                    entry.line,
                    entry.document.as_ref().err().map(|error| error.code.as_str()),
                )
            })
            .collect();
        assert_eq!(
            told,
            [
                (1, None),
                (4, None),
                (5, Some("not-an-object")),
                (6, Some("malformed-json")),
                (7, Some("nul-character")),
            ]
        );
    }

    #[test]
    fn elements_are_numbered_from_one() {
        let entries = from_json(br#"[{"a":1}, 2]"#).unwrap();
        assert_eq!(
            entries.iter().map(|e| (e.line, e.document.is_ok())).collect::<Vec<_>>(),
            [(1, true), (2, false)]
        );
        assert_eq!(from_json(br#"{"a":1}"#).unwrap().len(), 1);
        assert_eq!(from_json(b"[").unwrap_err().code, Code::MalformedJson);
    }
}
