//! What is wrong with a form, told to the person who filled it in: by the title of the field, never repeating what was written.

use jsonschema::ValidationError;
use jsonschema::error::ValidationErrorKind as Kind;
use serde_json::Value;

use crate::http::body::escape;
use crate::problem::FieldError;
use crate::text::Text;

/// The errors of one failed keyword. A keyword such as `additionalProperties` names several fields.
pub(super) fn tell(error: &ValidationError<'_>, schema: &Value) -> Vec<FieldError> {
    let place = format!("{}{}", super::ROOT, error.instance_path());
    match error.kind() {
        Kind::Required { property } => {
            let key = property.as_str().unwrap_or_default();
            let title = described(error, schema)
                .and_then(|object| object.get("properties")?.get(key))
                .map_or_else(|| Title::plain(key), |field| Title::of(field, key));
            vec![FieldError::new(
                format!("{place}/{}", escape(key)),
                "required",
                title.text("必须填写", "is required"),
            )]
        }
        Kind::AdditionalProperties { unexpected } | Kind::UnevaluatedProperties { unexpected } => {
            unexpected.iter().map(|key| self::unexpected(&place, key)).collect()
        }
        kind => {
            let last = error.instance_path().to_string();
            let last = last.rsplit('/').next().unwrap_or_default();
            let title = described(error, schema).map_or_else(|| Title::plain(last), |field| Title::of(field, last));
            let (code, zh, en) = explain(kind);
            vec![FieldError::new(place, code, title.text(&zh, &en))]
        }
    }
}

/// A field the form does not have.
pub(super) fn unexpected(place: &str, key: &str) -> FieldError {
    FieldError::new(
        format!("{place}/{}", escape(key)),
        "additional-property",
        Text::new(
            format!("表单没有“{key}”这一项"),
            format!("The form has no field \"{key}\""),
        ),
    )
}

/// A form that is no JSON object.
pub(super) fn not_an_object() -> FieldError {
    FieldError::new(
        super::ROOT,
        "type",
        Text::new("表单应为 JSON 对象", "The form must be a JSON object"),
    )
}

/// The schema whose keyword failed.
fn described<'s>(error: &ValidationError<'_>, schema: &'s Value) -> Option<&'s Value> {
    let keyword = error.schema_path().to_string();
    let (parent, _) = keyword.rsplit_once('/')?;
    schema.pointer(parent)
}

/// How a field is called, with the hint its description gives.
struct Title {
    zh: String,
    en: String,
    hint: Option<String>,
}

impl Title {
    fn plain(key: &str) -> Self {
        Self {
            zh: key.to_owned(),
            en: key.to_owned(),
            hint: None,
        }
    }

    fn of(field: &Value, key: &str) -> Self {
        let word = |name: &str| field.get(name).and_then(Value::as_str).map(str::to_owned);
        let zh = word("title").unwrap_or_else(|| key.to_owned());
        Self {
            en: word("x-title-en").unwrap_or_else(|| zh.clone()),
            zh,
            hint: word("description"),
        }
    }

    fn text(&self, zh: &str, en: &str) -> Text {
        let hint = self
            .hint
            .as_deref()
            .map(|hint| format!("（{hint}）"))
            .unwrap_or_default();
        if self.zh.is_empty() {
            return Text::new(format!("表单{zh}{hint}"), format!("The form {en}"));
        }
        Text::new(format!("“{}”{zh}{hint}", self.zh), format!("\"{}\" {en}", self.en))
    }
}

fn explain(kind: &Kind) -> (&'static str, String, String) {
    let told = |code, zh: &str, en: &str| (code, zh.to_owned(), en.to_owned());
    match kind {
        Kind::Type { .. } => told("type", "的类型不正确", "has the wrong type"),
        Kind::Pattern { .. } | Kind::BacktrackLimitExceeded { .. } | Kind::RegexEngineFailure { .. } => {
            told("pattern", "的格式不正确", "has the wrong format")
        }
        Kind::Format { format } => match format.as_str() {
            "date" => told("format", "应为日期，如 2026-01-31", "must be a date such as 2026-01-31"),
            "email" => told("format", "应为电子邮箱地址", "must be an e-mail address"),
            "citizen-id" => told("format", "应为有效的公民身份号码", "must be a valid citizen ID number"),
            "credit-code" => told("format", "应为有效的统一社会信用代码", "must be a valid credit code"),
            "mobile" => told("format", "应为11位手机号码", "must be a mobile number"),
            _ => told("format", "的格式不正确", "has the wrong format"),
        },
        Kind::Enum { .. } | Kind::Constant { .. } | Kind::OneOfNotValid { .. } | Kind::AnyOf { .. } => {
            told("enum", "不在可选范围内", "is none of the possible choices")
        }
        Kind::OneOfMultipleValid { .. } => told(
            "one-of",
            "同时符合多个互斥选项",
            "fits several choices that exclude each other",
        ),
        Kind::MinLength { limit } => (
            "min-length",
            format!("至少 {limit} 个字"),
            format!("needs at least {limit} characters"),
        ),
        Kind::MaxLength { limit } => (
            "max-length",
            format!("最多 {limit} 个字"),
            format!("takes at most {limit} characters"),
        ),
        Kind::Minimum { limit } => (
            "minimum",
            format!("不得小于 {limit}"),
            format!("must be at least {limit}"),
        ),
        Kind::Maximum { limit } => (
            "maximum",
            format!("不得大于 {limit}"),
            format!("must be at most {limit}"),
        ),
        Kind::ExclusiveMinimum { limit } => (
            "minimum",
            format!("须大于 {limit}"),
            format!("must be more than {limit}"),
        ),
        Kind::ExclusiveMaximum { limit } => (
            "maximum",
            format!("须小于 {limit}"),
            format!("must be less than {limit}"),
        ),
        Kind::MultipleOf { multiple_of } => (
            "multiple-of",
            format!("须为 {multiple_of} 的整数倍"),
            format!("must be a multiple of {multiple_of}"),
        ),
        Kind::MinItems { limit } => (
            "min-items",
            format!("至少填 {limit} 项"),
            format!("needs at least {limit} entries"),
        ),
        Kind::MaxItems { limit } => (
            "max-items",
            format!("最多填 {limit} 项"),
            format!("takes at most {limit} entries"),
        ),
        Kind::UniqueItems => told("unique-items", "不得重复", "must not repeat an entry"),
        Kind::MinProperties { .. } => told("min-properties", "填写的项目太少", "has too few fields"),
        Kind::MaxProperties { .. } => told("max-properties", "填写的项目太多", "has too many fields"),
        Kind::FalseSchema | Kind::Not { .. } => told("not-allowed", "不得填写", "must not be filled in"),
        other => (
            "invalid-value",
            "不符合要求".to_owned(),
            format!("does not fit ({})", other.keyword()),
        ),
    }
}
