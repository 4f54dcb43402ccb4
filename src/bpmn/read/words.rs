//! Words by which people name posts, outcomes and ends.

use crate::codes::Post;
use crate::procedure::{Decision, OutcomeCode};

const APPLICANT: [&str; 6] = ["申请人", "群众", "办事人", "applicant", "citizen", "customer"];
const APPROVER: [&str; 9] = [
    "审批", "审定", "批准", "核准", "决定", "领导", "签发", "approv", "decide",
];
const REVIEWER: [&str; 8] = ["审核", "审查", "初审", "复核", "经办", "核查", "review", "check"];
const WINDOW: [&str; 5] = ["窗口", "受理", "收件", "window", "front desk"];
const MANAGER: [&str; 3] = ["管理岗", "督办", "manager"];
/// How organs are called: "审批局" approves nothing by its name alone.
const ORGANS: [&str; 11] = [
    "局",
    "委",
    "委员会",
    "厅",
    "部",
    "院",
    "中心",
    "大队",
    "政府",
    "街道",
    "办公室",
];

const SENT_BACK: [&str; 8] = [
    "退回",
    "返回",
    "重新",
    "补正",
    "send back",
    "return",
    "rework",
    "revise",
];
const DENIED: [&str; 10] = [
    "不予",
    "拒绝",
    "驳回",
    "不批准",
    "不同意",
    "不准",
    "deny",
    "denied",
    "refus",
    "declin",
];
const FAILED: [&str; 7] = ["不通过", "未通过", "不合格", "否", "reject", "fail", "no"];
const PASSED: [&str; 14] = [
    "准予", "同意", "批准", "核准", "通过", "合格", "是", "approv", "grant", "pass", "accept", "ok", "yes", "complete",
];

/// Whether a lane is the applicant's, who holds no post.
pub(super) fn is_applicant(name: &str) -> bool {
    says(name, &APPLICANT)
}

/// The post a name speaks of.
pub(super) fn post(name: &str) -> Option<Post> {
    if let Ok(post) = name.parse() {
        return Some(post);
    }
    if ORGANS.iter().any(|organ| name.ends_with(organ)) {
        return None;
    }
    let posts = [
        (Post::APPROVER, &APPROVER[..]),
        (Post::REVIEWER, &REVIEWER),
        (Post::WINDOW, &WINDOW),
        (Post::MANAGER, &MANAGER),
    ];
    posts
        .into_iter()
        .find(|(_, words)| says(name, words))
        .map(|(post, _)| post)
}

/// What an end decides, by its name.
pub(super) fn decision(name: &str) -> Option<Decision> {
    if says(name, &DENIED) || says(name, &FAILED) {
        Some(Decision::Deny)
    } else if says(name, &PASSED) || says(name, &["办结", "发证", "制证", "issue"]) {
        Some(Decision::Approve)
    } else {
        None
    }
}

/// The outcome under which a flow leaves a task, by its name, by where it leads, and by whether that is back.
pub(super) fn outcome(name: &str, end: Option<Decision>, back: bool) -> Option<OutcomeCode> {
    let negative = says(name, &DENIED) || says(name, &FAILED);
    match end {
        _ if back || says(name, &SENT_BACK) => Some(OutcomeCode::SEND_BACK),
        Some(Decision::Deny) => Some(OutcomeCode::DENY),
        Some(Decision::Approve) => Some(OutcomeCode::APPROVE),
        None if !negative && says(name, &["准予", "批准", "核准", "approv", "grant"]) => {
            Some(OutcomeCode::APPROVE)
        }
        None if negative => Some(OutcomeCode::FAIL),
        None if says(name, &PASSED) => Some(OutcomeCode::PASS),
        None => None,
    }
}

/// Whether a name has one of these words. Short English words have to stand alone: "no" is not in "notify".
fn says(name: &str, words: &[&str]) -> bool {
    let name = name.to_lowercase();
    let alone = |word: &str| name.split(|c: char| !c.is_alphanumeric()).any(|part| part == word);
    words.iter().any(|word| match word {
        word if word.is_ascii() && word.len() <= 4 => alone(word),
        // One character is too little to be found anywhere.
        word if word.chars().count() == 1 => alone(word),
        word => name.contains(word),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_understood() {
        for (name, told) in [
            ("审批岗", Some(Post::APPROVER)),
            ("市行政审批局", None),
            ("窗口", Some(Post::WINDOW)),
            ("Reviewer", Some(Post::REVIEWER)),
            ("site_inspector", Some("site_inspector".parse().unwrap())),
            ("消防", None),
        ] {
            assert_eq!(post(name), told, "{name}");
        }
        for (name, told) in [
            ("不予许可", Some(Decision::Deny)),
            ("审核不通过", Some(Decision::Deny)),
            ("Application rejected", Some(Decision::Deny)),
            ("准予许可", Some(Decision::Approve)),
            ("Permit granted", Some(Decision::Approve)),
            ("结束", None),
            ("Notified", None),
        ] {
            assert_eq!(decision(name), told, "{name}");
        }
        assert_eq!(outcome("No", None, false), Some(OutcomeCode::FAIL));
        assert_eq!(outcome("准予", None, false), Some(OutcomeCode::APPROVE));
        assert_eq!(outcome("No", Some(Decision::Deny), false), Some(OutcomeCode::DENY));
        assert_eq!(outcome("不通过", None, true), Some(OutcomeCode::SEND_BACK));
        assert_eq!(outcome("large", None, false), None);
        assert!(is_applicant("申请人（企业）") && !is_applicant("审查"));
    }
}
