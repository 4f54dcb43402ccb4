//! Yiwang (一网): a backend for "one network" government services.

pub mod applications;
pub mod calendar;
pub mod catalogue;
pub mod clock;
pub mod codes;
pub mod crypto;
pub mod db;
pub mod http;
pub mod identity;
pub mod outbox;
pub mod problem;
pub mod procedure;
pub mod text;
