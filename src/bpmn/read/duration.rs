//! Durations (ISO 8601) as limits.

use crate::calendar::{Limit, Unit};

/// `P5D`, `P2W` or a number of hours that makes whole days. Months and years have no fixed length, and a limit counts days.
pub(super) fn limit(text: &str, unit: Unit) -> Option<Limit> {
    let rest = text.trim().strip_prefix('P')?;
    let (date, time) = rest.split_once('T').unwrap_or((rest, ""));
    let (mut days, mut hours) = (0_u32, 0_u32);
    let date = parts(date)?;
    let time = parts(time)?;
    if date.is_empty() && time.is_empty() {
        return None;
    }
    for (number, designator) in date {
        days = match designator {
            'D' => days.checked_add(number)?,
            'W' => days.checked_add(number.checked_mul(7)?)?,
            _ => return None,
        };
    }
    for (number, designator) in time {
        hours = match designator {
            'H' => hours.checked_add(number)?,
            _ if number == 0 => hours,
            _ => return None,
        };
    }
    let days = days.checked_add(hours / 24).filter(|_| hours % 24 == 0)?;
    Some(Limit { days, unit })
}

/// Numbers with their letters.
fn parts(text: &str) -> Option<Vec<(u32, char)>> {
    let mut parts = vec![];
    let mut rest = text;
    while !rest.is_empty() {
        let end = rest.find(|c: char| !c.is_ascii_digit())?;
        let (number, after) = rest.split_at(end);
        let mut letters = after.chars();
        parts.push((number.parse().ok()?, letters.next()?));
        rest = letters.as_str();
    }
    Some(parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_days_are_limits() {
        for (text, days) in [("P5D", 5), (" P1W3D ", 10), ("PT48H", 2), ("P1DT24H0M", 2), ("P0D", 0)] {
            assert_eq!(limit(text, Unit::CalendarDay), Some(Limit::calendar(days)), "{text}");
        }
        for text in [
            "",
            "P",
            "PT",
            "5D",
            "P1M",
            "P1Y",
            "PT4H",
            "PT30M",
            "P-1D",
            "P1.5D",
            "PD",
            "P5",
            "${days}",
            "P4294967296D",
        ] {
            assert_eq!(limit(text, Unit::WorkingDay), None, "{text}");
        }
    }
}
