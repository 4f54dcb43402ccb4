//! Applications (办件): filed by an applicant, decided by departments.
//!
//! [`lifecycle`] says what may happen, [`store`] reads and writes it, [`execute`] joins the two: one read, one decision, one write. Each
//! operation is one file, in [`ops`] and [`tasks`].

pub mod alarms;
pub mod announce;
pub mod calls;
pub mod certificates;
pub mod consents;
pub mod content;
pub mod copies;
pub mod delivery;
pub mod demanded;
pub mod desk;
pub mod draft;
pub mod execute;
pub mod filing;
mod ground;
pub mod imports;
pub mod joint;
pub mod known;
pub mod lifecycle;
pub mod migration;
pub mod notices;
pub mod numbers;
pub mod ops;
pub mod phrases;
pub mod print;
pub mod rating;
pub mod refusals;
pub mod reproject;
pub mod reusable;
pub mod rights;
pub mod scene;
pub mod stated;
pub mod store;
pub mod subject;
pub mod tasks;
pub mod terms;
pub mod third_parties;
pub mod together;
pub mod view;
pub mod warn;
pub mod words;

pub use desk::Desk;
pub use numbers::Numbers;
