//! Consents beside the applicant's (共同申请人、另一方父母、监护人): the application is received when the last of them is given.

use chrono::{Days, NaiveDate};

use super::super::context::Context;
use super::super::event::{ConsentEvent, Event};
use super::super::refusal::Refusal;
use super::super::state::{Case, ConsentState, Phase};
use super::{intake, wrong_state};

/// The applicant names whose consent there is to be, in place of those named before, while the draft is theirs.
pub(super) fn name(case: &Case, codes: Vec<String>, context: &Context<'_>) -> Result<Vec<Event>, Refusal> {
    if !matches!(case.phase, Phase::Draft) {
        return Err(wrong_state(case));
    }
    let known = |code: &&String| context.policy.consents.iter().any(|rule| rule.code == **code);
    if let Some(code) = codes.iter().find(|code| !known(code)) {
        return Err(Refusal::NoSuchConsent { code: code.clone() });
    }
    let parties = case.consents.number(codes);
    Ok(vec![Event::Consent(ConsentEvent::ConsentersNamed { parties })])
}

/// What handing in leads to while consents are lacking: whoever has not agreed is asked. None when nothing is lacking.
pub(super) fn asked(case: &Case, context: &Context<'_>) -> Result<Option<Vec<Event>>, Refusal> {
    if case.consents.held {
        return Err(Refusal::SubmissionHeld);
    }
    let codes = case.consents.unnamed(context.consents);
    if !codes.is_empty() {
        return Err(Refusal::ConsenterMissing { codes });
    }
    let mut events: Vec<Event> = case
        .consents
        .lacking(context.consents)
        .map(|(party, consent)| {
            let expires_on = last_day(context, &consent.code);
            Event::Consent(ConsentEvent::ConsentAsked { party, expires_on })
        })
        .collect();
    if events.is_empty() {
        return Ok(None);
    }
    events.push(Event::Consent(ConsentEvent::SubmissionHeld));
    Ok(Some(events))
}

/// Somebody named answers: by their link while it is open, or at the window.
pub(super) fn answer(
    case: &Case,
    party: u32,
    agrees: bool,
    at_window: bool,
    context: &Context<'_>,
) -> Result<Vec<Event>, Refusal> {
    if !matches!(case.phase, Phase::Draft) {
        return Err(wrong_state(case));
    }
    let consent = case.consents.parties.get(&party).ok_or(Refusal::UnknownConsenter)?;
    match (consent.state, consent.expires_on) {
        (ConsentState::Given, _) => return Err(Refusal::ConsentAnswered),
        (ConsentState::Refused, _) if !at_window => return Err(Refusal::ConsentAnswered),
        (ConsentState::Asked, Some(on)) if !at_window && context.today > on => return Err(Refusal::TooLate { on }),
        (ConsentState::Asked, _) => {}
        _ if at_window => {}
        (ConsentState::Expired, Some(on)) => return Err(Refusal::TooLate { on }),
        _ => return Err(Refusal::ConsentNotAsked),
    }
    if !agrees {
        return Ok(vec![Event::Consent(ConsentEvent::ConsentRefused { party })]);
    }
    let given = Event::Consent(ConsentEvent::ConsentGiven { party, at_window });
    let after = case.clone().apply(&given, context.now);
    let mut events = vec![given];
    if after.consents.held && after.consents.lacking(context.consents).next().is_none() {
        events.extend(intake::received(&after, context));
    }
    Ok(events)
}

/// Somebody named did not answer in time (timer).
pub(super) fn expire(case: &Case, party: u32, context: &Context<'_>) -> Result<Vec<Event>, Refusal> {
    let consent = case.consents.parties.get(&party);
    let waits = consent.filter(|consent| case.consents.held && consent.state == ConsentState::Asked);
    let over = waits
        .and_then(|consent| consent.expires_on)
        .is_some_and(|on| context.today > on);
    match (&case.phase, over) {
        (Phase::Draft, true) => Ok(vec![Event::Consent(ConsentEvent::ConsentExpired { party })]),
        _ => Err(Refusal::Stale),
    }
}

fn last_day(context: &Context<'_>, code: &str) -> NaiveDate {
    let days = Days::new(context.policy.consent_days(code).into());
    context.today.checked_add_days(days).unwrap_or(NaiveDate::MAX)
}
