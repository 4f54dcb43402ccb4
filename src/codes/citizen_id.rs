//! Citizen id number (公民身份号码), GB 11643.

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, NaiveDate};

use super::text_code::{compact_date, digits, masked, text_code};
use super::{CodeError, DivisionCode};

const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECK_CHARACTERS: &[u8; 11] = b"10X98765432";
const EARLIEST_BIRTH_YEAR: i32 = 1800;

/// A natural person's id number: division of first registration (6), birth date (8), serial (3), check character.
///
/// Surrounding blanks are dropped and a lower-case `x` becomes `X`. Whether the division exists, or the birth date lies in the future, is
/// not judged here: both need knowledge beyond the number. `Debug` shows the masked form only; `Display` and serde give it in full.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CitizenId(String);

impl FromStr for CitizenId {
    type Err = CodeError;

    fn from_str(text: &str) -> Result<Self, CodeError> {
        let text = text.trim().to_ascii_uppercase();
        let (body, check) = text.split_at_checked(17).ok_or(CodeError::CitizenIdFormat)?;
        let body = digits(body).ok_or(CodeError::CitizenIdFormat)?;
        let &[check @ (b'0'..=b'9' | b'X')] = check.as_bytes() else {
            return Err(CodeError::CitizenIdFormat);
        };
        if body.first() == Some(&0) {
            return Err(CodeError::CitizenIdFormat);
        }
        birth_date(&text).ok_or(CodeError::CitizenIdBirthDate)?;
        if check != check_character(&body) {
            return Err(CodeError::CitizenIdCheck);
        }
        Ok(Self(text))
    }
}

impl CitizenId {
    /// The birth date in the number.
    pub fn birth_date(&self) -> NaiveDate {
        birth_date(&self.0).unwrap_or_default()
    }

    /// Completed years of age on a date; `None` before birth. Below 14 a guardian consents (Personal Information Protection Law, art. 31).
    pub fn age_on(&self, date: NaiveDate) -> Option<u32> {
        date.years_since(self.birth_date())
    }

    /// The division where the number was first given out; it may have been dissolved since.
    pub fn division(&self) -> Option<DivisionCode> {
        self.0.get(..6)?.parse().ok()
    }

    /// The last four characters, the usual proof of knowing the number.
    pub fn last_four(&self) -> &str {
        self.0.get(14..).unwrap_or_default()
    }

    /// The first three and last four characters, the rest starred.
    pub fn masked(&self) -> String {
        masked(&self.0)
    }
}

impl fmt::Debug for CitizenId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CitizenId({})", self.masked())
    }
}

text_code!(
    CitizenId,
    pattern: r"^\s*[1-9]\d{16}[\dXx]\s*$",
    example: "990101199003070015",
    about: "Citizen id number, GB 11643 (公民身份号码)"
);

fn birth_date(text: &str) -> Option<NaiveDate> {
    compact_date(text.get(6..14)?).filter(|date| date.year() >= EARLIEST_BIRTH_YEAR)
}

fn check_character(body: &[u32]) -> u8 {
    let sum: u32 = body.iter().zip(WEIGHTS).map(|(digit, weight)| digit * weight).sum();
    CHECK_CHARACTERS[(sum % 11) as usize]
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_standards_own_numbers_are_valid() {
        for text in [
            "11010519491231002X",
            "440524188001010014",
            "990101199003070015",
            "990101194912310028",
        ] {
            assert_eq!(text.parse::<CitizenId>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn faults_are_told_apart() {
        let fault = |text: &str| text.parse::<CitizenId>().unwrap_err();
        assert_eq!(fault("310115199901010027"), CodeError::CitizenIdCheck);
        assert_eq!(fault("110105194902300029"), CodeError::CitizenIdBirthDate);
        assert_eq!(fault("110105000101010029"), CodeError::CitizenIdBirthDate);
        for text in [
            "",
            "11010519491231002",
            "11010519491231002XX",
            "1101051949123100２X",
            "11010519491231X02X",
            "010105194912310020",
        ] {
            assert_eq!(fault(text), CodeError::CitizenIdFormat, "{text}");
        }
    }

    #[test]
    fn it_is_normalised_and_masked() {
        let id: CitizenId = " 11010519491231002x ".parse().unwrap();
        assert_eq!(id.as_str(), "11010519491231002X");
        assert_eq!(id.masked(), "110***********002X");
        assert_eq!(id.last_four(), "002X");
        assert_eq!(format!("{id:?}"), "CitizenId(110***********002X)");
        assert_eq!(id.division().unwrap().as_str(), "110105");
    }

    #[test]
    fn age_counts_completed_years() {
        let id: CitizenId = "990101199003070015".parse().unwrap();
        let on = |y, m, d| id.age_on(NaiveDate::from_ymd_opt(y, m, d).unwrap());
        assert_eq!(
            (on(2004, 3, 6), on(2004, 3, 7), on(1990, 3, 6)),
            (Some(13), Some(14), None)
        );
    }

    #[test]
    fn json_is_validated_with_the_codes_own_message() {
        let id: CitizenId = serde_json::from_str("\"11010519491231002X\"").unwrap();
        assert_eq!(serde_json::to_string(&id).unwrap(), "\"11010519491231002X\"");
        let error = serde_json::from_str::<CitizenId>("\"310115199901010027\"")
            .unwrap_err()
            .to_string();
        assert_eq!(CodeError::in_message(&error), Some(CodeError::CitizenIdCheck));
        assert!(!error.contains("310115"));
    }

    prop_compose! {
        fn any_id()(division in 100_000u32..1_000_000, days in 0i64..80_000, serial in 0u32..1000) -> String {
            let born = NaiveDate::from_ymd_opt(1850, 1, 1).unwrap() + chrono::Duration::days(days);
            let body = format!("{division}{}{serial:03}", born.format("%Y%m%d"));
            let check = check_character(&digits(&body).unwrap()) as char;
            format!("{body}{check}")
        }
    }

    proptest! {
        #[test]
        fn a_valid_number_survives_the_round_trip(text in any_id()) {
            let id: CitizenId = text.parse().unwrap();
            prop_assert_eq!(id.birth_date().format("%Y%m%d").to_string(), &text[6..14]);
            prop_assert_eq!(serde_json::from_value::<CitizenId>(serde_json::to_value(&id).unwrap()).unwrap(), id);
        }

        /// Every weight is prime to 11, so one wrong character always shows.
        #[test]
        fn one_wrong_character_is_always_detected(text in any_id(), at in 0usize..18, wrong in "[0-9X]") {
            prop_assume!(text[at..=at] != wrong);
            let mut corrupted = text;
            corrupted.replace_range(at..=at, &wrong);
            prop_assert!(corrupted.parse::<CitizenId>().is_err());
        }

        /// Neighbouring weights differ modulo 11, so two swapped neighbours always show.
        #[test]
        fn swapped_neighbours_are_always_detected(text in any_id(), at in 0usize..16) {
            let mut bytes = text.into_bytes();
            prop_assume!(bytes[at] != bytes[at + 1]);
            bytes.swap(at, at + 1);
            prop_assert!(String::from_utf8(bytes).unwrap().parse::<CitizenId>().is_err());
        }
    }
}
