//! What is wrong with a graph, told before it is published.
//!
//! Two checks that bear each other out. The structural rules ([`shape`], [`nesting`], [`cycles`], [`work`]) say where a graph is not built
//! as a procedure is. The exploration ([`space`], [`findings`]) plays the real token game through every state a run can come to, with every
//! outcome, vote and way of a choice, and says which runs cannot end or end while others still work. A graph that keeps the structural rules
//! has no run that cannot end; the exploration makes sure, and shows a way to each fault as evidence.
//!
//! Guards are taken to hold or not hold as they please; whether those of a choice without `otherwise` cover everything is for the room
//! that knows the questions.

mod cycles;
mod evidence;
mod fault;
mod findings;
mod nesting;
mod shape;
mod space;
mod state;
mod work;

pub use evidence::{By, Step};
pub use fault::Fault;

use super::Graph;
use super::blocks::Blocks;
use evidence::Edges;

/// More than any real procedure has; keeps the check quick whatever is sent in.
const MOST_NODES: usize = 500;
/// How many states are explored at most: nine departments that work side by side, each in two steps.
const MOST_STATES: usize = 20_000;

impl Graph {
    /// Everything wrong with the graph; empty if it is sound.
    ///
    /// When the start or the target of an edge is missing only that is told, for the rest would follow from it.
    pub fn check(&self) -> Vec<Fault> {
        self.check_within(MOST_STATES)
    }

    /// Approvals that are reached with nobody there to state a result, of a graph without faults.
    pub fn approvals_by_nobody(&self) -> Vec<Fault> {
        work::approvals_by_nobody(self, &Blocks::of(self), &Edges::of(self))
    }

    /// Like [`Self::check`], with so many states at most.
    pub(super) fn check_within(&self, most_states: usize) -> Vec<Fault> {
        let (mut faults, may_be_followed) = self.structural_faults();
        // A step through a cycle has no end, and ever more ways to go.
        if !may_be_followed || faults.iter().any(|fault| fault.code == cycles::CODE) {
            return faults;
        }
        let is_built_well = faults.is_empty();
        for found in findings::faults(self, &Blocks::of(self), most_states) {
            let same = |fault: &&mut Fault| fault.code == found.code && fault.node == found.node;
            match faults.iter_mut().find(same) {
                Some(told) => told.path = found.path,
                // Enough is known of a graph that is not built well.
                None if found.node.is_none() && !is_built_well => {}
                None => faults.push(found),
            }
        }
        faults
    }

    /// What is not built as a procedure is, and whether the token game can be played at all.
    pub(super) fn structural_faults(&self) -> (Vec<Fault>, bool) {
        let mut faults = match self.nodes.len() {
            0..=MOST_NODES => shape::missing(self),
            _ => vec![shape::too_large(MOST_NODES)],
        };
        let edges = Edges::of(self);
        let may_be_followed = faults.is_empty();
        if may_be_followed {
            let blocks = Blocks::of(self);
            faults.extend(shape::without_approval(self));
            faults.extend(work::denials_by_nobody(self, &blocks, &edges));
            faults.extend(work::countersigns(self));
            faults.extend(shape::unreachable(self, &blocks));
            faults.extend(shape::stuck(self, &blocks));
            faults.extend(nesting::faults(self, &blocks));
            faults.extend(cycles::faults(self, &blocks));
        }
        for fault in faults.iter_mut().filter(|fault| fault.path.is_empty()) {
            if let Some(node) = &fault.node {
                fault.path = edges.to(node);
            }
        }
        (faults, may_be_followed)
    }
}
