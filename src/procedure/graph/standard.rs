//! The procedure of an item that does not state one.

use std::collections::BTreeMap;

use super::super::{Decision, End, Graph, Node, NodeId, Outcome, OutcomeCode, Task};
use crate::codes::Post;

impl Graph {
    /// The default procedure: one reviews, another approves, denies or sends back.
    pub fn reviewer_and_approver() -> Self {
        const REVIEWER: NodeId = NodeId::known("reviewer");
        const APPROVER: NodeId = NodeId::known("approver");
        const APPROVED: NodeId = NodeId::known("approved");
        const DENIED: NodeId = NodeId::known("denied");

        let task = |name: &str, name_en: &str, post, outcomes: Vec<(OutcomeCode, NodeId)>| {
            Node::Task(Task {
                name: name.to_owned(),
                name_en: Some(name_en.to_owned()),
                department: None,
                post,
                limit: None,
                outcomes: outcomes.into_iter().map(|(code, to)| (code, Outcome::to(to))).collect(),
                on_site: false,
                initial_review: false,
            })
        };
        let review = vec![(OutcomeCode::PASS, APPROVER)];
        let approval = vec![
            (OutcomeCode::APPROVE, APPROVED),
            (OutcomeCode::DENY, DENIED),
            (OutcomeCode::SEND_BACK, REVIEWER),
        ];
        let end = |decision| Node::End(End { decision });
        Self {
            start: REVIEWER,
            nodes: BTreeMap::from([
                (REVIEWER, task("审查", "Review", Post::REVIEWER, review)),
                (APPROVER, task("审批", "Approval", Post::APPROVER, approval)),
                (APPROVED, end(Decision::Approve)),
                (DENIED, end(Decision::Deny)),
            ]),
        }
    }

    /// The procedure of what has no work of its own: it is granted as soon as it begins.
    pub fn without_work() -> Self {
        const GRANTED: NodeId = NodeId::known("granted");
        let end = Node::End(End {
            decision: Decision::Approve,
        });
        Self {
            start: GRANTED,
            nodes: BTreeMap::from([(GRANTED, end)]),
        }
    }
}
