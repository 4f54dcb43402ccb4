//! Limits and visits.

use super::Faults;
use crate::calendar::Limit;
use crate::catalogue::document::Item;
use crate::codes::Channel;
use crate::procedure::{Node, Task};

/// No limit in force is longer; more is a slip of the keyboard.
pub(super) const MOST_DAYS: u32 = 3660;
pub(super) const MOST_VISITS: u32 = 20;
/// A service that has not answered by then does not answer; somebody decides by hand.
const MOST_SECONDS: u32 = 120;
const MOST_ATTEMPTS: u32 = 20;

/// A promise may be shorter than the law, never longer. Working and calendar days are not compared.
pub(super) fn promise_within_statute(item: &Item, faults: &mut Faults) {
    let Some(statutory) = item.statutory_limit else {
        return;
    };
    if statutory.unit == item.promised_limit.unit && item.promised_limit.days > statutory.days {
        faults.add(
            "/promised_limit",
            "promise-exceeds-statute",
            format!(
                "承诺时限（{}）不得超过法定时限（{}）",
                item.promised_limit.days, statutory.days
            ),
            format!(
                "The promised limit ({}) exceeds the statutory limit ({})",
                item.promised_limit.days, statutory.days
            ),
        );
    }
}

/// Other departments have time to answer, and silence is consent only by a rule that is named.
pub(super) fn consultation(item: &Item, faults: &mut Faults) {
    let Some(consultation) = &item.consultation else {
        return;
    };
    if consultation.limit.days == 0 || consultation.limit.days > MOST_DAYS {
        faults.add(
            "/consultation/limit",
            "out-of-range",
            format!("征求意见时限须为 1 至 {MOST_DAYS} 天"),
            format!("From 1 to {MOST_DAYS} days to answer"),
        );
    }
    let named = consultation
        .basis
        .as_ref()
        .is_some_and(|basis| !basis.trim().is_empty());
    if consultation.silence_is_consent && !named {
        faults.add(
            "/consultation/basis",
            "required",
            "默示同意须写明所依据的规定",
            "Silence is consent only by a rule that is named",
        );
    }
}

/// Limits within bounds, and time to answer a supplement notice.
pub(super) fn sensible(item: &Item, faults: &mut Faults) {
    let stated = [
        ("/statutory_limit", item.statutory_limit),
        ("/promised_limit", Some(item.promised_limit)),
        ("/supplement_limit", Some(item.supplement_limit)),
    ];
    let nodes = item.procedure.nodes.iter().map(|(id, node)| {
        let place = match node {
            Node::Call(_) => "fallback/limit",
            _ => "limit",
        };
        (format!("/procedure/nodes/{id}/{place}"), node.limit())
    });
    let stated = stated.map(|(pointer, limit)| (pointer.to_owned(), limit));
    for (pointer, limit) in stated.into_iter().chain(nodes) {
        if limit.is_some_and(|limit| limit.days > MOST_DAYS) {
            faults.add(
                pointer,
                "limit-too-long",
                format!("时限不得超过 {MOST_DAYS} 天"),
                format!("A limit is at most {MOST_DAYS} days"),
            );
        }
    }
    if item.supplement_limit.days == 0 {
        faults.add(
            "/supplement_limit",
            "supplement-limit-zero",
            "补正时限至少 1 天",
            "The applicant needs at least one day to supplement",
        );
    }
}

/// An initial review within what the law allows, Administrative Licensing Law art. 43; calls that end.
pub(super) fn nodes(item: &Item, faults: &mut Faults) {
    for (id, node) in &item.procedure.nodes {
        let place = |member: &str| format!("/procedure/nodes/{id}/{member}");
        match node {
            Node::Task(task) if task.initial_review && task.limit.is_some_and(beyond_initial_review) => faults.add(
                place("limit"),
                "initial-review-too-long",
                "初审不得超过 20 个工作日（行政许可法第四十三条）",
                "An initial review takes at most 20 working days (Administrative Licensing Law art. 43)",
            ),
            Node::Call(call) => {
                between(place("timeout_s"), call.timeout_s, MOST_SECONDS, faults);
                between(place("attempts"), call.attempts, MOST_ATTEMPTS, faults);
            }
            _ => {}
        }
    }
}

/// Calendar days are compared like working days: so many of them are never longer.
fn beyond_initial_review(limit: Limit) -> bool {
    limit.days > Task::INITIAL_REVIEW_LIMIT.days
}

fn between(pointer: String, value: Option<u32>, most: u32, faults: &mut Faults) {
    if value.is_some_and(|value| !(1..=most).contains(&value)) {
        faults.add(
            pointer,
            "out-of-range",
            format!("应在 1 至 {most} 之间"),
            format!("Must be between 1 and {most}"),
        );
    }
}

/// More than no visit needs a reason; no visit needs a way to apply from home.
pub(super) fn visits(item: &Item, faults: &mut Faults) {
    let reason = item.visits_reason.as_deref().unwrap_or_default();
    if item.visits > 0 && reason.trim().is_empty() {
        faults.add(
            "/visits_reason",
            "visits-reason-required",
            "到现场次数大于 0 时须说明原因",
            "Visits in person need a reason",
        );
    }
    if item.visits > MOST_VISITS {
        faults.add(
            "/visits",
            "too-many-visits",
            format!("到现场次数不得超过 {MOST_VISITS}"),
            format!("At most {MOST_VISITS} visits"),
        );
    }
    let remote = [Channel::Web, Channel::Mobile, Channel::Post];
    if item.visits == 0 && !item.channels.iter().any(|channel| remote.contains(channel)) {
        faults.add(
            "/channels",
            "no-remote-channel",
            "到现场次数为 0 的事项须可以网上或者邮寄申请",
            "An item without visits can be applied for online or by post",
        );
    }
}
