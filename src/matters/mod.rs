//! Matters (一件事): items of several departments, applied for once.
//!
//! A matter is an application for a bundle, received once; its members are applications like any other and do the work. [`rules`] says what
//! follows from where the members stand; the operations are one file each, in `ops`.

pub mod bundled;
pub mod checklist;
mod documents;
pub mod filing;
mod gaps;
pub mod intake;
pub mod moved;
pub mod ops;
mod results;
pub mod rules;
pub mod state;
mod supplement;
pub mod view;
mod words;
