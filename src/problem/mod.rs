//! Errors as callers see them: RFC 9457 problem documents from one registry of codes.
//!
//! The core speaks typed errors; they become a [`Problem`] at the edge of an operation. A problem carries both languages and is rendered
//! in the caller's by [`crate::http::render`]. Internal causes are logged, never sent.

mod codes;
mod reference;

use std::fmt;

use actix_web::body::BoxBody;
use actix_web::http::StatusCode;
use actix_web::http::header::{CONTENT_TYPE, RETRY_AFTER};
use actix_web::{HttpResponse, ResponseError};
use serde::Serialize;
use utoipa::ToSchema;

pub use codes::Code;
pub use reference::reference;

use crate::text::{Language, Text};

/// The media type of every error.
pub const MEDIA_TYPE: &str = "application/problem+json";

/// One invalid place of the input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    /// JSON Pointer into the body, or `?name` for a query parameter.
    pub pointer: String,
    /// Stable kebab-case code.
    pub code: String,
    /// What is wrong, for a person.
    pub message: Text,
    /// What shows it, line by line: the steps of a run of a procedure, the answers that a guard leaves out. Mostly there is none.
    pub evidence: Vec<Text>,
}

impl FieldError {
    /// An error at a place.
    pub fn new(pointer: impl Into<String>, code: impl Into<String>, message: Text) -> Self {
        Self {
            pointer: pointer.into(),
            code: code.into(),
            message,
            evidence: Vec::new(),
        }
    }

    /// With what shows it.
    #[must_use]
    pub fn with_evidence(mut self, evidence: Vec<Text>) -> Self {
        self.evidence = evidence;
        self
    }
}

/// An error for the caller.
#[derive(Clone, Debug)]
pub struct Problem {
    /// Which problem of the registry.
    pub code: Code,
    /// What happened in this case; the code's own explanation when absent.
    pub detail: Option<Text>,
    /// The invalid places of the input, for 422.
    pub errors: Vec<FieldError>,
    /// Seconds to wait, for 429 and 503.
    pub retry_after: Option<u64>,
    /// Further members of the document (RFC 9457, 3.2), in the caller's language already.
    pub members: serde_json::Map<String, serde_json::Value>,
}

/// The wire form (RFC 9457).
#[derive(Serialize, ToSchema)]
#[schema(as = Problem, example = json!({
    "type": "urn:yiwang:problem:invalid-input", "title": "输入有误", "status": 422, "detail": "请改正标出的内容后重试。",
    "code": "invalid-input", "errors": [{"pointer": "/citizen_id", "code": "check-digit", "message": "校验码不符"}]
}))]
pub struct ProblemBody<'a> {
    /// Names the problem type.
    #[serde(rename = "type")]
    kind: String,
    /// Short, the same for every occurrence.
    title: &'a str,
    /// The HTTP status.
    status: u16,
    /// What happened here and what to do.
    detail: &'a str,
    /// Stable, kebab-case.
    code: &'a str,
    /// The invalid places of the input.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<FieldErrorBody<'a>>,
    /// Further members, where the operation says so.
    #[serde(flatten)]
    #[schema(ignore)]
    members: &'a serde_json::Map<String, serde_json::Value>,
}

/// One invalid place of the input.
#[derive(Serialize, ToSchema)]
#[schema(as = FieldError)]
pub struct FieldErrorBody<'a> {
    /// JSON Pointer into the body, or `?name` for a query parameter.
    pointer: &'a str,
    /// Stable, kebab-case.
    code: &'a str,
    /// What is wrong, in the caller's language.
    message: &'a str,
    /// What shows it, line by line: the shortest steps of a run of an unsound procedure, or the answers that no guard of it covers.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(example = json!(["intake →pass→ split", "fire →pass→ merge"]))]
    evidence: Vec<&'a str>,
}

impl Problem {
    /// A problem as the registry explains it.
    pub fn new(code: Code) -> Self {
        Self {
            code,
            detail: None,
            errors: Vec::new(),
            retry_after: None,
            members: serde_json::Map::new(),
        }
    }

