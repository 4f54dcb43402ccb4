//! What may be expected, by hand.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::super::{Leg, LegState, outlook};
use super::city::id;
use crate::calendar::{Calendar, Limit};

fn on(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn leg(after: &[usize], state: LegState) -> Leg {
    Leg {
        after: after.iter().map(|nth| id(*nth)).collect::<BTreeSet<_>>(),
        state,
    }
}

#[test]
fn the_critical_path_is_the_chain_that_takes_longest() {
    let within = |days| LegState::Within(Limit::working(days));
    let legs = BTreeMap::from([
        (id(0), leg(&[], LegState::By(on("2026-03-05")))),
        (id(1), leg(&[0], within(3))),
        (id(2), leg(&[0], within(1))),
        (id(3), leg(&[1, 2], within(5))),
        (id(4), leg(&[], within(6))),
    ]);
    let ahead = outlook(&Calendar::state_council(), on("2026-03-02"), &legs);
    assert_eq!(ahead.critical, [id(0), id(1), id(3)]);
    assert_eq!(ahead.expected[&id(1)], on("2026-03-10"));
    assert_eq!(ahead.expected[&id(2)], on("2026-03-06"));
    assert_eq!(ahead.expected_on, Some(on("2026-03-17")));
}

#[test]
fn what_is_late_is_expected_today_and_what_is_over_delays_nobody() {
    let legs = BTreeMap::from([
        (id(0), leg(&[], LegState::Over)),
        (id(1), leg(&[0], LegState::By(on("2026-02-27")))),
        (id(2), leg(&[0], LegState::Within(Limit::working(2)))),
    ]);
    let ahead = outlook(&Calendar::state_council(), on("2026-03-02"), &legs);
    assert_eq!(ahead.expected[&id(1)], on("2026-03-02"));
    assert_eq!(ahead.expected_on, Some(on("2026-03-04")));
    assert_eq!(ahead.critical, [id(2)]);
    let over = BTreeMap::from([(id(0), leg(&[], LegState::Over))]);
    assert_eq!(
        outlook(&Calendar::state_council(), on("2026-03-02"), &over).expected_on,
        None
    );
}
