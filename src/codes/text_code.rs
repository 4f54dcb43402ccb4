//! What all codes share: they are text, in JSON and in the OpenAPI document.

/// Gives a newtype over text (`self.0`) that has `FromStr<Err = CodeError>`: `as_str`, `Display`, conversions, serde and its OpenAPI schema.
macro_rules! text_code {
    ($name:ident, pattern: $pattern:expr, example: $example:expr, about: $about:expr) => {
        impl $name {
            /// The code as text, in its canonical form.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                self.as_str()
            }
        }

        impl TryFrom<String> for $name {
            type Error = $crate::codes::CodeError;

            fn try_from(text: String) -> Result<Self, Self::Error> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(code: $name) -> Self {
                code.0.into()
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = <String as serde::Deserialize>::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }

        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
                utoipa::openapi::schema::ObjectBuilder::new()
                    .schema_type(utoipa::openapi::schema::Type::String)
                    .description(Some($about))
                    .pattern(Some($pattern))
                    .examples([serde_json::Value::from($example)])
                    .into()
            }
        }

        impl utoipa::ToSchema for $name {}
    };
}
pub(crate) use text_code;

/// The text as ASCII digits' values, or nothing if it holds anything else.
pub(crate) fn digits(text: &str) -> Option<Vec<u32>> {
    text.chars().map(|c| c.to_digit(10)).collect()
}

/// A Gregorian date written as eight digits, `yyyymmdd`.
pub(crate) fn compact_date(text: &str) -> Option<chrono::NaiveDate> {
    let part = |range: std::ops::Range<usize>| text.get(range).filter(|t| digits(t).is_some())?.parse::<u32>().ok();
    let year = i32::try_from(part(0..4)?).ok()?;
    if text.len() == 8 {
        chrono::NaiveDate::from_ymd_opt(year, part(4..6)?, part(6..8)?)
    } else {
        None
    }
}

/// The first three and last four characters with the middle starred out: the 3+4 masking convention. ASCII input.
pub(crate) fn masked(text: &str) -> String {
    let hidden = text.len().saturating_sub(7);
    format!(
        "{}{}{}",
        text.get(..3).unwrap_or(""),
        "*".repeat(hidden),
        text.get(text.len().saturating_sub(4)..).unwrap_or("")
    )
}
