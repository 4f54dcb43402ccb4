//! After a decision that rested on a commitment (告知承诺): is what was committed to true?

use uuid::Uuid;

use super::super::command::TaskDecision;
use super::super::event::Event;
use super::super::refusal::Refusal;
use super::super::state::Case;
use super::{tasks, wrong_state};

/// The outcomes of the check.
pub(crate) const KEPT: &str = "kept";
pub(crate) const BROKEN: &str = "broken";

/// The word of a bar from further commitments.
pub(crate) const COMMITMENT: &str = "commitment";

/// The legal reason of what follows from a broken commitment.
const FALSE_COMMITMENT: &str = "false_commitment";

/// A commitment that turns out to be false takes the approval back and bars the next (国办发〔2020〕42号).
pub(super) fn complete(case: &Case, task: Uuid, by: Uuid, decision: &TaskDecision) -> Result<Vec<Event>, Refusal> {
    if case.phase.decided().is_none() {
        return Err(wrong_state(case));
    }
    let kept = match decision.outcome.as_str() {
        KEPT => true,
        BROKEN => {
            tasks::needs_reasons(decision)?;
            false
        }
        _ => {
            let allowed = [KEPT, BROKEN].map(str::to_owned).to_vec();
            return Err(Refusal::UnknownOutcome { allowed });
        }
    };
    let mut events = vec![tasks::completed(task, by, decision), Event::CommitmentChecked { kept }];
    if !kept {
        let basis = FALSE_COMMITMENT.to_owned();
        events.push(Event::Revoked { basis: basis.clone() });
        events.push(Event::Barred {
            what: COMMITMENT.to_owned(),
            basis,
            until: None,
        });
    }
    Ok(events)
}
