//! Accounts, sessions and who may do what.
//!
//! [`access`] is the permission matrix and [`caller`] what handlers take from a token; [`accounts`] is who an account belongs to; [`ops`]
//! holds one file per operation, `store` the statements behind them. Personal data is sealed in the [`Vault`].

pub mod access;
pub mod accounts;
mod address;
pub mod caller;
pub mod checked;
pub mod contact_change;
mod guest;
mod limits;
pub mod linking;
mod login;
mod name;
pub mod ops;
pub mod party;
pub mod password_reset_mail;
mod passwords;
mod reset_token;
pub mod seed;
mod sessions;
mod store;
#[cfg(test)]
mod tests;
mod vault;
pub mod walk_in;

pub use access::{Action, Operation, Role};
pub use address::{Address, Dispatch};
pub use caller::{Allowed, Caller, Visitor};
pub use guest::Guest;
pub use limits::{LimitSettings, Limits};
pub use login::{Login, LoginName};
pub use name::Name;
pub use passwords::{Password, PasswordDesk};
pub use sessions::{SessionPolicy, SessionTokens, Sessions};
pub use vault::{Sealed, Vault};
pub use walk_in::WalkIn;
