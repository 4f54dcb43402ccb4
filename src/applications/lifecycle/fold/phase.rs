//! The phase an event leads to.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};

use super::super::event::{CertificateEvent, Event, MatterEvent};
use super::super::state::{Acceptance, Decided, DueDates, Extension, Phase, Receipt, Supplement, Suspension};
use crate::clock::shanghai_date;

/// The phase an event leads to.
pub(super) fn after(phase: Phase, event: &Event, at: DateTime<Utc>) -> Phase {
    match (phase, event) {
        (Phase::Draft, Event::Submitted { received_on }) => Phase::Submitted(Receipt {
            submitted_at: at,
            received_on: *received_on,
            supplement: None,
        }),
        (Phase::Submitted(receipt), Event::SupplementRequested { materials, answer_by }) => {
            Phase::AwaitingSupplement(told(receipt, materials, *answer_by, at))
        }
        (Phase::AwaitingSupplement(mut receipt), Event::SupplementReminded) => {
            if let Some(supplement) = &mut receipt.supplement {
                supplement.reminded = true;
            }
            Phase::AwaitingSupplement(receipt)
        }
        (Phase::AwaitingSupplement(mut receipt), Event::Supplemented { on, .. }) => {
            if let Some(supplement) = &mut receipt.supplement {
                supplement.outstanding.clear();
                supplement.answered_on = Some(*on);
            }
            Phase::Submitted(receipt)
        }
        (Phase::AwaitingSupplement(receipt), Event::Matter(MatterEvent::SupplementOver)) => Phase::Submitted(receipt),
        (Phase::Submitted(receipt), Event::Matter(MatterEvent::Begun { received_on })) => {
            Phase::Submitted(begun(receipt, *received_on))
        }
        (Phase::AwaitingSupplement(receipt), Event::Matter(MatterEvent::Begun { received_on })) => {
            Phase::AwaitingSupplement(begun(receipt, *received_on))
        }
        (
            Phase::Submitted(receipt),
            Event::Accepted {
                accepted_on,
                deemed,
                dates,
            },
        ) => Phase::InReview(Acceptance {
            receipt,
            accepted_on: *accepted_on,
            deemed: *deemed,
            dates: *dates,
            suspensions: Vec::new(),
            extension: None,
            limits: None,
        }),
        (Phase::InReview(acceptance) | Phase::Suspended(acceptance), Event::Decided { outcome }) => {
            Phase::Decided(Decided {
                acceptance,
                outcome: *outcome,
                decided_at: at,
                certificate: None,
                issued_on: None,
                ended: None,
                overdue: false,
                revoked: false,
                by_silence: false,
            })
        }
        (Phase::InReview(acceptance) | Phase::Suspended(acceptance), event) if dates_of(event).is_some() => {
            redated(acceptance, event)
        }
        (Phase::Decided(decided), Event::CertificateIssued { number, .. }) => Phase::Decided(Decided {
            certificate: Some(number.clone()),
            issued_on: Some(shanghai_date(at)),
            ..decided
        }),
        (Phase::Decided(decided), Event::CertificateOverdue) => Phase::Decided(Decided {
            overdue: true,
            ..decided
        }),
        (Phase::Decided(decided), Event::Revoked { .. }) => Phase::Decided(Decided {
            revoked: true,
            ..decided
        }),
        (Phase::Completed(decided), Event::Revoked { .. }) => Phase::Completed(Decided {
            revoked: true,
            ..decided
        }),
        (Phase::Decided(decided), Event::Certificate(event)) => Phase::Decided(certified(decided, event)),
        (Phase::Completed(decided), Event::Certificate(event)) => Phase::Completed(certified(decided, event)),
        (Phase::Decided(decided), Event::Completed) => Phase::Completed(decided),
        (_, Event::Declined) => Phase::Declined,
        (_, Event::Lapsed) => Phase::Lapsed,
        (_, Event::Withdrawn) => Phase::Withdrawn,
        (_, Event::Terminated { .. }) => Phase::Terminated,
        (phase, _) => phase,
    }
}

/// A member that begins counts as received on that day, whatever was there before.
fn begun(mut receipt: Receipt, on: NaiveDate) -> Receipt {
    receipt.received_on = on;
    if let Some(supplement) = &mut receipt.supplement {
        supplement.answered_on = supplement.answered_on.map(|answered_on| answered_on.max(on));
    }
    receipt
}

/// What became of the certificate, and of the renewal.
fn certified(decided: Decided, event: &CertificateEvent) -> Decided {
    match event {
        CertificateEvent::CertificateEnded { state, .. } => Decided {
            ended: Some(*state),
            ..decided
        },
        CertificateEvent::RenewedBySilence => Decided {
            by_silence: true,
            ..decided
        },
        _ => decided,
    }
}

fn told(receipt: Receipt, materials: &BTreeSet<String>, answer_by: NaiveDate, at: DateTime<Utc>) -> Receipt {
    let before = receipt.supplement.as_ref();
    Receipt {
        supplement: Some(Supplement {
            materials: before.map_or_else(|| materials.clone(), |told| told.materials.clone()),
            outstanding: materials.clone(),
            told_on: Some(shanghai_date(at)),
            answer_by,
            answered_on: None,
            reminded: before.is_some_and(|told| told.reminded),
        }),
        ..receipt
    }
}

/// The due dates an event moves to.
fn dates_of(event: &Event) -> Option<DueDates> {
    match event {
        Event::Suspended { dates, .. }
        | Event::SuspensionProlonged { dates, .. }
        | Event::SuspensionEnded { dates, .. }
        | Event::Extended { dates, .. }
        | Event::Reprojected { dates } => Some(*dates),
        Event::Migrated { dates, .. } => *dates,
        _ => None,
    }
}

/// An acceptance whose due dates have moved: in review, or suspended while a procedure that stops the limits is going on.
fn redated(mut acceptance: Acceptance, event: &Event) -> Phase {
    acceptance.dates = dates_of(event).unwrap_or(acceptance.dates);
    match event {
        Event::Suspended {
            kind,
            basis,
            from,
            until,
            ..
        } => acceptance.suspensions.push(Suspension {
            kind: *kind,
            basis: basis.clone(),
            from: *from,
            until: *until,
            over: false,
        }),
        Event::SuspensionProlonged { until, .. } => {
            if let Some(current) = acceptance.suspensions.last_mut() {
                current.until = *until;
            }
        }
        Event::SuspensionEnded { on, .. } => {
            if let Some(current) = acceptance.suspensions.last_mut() {
                current.until = *on;
                current.over = true;
            }
        }
        Event::Extended {
            limit,
            on,
            basis,
            moves_promise,
            ..
        } => {
            acceptance.extension = Some(Extension {
                limit: *limit,
                on: *on,
                basis: basis.clone(),
                moves_promise: *moves_promise,
            });
        }
        Event::Migrated { limits, .. } => acceptance.limits = *limits,
        _ => {}
    }
    if acceptance.current_suspension().is_some_and(Suspension::stops) {
        Phase::Suspended(acceptance)
    } else {
        Phase::InReview(acceptance)
    }
}
