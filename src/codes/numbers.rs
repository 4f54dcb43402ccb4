//! Business numbers: a prefix, the date, a serial and a check digit, as `BJ202602130000000019`.
//!
//! The check digit is ISO/IEC 7064 MOD 11,10 over the 17 digits of date and serial: it catches every single wrong digit and nearly every
//! swap of neighbours, and unlike MOD 37,36 it is itself a digit, so that a number read out over the telephone never hinges on O and 0.
//! The prefix is fixed by the type and needs no check. Serials come from blocks leased per instance; uniqueness is their business.

use std::str::FromStr;

use chrono::{Datelike, NaiveDate};

use super::CodeError;
use super::text_code::{compact_date, digits, text_code};

const SERIAL_LIMIT: u64 = 1_000_000_000;

macro_rules! business_number {
    ($(#[$meta:meta])* $name:ident, $prefix:literal, $example:literal, $about:literal) => {
        $(#[$meta])*
        ///
        /// Surrounding blanks are dropped and the prefix may be typed in lower case.
        #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(String);

        impl $name {
            /// The two letters every number of this kind begins with.
            pub const PREFIX: &'static str = $prefix;

            /// Writes the number for a Shanghai date (years 1000 to 9999) and a serial below 1,000,000,000.
            pub fn compose(date: NaiveDate, serial: u64) -> Result<Self, CodeError> {
                compose(Self::PREFIX, date, serial).map(Self)
            }

            /// The Shanghai date in the number.
            pub fn date(&self) -> NaiveDate {
                self.0.get(2..10).and_then(compact_date).unwrap_or_default()
            }

            /// The serial in the number.
            pub fn serial(&self) -> u64 {
                self.0.get(10..19).and_then(|serial| serial.parse().ok()).unwrap_or_default()
            }
        }

        impl FromStr for $name {
            type Err = CodeError;

            fn from_str(text: &str) -> Result<Self, CodeError> {
                validated(Self::PREFIX, text).map(Self)
            }
        }

        text_code!($name, pattern: concat!(r"^\s*", $prefix, r"\d{18}\s*$"), example: $example, about: $about);
    };
}

business_number!(
    /// Number of an application or matter (办件编号).
    ApplicationNumber, "BJ", "BJ202602130000000019", "Number of an application (办件编号)"
);
business_number!(
    /// Number of a notice (文书编号).
    NoticeNumber, "WS", "WS202602130000000019", "Number of a notice (文书编号)"
);
business_number!(
    /// Number of a certificate (证照编号).
    CertificateNumber, "ZZ", "ZZ202602130000000019", "Number of a certificate (证照编号)"
);

fn compose(prefix: &str, date: NaiveDate, serial: u64) -> Result<String, CodeError> {
    if !(1000..=9999).contains(&date.year()) {
        return Err(CodeError::NumberDate);
    }
    if serial >= SERIAL_LIMIT {
        return Err(CodeError::NumberSerial);
    }
    let body = format!("{}{serial:09}", date.format("%Y%m%d"));
    let check = check_digit(&digits(&body).ok_or(CodeError::NumberFormat)?);
    Ok(format!("{prefix}{body}{check}"))
}

fn validated(prefix: &str, text: &str) -> Result<String, CodeError> {
    let text = text.trim().to_ascii_uppercase();
    let number = text
        .strip_prefix(prefix)
        .and_then(digits)
        .ok_or(CodeError::NumberFormat)?;
    let Some((check, body)) = number.split_last().filter(|(_, body)| body.len() == 17) else {
        return Err(CodeError::NumberFormat);
    };
    if *check != check_digit(body) {
        return Err(CodeError::NumberCheck);
    }
    text.get(2..10)
        .and_then(compact_date)
        .filter(|date| date.year() >= 1000)
        .ok_or(CodeError::NumberDate)?;
    Ok(text)
}

/// ISO/IEC 7064 MOD 11,10.
fn check_digit(body: &[u32]) -> u32 {
    let product = body.iter().fold(10, |product, digit| match (product + digit) % 10 {
        0 => 20 % 11,
        sum => sum * 2 % 11,
    });
    (11 - product) % 10
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn date() -> impl Strategy<Value = NaiveDate> {
        (0i64..40_000).prop_map(|days| NaiveDate::from_ymd_opt(1990, 1, 1).unwrap() + chrono::Duration::days(days))
    }

    #[test]
    fn the_check_digit_is_the_published_one() {
        // Widely published examples of ISO/IEC 7064 MOD 11,10.
        assert_eq!(check_digit(&[0, 7, 9, 4]), 5);
        assert_eq!(check_digit(&[7, 9, 4, 6, 2]), 3);
    }

    #[test]
    fn the_documented_examples_hold() {
        let day = NaiveDate::from_ymd_opt(2026, 2, 13).unwrap();
        assert_eq!(
            ApplicationNumber::compose(day, 1).unwrap().as_str(),
            "BJ202602130000000019"
        );
        assert_eq!(
            "ws202602130000000019".parse::<NoticeNumber>().unwrap().as_str(),
            "WS202602130000000019"
        );
        assert_eq!("ZZ202602130000000019".parse::<CertificateNumber>().unwrap().serial(), 1);
    }

    #[test]
    fn faults_are_told_apart() {
        let day = NaiveDate::from_ymd_opt(2026, 2, 13).unwrap();
        assert_eq!(
            ApplicationNumber::compose(day, SERIAL_LIMIT),
            Err(CodeError::NumberSerial)
        );
        let number = NoticeNumber::compose(day, 7).unwrap();
        assert_eq!(
            number.as_str().parse::<ApplicationNumber>(),
            Err(CodeError::NumberFormat)
        );
        assert_eq!("BJ2026".parse::<ApplicationNumber>(), Err(CodeError::NumberFormat));
        let body = "20260230000000001";
        let impossible = format!("BJ{body}{}", check_digit(&digits(body).unwrap()));
        assert_eq!(impossible.parse::<ApplicationNumber>(), Err(CodeError::NumberDate));
    }

    proptest! {
        #[test]
        fn compose_and_parse_are_inverse(day in date(), serial in 0..SERIAL_LIMIT) {
            let number = ApplicationNumber::compose(day, serial).unwrap();
            let read: ApplicationNumber = number.as_str().parse().unwrap();
            prop_assert_eq!((read.date(), read.serial()), (day, serial));
        }

        #[test]
        fn one_wrong_digit_is_always_detected(day in date(), serial in 0..SERIAL_LIMIT, at in 2usize..20, wrong in "[0-9]") {
            let mut text = ApplicationNumber::compose(day, serial).unwrap().to_string();
            prop_assume!(text[at..=at] != wrong);
            text.replace_range(at..=at, &wrong);
            prop_assert_eq!(text.parse::<ApplicationNumber>(), Err(CodeError::NumberCheck));
        }
    }
}