    /// With an explanation of this case.
    #[must_use]
    pub fn with_detail(
        mut self,
        zh: impl Into<std::borrow::Cow<'static, str>>,
        en: impl Into<std::borrow::Cow<'static, str>>,
    ) -> Self {
        self.detail = Some(Text::new(zh, en));
        self
    }

    /// With the seconds after which trying again makes sense.
    #[must_use]
    pub fn with_retry_after(mut self, seconds: u64) -> Self {
        self.retry_after = Some(seconds);
        self
    }

    /// With further members: those of an object.
    #[must_use]
    pub fn with_members(mut self, members: impl Serialize) -> Self {
        if let Ok(serde_json::Value::Object(members)) = serde_json::to_value(members) {
            self.members = members;
        }
        self
    }

    /// Invalid input at the given places (422).
    pub fn invalid(errors: Vec<FieldError>) -> Self {
        Self {
            errors,
            ..Self::new(Code::InvalidInput)
        }
    }

    /// Asks that nothing be wrong with the input.
    ///
    /// # Errors
    /// 422 with everything that is.
    pub fn faultless(errors: Vec<FieldError>) -> Result<(), Self> {
        if errors.is_empty() {
            Ok(())
        } else {
            Err(Self::invalid(errors))
        }
    }

    /// Invalid input at one place (422).
    pub fn invalid_field(
        pointer: impl Into<String>,
        code: impl Into<String>,
        zh: impl Into<std::borrow::Cow<'static, str>>,
        en: impl Into<std::borrow::Cow<'static, str>>,
    ) -> Self {
        Self::invalid(vec![FieldError::new(pointer, code, Text::new(zh, en))])
    }

    /// A fault of ours: the cause is logged, the caller learns only that it happened (500).
    pub fn internal(cause: impl fmt::Display) -> Self {
        tracing::error!(%cause, "internal error");
        Self::new(Code::Internal)
    }

    /// A dependency is out of reach for the moment: the cause is logged (503).
    pub fn unavailable(cause: impl fmt::Display) -> Self {
        tracing::warn!(%cause, "dependency unavailable");
        Self::new(Code::Unavailable).with_retry_after(2)
    }

    /// The body in one language, as JSON text.
    pub fn body(&self, language: Language) -> String {
        let title = self.code.title();
        let explanation = self.code.explanation();
        let body = ProblemBody {
            kind: format!("urn:yiwang:problem:{}", self.code.as_str()),
            title: title.in_language(language),
            status: self.code.status(),
            detail: self.detail.as_ref().unwrap_or(&explanation).in_language(language),
            code: self.code.as_str(),
            errors: self
                .errors
                .iter()
                .map(|error| FieldErrorBody {
                    pointer: &error.pointer,
                    code: &error.code,
                    message: error.message.in_language(language),
                    evidence: error.evidence.iter().map(|line| line.in_language(language)).collect(),
                })
                .collect(),
            members: &self.members,
        };
        serde_json::to_string(&body).unwrap_or_default()
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.code.as_str())?;
        if let Some(detail) = &self.detail {
            write!(f, ": {}", detail.en)?;
        }
        for error in &self.errors {
            write!(f, "; {} {}", error.pointer, error.code)?;
        }
        Ok(())
    }
}

impl std::error::Error for Problem {}

impl ResponseError for Problem {
    fn status_code(&self) -> StatusCode {
        StatusCode::from_u16(self.code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    fn error_response(&self) -> HttpResponse<BoxBody> {
        let mut response = HttpResponse::build(self.status_code());
        response.insert_header((CONTENT_TYPE, MEDIA_TYPE));
        if let Some(seconds) = self.retry_after {
            response.insert_header((RETRY_AFTER, seconds.to_string()));
        }
        let mut response = response.body(self.body(Language::default()));
        response.extensions_mut().insert(self.clone());
        response
    }
}
