//! The decider: one command on one state gives events or a refusal.

mod assignment;
mod certificate;
mod check;
mod consents;
mod consultation;
mod dates;
mod ending;
mod following;
mod gates;
mod intake;
mod matter;
mod migration;
mod officers;
mod procedure;
mod recusal;
mod result;
mod review;
mod revocation;
mod supervision;
mod suspension;
mod taking_back;
mod tasks;
mod third_parties;
mod warning;

pub(super) use certificate::renews_after;
pub(crate) use check::{BROKEN, KEPT};
pub(crate) use following::FOLLOWING_LAPSED;
pub(crate) use intake::outcomes as intake_outcomes;
pub(super) use intake::{answer_due, silence_accepts};
pub(crate) use matter::PREDECESSOR;
pub(crate) use revocation::{APPLICATION, COMMITMENT};
pub(crate) use taking_back::is_last_step;

use super::command::Command;
use super::context::Context;
use super::event::Event;
use super::refusal::Refusal;
use super::state::{Case, Phase, Receipt, Task};

/// What follows from a command.
///
/// # Errors
/// A [`Refusal`] when the state or the item's rules do not allow it; nothing has happened then.
pub fn decide(case: &Case, command: Command, context: &Context<'_>) -> Result<Vec<Event>, Refusal> {
    let lapsed = suspension::lapsed(case, context);
    if lapsed.is_empty() || command == Command::SuspensionOver {
        return answer(case, command, context);
    }
    let resumed = case.clone().apply_all(&lapsed, context.now);
    let for_cards = command == Command::IssueCards;
    let mut events = lapsed;
    match answer(&resumed, command, context) {
        // The end of the procedure has issued what the timer came for.
        Err(Refusal::Stale) if for_cards && events.iter().any(|event| matches!(event, Event::CardIssued { .. })) => {}
        answered => events.extend(answered?),
    }
    Ok(events)
}

fn answer(case: &Case, command: Command, context: &Context<'_>) -> Result<Vec<Event>, Refusal> {
    match command {
        Command::Draft(event @ Event::Drafted { .. }) if case.version == 0 => Ok(vec![event]),
        // Nothing comes into being twice, nor as anything but a draft; and what does not exist yet cannot change.
        Command::Draft(_) => Err(wrong_state(case)),
        _ if case.version == 0 => Err(wrong_state(case)),
        Command::Revise => match case.phase {
            Phase::Draft => Ok(vec![Event::Revised]),
            _ => Err(wrong_state(case)),
        },
        Command::Commit { made } => check::commit(case, made, context),
        Command::Record(event) => match case.phase {
            Phase::Draft => Ok(vec![Event::Filing(event)]),
            _ => Err(wrong_state(case)),
        },
        Command::Concern(concern) => certificate::concern(case, concern),
        Command::NameConsenters { codes } => consents::name(case, codes, context),
        Command::Consent {
            party,
            agrees,
            at_window,
        } => consents::answer(case, party, agrees, at_window, context),
        Command::ConsentExpire { party } => consents::expire(case, party, context),
        Command::Submit => intake::submit(case, context),
        Command::Supply { materials } => match case.phase {
            Phase::AwaitingSupplement(_) => intake::supply(case, materials, context),
            _ => following::follow(case, materials, context),
        },
        Command::Claim { task, by } => tasks::claim(case, task, by),
        Command::Release { task, by } => tasks::release(case, task, by),
        Command::Complete { task, by, decision } => tasks::complete(case, task, by, decision, context),
        Command::Assign {
            task,
            by,
            to,
            supervised,
        } => assignment::assign(case, task, by, to, supervised),
        Command::TakeBack { task, by } => taking_back::take_back(case, task, by, context),
        Command::Recuse { person } => recusal::recuse(case, person),
        Command::Consult {
            task,
            by,
            department,
            post,
            limit,
        } => consultation::ask(case, (task, by), (department, post), limit, context),
        Command::WithdrawQuestion { task, by, consultation } => consultation::withdraw(case, (task, by), consultation),
        Command::ConsultationSilence { task } => consultation::silence(case, task, context),
        Command::Deliver { mode } => ending::deliver(case, mode),
        Command::Urge => supervision::urge(case, context),
        Command::Supervise { answer_by } => supervision::supervise(case, answer_by, context),
        Command::AnswerSupervision { number } => supervision::answer(case, number),
        Command::SupervisionOverdue { number } => supervision::overdue(case, number, context),
        Command::RemindOfCollection => certificate::remind_of_collection(case, context),
        Command::RenewBySilence => certificate::renew_by_silence(case, context),
        Command::EndCertificate {
            number,
            state,
            by,
            replaced_by,
        } => certificate::end(case, number, state, by, replaced_by),
        Command::Withdraw => ending::withdraw(case, context),
        Command::Terminate { basis } => ending::terminate(case, basis, context),
        Command::Revoke { basis } => revocation::revoke(case, basis, context),
        Command::TellThirdParty => third_parties::tell(case, context),
        Command::HearThirdParty { party } => third_parties::hear(case, party),
        Command::LiftBar { what } => revocation::lift(case, &what),
        Command::Suspend { kind, basis, until } => suspension::suspend(case, kind, basis, until, context),
        Command::Prolong { until } => suspension::prolong(case, until, context),
        Command::EndSuspension => suspension::end(case, context),
        Command::SuspensionOver => suspension::over(case, context),
        Command::Extend { limit } => dates::extend(case, limit, context),
        Command::Reproject => dates::reproject(case, context),
        Command::Migrate { nodes } => migration::migrate(case, &nodes, context),
        Command::Waited { token } => review::waited(case, token, context),
        Command::Answered { token, outcome } => review::answered(case, token, &outcome, context),
        Command::Unanswered { token } => review::unanswered(case, token, context),
        Command::IssueCards => dates::issue_cards(case, context),
        Command::WarnOfTask { task } => warning::of_task(case, task, context),
        Command::RemindOfSupplement => warning::of_supplement(case, context),
        Command::RemindOfFollowing => following::remind(case, context),
        Command::FollowingLapse => following::lapse(case, context),
        Command::WarnOfCertificate => warning::of_certificate(case, context),
        Command::DeemAccepted => intake::deem_accepted(case, context),
        Command::Lapse => intake::lapse(case, context),
        Command::Matter(command) => matter::answer(case, command, context),
    }
}

fn wrong_state(case: &Case) -> Refusal {
    Refusal::WrongState {
        status: case.phase.status(),
    }
}

/// The receipt of a case that waits for acceptance.
fn submitted(case: &Case) -> Result<&Receipt, Refusal> {
    match &case.phase {
        Phase::Submitted(receipt) => Ok(receipt),
        _ => Err(wrong_state(case)),
    }
}

/// The events that cancel whatever work is still open.
fn cancel_all(case: &Case) -> Vec<Event> {
    case.active_tasks()
        .map(|Task { id, .. }| Event::TaskCancelled { task: *id })
        .collect()
}
