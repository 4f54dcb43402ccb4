//! Applications about a certificate that is there, and what becomes of it.

use chrono::{Months, NaiveDate};
use uuid::Uuid;

use super::super::alarms::collection_day;
use super::super::context::{CertificateRule, Context};
use super::super::event::{CertificateEvent, Event};
use super::super::refusal::Refusal;
use super::super::state::{Case, Concern, Outcome, Phase};
use super::{cancel_all, dates, result, wrong_state};
use crate::codes::{CertificateNumber, CertificateState, Service};

/// What the draft is about.
pub(super) fn concern(case: &Case, concern: Concern) -> Result<Vec<Event>, Refusal> {
    if !matches!(case.phase, Phase::Draft) || case.concern.is_some() {
        return Err(wrong_state(case));
    }
    let Concern {
        service,
        number,
        issued_on,
        valid_until,
    } = concern;
    Ok(vec![Event::Certificate(CertificateEvent::CertificateConcerned {
        service,
        number,
        issued_on,
        valid_until,
    })])
}

/// The last valid day of the certificate that is made today: what takes another's place ends as that did, and a renewal begins where it
/// ends.
pub(super) fn valid_until(case: &Case, rule: CertificateRule, today: NaiveDate) -> Option<NaiveDate> {
    let months = |from: NaiveDate| from.checked_add_months(Months::new(rule.valid_months?));
    match &case.concern {
        Some(concern) if concern.service == Service::Renewal => {
            months(concern.valid_until.map_or(today, |last| last.max(today)))
        }
        Some(concern) => concern.valid_until,
        None => months(today),
    }
}

/// The day by which a renewal has to be decided, where silence renews: the last one of a certificate whose renewal was applied for in
/// time and accepted while it held (art. 50).
pub(in super::super) fn renews_after(case: &Case, context: &Context<'_>) -> Option<NaiveDate> {
    let rule = context.policy.renewal.filter(|rule| rule.silence_renews)?;
    let concern = case
        .concern
        .as_ref()
        .filter(|concern| concern.service == Service::Renewal)?;
    let acceptance = case.phase.undecided()?;
    let last = concern.valid_until?;
    let in_time = acceptance.receipt.received_on <= concern.latest(rule.lead_days)?;
    (in_time && acceptance.accepted_on <= last).then_some(last)
}

/// A renewal was not decided by the day the certificate ended: it counts as renewed (timer).
pub(super) fn renew_by_silence(case: &Case, context: &Context<'_>) -> Result<Vec<Event>, Refusal> {
    let last = renews_after(case, context).ok_or(Refusal::Stale)?;
    if context.today <= last {
        return Err(Refusal::Stale);
    }
    let mut events = dates::overdue(case, context.today);
    events.extend(cancel_all(case));
    let mut decision = result::follows(case, Outcome::Approved, context, 0);
    decision.insert(1, Event::Certificate(CertificateEvent::RenewedBySilence));
    events.extend(decision);
    Ok(events)
}

/// What is ready at the window was not fetched (timer).
pub(super) fn remind_of_collection(case: &Case, context: &Context<'_>) -> Result<Vec<Event>, Refusal> {
    match collection_day(case, context) {
        Some(day) if context.today >= day => Ok(vec![Event::Certificate(CertificateEvent::CollectionReminded)]),
        _ => Err(Refusal::Stale),
    }
}

/// A certificate issued on this application holds no more, by another application. Once is enough.
pub(super) fn end(
    case: &Case,
    number: CertificateNumber,
    state: CertificateState,
    by: Uuid,
    replaced_by: Option<CertificateNumber>,
) -> Result<Vec<Event>, Refusal> {
    let holds = case.phase.decided().is_some_and(|decided| {
        decided.certificate.as_ref() == Some(&number) && decided.ended.is_none() && !decided.revoked
    });
    if !holds {
        return Err(Refusal::Stale);
    }
    Ok(vec![Event::Certificate(CertificateEvent::CertificateEnded {
        number,
        state,
        by,
        replaced_by,
    })])
}
