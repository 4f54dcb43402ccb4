//! The catalogue.

pub mod checks;
pub mod condition;
pub mod document;
pub mod form;
pub mod version;

pub use condition::Facts;
pub use document::{Department, Division, Document, Item, Material, Question};
pub use version::ItemVersion;
