//! The parts of a bundle that no item has, and those whose bounds differ.

use chrono::NaiveDate;

use super::limits::{MOST_DAYS, MOST_VISITS};
use super::parts::too_many;
use super::{Faults, texts};
use crate::calendar::Limit;
use crate::catalogue::document::Bundle;

const MOST_FAQ: usize = 100;
const MOST_PERIODS: usize = 24;
/// The applicant hears within five days of receipt whether it is accepted (Administrative Licensing Law art. 32): a department that
/// answers later keeps nobody's time.
const LONGEST_REPLY: u32 = 5;
/// Days of the year are read in a leap year, which has all of them.
const LEAP_YEAR: i32 = 2024;

/// Names are there and short, the rest is not a book.
pub(super) fn texts(bundle: &Bundle, faults: &mut Faults) {
    too_many("/faq", bundle.faq.len(), MOST_FAQ, faults);
    for (index, faq) in bundle.faq.iter().enumerate() {
        texts::name(&format!("/faq/{index}/question"), &faq.question, faults);
        texts::text(&format!("/faq/{index}/answer"), Some(&faq.answer), faults);
    }
    if let Some(unified) = &bundle.unified_handling {
        texts::name("/unified_handling/basis", &unified.basis, faults);
    }
    for (index, period) in bundle.filing_periods.iter().enumerate() {
        texts::short(&format!("/filing_periods/{index}/name"), period.name.as_deref(), faults);
    }
}

/// Visits as many as people make.
pub(super) fn visits(bundle: &Bundle, faults: &mut Faults) {
    if bundle.visits.is_some_and(|visits| visits > MOST_VISITS) {
        faults.add(
            "/visits",
            "too-many-visits",
            format!("到现场次数不得超过 {MOST_VISITS}"),
            format!("At most {MOST_VISITS} visits"),
        );
    }
}

/// Time for the whole, and for a department to answer the window.
pub(super) fn limits(bundle: &Bundle, faults: &mut Faults) {
    // That it is not too long is looked at as for items.
    if bundle.promised_limit.days == 0 {
        within("/promised_limit", bundle.promised_limit, MOST_DAYS, faults);
    }
    within("/reply_limit", bundle.reply_limit, LONGEST_REPLY, faults);
}

fn within(pointer: &str, limit: Limit, most: u32, faults: &mut Faults) {
    if !(1..=most).contains(&limit.days) {
        faults.add(
            pointer,
            "out-of-range",
            format!("应在 1 至 {most} 天之间"),
            format!("Must be between 1 and {most} days"),
        );
    }
}

/// Filing periods begin and end on a day of the year.
pub(super) fn periods(bundle: &Bundle, faults: &mut Faults) {
    too_many("/filing_periods", bundle.filing_periods.len(), MOST_PERIODS, faults);
    for (index, period) in bundle.filing_periods.iter().enumerate() {
        for (field, day) in [("from", &period.from), ("until", &period.until)] {
            if !is_day_of_the_year(day) {
                faults.add(
                    format!("/filing_periods/{index}/{field}"),
                    "invalid-day",
                    "应为 MM-DD 格式的日期，如 05-20",
                    "Must be a day of the year, MM-DD, such as 05-20",
                );
            }
        }
    }
}

fn is_day_of_the_year(text: &str) -> bool {
    let two = |digits: &str| -> Option<u32> {
        let plain = digits.len() == 2 && digits.bytes().all(|b| b.is_ascii_digit());
        plain.then(|| digits.parse().ok()).flatten()
    };
    let parts = text.split_once('-').map(|(month, day)| (two(month), two(day)));
    matches!(parts, Some((Some(month), Some(day))) if NaiveDate::from_ymd_opt(LEAP_YEAR, month, day).is_some())
}
