//! The graph as it is written down: nodes by name, edges by naming their target.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{NodeId, Outcome, OutcomeCode};
use crate::calendar::Limit;
use crate::codes::{CreditCode, Post};

/// A procedure's graph. What was read need not make sense: [`Graph::check`] tells.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ProcedureGraph)]
pub struct Graph {
    /// The node every run begins with.
    pub start: NodeId,
    /// All nodes by name.
    pub nodes: BTreeMap<NodeId, Node>,
}

/// A node of the graph.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Node {
    /// Work for a post (BPMN: user task).
    Task(Task),
    /// A way chosen by guards (BPMN: exclusive gateway).
    Choice(Choice),
    /// Parallel branches begin (BPMN: diverging parallel gateway).
    Fork(Fork),
    /// The branches of one fork have all arrived (BPMN: converging parallel gateway).
    Join(Join),
    /// The procedure decides (BPMN: terminate end event): whatever is still open is cancelled.
    End(End),
}

/// Work for a post.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Task {
    /// Name in Chinese.
    pub name: String,
    /// Name in English.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name_en: Option<String>,
    /// The department that does it; the item's own if not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub department: Option<CreditCode>,
    /// The post in that department.
    pub post: Post,
    /// How long it may take.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<Limit>,
    /// What it can come to.
    pub outcomes: BTreeMap<OutcomeCode, Outcome>,
}

/// A way chosen by the first guard that holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// Tried in this order.
    pub cases: Vec<Case>,
    /// Where it leads when no guard holds.
    pub otherwise: NodeId,
}

/// One way of a choice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ProcedureCase)]
pub struct Case {
    /// A CEL expression over form, answers and applicant.
    pub when: String,
    /// Where it leads if that holds.
    pub to: NodeId,
}

/// Opens a block of parallel branches.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Fork {
    /// The first node of each branch.
    pub to: Vec<NodeId>,
}

/// Closes the innermost block once all its branches have arrived.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Join {
    /// Where it leads.
    pub to: NodeId,
}

/// Ends the procedure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct End {
    /// What reaching it decides.
    pub decision: Decision,
}

/// What a procedure decides about its application.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// Granted (准予).
    Approve,
    /// Refused (不予).
    Deny,
}

impl Graph {
    /// The node of that name.
    pub fn node(&self, id: &NodeId) -> Option<&Node> {
        self.nodes.get(id)
    }

    /// The task of that name.
    pub fn task(&self, id: &NodeId) -> Option<&Task> {
        match self.node(id) {
            Some(Node::Task(task)) => Some(task),
            _ => None,
        }
    }

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
            })
        };
        let review = vec![(OutcomeCode::PASS, APPROVER)];
        let approval = vec![
            (OutcomeCode::APPROVE, APPROVED),
            (OutcomeCode::DENY, DENIED),
            (OutcomeCode::SEND_BACK, REVIEWER),
        ];
        Self {
            start: REVIEWER,
            nodes: BTreeMap::from([
                (REVIEWER, task("审查", "Review", Post::REVIEWER, review)),
                (APPROVER, task("审批", "Approval", Post::APPROVER, approval)),
                (
                    APPROVED,
                    Node::End(End {
                        decision: Decision::Approve,
                    }),
                ),
                (
                    DENIED,
                    Node::End(End {
                        decision: Decision::Deny,
                    }),
                ),
            ]),
        }
    }
}

impl Node {
    /// The nodes its edges lead to.
    pub fn targets(&self) -> Vec<&NodeId> {
        match self {
            Self::Task(task) => task.outcomes.values().map(|outcome| &outcome.to).collect(),
            Self::Choice(choice) => {
                let cases = choice.cases.iter().map(|case| &case.to);
                cases.chain([&choice.otherwise]).collect()
            }
            Self::Fork(fork) => fork.to.iter().collect(),
            Self::Join(join) => vec![&join.to],
            Self::End(_) => vec![],
        }
    }

    /// Whether a token passes through without anybody's doing. A join counts: it waits for tokens, not for people.
    pub fn is_automatic(&self) -> bool {
        matches!(self, Self::Choice(_) | Self::Fork(_) | Self::Join(_))
    }
}
