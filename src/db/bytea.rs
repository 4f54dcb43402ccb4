//! `bytea` columns in rows that cross as JSON: PostgreSQL writes and reads them as `\x…` hexadecimal text.

use serde::{Deserialize, Deserializer, Serializer, de};

/// Writes bytes as PostgreSQL does.
///
/// # Errors
/// What the serializer fails with.
pub fn serialize<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&format!("\\x{}", hex::encode(bytes)))
}

/// Reads bytes as PostgreSQL writes them.
///
/// # Errors
/// When the text is not `\x` and hexadecimal digits.
pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
    let text = String::deserialize(deserializer)?;
    let digits = text
        .strip_prefix("\\x")
        .ok_or_else(|| de::Error::custom("bytea without \\x"))?;
    hex::decode(digits).map_err(de::Error::custom)
}

/// The same for nullable columns.
pub mod option {
    use serde::{Deserialize, Deserializer, Serializer};

    /// Writes bytes, or null.
    ///
    /// # Errors
    /// What the serializer fails with.
    pub fn serialize<S: Serializer>(bytes: &Option<Vec<u8>>, serializer: S) -> Result<S::Ok, S::Error> {
        match bytes {
            Some(bytes) => super::serialize(bytes, serializer),
            None => serializer.serialize_none(),
        }
    }

    /// Reads bytes, or null.
    ///
    /// # Errors
    /// When the text is not `\x` and hexadecimal digits.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Vec<u8>>, D::Error> {
        #[derive(Deserialize)]
        struct Bytes(#[serde(with = "super")] Vec<u8>);
        Ok(Option::<Bytes>::deserialize(deserializer)?.map(|bytes| bytes.0))
    }
}
