//! Matters (一件事): one receipt for applications of several departments, that go their own ways afterwards.
//!
//! What the whole and its members are to do follows from where the members stand; that is decided elsewhere and commanded here. Each
//! command still asks that the case be where it may happen.

mod member;
mod whole;

pub(crate) use member::PREDECESSOR;

use super::super::command::MatterCommand;
use super::super::context::Context;
use super::super::event::Event;
use super::super::refusal::Refusal;
use super::super::state::{Case, Part, Phase};
use super::wrong_state;

pub(super) fn answer(case: &Case, command: MatterCommand, context: &Context<'_>) -> Result<Vec<Event>, Refusal> {
    match (&case.part, command) {
        (None, MatterCommand::Form(whole)) => drafted(case, whole::formed(whole)),
        (None, MatterCommand::Join(member)) => drafted(case, member::joined(&member)),
        (Some(Part::Whole(whole)), command) => whole::answer(case, whole, command, context),
        (Some(Part::Member(member)), command) => member::answer(case, member, command, context),
        (None, _) => Err(Refusal::Stale),
    }
}

/// A matter is formed, and a member joins it, before anything is handed in.
fn drafted(case: &Case, event: Event) -> Result<Vec<Event>, Refusal> {
    match case.phase {
        Phase::Draft => Ok(vec![event]),
        _ => Err(wrong_state(case)),
    }
}
