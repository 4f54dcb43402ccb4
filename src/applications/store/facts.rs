//! Rows of what stays for good: certificates, cards, bars and recusals.

use chrono::NaiveDate;

use super::project::Extras;
use super::rows::{ApplicationRow, BarRow, CardRow, CertificateRow, PlaceRow, RecusalRow};
use crate::applications::lifecycle::{Case, CertificateEvent, Context, Event, Outcome};
use crate::codes::{CertificateState, EndingGround};

/// The certificates made, and those made before whose approval is revoked.
pub(super) fn certificates(
    application: &ApplicationRow,
    events: &[Event],
    context: &Context<'_>,
    extras: &Extras,
) -> Vec<CertificateRow> {
    let mut rows = Vec::new();
    for event in events {
        match event {
            Event::CertificateIssued {
                number, valid_until, ..
            } => rows.push(CertificateRow {
                owner_id: application.id,
                number: number.to_string(),
                name: extras
                    .certificate_name
                    .as_ref()
                    .unwrap_or(&application.item_name)
                    .clone(),
                holder_id: application.applicant_id,
                department: application.department.to_string(),
                issued_on: context.today,
                valid_until: *valid_until,
                state: CertificateState::Valid,
                replaced_by: None,
                ended_on: None,
                ended_by: None,
                ground: None,
            }),
            Event::Revoked { basis } => rows.extend(extras.certificates.iter().map(|row| CertificateRow {
                state: EndingGround::state_by(basis),
                ended_on: Some(context.today),
                ground: Some(basis.clone()),
                ..row.clone()
            })),
            Event::Certificate(CertificateEvent::CertificateEnded {
                number,
                state,
                by,
                replaced_by,
            }) => {
                let ended = extras
                    .certificates
                    .iter()
                    .filter(|row| row.number == number.to_string());
                rows.extend(ended.map(|row| CertificateRow {
                    state: *state,
                    replaced_by: replaced_by.as_ref().map(ToString::to_string),
                    ended_on: Some(context.today),
                    ended_by: Some(*by),
                    ..row.clone()
                }));
            }
            _ => {}
        }
    }
    rows
}

/// The cards for due dates that have passed.
pub(super) fn cards(application: &ApplicationRow, events: &[Event], context: &Context<'_>) -> Vec<CardRow> {
    let card = |event: &Event| match event {
        Event::CardIssued { colour, due_on } => Some(CardRow {
            owner_id: application.id,
            colour: colour.as_str().to_owned(),
            due_on: *due_on,
            issued_on: context.today,
            item_code: application.item_code.clone(),
            division: application.division.clone(),
            department: application.department.clone(),
        }),
        _ => None,
    };
    events.iter().filter_map(card).collect()
}

/// What the applicant is barred from, or not any more.
pub(super) fn bars(application: &ApplicationRow, events: &[Event], context: &Context<'_>) -> Vec<BarRow> {
    let row = |what: &String, basis: &String, until: Option<NaiveDate>, lifted: bool| BarRow {
        owner_id: application.id,
        what: what.clone(),
        applicant_id: application.applicant_id,
        item_code: application.item_code.clone(),
        basis: basis.clone(),
        from_on: context.today,
        until_on: until,
        lifted_at: lifted.then_some(context.now),
    };
    let bar = |event: &Event| match event {
        Event::Barred { what, basis, until } => Some(row(what, basis, *until, false)),
        Event::BarLifted { what, basis, until } => Some(row(what, basis, *until, true)),
        _ => None,
    };
    events.iter().filter_map(bar).collect()
}

/// Who does not work on the application any more.
pub(super) fn recusals(application: &ApplicationRow, events: &[Event], context: &Context<'_>) -> Vec<RecusalRow> {
    let recusal = |event: &Event| match event {
        Event::Recused { person } => Some(RecusalRow {
            owner_id: application.id,
            person: *person,
            recused_on: context.today,
        }),
        _ => None,
    };
    events.iter().filter_map(recusal).collect()
}

/// The place that a grant takes under a quota.
pub(super) fn places(application: &ApplicationRow, events: &[Event], context: &Context<'_>) -> Vec<PlaceRow> {
    let granted = Event::Decided {
        outcome: Outcome::Approved,
    };
    let standing = context.quota.filter(|_| events.contains(&granted));
    let place = standing.and_then(|standing| {
        Some(PlaceRow {
            item_code: application.item_code.clone(),
            period: standing.period,
            place: standing.next()?,
            owner_id: application.id,
            granted_on: context.today,
        })
    });
    place.into_iter().collect()
}

/// Whether the place taken by a grant is free again: it was revoked, given up, or came to nothing.
pub(super) fn frees_place(before: &Case, events: &[Event]) -> bool {
    let ends = |event: &Event| match event {
        Event::Revoked { .. } | Event::Terminated { .. } => true,
        Event::Certificate(CertificateEvent::CertificateEnded { replaced_by, .. }) => replaced_by.is_none(),
        _ => false,
    };
    before.phase.decided().is_some() && events.iter().any(ends)
}
