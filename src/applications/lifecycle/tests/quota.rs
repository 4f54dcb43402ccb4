//! Under a quota those accepted first are decided first, and no more are granted than there are places (art. 57).

use std::collections::BTreeSet;

use super::super::*;
use super::story::*;

/// A licence with so many places, of which so many are taken, and so many applications before this one.
fn limited(places: u32, taken: u32, ahead: u32) -> Rules {
    let standing = QuotaStanding {
        places,
        period: 2026,
        taken: (1..=taken).collect(),
        ahead,
    };
    Rules {
        quota: Some(standing),
        ..Rules::licence()
    }
}

fn reviewed(rules: Rules) -> Story {
    Story::accepted(rules).finish(how("pass"))
}

#[test]
fn a_grant_needs_a_place_that_nobody_before_can_take() {
    assert_eq!(
        reviewed(limited(3, 1, 1)).finish(how("approve")).status(),
        Status::Decided
    );
    let early = reviewed(limited(3, 1, 2));
    assert_eq!(early.not_finished(how("approve")), Refusal::QuotaOrder { ahead: 2 });
    let late = reviewed(limited(3, 3, 0));
    assert_eq!(late.not_finished(how("approve")), Refusal::QuotaExhausted { places: 3 });
}

#[test]
fn what_is_exhausted_is_denied() {
    let denied = reviewed(limited(1, 1, 0)).finish(because("deny"));
    assert_eq!(denied.case.phase.decided().unwrap().outcome, Outcome::Denied);
    let out_of_turn = reviewed(limited(1, 0, 5)).finish(because("deny"));
    assert_eq!(out_of_turn.status(), Status::Completed, "a refusal waits for nobody");
}

#[test]
fn a_grant_on_the_spot_waits_for_its_turn_too() {
    let rules = Rules {
        quota: limited(2, 1, 1).quota,
        ..Rules::immediate()
    };
    let story = Story::submitted(rules);
    assert_eq!(story.not_finished(how("grant")), Refusal::QuotaOrder { ahead: 1 });
    assert_eq!(story.finish(how("accept")).status(), Status::InReview);
}

#[test]
fn the_place_taken_is_the_first_that_is_free() {
    let standing = |taken: &[u32]| QuotaStanding {
        places: 3,
        period: 0,
        taken: taken.iter().copied().collect::<BTreeSet<_>>(),
        ahead: 0,
    };
    assert_eq!(standing(&[1, 3]).next(), Some(2));
    assert_eq!((standing(&[1, 2, 3]).next(), standing(&[1, 2, 3]).free()), (None, 0));
}
