//! Accounts, sessions and who may do what.

pub mod access;
pub mod caller;

pub use access::{Action, Operation, Role};
pub use caller::{Allowed, Caller, Visitor};
