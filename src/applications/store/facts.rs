//! Rows of what stays for good: certificates, cards, bars and recusals.

use super::rows::{ApplicationRow, BarRow, CardRow, CertificateRow, RecusalRow};
use crate::applications::lifecycle::{Context, Event};

/// The certificates made.
pub(super) fn certificates(
    application: &ApplicationRow,
    events: &[Event],
    context: &Context<'_>,
    name: Option<&str>,
) -> Vec<CertificateRow> {
    events
        .iter()
        .filter_map(|event| match event {
            Event::CertificateIssued { number, valid_until } => Some(CertificateRow {
                owner_id: application.id,
                number: number.to_string(),
                name: name.unwrap_or(&application.item_name).to_owned(),
                holder_id: application.applicant_id,
                department: application.department.to_string(),
                issued_on: context.today,
                valid_until: *valid_until,
                state: "valid".to_owned(),
            }),
            _ => None,
        })
        .collect()
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

/// What the applicant is barred from.
pub(super) fn bars(application: &ApplicationRow, events: &[Event], context: &Context<'_>) -> Vec<BarRow> {
    let bar = |event: &Event| match event {
        Event::Barred { what, basis, until } => Some(BarRow {
            owner_id: application.id,
            what: what.clone(),
            applicant_id: application.applicant_id,
            item_code: application.item_code.clone(),
            basis: basis.clone(),
            from_on: context.today,
            until_on: *until,
            lifted_at: None,
        }),
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
