//! What an import did.

use crate::problem::FieldError;

/// A document that was not imported, or one reason for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rejection {
    /// The line of the document, from 1; in an array the number of the element.
    pub line: usize,
    /// What is wrong, with a pointer into the document.
    pub error: FieldError,
}

/// What an import did, or would do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Documents with a code that was not there.
    pub created: usize,
    /// Documents that differ from what was there.
    pub updated: usize,
    /// Documents that were there already.
    pub unchanged: usize,
    /// Everything wrong, by line.
    pub rejected: Vec<Rejection>,
    /// Whether anything was written: not in a dry run, nor when something was rejected and the import was not partial.
    pub written: bool,
}
