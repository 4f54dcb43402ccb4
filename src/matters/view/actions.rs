//! What a caller may do with a matter as a whole.

use super::Seen;
use super::lanes::Lane;
use crate::applications::lifecycle::{Phase, Standing};
use crate::applications::rating::may_be_rated;
use crate::applications::view::shared_actions;
use crate::codes::Post;
use crate::identity::Caller;

/// What they may do now, as what follows the matter in the operation's path; urging and supervision are operations on applications.
pub(super) fn actions(seen: &Seen, lanes: &[Lane<'_>], caller: &Caller) -> Vec<&'static str> {
    let (screen, case) = (&seen.screen, &seen.readable.case);
    let party = screen.is_party(caller);
    let over = case.phase.status().is_final();
    let asks = |lane: &Lane<'_>| matches!(lane.standing, Standing::Told { .. }) || lane.case.awaited().is_some();
    let told = matches!(case.phase, Phase::AwaitingSupplement(_)) || lanes.iter().any(asks);
    let undecided = !over && lanes.iter().any(|lane| !lane.is_done());
    let lead = &seen.bundled.version.bundle.lead_department;
    let windows = [&screen.application.department, lead];
    let at_window = windows
        .into_iter()
        .any(|department| screen.holds(department, &Post::WINDOW))
        && !case.recused.contains(&caller.account);
    let handed_over = lanes
        .iter()
        .any(|lane| case.hands_over(&lane.case) && !lane.case.recused.contains(&caller.account));
    let of_whole = [
        ("supplement", party && told),
        ("withdrawal", party && undecided),
        ("rating", party && may_be_rated(&screen.application, &screen.ratings)),
        ("delivery", at_window && handed_over),
    ];
    let of_whole = of_whole.into_iter().filter_map(|(action, may)| may.then_some(action));
    of_whole.chain(shared_actions(case, party, screen, caller)).collect()
}
