//! Third parties with major interests are told of their right to state their case or to ask for a hearing (arts. 36, 47).

use super::super::THIRD_PARTY_LIMIT;
use super::super::context::Context;
use super::super::event::Event;
use super::super::refusal::Refusal;
use super::super::state::{Case, Phase};
use super::wrong_state;

/// One is told, from receipt until the decision.
pub(super) fn tell(case: &Case, context: &Context<'_>) -> Result<Vec<Event>, Refusal> {
    open(case)?;
    if !context.policy.hears_third_parties {
        return Err(Refusal::NoThirdParties);
    }
    let party = case.third_parties.keys().max().map_or(1, |last| last + 1);
    let answer_by = context.calendar.add(context.today, THIRD_PARTY_LIMIT).date;
    Ok(vec![Event::ThirdPartyTold { party, answer_by }])
}

/// It was heard, or said that it will not be.
pub(super) fn hear(case: &Case, party: u32) -> Result<Vec<Event>, Refusal> {
    open(case)?;
    match case.third_parties.get(&party) {
        None => Err(Refusal::UnknownThirdParty),
        Some(known) if known.heard => Err(Refusal::HeardBefore),
        Some(_) => Ok(vec![Event::ThirdPartyHeard { party }]),
    }
}

fn open(case: &Case) -> Result<(), Refusal> {
    match case.phase {
        Phase::Submitted(_) | Phase::InReview(_) | Phase::Suspended(_) => Ok(()),
        _ => Err(wrong_state(case)),
    }
}
