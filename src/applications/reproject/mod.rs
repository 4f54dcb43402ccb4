//! After a year of the calendar was loaded: every open application computes its dates again.
//!
//! [`Reprojector`] runs the legs that [`crate::calendar::reprojection`] chains: a page of open applications each. What cannot be computed at the moment
//! does not hold up the others: it is put into a job of its own, which [`Straggler`] runs, with the queue's patience and its dead letters.
//!
//! Recomputing is an ordinary command, refused as stale when nothing changes, so that running it twice changes nothing.

mod one;
mod pages;
mod store;

pub use one::Straggler;
pub use pages::Reprojector;
