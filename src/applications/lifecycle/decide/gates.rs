//! What a decision has to wait for: its turn under a quota (art. 57), and third parties who are still to be heard (arts. 36, 47);
//! and what an approval has to state beside its outcome.

use super::super::context::Context;
use super::super::refusal::Refusal;
use super::super::state::{Case, Outcome};

/// Asks that the application may be decided so, now.
pub(super) fn open(case: &Case, outcome: Outcome, context: &Context<'_>) -> Result<(), Refusal> {
    third_parties(case, context)?;
    match outcome {
        Outcome::Approved if context.lacks_result => Err(Refusal::ResultRequired),
        Outcome::Approved => quota(context),
        Outcome::Denied => Ok(()),
    }
}

/// Those accepted first have the places first. Who is before an application only ever becomes less, so that a place once open to it stays
/// open.
fn quota(context: &Context<'_>) -> Result<(), Refusal> {
    let Some(standing) = context.quota else {
        return Ok(());
    };
    let free = standing.free();
    if free == 0 {
        return Err(Refusal::QuotaExhausted {
            places: standing.places,
        });
    }
    if standing.ahead >= free {
        return Err(Refusal::QuotaOrder { ahead: standing.ahead });
    }
    Ok(())
}

/// At least one was told, and each was heard, said that it will not be, or let its time pass.
fn third_parties(case: &Case, context: &Context<'_>) -> Result<(), Refusal> {
    if !context.policy.hears_third_parties {
        return Ok(());
    }
    if case.third_parties.is_empty() {
        return Err(Refusal::ThirdPartyUnheard { until: None });
    }
    let waiting = case
        .third_parties
        .values()
        .filter(|party| !party.heard && context.today <= party.answer_by);
    match waiting.map(|party| party.answer_by).max() {
        Some(until) => Err(Refusal::ThirdPartyUnheard { until: Some(until) }),
        None => Ok(()),
    }
}
