//! In which tab an applicant finds a case: whose move it is.

use super::super::*;
use super::story::*;

fn tab(story: &Story) -> Tab {
    story.case.tab(DeliveryMode::Window)
}

#[test]
fn a_case_goes_from_tab_to_tab_with_the_move() {
    assert_eq!(tab(&Story::drafted(Rules::licence())), Tab::Drafts);
    let submitted = Story::submitted(Rules::licence());
    assert_eq!(tab(&submitted), Tab::InProgress);
    let noticed = Story::noticed(Rules::licence());
    assert_eq!(tab(&noticed), Tab::Todo);
    assert_eq!(tab(&submitted.then(Command::Withdraw)), Tab::Done);
    let approved = Story::approved(Rules::licence());
    assert_eq!(tab(&approved), Tab::InProgress, "the certificate is being made");
    let ready = approved.finish(issued());
    assert_eq!(tab(&ready), Tab::Todo, "to be fetched");
    assert_eq!(ready.case.tab(DeliveryMode::Post), Tab::InProgress, "to be sent");
    let mode = DeliveryMode::Window;
    assert_eq!(tab(&ready.then(Command::Deliver { mode })), Tab::Done);
}

#[test]
fn what_is_to_follow_is_the_applicants_move_while_the_review_goes_on() {
    let rules = Rules {
        to_follow: set(&["plan"]),
        ..Rules::licence()
    };
    let story = Story::accepted(rules);
    assert_eq!((story.status(), tab(&story)), (Status::InReview, Tab::Todo));
    assert_eq!(tab(&story.then(supply(&["plan"]))), Tab::InProgress);
}

#[test]
fn who_waits_for_a_consent_has_nothing_to_do_until_it_is_refused() {
    let codes = vec!["parent".to_owned()];
    let story = Story::drafted(Rules::licence().waiting_for(&["parent"])).then(Command::NameConsenters { codes });
    assert_eq!(tab(&story), Tab::Drafts);
    let held = story.then(Command::Submit);
    assert_eq!(tab(&held), Tab::InProgress);
    let answer = |agrees| Command::Consent {
        party: 1,
        agrees,
        at_window: false,
    };
    assert_eq!(tab(&held.clone().then(answer(true))), Tab::InProgress);
    assert_eq!(tab(&held.then(answer(false))), Tab::Todo);
}
