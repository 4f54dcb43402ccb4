//! Applications about a certificate that is there: change, renewal, reissue and cancellation; and fetching what is ready.

use serde_json::json;
use uuid::Uuid;

use super::super::*;
use super::story::*;
use crate::codes::{CertificateNumber, CertificateState, Service};
use crate::procedure::tests::{approve, graph};

const OTHER: Uuid = Uuid::from_u128(0x01D);

fn old() -> CertificateNumber {
    CertificateNumber::compose(day("2021-03-31"), 7).unwrap()
}

/// A draft of Monday 2 March 2026 about a certificate that ends so.
fn about(service: Service, valid_until: &str, rules: Rules) -> Story {
    Story::drafted(rules).then(Command::Concern(Concern {
        service,
        number: old(),
        issued_on: OTHER,
        valid_until: Some(day(valid_until)),
    }))
}

fn accepted(service: Service, valid_until: &str) -> Story {
    about(service, valid_until, Rules::licence())
        .then(Command::Submit)
        .finish(how("accept"))
}

/// The last valid day of the certificate it comes to, and the one whose place it takes.
fn made(story: Story) -> (Option<chrono::NaiveDate>, Option<CertificateNumber>) {
    let story = story.finish(how("pass")).finish(how("approve")).finish(issued());
    let issued = story.log.iter().find_map(|(event, _)| match event {
        Event::CertificateIssued {
            valid_until, replaces, ..
        } => Some((*valid_until, replaces.clone())),
        _ => None,
    });
    issued.unwrap()
}

#[test]
fn a_renewal_begins_where_the_certificate_ends_and_takes_its_place() {
    let renewed = made(accepted(Service::Renewal, "2026-05-31"));
    assert_eq!(renewed, (Some(day("2031-05-31")), Some(old())));
    // Applied for after the end, it begins on the day it is made.
    let late = made(accepted(Service::Renewal, "2026-02-01"));
    assert_eq!(late.0, Some(day("2031-03-02")));
}

#[test]
fn what_is_changed_or_issued_again_ends_as_before() {
    for service in [Service::Change, Service::Reissue] {
        assert_eq!(
            made(accepted(service, "2027-05-31")),
            (Some(day("2027-05-31")), Some(old()))
        );
    }
}

#[test]
fn a_renewal_in_time_that_nobody_decided_counts_as_renewed() {
    // Article 50: applied for thirty days before the end.
    let story = accepted(Service::Renewal, "2026-04-01");
    assert_eq!(story.rings(AlarmKind::RenewalBySilence), [day("2026-04-02")]);
    assert_eq!(
        story.clone().at_end_of("2026-04-01").refusal(Command::RenewBySilence),
        Refusal::Stale
    );
    let renewed = story.at_start_of("2026-04-02").then(Command::RenewBySilence);
    let decided = renewed.case.phase.decided().unwrap();
    assert_eq!((decided.outcome, decided.by_silence), (Outcome::Approved, true));
    assert_eq!(renewed.rings(AlarmKind::RenewalBySilence), []);
    let kinds: Vec<_> = renewed.case.cards.iter().map(|card| card.colour).collect();
    assert_eq!(kinds, [Colour::Yellow, Colour::Red], "that nobody decided stays a fact");
    let made = renewed.finish(issued());
    assert_eq!(made.case.phase.decided().unwrap().certificate, Some(certificate()));
}

#[test]
fn what_counts_as_renewed_waits_for_nothing_of_its_procedure() {
    let rules = Rules {
        graph: graph(
            "start",
            json!({"start": {"kind": "wait", "name": "公示", "limit": 60, "to": "ok"}, "ok": approve()}),
        ),
        ..Rules::licence()
    };
    let story = about(Service::Renewal, "2026-04-01", rules)
        .then(Command::Submit)
        .finish(how("accept"));
    assert_eq!(story.case.waits.len(), 1);
    let renewed = story.at_start_of("2026-04-02").then(Command::RenewBySilence);
    assert!(renewed.case.waits.is_empty());
    assert_eq!(renewed.case.phase.decided().unwrap().outcome, Outcome::Approved);
}

