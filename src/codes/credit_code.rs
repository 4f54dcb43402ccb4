//! Unified social credit code (统一社会信用代码), GB 32100.

use std::str::FromStr;

use super::text_code::{digits, text_code};
use super::{CodeError, DivisionCode};

const ALPHABET: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";

/// An organisation's code: registration authority (1), category (1), division (6), organisation code (9), check character.
///
/// Surrounding blanks are dropped and letters are raised to capitals. The inner check digit of the organisation code is not enforced.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CreditCode(String);

impl FromStr for CreditCode {
    type Err = CodeError;

    fn from_str(text: &str) -> Result<Self, CodeError> {
        let text = text.trim().to_ascii_uppercase();
        let values = values(&text)
            .filter(|values| values.len() == 18)
            .ok_or(CodeError::CreditCodeFormat)?;
        text.get(2..8).and_then(digits).ok_or(CodeError::CreditCodeFormat)?;
        if values.last() != Some(&check_value(&values)) {
            return Err(CodeError::CreditCodeCheck);
        }
        Ok(Self(text))
    }
}

impl CreditCode {
    /// The division of the authority that registered the organisation.
    pub fn division(&self) -> Option<DivisionCode> {
        self.0.get(2..8)?.parse().ok()
    }

    /// The last four characters, the usual proof of knowing the code.
    pub fn last_four(&self) -> &str {
        self.0.get(14..).unwrap_or_default()
    }
}

text_code!(
    CreditCode,
    pattern: r"^\s*[0-9A-HJ-NPQRTUWXYa-hj-npqrtuwxy]{2}\d{6}[0-9A-HJ-NPQRTUWXYa-hj-npqrtuwxy]{10}\s*$",
    example: "91990100MA99999X2A",
    about: "Unified social credit code, GB 32100 (统一社会信用代码)"
);

fn values(text: &str) -> Option<Vec<u32>> {
    let value = |byte| {
        ALPHABET
            .iter()
            .position(|&letter| letter == byte)
            .and_then(|at| u32::try_from(at).ok())
    };
    text.bytes().map(value).collect()
}

/// The check value of the first 17 values: 31 − Σ(value · 3^(i−1)) mod 31, where 31 counts as 0.
fn check_value(values: &[u32]) -> u32 {
    let (sum, _) = values.iter().take(17).fold((0, 1), |(sum, weight), value| {
        ((sum + value * weight) % 31, weight * 3 % 31)
    });
    (31 - sum) % 31
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn known_codes_are_valid() {
        for text in [
            "91350100M000100Y43",
            "11320000MB151840XJ",
            "114507210081153718",
            "11511301008778220W",
            "11990100999999912B",
            "91990100MA99999X2A",
        ] {
            assert_eq!(text.parse::<CreditCode>().unwrap().as_str(), text);
        }
    }

    #[test]
    fn faults_are_told_apart() {
        let fault = |text: &str| text.parse::<CreditCode>().unwrap_err();
        assert_eq!(
            fault("91350100M000100Y4Z"),
            CodeError::CreditCodeFormat,
            "Z is not in the alphabet"
        );
        assert_eq!(fault("91310115MA1H8R7C6D"), CodeError::CreditCodeCheck);
        assert_eq!(fault("91350100M000100Y4"), CodeError::CreditCodeFormat);
        assert_eq!(
            fault("9135010AM000100Y43"),
            CodeError::CreditCodeFormat,
            "the division is digits"
        );
    }

    #[test]
    fn it_is_normalised_and_knows_its_parts() {
        let code: CreditCode = " 91990100ma99999x2a".parse().unwrap();
        assert_eq!(code.as_str(), "91990100MA99999X2A");
        assert_eq!(code.division().unwrap().as_str(), "990100");
        assert_eq!(code.last_four(), "9X2A");
    }

    prop_compose! {
        fn any_code()(body in "[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{9}") -> String {
            let check = ALPHABET[check_value(&values(&body).unwrap()) as usize] as char;
            format!("{body}{check}")
        }
    }

    proptest! {
        #[test]
        fn a_valid_code_survives_the_round_trip(text in any_code()) {
            let code: CreditCode = text.parse().unwrap();
            prop_assert_eq!(serde_json::from_value::<CreditCode>(serde_json::to_value(&code).unwrap()).unwrap(), code);
        }

        /// 31 is prime, so one wrong character always shows.
        #[test]
        fn one_wrong_character_is_always_detected(text in any_code(), at in 0usize..18, wrong in "[0-9A-HJ-NPQRTUWXY]") {
            prop_assume!(text[at..=at] != wrong);
            let mut corrupted = text;
            corrupted.replace_range(at..=at, &wrong);
            prop_assert!(corrupted.parse::<CreditCode>().is_err());
        }
    }
}
