//! The catalogue (事项目录): places, departments, and the items people apply for.
//!
//! - [`document`]: the documents as people write them, typed; what is left out gets lawful defaults.
//! - [`checks`], [`condition`], [`form`]: what must hold for an item, and its parts that are compiled.
//! - [`version`]: an item ready to be used: which materials these answers call for, what is wrong with this form.
//! - [`bundle`]: items of several departments as one matter (一件事), ready to be used.
//! - [`terms`]: what an applicant may commit to, in words.
//! - [`import`]: from documents to drafts; [`publication`] makes a draft current. A published version never changes.
//! - [`snapshot`], [`search`]: everything current, in memory. Reads touch no database.
//! - [`Catalogue`]: the handle on all that, which each operation holds; [`ops`]: the operations, one file each.
//! - [`demo`]: the demo catalogue carried in the program.

pub mod bundle;
pub mod checks;
pub mod condition;
pub mod demo;
pub mod document;
pub mod form;
mod handle;
pub mod import;
pub mod ops;
pub mod pins;
pub mod publication;
pub mod search;
pub mod snapshot;
mod store;
pub mod terms;
pub mod version;

pub use bundle::{BundleMember, BundleVersion};
pub use condition::{Asking, Facts};
pub use document::{Bundle, Department, Division, Document, Item, Material, Question};
pub use handle::Catalogue;
pub use snapshot::Snapshot;
pub use terms::{CommitmentTerms, FollowingTerms, names};
pub use version::ItemVersion;

#[cfg(test)]
mod tests;
