//! Whose major interests are at stake is told and heard before the decision (arts. 36, 47).

use super::super::*;
use super::story::*;

fn hears() -> Rules {
    Rules {
        hears_third_parties: true,
        ..Rules::licence()
    }
}

fn reviewed() -> Story {
    Story::accepted(hears()).finish(how("pass"))
}

fn hear(party: u32) -> Command {
    Command::HearThirdParty { party }
}

#[test]
fn nothing_is_decided_before_somebody_was_told() {
    let story = reviewed();
    for decision in [how("approve"), because("deny")] {
        assert_eq!(story.not_finished(decision), Refusal::ThirdPartyUnheard { until: None });
    }
    let story = Story::accepted(Rules::licence()).finish(how("pass"));
    assert_eq!(
        story.finish(how("approve")).status(),
        Status::Decided,
        "other items hear nobody"
    );
}

#[test]
fn each_is_heard_or_lets_five_working_days_pass() {
    let story = reviewed().then(Command::TellThirdParty).then(Command::TellThirdParty);
    let until = Some(day("2026-03-09"));
    let unheard = Refusal::ThirdPartyUnheard { until };
    assert_eq!(story.not_finished(how("approve")), unheard);
    let one = story.then(hear(1));
    assert_eq!(one.not_finished(how("approve")), unheard, "the other was not");
    assert_eq!(
        one.clone().then(hear(2)).finish(how("approve")).status(),
        Status::Decided
    );
    assert_eq!(
        one.clone().at_end_of("2026-03-09").not_finished(how("approve")),
        unheard
    );
    assert_eq!(
        one.at_start_of("2026-03-10").finish(how("approve")).status(),
        Status::Decided
    );
}

#[test]
fn each_is_heard_once() {
    let story = reviewed().then(Command::TellThirdParty).then(hear(1));
    assert_eq!(story.refusal(hear(1)), Refusal::HeardBefore);
    assert_eq!(story.refusal(hear(2)), Refusal::UnknownThirdParty);
}

#[test]
fn they_are_told_from_receipt_until_the_decision_where_the_item_says_so() {
    assert_eq!(
        Story::accepted(Rules::licence()).refusal(Command::TellThirdParty),
        Refusal::NoThirdParties
    );
    let status = Status::Draft;
    assert_eq!(
        Story::drafted(hears()).refusal(Command::TellThirdParty),
        Refusal::WrongState { status }
    );
    assert_eq!(
        Story::submitted(hears()).then(Command::TellThirdParty).status(),
        Status::Submitted
    );
    let decided = reviewed()
        .then(Command::TellThirdParty)
        .then(hear(1))
        .finish(how("approve"));
    let status = Status::Decided;
    assert_eq!(decided.refusal(Command::TellThirdParty), Refusal::WrongState { status });
}
