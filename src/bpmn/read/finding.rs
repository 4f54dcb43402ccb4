//! What there is to say about elements of a document.

use std::fmt;

/// Something about an element.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The element's id; its name and kind if it has none.
    pub element: String,
    /// What sort of finding it is.
    pub kind: FindingKind,
    /// What there is to say, in English, as the command line is.
    pub message: String,
}

/// Sorts of findings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FindingKind {
    /// A procedure cannot say it: the graph lacks something the document has.
    Unmapped,
    /// The document does not say it, or not so that a program could be sure: it was taken to mean something.
    Assumed,
    /// It has no bearing on a procedure and was left out.
    LeftOut,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match self.kind {
            FindingKind::Unmapped => "unmapped",
            FindingKind::Assumed => "assumed",
            FindingKind::LeftOut => "left out",
        };
        write!(f, "{kind}: {}: {}", self.element, self.message)
    }
}

/// Findings while they are made.
#[derive(Default)]
pub(super) struct Findings(Vec<Finding>);

impl Findings {
    /// A procedure cannot say it.
    pub(super) fn unmapped(&mut self, element: &str, message: impl Into<String>) {
        self.add(element, FindingKind::Unmapped, message.into());
    }

    /// It was taken to mean something.
    pub(super) fn assumed(&mut self, element: &str, message: impl Into<String>) {
        self.add(element, FindingKind::Assumed, message.into());
    }

    /// It was left out.
    pub(super) fn left_out(&mut self, element: &str, message: impl Into<String>) {
        self.add(element, FindingKind::LeftOut, message.into());
    }

    fn add(&mut self, element: &str, kind: FindingKind, message: String) {
        self.0.push(Finding {
            element: element.to_owned(),
            kind,
            message,
        });
    }

    /// The unmapped first, otherwise in the order in which they were made.
    pub(super) fn sorted(mut self) -> Vec<Finding> {
        self.0.sort_by_key(|finding| finding.kind);
        self.0
    }
}