#[test]
fn a_late_renewal_a_change_and_a_rule_of_its_own_are_not_renewed_by_silence() {
    let late = accepted(Service::Renewal, "2026-03-31");
    assert_eq!(late.rings(AlarmKind::RenewalBySilence), []);
    let change = accepted(Service::Change, "2026-04-30");
    assert_eq!(change.rings(AlarmKind::RenewalBySilence), []);
    let rules = Rules {
        renewal: None,
        ..Rules::licence()
    };
    let other = about(Service::Renewal, "2026-04-30", rules)
        .then(Command::Submit)
        .finish(how("accept"));
    assert_eq!(other.rings(AlarmKind::RenewalBySilence), []);
}

#[test]
fn a_certificate_ends_once() {
    let end = |number| Command::EndCertificate {
        number,
        state: CertificateState::Cancelled,
        by: OTHER,
        replaced_by: None,
    };
    let story = Story::approved(Rules::licence());
    assert_eq!(story.refusal(end(certificate())), Refusal::Stale, "none was made yet");
    let story = story.finish(issued()).then(Command::Deliver {
        mode: DeliveryMode::Window,
    });
    assert_eq!(story.refusal(end(old())), Refusal::Stale);
    let ended = story.then(end(certificate()));
    assert_eq!(ended.status(), Status::Completed);
    assert_eq!(
        ended.case.phase.decided().unwrap().ended,
        Some(CertificateState::Cancelled)
    );
    assert_eq!(ended.refusal(end(certificate())), Refusal::Stale);
}

#[test]
fn what_has_ended_may_still_be_revoked_but_does_not_end_otherwise_again() {
    let revoke = |basis: &str| Command::Revoke {
        basis: basis.to_owned(),
    };
    let story = Story::approved(Rules::licence()).finish(issued());
    let held = story.clone().then(revoke("law_changed"));
    assert!(held.case.phase.decided().unwrap().revoked);
    let ended = story.then(Command::EndCertificate {
        number: certificate(),
        state: CertificateState::Cancelled,
        by: OTHER,
        replaced_by: Some(old()),
    });
    let status = ended.status();
    assert_eq!(
        ended.rings(AlarmKind::CollectionReminder),
        [],
        "nobody fetches it any more"
    );
    for basis in ["law_changed", "holder_died"] {
        assert_eq!(ended.refusal(revoke(basis)), Refusal::WrongState { status });
    }
    assert!(ended.then(revoke("deceit")).case.phase.decided().unwrap().revoked);
}

#[test]
fn who_does_not_fetch_what_is_ready_is_reminded_three_times_and_nobody_is_late() {
    let mut story = Story::approved(Rules::licence()).finish(issued());
    assert_eq!(story.rings(AlarmKind::CertificateOverdue), []);
    for on in ["2026-03-09", "2026-03-16", "2026-03-23"] {
        assert_eq!(story.rings(AlarmKind::CollectionReminder), [day(on)]);
        assert_eq!(story.refusal(Command::RemindOfCollection), Refusal::Stale);
        story = story.at_start_of(on).then(Command::RemindOfCollection);
    }
    assert_eq!(story.rings(AlarmKind::CollectionReminder), []);
    assert_eq!(story.refusal(Command::RemindOfCollection), Refusal::Stale);
}

#[test]
fn what_is_sent_by_post_is_the_departments_to_deliver() {
    let rules = Rules {
        delivery: DeliveryMode::Post,
        ..Rules::licence()
    };
    let story = Story::approved(rules).finish(issued());
    assert_eq!(story.rings(AlarmKind::CollectionReminder), []);
    assert_eq!(story.rings(AlarmKind::CertificateOverdue), [day("2026-03-17")]);
}
