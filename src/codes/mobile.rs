//! Mobile telephone number of the mainland.

use std::fmt;
use std::str::FromStr;

use super::CodeError;
use super::text_code::{digits, masked, text_code};

/// Eleven digits beginning with 13 to 19 (convention; numbers of other places are not mobile logins here).
///
/// Surrounding blanks are dropped; separators and country prefixes are refused. `Debug` shows the masked form only.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Mobile(String);

impl FromStr for Mobile {
    type Err = CodeError;

    fn from_str(text: &str) -> Result<Self, CodeError> {
        let text = text.trim();
        match digits(text).as_deref() {
            Some([1, 3..=9, rest @ ..]) if rest.len() == 9 => Ok(Self(text.to_owned())),
            _ => Err(CodeError::MobileFormat),
        }
    }
}

impl Mobile {
    /// The last four digits, the usual proof of knowing the number.
    pub fn last_four(&self) -> &str {
        self.0.get(7..).unwrap_or_default()
    }

    /// The first three and last four digits, the rest starred.
    pub fn masked(&self) -> String {
        masked(&self.0)
    }
}

impl fmt::Debug for Mobile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Mobile({})", self.masked())
    }
}

text_code!(Mobile, pattern: r"^\s*1[3-9]\d{9}\s*$", example: "19900000001", about: "Mobile number (手机号码)");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn eleven_digits_that_begin_with_13_to_19() {
        assert_eq!(" 19900000001".parse::<Mobile>().unwrap().as_str(), "19900000001");
        for text in [
            "",
            "12900000001",
            "1990000000",
            "199000000011",
            "+8619900000001",
            "199-0000-0001",
            "１9900000001",
        ] {
            assert_eq!(text.parse::<Mobile>().unwrap_err(), CodeError::MobileFormat, "{text}");
        }
    }

    #[test]
    fn it_never_shows_itself_in_debug() {
        let mobile: Mobile = "19900001234".parse().unwrap();
        assert_eq!(format!("{mobile:?}"), "Mobile(199****1234)");
        assert_eq!(mobile.last_four(), "1234");
    }
}
