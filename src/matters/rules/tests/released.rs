//! The certificate of a licence waits for the results of others for ten working days, and no longer (Administrative Licensing Law art. 44).

use std::collections::BTreeSet;

use super::super::Step;
use super::city::{City, Plan, id};
use crate::applications::lifecycle::*;
use crate::procedure::OutcomeCode;

const DAY: i64 = 24;

fn plan(certificate: bool) -> Plan {
    Plan {
        after: BTreeSet::new(),
        optional: false,
        external: false,
        certificate,
        delegated: true,
    }
}

/// Two licences handed over together: on Monday, the 2nd of March, the certificate of the first is there.
fn one_is_ready(electronic: bool) -> City {
    let mut city = City::file(&[plan(true), plan(true)], true, electronic);
    city.licences = true;
    city.look_through(|_| OutcomeCode::ACCEPT);
    city.move_on();
    grant(&mut city, 0);
    assert_eq!(city.members[&id(0)].standing(), Standing::Approved { ready: true });
    city
}

fn grant(city: &mut City, nth: usize) {
    for outcome in [OutcomeCode::PASS, OutcomeCode::APPROVE, OutcomeCode::ISSUE] {
        assert!(city.work(id(nth), &outcome), "{outcome:?}");
    }
    city.move_on();
}

fn delivery_due(city: &mut City, nth: usize) -> bool {
    let rang = city
        .attempt(id(nth), Command::Matter(MatterCommand::DeliveryDue))
        .is_ok();
    city.move_on();
    rang
}

#[test]
fn a_certificate_is_not_held_back_beyond_its_tenth_working_day() {
    let mut city = one_is_ready(false);
    city.wait(13 * DAY);
    assert!(!delivery_due(&mut city, 0), "Sunday, the day before");
    city.wait(DAY);
    assert!(delivery_due(&mut city, 0), "the tenth working day");
    assert!(!delivery_due(&mut city, 0), "once");
    let steps = city.log.iter().filter(|step| **step == Step::Release(id(0)));
    assert_eq!(steps.count(), 1);
    let (first, second) = (&city.members[&id(0)], &city.members[&id(1)]);
    assert!(!first.is_delivered_together() && city.whole.hands_over(first));
    assert!(second.is_delivered_together() && !city.whole.hands_over(second));
    grant(&mut city, 1);
    assert!(city.log.contains(&Step::NoteReady), "the others stay together");
    assert!(city.whole.hands_over(&city.members[&id(1)]));
}

#[test]
fn an_electronic_certificate_is_handed_over_by_itself_on_that_day() {
    let mut city = one_is_ready(true);
    city.wait(14 * DAY);
    assert!(delivery_due(&mut city, 0));
    assert_eq!(city.members[&id(0)].standing(), Standing::Over(MemberEnd::Approved));
    assert!(!city.whole.phase.status().is_final());
    grant(&mut city, 1);
    assert!(city.whole.phase.status().is_final());
}

#[test]
fn nothing_is_released_when_all_results_are_there_or_it_is_no_licence() {
    let mut city = one_is_ready(false);
    grant(&mut city, 1);
    city.wait(14 * DAY);
    assert!(delivery_due(&mut city, 0));
    assert!(!city.log.contains(&Step::Release(id(0))), "it was told already");

    let mut city = one_is_ready(false);
    city.licences = false;
    city.wait(30 * DAY);
    assert!(!delivery_due(&mut city, 0));
    assert_eq!(
        city.attempt(id(0), Command::WarnOfCertificate),
        Err(Refusal::Stale),
        "nobody is late while it waits for others"
    );
}
