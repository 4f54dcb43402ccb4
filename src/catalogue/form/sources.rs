//! Fields marked `x-source`: what they ask for is on record already, and is not asked for again (State Council order 716, art. 7).

use std::collections::BTreeMap;
use std::str::FromStr;

use serde_json::Value;

use crate::http::body::escape;
use crate::problem::FieldError;
use crate::text::Text;

const CERTIFICATE: &str = "certificate.";
const NUMBER: &str = ".number";

/// Where the value of a field is on record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// The applicant's name.
    Name,
    /// The applicant's citizen id.
    CitizenId,
    /// The applicant's credit code.
    CreditCode,
    /// The applicant's mobile number.
    Phone,
    /// The applicant's e-mail address.
    Email,
    /// The number of a certificate of this name that the applicant holds.
    Certificate(String),
}

impl Source {
    /// Whether what is on record holds, whatever is filled in. Who is told by another phone gives that one.
    pub fn holds(&self) -> bool {
        matches!(self, Self::Name | Self::CitizenId | Self::CreditCode)
    }

    /// Whether it holds, and is on record of every applicant of this kind (`natural_person` or `legal_person`).
    pub fn is_known_of(&self, kind: Option<&str>) -> bool {
        match self {
            Self::Name => true,
            Self::CitizenId => kind == Some("natural_person"),
            Self::CreditCode => kind == Some("legal_person"),
            Self::Phone | Self::Email | Self::Certificate(_) => false,
        }
    }
}

impl FromStr for Source {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        match text {
            "applicant.name" => Ok(Self::Name),
            "applicant.citizen_id" => Ok(Self::CitizenId),
            "applicant.credit_code" => Ok(Self::CreditCode),
            "applicant.phone" => Ok(Self::Phone),
            "applicant.email" => Ok(Self::Email),
            _ => text
                .strip_prefix(CERTIFICATE)
                .and_then(|rest| rest.strip_suffix(NUMBER))
                .filter(|name| !name.trim().is_empty())
                .map(|name| Self::Certificate(name.to_owned()))
                .ok_or(()),
        }
    }
}

/// The marked fields of a form, which are texts of its first level.
///
/// # Errors
/// What is marked otherwise, with pointers into the schema.
pub(super) fn fields(schema: &Value) -> Result<BTreeMap<String, Source>, Vec<FieldError>> {
    let (mut found, mut errors) = (BTreeMap::new(), Vec::new());
    let properties = schema.get("properties").and_then(Value::as_object);
    for (name, property) in properties.into_iter().flatten() {
        let Some(source) = property.get("x-source") else {
            continue;
        };
        let is_text = property.get("type").and_then(Value::as_str) == Some("string");
        match source.as_str().and_then(|text| text.parse().ok()).filter(|_| is_text) {
            Some(source) => {
                found.insert(name.clone(), source);
            }
            None => errors.push(FieldError::new(
                format!("/form_schema/properties/{}/x-source", escape(name)),
                "unknown-source",
                Text::new(
                    "x-source 应为 applicant.name、applicant.citizen_id、applicant.credit_code、applicant.phone、applicant.email 或 certificate.<证照名称>.number，且字段类型为 string",
                    "x-source is applicant.name, applicant.citizen_id, applicant.credit_code, applicant.phone, applicant.email or certificate.<name>.number, of a field of type string",
                ),
            )),
        }
    }
    if errors.is_empty() { Ok(found) } else { Err(errors) }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn marked_fields_are_found_and_wrong_marks_refused() {
        let schema = |source: &str| {
            json!({"type": "object", "properties": {
                "a": {"type": "string", "x-source": source}, "b": {"type": "string"}
            }})
        };
        let read = |source: &str| fields(&schema(source)).map(|found| found.get("a").cloned());
        assert_eq!(read("applicant.name"), Ok(Some(Source::Name)));
        let licence = Source::Certificate("营业执照".to_owned());
        assert_eq!(read("certificate.营业执照.number"), Ok(Some(licence)));
        for wrong in ["applicant.mood", "certificate..number", ""] {
            let errors = read(wrong).unwrap_err();
            assert_eq!(
                (errors[0].pointer.as_str(), errors[0].code.as_str()),
                ("/form_schema/properties/a/x-source", "unknown-source")
            );
        }
        let number = json!({"type": "object", "properties": {"a": {"type": "integer", "x-source": "applicant.phone"}}});
        assert!(fields(&number).is_err());
    }
}
