//! Division code (行政区划代码), GB/T 2260 with township and village per GB/T 10114.

use std::str::FromStr;

use super::CodeError;
use super::text_code::{digits, text_code};

/// How deep in the tree of divisions a code stands; deeper is greater.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum DivisionLevel {
    /// The whole country (全国), `000000`.
    Nation,
    /// Province, autonomous region or municipality (省级).
    Province,
    /// Prefecture or city (市级).
    City,
    /// County or district (县级).
    County,
    /// Township or street (乡镇、街道).
    Township,
    /// Village or community (村、社区).
    Village,
}

impl DivisionLevel {
    /// How many leading digits name a division of this level.
    const fn significant_digits(self) -> usize {
        match self {
            Self::Nation => 0,
            Self::Province => 2,
            Self::City => 4,
            Self::County => 6,
            Self::Township => 9,
            Self::Village => 12,
        }
    }
}

/// A place: province, city and county (2 + 2 + 2 digits), with township and village another 3 + 3.
///
/// A 12-digit code that ends in six zeros names the same place as its first six digits and is cut to them, so equal places are equal codes.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct DivisionCode(String);

impl FromStr for DivisionCode {
    type Err = CodeError;

    fn from_str(text: &str) -> Result<Self, CodeError> {
        let text = text.trim();
        if digits(text).is_none() || !matches!(text.len(), 6 | 12) {
            return Err(CodeError::DivisionCodeFormat);
        }
        let canonical = match text.split_at_checked(6) {
            Some((county, "000000")) => county,
            _ => text,
        };
        if canonical.starts_with("00") && canonical != "000000" {
            return Err(CodeError::DivisionCodeFormat);
        }
        Ok(Self(canonical.to_owned()))
    }
}

impl DivisionCode {
    /// The level, read from the trailing zeros.
    pub fn level(&self) -> DivisionLevel {
        let named = self.0.trim_end_matches('0').len();
        match (self.0.len(), named) {
            (12, 10..) => DivisionLevel::Village,
            (12, _) => DivisionLevel::Township,
            (_, 0) => DivisionLevel::Nation,
            (_, ..=2) => DivisionLevel::Province,
            (_, ..=4) => DivisionLevel::City,
            _ => DivisionLevel::County,
        }
    }

    /// The division one level up by code; `None` for a province and for the nation.
    ///
    /// For districts of a municipality this is the collective code (310115 → 310100), which lists of divisions often leave out.
    pub fn parent(&self) -> Option<Self> {
        let (keep, length) = match self.level() {
            DivisionLevel::Nation | DivisionLevel::Province => return None,
            DivisionLevel::City => (2, 6),
            DivisionLevel::County => (4, 6),
            DivisionLevel::Township => (6, 6),
            DivisionLevel::Village => (9, 12),
        };
        format!("{:0<length$}", self.0.get(..keep)?).parse().ok()
    }

    /// Whether this place is `other` or lies inside it. Everything lies within the nation.
    pub fn is_within(&self, other: &Self) -> bool {
        self.0.starts_with(other.significant_prefix())
    }

    /// The leading digits shared by every division inside this one, for prefix queries.
    pub fn significant_prefix(&self) -> &str {
        self.0.get(..self.level().significant_digits()).unwrap_or(&self.0)
    }
}

text_code!(
    DivisionCode,
    pattern: r"^\s*\d{6}(\d{6})?\s*$",
    example: "310115",
    about: "Division code, GB/T 2260, with township and village if 12 digits (行政区划代码)"
);

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn code(text: &str) -> DivisionCode {
        text.parse().unwrap()
    }

    #[test]
    fn the_ladder_from_village_to_province() {
        let ladder = ["310115001002", "310115001000", "310115", "310100", "310000"];
        let levels = [
            DivisionLevel::Village,
            DivisionLevel::Township,
            DivisionLevel::County,
            DivisionLevel::City,
            DivisionLevel::Province,
        ];
        for (at, text) in ladder.into_iter().enumerate() {
            assert_eq!(code(text).level(), levels[at]);
            assert_eq!(
                code(text).parent().as_ref().map(DivisionCode::as_str),
                ladder.get(at + 1).copied()
            );
        }
        assert_eq!(code("000000").level(), DivisionLevel::Nation);
    }

    #[test]
    fn numbers_that_end_in_zero_keep_their_level() {
        assert_eq!(code("310110").level(), DivisionLevel::County);
        assert_eq!(code("311000").level(), DivisionLevel::City);
        assert_eq!(code("310115100000").level(), DivisionLevel::Township);
        assert_eq!(code("310115100010").level(), DivisionLevel::Village);
        assert_eq!(code("110000").parent(), None);
    }

    #[test]
    fn containment() {
        assert!(code("310115").is_within(&code("310000")));
        assert!(code("310115").is_within(&code("310115000000")));
        assert!(code("310115001002").is_within(&code("310115")));
        assert!(code("310115").is_within(&code("000000")));
        assert!(!code("310115").is_within(&code("310104")));
        assert!(!code("310000").is_within(&code("310115")));
        assert!(!code("310115").is_within(&code("320000")));
    }

    #[test]
    fn only_six_or_twelve_digits() {
        for text in ["", "31011", "3101150", "31011A", "001234", "３10115"] {
            assert_eq!(
                text.parse::<DivisionCode>().unwrap_err(),
                CodeError::DivisionCodeFormat,
                "{text}"
            );
        }
    }

    proptest! {
        #[test]
        fn every_division_lies_within_its_parent(text in "[1-9][0-9]{5}([0-9]{6})?") {
            let division = code(&text);
            prop_assert!(division.is_within(&division));
            if let Some(parent) = division.parent() {
                prop_assert!(parent.level() < division.level());
                prop_assert!(division.is_within(&parent));
                prop_assert!(!parent.is_within(&division));
            }
        }
    }
}
