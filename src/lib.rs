//! Yiwang (一网): a backend for "one network" government services.

pub mod applications;
pub mod bpmn;
pub mod calendar;
pub mod catalogue;
pub mod cli;
pub mod clock;
pub mod codes;
pub mod config;
pub mod crypto;
pub mod db;
pub mod dev;
pub mod documents;
pub mod http;
pub mod identity;
pub mod matters;
pub mod notifications;
pub mod outbox;
pub mod problem;
pub mod procedure;
pub mod server;
pub mod telemetry;
pub mod text;
