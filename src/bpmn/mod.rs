//! Procedures as BPMN 2.0 (ISO/IEC 19510): drawn for any viewer, and read from any modeler.
//!
//! - [`write`](fn@write): a graph becomes a document with a diagram. Nodes keep their names as element ids. What BPMN has no place for stands in
//!   attributes of the namespace [`NAMESPACE`], so that reading the document gives exactly the same graph.
//! - [`read`](fn@read): a document becomes a graph and a list of [`Finding`]s. What has no counterpart is listed, nothing is dropped silently.
//! - [`layout`]: columns, lanes and the ways of the flows.
//! - [`xml`]: as much XML as that takes, safe against hostile files.
//!
//! | Procedure | BPMN |
//! |---|---|
//! | task | user task; one conditional flow for each outcome |
//! | limit | non-interrupting timer on the task's edge, leading to an event of its own |
//! | choice | exclusive gateway; conditions in CEL |
//! | fork, join | parallel gateway, diverging or converging |
//! | countersign | user task with parallel instances |
//! | wait | timer catch event |
//! | call | service task |
//! | end | terminate end event |
//! | department and post | lane |
//!
//! A parallel gateway waits for every flow that comes in. Where several lead to a fork, or from one branch to a join, any one of them
//! suffices: an exclusive gateway brings them together before. Reading takes such a gateway away again.
//!
//! This room is pure.

mod layout;
mod read;
mod write;
mod xml;

#[cfg(test)]
mod tests;

pub use read::{Directory, Finding, FindingKind, Options, ReadError, Reading, read};
pub use write::{Heading, write};
pub use xml::XmlError;

/// The namespace of what BPMN has no place for.
pub const NAMESPACE: &str = "https://yiwang.example/bpmn";

/// The language of conditions.
const CEL: &str = "CEL";
/// The outcome of a countersign on which enough agree.
const AGREE: &str = "agree";
/// The outcome of a countersign on which not enough agree.
const DISAGREE: &str = "disagree";
