//! What the integration tests stand on: a PostgreSQL for the whole binary, a database of its own for every test, and a server on a real
//! port whose background work the test runs itself.

mod app;
mod client;
mod cluster;
mod database;
mod items;
mod lawful;
pub mod matters;
mod people;
mod printing;
pub mod round_trips;
mod service;
mod staff;
mod stories;
mod window;

pub use app::TestApp;
pub use client::Answer;
pub use database::TestDatabase;
pub use items::{SERVICE_BUREAU, made_up, steps, task};
pub use service::{Asked, Reply, Service};
pub use staff::{FOOD_DEPARTMENT, HEALTH_DEPARTMENT};
pub use stories::{FOOD_LICENCE, Filed, VACCINATION, sample};
pub use window::GRANDMOTHER;
