//! From the decision to the end: Administrative Licensing Law arts. 38, 44.

use super::super::*;
use super::story::*;
use crate::codes::CaseType;

fn deliver(mode: DeliveryMode) -> Command {
    Command::Deliver { mode }
}

/// Art. 44: the certificate is made and delivered within ten working days of the decision.
#[test]
fn an_approval_opens_the_making_of_the_certificate() {
    let story = Story::approved(Rules::licence());
    assert_eq!(story.status(), Status::Decided);
    let task = story.case.task(story.task()).unwrap();
    assert_eq!((&task.kind, task.post.as_str()), (&TaskKind::Issue, "window"));
    assert_eq!(
        (task.due_on, task.yellow_on),
        (Some(day("2026-03-16")), Some(day("2026-03-12")))
    );
}

/// What a decision states beside its outcome has to be there when it approves; a denial states nothing.
#[test]
fn nobody_approves_without_what_the_decision_states() {
    let lacking = || Rules {
        lacks_result: true,
        ..Rules::licence()
    };
    let story = Story::accepted(lacking()).finish(how("pass"));
    assert_eq!(story.not_finished(how("approve")), Refusal::ResultRequired);
    assert_eq!(story.finish(because("deny")).status(), Status::Completed);
    let immediate = Rules {
        case_type: CaseType::Immediate,
        ..lacking()
    };
    assert_eq!(
        Story::submitted(immediate).not_finished(how("grant")),
        Refusal::ResultRequired
    );
}

#[test]
fn without_a_certificate_deciding_completes() {
    let rules = Rules {
        certificate: None,
        ..Rules::licence()
    };
    let story = Story::approved(rules);
    assert_eq!(story.status(), Status::Completed);
    assert_eq!(story.kinds().last_chunk(), Some(&["decided", "completed"]));
}

#[test]
fn a_denial_makes_no_certificate() {
    let story = Story::accepted(Rules::licence()).finish(how("pass"));
    assert_eq!(story.not_finished(how("deny")), Refusal::ReasonsRequired);
    assert_eq!(story.finish(because("deny")).status(), Status::Completed);
}

#[test]
fn making_it_is_issue_with_a_number() {
    let story = Story::approved(Rules::licence());
    let allowed = vec!["issue".to_owned()];
    for wrong in [how("pass"), how("issue")] {
        let refused = Refusal::UnknownOutcome {
            allowed: allowed.clone(),
        };
        assert_eq!(story.not_finished(wrong), refused);
    }
    let story = story.finish(issued());
    assert_eq!(story.case.phase.decided().unwrap().certificate, Some(certificate()));
    assert_eq!(story.status(), Status::Decided, "made, not yet handed over");
}

/// Civil Code art. 202: a period of months ends on the corresponding day, or the last of a month without one.
#[test]
fn validity_runs_in_months_from_the_day_of_issue() {
    let valid_until = |valid_months, on| {
        let rules = Rules {
            certificate: Some(CertificateRule { valid_months }),
            ..Rules::licence()
        };
        let story = Story::approved(rules).on(on).finish(issued());
        match story.log.last() {
            Some((Event::CertificateIssued { valid_until, .. }, _)) => *valid_until,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(valid_until(Some(60), "2026-03-04"), Some(day("2031-03-04")));
    assert_eq!(valid_until(Some(1), "2026-03-31"), Some(day("2026-04-30")));
    assert_eq!(valid_until(None, "2026-03-31"), None);
}

#[test]
fn handing_over_completes_by_window_and_by_post() {
    for mode in [DeliveryMode::Window, DeliveryMode::Post] {
        let rules = Rules {
            delivery: mode,
            ..Rules::licence()
        };
        let story = Story::approved(rules).finish(issued()).then(deliver(mode));
        assert_eq!(story.status(), Status::Completed);
        assert_eq!(story.log[story.log.len() - 2].0, Event::Delivered { mode });
        let status = Status::Completed;
        assert_eq!(story.refusal(deliver(mode)), Refusal::WrongState { status });
    }
}

#[test]
fn an_electronic_certificate_is_delivered_by_being_issued() {
    let rules = Rules {
        delivery: DeliveryMode::Electronic,
        ..Rules::licence()
    };
    let story = Story::approved(rules).finish(issued());
    assert_eq!(story.status(), Status::Completed);
    assert_eq!(
        story.kinds().last_chunk(),
        Some(&["certificate_issued", "delivered", "completed"])
    );
}

#[test]
fn nothing_is_handed_over_before_it_is_made() {
    for story in [
        Story::drafted(Rules::licence()),
        Story::submitted(Rules::licence()),
        Story::noticed(Rules::licence()),
        Story::accepted(Rules::licence()),
        Story::approved(Rules::licence()),
    ] {
        let status = story.status();
        assert_eq!(
            story.refusal(deliver(DeliveryMode::Window)),
            Refusal::WrongState { status }
        );
    }
}
