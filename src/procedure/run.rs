//! Where a run stands, and what a step led to.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Decision, NodeId};

/// Where a run stands. Without tokens it has not begun, or is over.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Run {
    /// What is at rest: at open work, or at a join that waits for other branches.
    pub tokens: Vec<Token>,
    /// The next free number; tokens and opened blocks are numbered together and no number is used twice.
    pub next: u32,
}

/// One thing at rest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Token {
    /// Its number, unique in the run. Returning to a node opens it under a new number.
    pub id: u32,
    /// Where it rests.
    pub node: NodeId,
    /// The opened blocks it is in, outermost first. Passing the same fork again opens a block with a new number.
    pub scope: Vec<u32>,
    /// At a countersign: who has answered so far, by their place among its parties, and whether they agree.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub votes: BTreeMap<u32, bool>,
}

/// What a step led to. Reads as a difference: nothing is both opened and cancelled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Advance {
    /// Where the run stands now.
    pub run: Run,
    /// Work now open that was not before.
    pub opened: Vec<OpenedNode>,
    /// Tokens whose open work is over without having been done. The completed one is not among them, unless it is a countersign that is
    /// settled before all its parties have answered: what is still open of it is over.
    pub cancelled: Vec<u32>,
    /// What was decided, if an end was reached.
    pub ended: Option<Decision>,
}

/// A piece of work that opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenedNode {
    /// The token that rests there.
    pub token: u32,
    /// The node.
    pub node: NodeId,
    /// What there is to do.
    pub work: Work,
}

/// What there is to do at a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Work {
    /// A task of a post.
    Task,
    /// The answer of one party of a countersign, by its place among the parties.
    Party(u32),
    /// Letting time pass.
    Wait,
    /// Asking a service.
    Call,
}

/// What guards speak about.
pub trait Facts {
    /// Whether the guard, a CEL expression, holds.
    fn holds(&self, guard: &str) -> bool;
}

impl<F: Fn(&str) -> bool> Facts for F {
    fn holds(&self, guard: &str) -> bool {
        self(guard)
    }
}
