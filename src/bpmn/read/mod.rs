//! From a document to a graph, as anybody may have drawn it.
//!
//! 1. [`source`] finds the process with its nodes and flows.
//! 2. [`class`] says what each element is to a procedure, if anything.
//! 3. [`lanes`] says who works where.
//! 4. [`nodes`], [`work`] and [`outcomes`] make the nodes; a flow through an element that is no node leads on to the one behind it.
//! 5. [`leftovers`] lists what the document says beyond that.

mod class;
mod duration;
mod finding;
mod lanes;
mod leftovers;
mod nodes;
mod outcomes;
mod source;
mod words;
mod work;

use std::collections::BTreeMap;

pub use finding::{Finding, FindingKind};

use finding::Findings;
use nodes::Builder;
use source::Source;

use super::xml::{XmlError, parse};
use crate::codes::CreditCode;
use crate::procedure::Graph;

/// The most nodes that are read; a procedure may have a quarter of that.
const MOST_NODES: usize = 2_000;

/// How to read.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The id of the process, if the document has several; the one with the most nodes if not said.
    pub process: Option<String>,
    /// Whether durations without a unit of ours count working days, not calendar days as BPMN has it.
    pub working_days: bool,
    /// Departments by name.
    pub directory: Directory,
}

/// Departments by name, for lanes.
#[derive(Clone, Debug, Default)]
pub struct Directory {
    /// The names of each department.
    pub names: BTreeMap<CreditCode, Vec<String>>,
    /// The item's own department, which a procedure need not name.
    pub own: Option<CreditCode>,
}

/// What was read.
#[derive(Clone, Debug)]
pub struct Reading {
    /// The graph; it need not be sound, least of all when something could not be mapped.
    pub graph: Graph,
    /// What there is to say about it, the unmapped first.
    pub findings: Vec<Finding>,
}

impl Reading {
    /// What could not be mapped.
    pub fn unmapped(&self) -> impl Iterator<Item = &Finding> {
        let is_unmapped = |finding: &&Finding| finding.kind == FindingKind::Unmapped;
        self.findings.iter().filter(is_unmapped)
    }
}

/// Why nothing was read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// Not XML that is read here.
    #[error(transparent)]
    Xml(#[from] XmlError),
    /// Another kind of document.
    #[error("the file is not BPMN 2.0: its root element is {0}")]
    NotBpmn(String),
    /// A document without a process that has nodes.
    #[error("there is no process with any node in it")]
    NoProcess,
    /// More than any procedure has.
    #[error("the process has more than {MOST_NODES} nodes")]
    TooManyNodes,
    /// The process asked for is not there.
    #[error("there is no process {0}")]
    UnknownProcess(String),
    /// Two elements have the same id.
    #[error("the id {0} is given twice")]
    DuplicateId(String),
}

/// Reads a BPMN 2.0 document.
///
/// # Errors
/// See [`ReadError`].
pub fn read(document: &[u8], options: &Options) -> Result<Reading, ReadError> {
    let root = parse(document)?;
    let source = Source::of(&root, options)?;
    let mut findings = Findings::default();
    let classes = class::classify(&source, &mut findings);
    let seats = lanes::seats(&source, &classes, &options.directory, &mut findings);
    let graph = Builder::new(&source, &classes, &seats, options, &mut findings).build();
    leftovers::list(&root, &source, &classes, &mut findings);
    Ok(Reading {
        graph,
        findings: findings.sorted(),
    })
}
