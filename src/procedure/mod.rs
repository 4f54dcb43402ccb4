//! Procedures (流程): the way of an application through posts and departments.
//!
//! - [`graph`](Graph): nodes and the edges between them, as an item version publishes them. An edge leaves a task under the code of an
//!   **outcome**; it may lead back (退回). Node kinds are named after BPMN 2.0, onto which they map one to one.
//! - [check](Graph::check): what is wrong with a graph, told before it is published. A graph without faults always has a way to its end.
//! - [run](Run): the token game. A token rests at each open task, countersign, wait or call; completing that moves it on through choices,
//!   forks and joins until tokens rest again or an end decides. Time, people and storage are the caller's.
//!
//! ## Blocks
//!
//! A fork opens a **block** which its one join closes; blocks nest. Each node lies in a fixed stack of blocks: the shortest one on which any
//! way from the start reaches it. An edge that leads to a node outside the block **leaves** it, and with that everything still open in
//! the block is cancelled: so a denial in one branch ends the others, and sending back to before the fork starts all of them anew. Sending
//! back within a branch touches nothing beside it. No edge enters a block except through its fork.
//!
//! A run stays with the graph it began on; [`relocate`] moves it to another version where that has a place for all that is open.
//!
//! To add a kind of node: give it a variant of [`Node`], its targets, whether it has work, its words in the schema, and what the game
//! does on arrival and when the work is done.
//!
//! This room is pure. Guards are CEL text to it; [`Facts`] answers whether one holds.

mod blocks;
mod game;
mod graph;
mod names;
mod outcome;
mod relocate;
mod run;
mod schema;
mod soundness;
mod steps;

#[cfg(test)]
pub(crate) mod tests;

pub use graph::{
    Call, Case, Choice, Countersign, Decision, End, Fallback, Fork, Graph, Join, Node, Party, Rule, Task, Wait,
};
pub use names::{NameError, NodeId, OutcomeCode};
pub use outcome::{Outcome, Requirement};
pub use relocate::{Misplaced, Why, relocate};
pub use run::{Advance, Facts, OpenedNode, Run, Token, Work};
pub use soundness::{By, Fault, Step};
pub use steps::{ProcedureError, complete, elapse, start, vote};
