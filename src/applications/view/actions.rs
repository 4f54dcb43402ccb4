//! What a caller may do with an application, as what follows it in the operation's path.

use chrono::NaiveDate;

use super::super::lifecycle::{Case, Phase};
use super::super::rating;
use super::super::store::Screen;
use super::clock;
use crate::catalogue::ItemVersion;
use crate::codes::Post;
use crate::identity::Caller;

/// What they may do now. What belongs to a matter as a whole is not done on its members, nor what is asked of an application on a matter.
pub(super) fn actions(
    case: &Case,
    party: bool,
    screen: &Screen,
    caller: &Caller,
    version: &ItemVersion,
    today: NaiveDate,
) -> Vec<&'static str> {
    if case.whole().is_some() {
        return shared_actions(case, party, screen, caller);
    }
    let alone = case.member().is_none();
    let mut actions = Vec::new();
    if party {
        actions.extend_from_slice(match case.phase {
            Phase::Draft if !alone => &["withdrawal"],
            Phase::Draft if case.consents.held => &["revision", "withdrawal"],
            Phase::Draft => &["revision", "submission", "withdrawal"],
            Phase::AwaitingSupplement(_) if alone => &["supplement", "withdrawal"],
            Phase::Submitted(_) | Phase::AwaitingSupplement(_) | Phase::InReview(_) | Phase::Suspended(_) => {
                &["withdrawal"]
            }
            _ => &[],
        });
        actions.extend(case.awaited().filter(|_| alone).map(|_| "supplement"));
        actions.extend(rating::may_be_rated(&screen.application, &screen.ratings).then_some("rating"));
    }
    let at_window = screen.holds(&screen.application.department, &Post::WINDOW);
    if at_window && !case.recused.contains(&caller.account) {
        actions.extend_from_slice(match &case.phase {
            Phase::Submitted(_) | Phase::AwaitingSupplement(_) | Phase::InReview(_) | Phase::Suspended(_) => {
                &["termination"]
            }
            Phase::Decided(decided) if decided.certificate.is_some() && !case.is_delivered_together() => &["delivery"],
            _ => &[],
        });
    }
    actions.extend(shared_actions(case, party, screen, caller));
    actions.extend(clock::actions(case, screen, version, today));
    actions
}

/// What may be done with applications and matters alike: urging (催办) and supervision (督办).
pub fn shared_actions(case: &Case, party: bool, screen: &Screen, caller: &Caller) -> Vec<&'static str> {
    let manages = screen.holds(&screen.application.department, &Post::MANAGER);
    let supervised = manages && !case.recused.contains(&caller.account) && case.is_under_way();
    [("urges", party && may_urge(case)), ("supervisions", supervised)]
        .into_iter()
        .filter_map(|(action, may)| may.then_some(action))
        .collect()
}

/// Whether somebody here has it to be urged: not of a member that has not begun or that another system handles, nor of results that only wait
/// to be handed over.
pub fn may_urge(case: &Case) -> bool {
    let elsewhere = case.member().is_some_and(|member| member.external || member.waits);
    let ready = case.whole().is_some_and(|whole| whole.ready);
    case.may_be_urged() && !elsewhere && !ready
}
