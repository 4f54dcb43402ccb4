//! Consents beside the applicant's: asked for when it is handed in, received when the last is given.

use super::super::*;
use super::story::*;

fn rules() -> Rules {
    Rules::licence().waiting_for(&["parent", "heir"])
}

fn name(codes: &[&str]) -> Command {
    Command::NameConsenters {
        codes: codes.iter().map(|code| (*code).to_owned()).collect(),
    }
}

fn says(party: u32, agrees: bool) -> Command {
    Command::Consent {
        party,
        agrees,
        at_window: false,
    }
}

/// Handed in on Monday 2 March 2026; both were asked.
fn held() -> Story {
    Story::drafted(rules())
        .then(name(&["parent", "heir"]))
        .then(Command::Submit)
}

#[test]
fn it_is_received_when_the_last_consent_arrives() {
    let story = held();
    assert_eq!((story.status(), story.case.consents.held), (Status::Draft, true));
    let story = story.on("2026-03-04").then(says(2, true));
    assert_eq!(story.status(), Status::Draft);
    let story = story.on("2026-03-06").then(says(1, true));
    assert_eq!(story.status(), Status::Submitted);
    assert_eq!(story.case.phase.receipt().unwrap().received_on, day("2026-03-06"));
    assert_eq!(story.rings(AlarmKind::ConsentExpiry), []);
}

#[test]
fn nobody_is_asked_before_it_is_handed_in_and_everybody_has_to_be_named() {
    let story = Story::drafted(rules()).then(name(&["parent"]));
    assert_eq!(story.rings(AlarmKind::ConsentExpiry), []);
    assert_eq!(
        story.refusal(Command::Submit),
        Refusal::ConsenterMissing { codes: set(&["heir"]) }
    );
    assert_eq!(
        story.refusal(name(&["neighbour"])),
        Refusal::NoSuchConsent {
            code: "neighbour".to_owned()
        }
    );
}

#[test]
fn who_is_at_the_window_consents_there_and_nothing_waits() {
    let at_window = |party| Command::Consent {
        party,
        agrees: true,
        at_window: true,
    };
    let story = Story::drafted(rules()).then(name(&["parent", "heir"]));
    let story = story.then(at_window(1)).then(at_window(2)).then(Command::Submit);
    assert_eq!(story.status(), Status::Submitted);
}

#[test]
fn a_refusal_gives_the_draft_back_and_who_agreed_need_not_again() {
    let story = held().then(says(1, true)).then(says(2, false));
    assert_eq!((story.status(), story.case.consents.held), (Status::Draft, false));
    assert_eq!(story.refusal(says(2, true)), Refusal::ConsentAnswered);
    let story = story.then(Command::Submit);
    let asked: Vec<_> = story.case.consents.lacking(&story.rules.asked_consents).collect();
    assert_eq!(asked.len(), 1);
    assert_eq!(story.then(says(2, true)).status(), Status::Submitted);
}

#[test]
fn a_link_is_open_for_seven_calendar_days() {
    let story = held().then(says(1, true));
    assert_eq!(story.rings(AlarmKind::ConsentExpiry), [day("2026-03-10")]);
    let last = story.clone().at_end_of("2026-03-09");
    assert_eq!(last.refusal(Command::ConsentExpire { party: 2 }), Refusal::Stale);
    assert_eq!(last.then(says(2, true)).status(), Status::Submitted);
    let late = story.at_start_of("2026-03-10");
    let on = day("2026-03-09");
    assert_eq!(late.refusal(says(2, true)), Refusal::TooLate { on });
    let late = late.then(Command::ConsentExpire { party: 2 });
    assert!(!late.case.consents.held);
    assert_eq!(late.rings(AlarmKind::ConsentExpiry), []);
    assert_eq!(
        late.then(Command::Submit).rings(AlarmKind::ConsentExpiry),
        [day("2026-03-18")]
    );
}

#[test]
fn who_agreed_agreed_to_what_it_was() {
    let story = held().then(says(1, true)).then(Command::Revise);
    assert!(!story.case.consents.held);
    assert_eq!(story.case.consents.lacking(&story.rules.asked_consents).count(), 2);
    let stranger = story.refusal(says(9, true));
    assert_eq!(stranger, Refusal::UnknownConsenter);
    let story = story.then(name(&["parent", "heir"])).then(Command::Submit);
    assert_eq!(
        story.refusal(says(1, true)),
        Refusal::UnknownConsenter,
        "the old link is dead"
    );
    assert_eq!(
        story.then(says(3, true)).then(says(4, true)).status(),
        Status::Submitted
    );
}

#[test]
fn what_waits_is_not_handed_in_twice() {
    assert_eq!(held().refusal(Command::Submit), Refusal::SubmissionHeld);
    assert_eq!(held().then(Command::Withdraw).status(), Status::Withdrawn);
    assert!(matches!(
        held().then(Command::Withdraw).refusal(says(1, true)),
        Refusal::WrongState { .. }
    ));
}
