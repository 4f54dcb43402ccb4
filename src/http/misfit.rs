//! What a deserializer says is wrong, in both languages.
//!
//! Serde reports in English sentences of few, stable shapes; their quoted names are taken out and the rest is said anew. What was sent is not
//! repeated: it may be personal data.

use crate::codes::CodeError;
use crate::problem::FieldError;
use crate::text::Text;

/// What did not fit.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Misfit {
    /// Stable kebab-case code.
    code: &'static str,
    /// The field the message names, which may not be part of the place yet.
    pub(super) field: Option<String>,
    message: Text,
}

impl Misfit {
    /// Reads a deserializer's message; one of no known shape is told in general words, under the code `otherwise`.
    pub(super) fn read(reason: &str, otherwise: &'static str) -> Self {
        if let Some(fault) = CodeError::in_message(reason) {
            return Self::new(fault.code(), fault.message_zh(), fault.message_en());
        }
        let names = quoted(reason);
        let (first, others) = match names.split_first() {
            Some((first, others)) => (first.as_str(), others),
            None => ("", names.as_slice()),
        };
        if reason.starts_with("unknown field `") {
            let known = Known::new(others);
            return Self::new(
                "unknown-field",
                format!("没有名为“{first}”的字段。{}", known.zh()),
                format!("There is no field `{first}`. {}", known.en()),
            )
            .about(first);
        }
        if reason.starts_with("missing field `") {
            return Self::new(
                "missing-field",
                format!("缺少字段“{first}”。"),
                format!("The field `{first}` is missing."),
            )
            .about(first);
        }
        if reason.starts_with("duplicate field `") {
            return Self::new(
                "duplicate-field",
                format!("字段“{first}”重复。"),
                format!("The field `{first}` is given twice."),
            )
            .about(first);
        }
        if reason.starts_with("unknown variant `") {
            let known = Known::new(others);
            return Self::new(
                "unknown-value",
                format!("没有这个选项。{}", known.zh()),
                format!("There is no such value. {}", known.en()),
            );
        }
        if reason.starts_with("invalid type: ") {
            return match reason.rsplit_once(", expected ").and_then(|(_, kind)| kind_of(kind)) {
                Some((zh, en)) => Self::new("wrong-type", format!("应为{zh}。"), format!("Must be {en}.")),
                None => Self::new("wrong-type", "类型不符合要求。", "This is of the wrong type."),
            };
        }
        Self::new(otherwise, "内容不符合要求。", "This does not fit.")
    }

    fn new(
        code: &'static str,
        zh: impl Into<std::borrow::Cow<'static, str>>,
        en: impl Into<std::borrow::Cow<'static, str>>,
    ) -> Self {
        Self {
            code,
            field: None,
            message: Text::new(zh, en),
        }
    }

    fn about(mut self, field: &str) -> Self {
        self.field = Some(field.to_owned());
        self
    }

    /// The error at a place.
    pub(super) fn at(self, pointer: impl Into<String>) -> FieldError {
        FieldError::new(pointer, self.code, self.message)
    }
}

/// The names a message lists as possible.
struct Known(Vec<String>);

impl Known {
    fn new(names: &[String]) -> Self {
        Self(names.to_vec())
    }

    fn zh(&self) -> String {
        if self.0.is_empty() {
            return String::new();
        }
        format!("可用：{}。", self.0.join("、"))
    }

    fn en(&self) -> String {
        if self.0.is_empty() {
            return String::new();
        }
        format!("Possible: {}.", self.0.join(", "))
    }
}

/// What stands between backticks.
fn quoted(message: &str) -> Vec<String> {
    message.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

/// What serde calls the kinds of values, in both languages.
fn kind_of(expected: &str) -> Option<(&'static str, &'static str)> {
    let numbers = ["u8", "u16", "u32", "u64", "usize", "i8", "i16", "i32", "i64", "isize"];
    let sized = || expected.strip_prefix("a nonzero ").unwrap_or(expected);
    Some(match expected {
        "a string" | "a character" | "string or map" => ("字符串", "a string"),
        "a boolean" => ("布尔值", "true or false"),
        "a sequence" | "an array" => ("数组", "an array"),
        "a map" => ("对象", "an object"),
        "null" | "unit" => ("空值", "null"),
        "f32" | "f64" => ("数字", "a number"),
        _ if numbers.contains(&sized()) => ("整数", "an integer"),
        _ if expected.starts_with("struct ") => ("对象", "an object"),
        _ if expected.contains("UUID") => ("UUID", "a UUID"),
        _ if expected.contains("date") => ("日期或时间文本", "the text of a date or time"),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;
    use serde::de::DeserializeOwned;
    use serde_json::{Value, from_value, json};

    use super::*;

    #[derive(Debug, Deserialize)]
    #[serde(rename_all = "lowercase")]
    enum Colour {
        Red,
        Green,
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only read")]
    struct Flower {
        colour: Colour,
        petals: Option<u8>,
        names: Option<Vec<String>>,
        id: Option<uuid::Uuid>,
        opened: Option<chrono::NaiveDate>,
        stem: Option<Stem>,
    }

    #[derive(Debug, Deserialize)]
    #[expect(dead_code, reason = "only read")]
    struct Stem {
        long: bool,
    }

    fn told<T: DeserializeOwned + std::fmt::Debug>(value: Value) -> FieldError {
        let reason = from_value::<T>(value).unwrap_err().to_string();
        Misfit::read(&reason, "invalid-value").at("")
    }

    /// Serde's own words for each fault lead to its code and a Chinese sentence without a word of English.
    #[test]
    fn every_shape_of_message_is_said_anew() {
        let cases = [
            (
                json!({"colour": "red", "more": 1}),
                "unknown-field",
                "没有名为“more”的字段。可用：colour、petals、names、id、opened、stem。",
            ),
            (json!({}), "missing-field", "缺少字段“colour”。"),
            (
                json!({"colour": "blue"}),
                "unknown-value",
                "没有这个选项。可用：red、green。",
            ),
            (json!({"colour": "red", "petals": "five"}), "wrong-type", "应为整数。"),
            (json!({"colour": "red", "names": {}}), "wrong-type", "应为数组。"),
            (json!({"colour": "red", "names": [1]}), "wrong-type", "应为字符串。"),
            (json!({"colour": "red", "id": 1}), "wrong-type", "应为UUID。"),
            (
                json!({"colour": "red", "opened": 1}),
                "wrong-type",
                "应为日期或时间文本。",
            ),
            (json!({"colour": "red", "stem": 1}), "wrong-type", "应为对象。"),
            (
                json!({"colour": "red", "stem": {"long": 1}}),
                "wrong-type",
                "应为布尔值。",
            ),
            (
                json!({"colour": "red", "petals": 300}),
                "invalid-value",
                "内容不符合要求。",
            ),
            (json!({"colour": "red", "id": "x"}), "invalid-value", "内容不符合要求。"),
        ];
        for (value, code, message) in cases {
            let error = told::<Flower>(value.clone());
            assert_eq!(
                (error.code.as_str(), error.message.zh.as_ref()),
                (code, message),
                "{value}"
            );
            assert!(error.message.en.is_ascii(), "{value}");
        }
    }

    #[test]
    fn what_was_sent_is_not_repeated() {
        let error = told::<Flower>(json!({"colour": "red", "petals": "310115199901010027"}));
        assert!(!format!("{error:?}").contains("310115"), "{error:?}");
    }
}
