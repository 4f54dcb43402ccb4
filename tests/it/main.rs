//! The integration tests: one binary, one PostgreSQL, a database for every test.
#![expect(
    unreachable_pub,
    reason = "one crate: what the support offers is public to the tests"
)]
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests say what failed by failing")]

#[path = "../support/mod.rs"]
mod support;

mod applications;
mod authorization;
mod bundle_checklist;
mod bundles;
mod calendar;
mod catalogue;
mod clock;
mod configuration;
mod conventions;
mod documents;
mod health;
mod housekeeping;
mod inbox;
mod mails;
mod matters;
mod migrations;
mod openapi;
mod people;
mod procedures;
mod restart;
mod schema;
mod walk_ins;
