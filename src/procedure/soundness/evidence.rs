//! Ways through a graph, as evidence.

use std::collections::{BTreeMap, VecDeque};

use serde::Serialize;
use utoipa::ToSchema;

use super::super::steps::Act;
use super::super::{Choice, Graph, Node, NodeId, OutcomeCode, Token};
use crate::text::Text;

/// One step on a way: from a node to another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = ProcedureStep)]
pub struct Step {
    /// Where it begins.
    pub node: NodeId,
    /// What is done or chosen there.
    pub by: By,
    /// Where it leads; the node itself when a countersign stays open.
    pub to: NodeId,
}

/// What is done or chosen at a node.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = ProcedureStepBy)]
pub enum By {
    /// A task or call comes to this outcome.
    Outcome(OutcomeCode),
    /// A party of a countersign answers.
    Vote {
        /// Its place among the parties, from 0.
        party: u32,
        /// Whether it agrees.
        agrees: bool,
    },
    /// A countersign is settled.
    Settled {
        /// Whether enough agree.
        agreed: bool,
    },
    /// The time of a wait passes.
    Elapsed,
    /// A choice goes the way of this guard.
    Guard(String),
    /// A choice goes the way that is left when no guard holds.
    Otherwise,
    /// A fork or join lets through.
    Passed,
}

impl Step {
    /// The step in words, such as `fire →pass→ merge`.
    pub fn words(&self) -> Text {
        let Self { node, by, to } = self;
        let line = |by: &str| match by {
            "" => format!("{node} → {to}"),
            by => format!("{node} →{by}→ {to}"),
        };
        let both = |zh: &str, en: &str| Text::new(line(zh), line(en));
        match by {
            By::Outcome(code) => both(code.as_str(), code.as_str()),
            By::Vote { party, agrees: true } => both(
                &format!("第{}方同意", party + 1),
                &format!("party {} agrees", party + 1),
            ),
            By::Vote { party, agrees: false } => both(
                &format!("第{}方不同意", party + 1),
                &format!("party {} disagrees", party + 1),
            ),
            By::Settled { agreed: true } => both("会签同意", "agreed"),
            By::Settled { agreed: false } => both("会签不同意", "disagreed"),
            By::Elapsed => both("期满", "time passes"),
            By::Guard(guard) => both(guard, guard),
            By::Otherwise => both("其他情形", "otherwise"),
            By::Passed => both("", ""),
        }
    }
}

/// What is done at a token.
pub(super) fn act(graph: &Graph, token: &Token, act: Act<'_>) -> Option<Step> {
    let node = graph.node(&token.node)?;
    let (by, to) = match (node, act) {
        (Node::Wait(wait), Act::Elapse) => (By::Elapsed, &wait.to),
        (Node::Countersign(countersign), Act::Vote { party, agrees }) => {
            let mut votes = token.votes.clone();
            votes.insert(party, agrees);
            let to = match countersign.result(&votes) {
                Some(true) => &countersign.agreed,
                Some(false) => &countersign.disagreed,
                None => &token.node,
            };
            (By::Vote { party, agrees }, to)
        }
        (_, Act::Complete(code)) => (By::Outcome(code.clone()), &node.outcomes()?.get(code)?.to),
        _ => return None,
    };
    Some(Step {
        node: token.node.clone(),
        by,
        to: to.clone(),
    })
}

/// The way a choice goes: the case of that place, or what is left.
pub(super) fn case(id: &NodeId, choice: &Choice, taken: usize) -> Option<Step> {
    let (by, to) = match choice.cases.get(taken) {
        Some(case) => (By::Guard(case.when.clone()), &case.to),
        None => (By::Otherwise, choice.otherwise.as_ref()?),
    };
    Some(Step {
        node: id.clone(),
        by,
        to: to.clone(),
    })
}

/// Every edge of a node.
fn edges(id: &NodeId, node: &Node) -> Vec<Step> {
    let step = |by, to: &NodeId| Step {
        node: id.clone(),
        by,
        to: to.clone(),
    };
    match node {
        Node::Choice(choice) => (0..=choice.cases.len())
            .filter_map(|taken| case(id, choice, taken))
            .collect(),
        Node::Countersign(countersign) => [(true, &countersign.agreed), (false, &countersign.disagreed)]
            .map(|(agreed, to)| step(By::Settled { agreed }, to))
            .into(),
        Node::Wait(wait) => vec![step(By::Elapsed, &wait.to)],
        Node::Task(_) | Node::Call(_) => {
            let outcomes = node.outcomes().into_iter().flatten();
            outcomes
                .map(|(code, outcome)| step(By::Outcome(code.clone()), &outcome.to))
                .collect()
        }
        Node::Fork(_) | Node::Join(_) | Node::End(_) => {
            node.targets().into_iter().map(|to| step(By::Passed, to)).collect()
        }
    }
}

/// The edges by which each node is first reached.
pub(super) struct Edges(BTreeMap<NodeId, Step>);

impl Edges {
    /// The first edges from the start.
    pub(super) fn of(graph: &Graph) -> Self {
        Self::from(graph, &graph.start, |_| true)
    }

    /// The first edges from a node, through such nodes only.
    pub(super) fn from(graph: &Graph, from: &NodeId, through: impl Fn(&Node) -> bool) -> Self {
        let mut first = BTreeMap::new();
        let mut open = VecDeque::from([from.clone()]);
        while let Some(id) = open.pop_front() {
            let Some(node) = graph.node(&id).filter(|node| through(node)) else {
                continue;
            };
            for step in edges(&id, node) {
                if step.to != *from && !first.contains_key(&step.to) {
                    open.push_back(step.to.clone());
                    first.insert(step.to.clone(), step);
                }
            }
        }
        Self(first)
    }

    /// Whether an edge leads there.
    pub(super) fn reaches(&self, node: &NodeId) -> bool {
        self.0.contains_key(node)
    }

    /// A shortest way to a node; empty if it is where they begin, or is not reached.
    pub(super) fn to(&self, node: &NodeId) -> Vec<Step> {
        let mut steps = vec![];
        let mut at = node;
        while let Some(step) = self.0.get(at) {
            steps.push(step.clone());
            at = &step.node;
        }
        steps.reverse();
        steps
    }
}
