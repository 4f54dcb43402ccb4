//! Basic code of an item (事项基本编码).

use std::str::FromStr;

use super::text_code::{digits, text_code};
use super::{CodeError, ItemType};

/// Twelve characters: province (2, `00` = national), item type (2), line (2), main item (3), sub-item (3).
///
/// The first six are digits; provinces also number main and sub-items with capital letters.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct BasicCode(String);

impl FromStr for BasicCode {
    type Err = CodeError;

    fn from_str(text: &str) -> Result<Self, CodeError> {
        let text = text.trim();
        let (head, tail) = text.split_at_checked(6).ok_or(CodeError::BasicCodeFormat)?;
        let numbered = tail.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_uppercase());
        if digits(head).is_none() || tail.len() != 6 || !numbered {
            return Err(CodeError::BasicCodeFormat);
        }
        Ok(Self(text.to_owned()))
    }
}

impl BasicCode {
    /// The two digits of the province that defined the item; `None` for national items.
    pub fn province(&self) -> Option<&str> {
        self.0.get(..2).filter(|province| *province != "00")
    }

    /// The item type in the code; `None` if the two digits are not in the national table.
    pub fn item_type(&self) -> Option<ItemType> {
        self.0.get(2..4)?.parse().ok()
    }
}

text_code!(
    BasicCode,
    pattern: r"^\s*\d{6}[0-9A-Z]{6}\s*$",
    example: "000131017000",
    about: "Basic code of an item (事项基本编码)"
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts() {
        let national: BasicCode = "000131017000".parse().unwrap();
        assert_eq!(
            (national.province(), national.item_type()),
            (None, Some(ItemType::Licence))
        );
        let provincial: BasicCode = "452004020000".parse().unwrap();
        assert_eq!(
            (provincial.province(), provincial.item_type()),
            (Some("45"), Some(ItemType::PublicService))
        );
        let unknown: BasicCode = "459904020000".parse().unwrap();
        assert_eq!(unknown.item_type(), None);
    }

    #[test]
    fn twelve_characters() {
        for text in [
            "",
            "00013101700",
            "0001310170000",
            "00013A017000",
            "00013101700a",
            "0001310事",
        ] {
            assert_eq!(
                text.parse::<BasicCode>().unwrap_err(),
                CodeError::BasicCodeFormat,
                "{text}"
            );
        }
    }
}
