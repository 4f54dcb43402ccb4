//! What need not be asked for again (State Council order 716, art. 7): what is on record of the applicant, documents they handed in before,
//! certificates they hold. Each reuse is recorded in the application's log.

use std::collections::BTreeSet;

use serde_json::Value;

use super::super::content::HandedIn;
use super::super::known::{Known, fill, opened};
use super::super::lifecycle::{FilingEvent, Origin};
use super::super::store::rows::DocumentRow;
use super::super::store::{KnownRow, LastForm};
use super::FileApplication;
use super::applicant::Presented;
use crate::catalogue::ItemVersion;
use crate::crypto::Cipher;
use crate::problem::{FieldError, Problem};
use crate::text::Text;

/// What is known of the applicant: by what is on record, or by what they show at the window.
///
/// # Errors
/// 500 when it cannot be opened.
pub(super) fn known(
    on_record: Option<&KnownRow>,
    presented: Option<&Presented>,
    cipher: &Cipher,
) -> Result<Option<Known>, Problem> {
    let shown = presented.map(|presented| Known::shown(&presented.known_by));
    let on_record = on_record.map(|row| Known::open(row, cipher)).transpose()?;
    Ok(match (on_record, shown) {
        (Some(known), Some(shown)) => Some(known.or(shown)),
        (known, shown) => known.or(shown),
    })
}

/// The form with what is known filled in, but for `hidden` fields, and what is to be recorded of it.
///
/// # Errors
/// 422 for a form that it cannot have been filled in from, 500 when something kept cannot be opened.
pub(super) fn filled(
    (version, hidden): (&ItemVersion, &BTreeSet<String>),
    input: &FileApplication,
    known: Option<Known>,
    earlier: Option<&LastForm>,
    cipher: &Cipher,
) -> Result<(Value, Vec<FilingEvent>), Problem> {
    let (mut form, mut recorded) = (input.form.clone(), Vec::new());
    let mut record = |application, fields: Vec<String>| {
        let event = FilingEvent::FormPrefilled {
            application,
            certificate: None,
            fields,
        };
        recorded.push(event);
    };
    match earlier {
        Some(earlier) => {
            let before = opened(&earlier.form, cipher)?;
            let kept = before.iter().filter(|(field, value)| form.get(field) == Some(value));
            let fields: Vec<String> = kept.map(|(field, _)| field.clone()).collect();
            if !fields.is_empty() {
                record(Some(earlier.application), fields);
            }
        }
        None if input.prefilled_from.is_some() => {
            return Err(Problem::invalid_field(
                "/prefilled_from",
                "unknown-application",
                "没有此办件，或不是该申请人就同一事项提交的。",
                "There is no such application of this applicant for this item.",
            ));
        }
        None => {}
    }
    let known = known.filter(|_| version.item.asks_form(input.service));
    let fields = known.map_or_else(Vec::new, |known| {
        let mut fields = known.fields(version, &[]);
        fields.retain(|field, _| !hidden.contains(field));
        fill(version, &mut form, fields)
    });
    if !fields.is_empty() {
        record(None, fields);
    }
    Ok((form, recorded))
}

/// What is to be recorded of documents that were handed in before, and of copies of certificates.
pub(super) fn reused(handed_in: &[HandedIn], offered: &[DocumentRow]) -> Vec<FilingEvent> {
    let origin = |handed_in: &HandedIn| {
        let row = offered.iter().find(|row| handed_in.is(row))?;
        let certificate = row.certificate.clone().map(Origin::Certificate);
        certificate.or_else(|| row.handed_in_with.map(Origin::Application))
    };
    let mut recorded = Vec::new();
    for entry in handed_in {
        let event = origin(entry).map(|from| FilingEvent::MaterialReused {
            material: entry.material.clone(),
            from,
        });
        recorded.extend(event.filter(|event| !recorded.contains(event)));
    }
    recorded
}

/// Where certificates cannot be named yet, because what is handed in is not recorded event by event.
///
/// # Errors
/// 422 for each certificate named.
pub fn documents_only(handed_in: &[HandedIn]) -> Result<(), Problem> {
    let fault = |(index, entry): (usize, &HandedIn)| {
        let message = Text::new(
            "补正和变更请提交文件；证照请在提出申请时引用。",
            "Hand in a document here; certificates are named as the application is filed.",
        );
        entry
            .certificate
            .as_ref()
            .map(|_| FieldError::new(format!("/documents/{index}/certificate"), "not-here", message))
    };
    let errors: Vec<FieldError> = handed_in.iter().enumerate().filter_map(fault).collect();
    Problem::faultless(errors)
}
