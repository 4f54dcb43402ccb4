//! Code of a catalogue item: the national implementation code (实施编码) or a shorter local one.

use std::str::FromStr;

use super::text_code::text_code;
use super::{BasicCode, CodeError, CreditCode, Level};

/// The code an item is known by: 1 to 64 letters, digits, underscores or hyphens; capitals count.
///
/// Nationally it is 31 characters, see [`ItemCode::implementation`]; cities also use codes of their own.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ItemCode(String);

/// The parts of a 31-character implementation code.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ImplementationCode {
    /// The organ that exercises the item.
    pub organ: CreditCode,
    /// The level at which it does.
    pub level: Level,
    /// The nationally shared definition of the item.
    pub basic: BasicCode,
}

impl FromStr for ItemCode {
    type Err = CodeError;

    fn from_str(text: &str) -> Result<Self, CodeError> {
        let text = text.trim();
        let allowed = text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-'));
        if !allowed || !(1..=64).contains(&text.len()) {
            return Err(CodeError::ItemCodeFormat);
        }
        Ok(Self(text.to_owned()))
    }
}

impl ItemCode {
    /// Organ, level and basic code, if this is a national implementation code (18 + 1 + 12 characters, all parts valid).
    pub fn implementation(&self) -> Option<ImplementationCode> {
        if self.0.len() != 31 {
            return None;
        }
        Some(ImplementationCode {
            organ: self.0.get(..18)?.parse().ok()?,
            level: self.0.get(18..19)?.parse().ok()?,
            basic: self.0.get(19..)?.parse().ok()?,
        })
    }
}

text_code!(
    ItemCode,
    pattern: r"^\s*[0-9A-Za-z_-]{1,64}\s*$",
    example: "11990100999999912B4000131017000",
    about: "Code of an item: national implementation code or a local one (事项编码)"
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_implementation_code_comes_apart() {
        let code: ItemCode = "1145072100811537184452004020000".parse().unwrap();
        let parts = code.implementation().unwrap();
        assert_eq!(parts.organ.as_str(), "114507210081153718");
        assert_eq!(parts.level, Level::County);
        assert_eq!(parts.basic.as_str(), "452004020000");
    }

    #[test]
    fn local_codes_are_fine_and_have_no_parts() {
        for text in ["a", "food-business_2", "1145072100811537194452004020000"] {
            assert_eq!(text.parse::<ItemCode>().unwrap().implementation(), None, "{text}");
        }
    }

    #[test]
    fn other_characters_and_lengths_are_refused() {
        for text in ["", "  ", "a b", "a/b", "事项", &"9".repeat(65)] {
            assert_eq!(
                text.parse::<ItemCode>().unwrap_err(),
                CodeError::ItemCodeFormat,
                "{text}"
            );
        }
    }
}
