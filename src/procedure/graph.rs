//! The graph as it is written down: nodes by name, edges by naming their target.

mod call;
mod countersign;
mod gateway;
mod standard;
mod task;
mod wait;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub use call::{Call, Fallback};
pub use countersign::{Countersign, Party, Rule};
pub use gateway::{Case, Choice, Decision, End, Fork, Join};
pub use task::Task;
pub use wait::Wait;

use super::{NodeId, Outcome, OutcomeCode};
use crate::calendar::Limit;
use crate::text::Text;

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
    /// Several posts agree or disagree (BPMN: user task with parallel instances).
    Countersign(Countersign),
    /// Time that has to pass (BPMN: timer catch event).
    Wait(Wait),
    /// A question to a data-sharing service (BPMN: service task).
    Call(Call),
    /// The procedure decides (BPMN: terminate end event): whatever is still open is cancelled.
    End(End),
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
}

impl Node {
    /// The nodes its edges lead to.
    pub fn targets(&self) -> Vec<&NodeId> {
        match self {
            Self::Task(Task { outcomes, .. }) | Self::Call(Call { outcomes, .. }) => {
                outcomes.values().map(|outcome| &outcome.to).collect()
            }
            Self::Choice(choice) => {
                let cases = choice.cases.iter().map(|case| &case.to);
                cases.chain(&choice.otherwise).collect()
            }
            Self::Fork(fork) => fork.to.iter().collect(),
            Self::Join(join) => vec![&join.to],
            Self::Countersign(countersign) => vec![&countersign.agreed, &countersign.disagreed],
            Self::Wait(wait) => vec![&wait.to],
            Self::End(_) => vec![],
        }
    }

    /// Whether a token passes through at once. A join counts: it waits for tokens, neither for people nor for time.
    pub fn is_automatic(&self) -> bool {
        matches!(self, Self::Choice(_) | Self::Fork(_) | Self::Join(_))
    }

    /// Whether a token rests there with something open: for people, for a service or for time.
    pub fn has_work(&self) -> bool {
        matches!(
            self,
            Self::Task(_) | Self::Countersign(_) | Self::Wait(_) | Self::Call(_)
        )
    }

    /// What it is called, if it has work; in Chinese alone if it has no English name.
    pub fn name(&self) -> Option<Text> {
        let (name, name_en) = match self {
            Self::Task(Task { name, name_en, .. })
            | Self::Countersign(Countersign { name, name_en, .. })
            | Self::Wait(Wait { name, name_en, .. })
            | Self::Call(Call { name, name_en, .. }) => (name, name_en),
            Self::Choice(_) | Self::Fork(_) | Self::Join(_) | Self::End(_) => return None,
        };
        Some(Text::new(name.clone(), name_en.as_ref().unwrap_or(name).clone()))
    }

    /// The time it states for its work: for a call, that of whoever decides in the service's place.
    pub fn limit(&self) -> Option<Limit> {
        match self {
            Self::Task(task) => task.time_allowed(),
            Self::Countersign(countersign) => countersign.limit,
            Self::Wait(wait) => Some(wait.limit),
            Self::Call(call) => call.fallback.limit,
            Self::Choice(_) | Self::Fork(_) | Self::Join(_) | Self::End(_) => None,
        }
    }

    /// The outcomes with which its work is completed: those of a task or a call.
    pub fn outcomes(&self) -> Option<&BTreeMap<OutcomeCode, Outcome>> {
        match self {
            Self::Task(Task { outcomes, .. }) | Self::Call(Call { outcomes, .. }) => Some(outcomes),
            _ => None,
        }
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_false(value: &bool) -> bool {
    !*value
}
