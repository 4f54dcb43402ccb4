//! Accounts, sessions and who may do what.

pub mod access;

pub use access::{Action, Operation, Role};
