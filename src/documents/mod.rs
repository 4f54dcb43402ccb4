//! Files handed in: received, kept in an object store, given back to whoever may see them, and cleared away when nobody used them.
//!
//! The bytes are stored before the row is committed, so a row never points nowhere; bytes without a row are cleared away later. A document
//! belongs to its uploader until an application takes it ([`AttachedHandler`]); unattached ones expire after [`KEEP_DAYS`].

mod attached;
mod file_name;
mod made;
mod media_type;
pub mod ops;
mod options;
mod receive;
mod row;
mod store;
mod stream;
mod sweep;
#[cfg(test)]
mod tests;

pub use attached::{ATTACHED_TOPIC, AttachedHandler};
pub use made::{Made, keep};
pub use options::{DocumentOptions, Place};
pub use row::{Document, KEEP_DAYS, usable_since};
pub use store::{DocumentStore, StoreError};
pub use stream::{Object, stream_object};
pub use sweep::{Swept, keep_sweeping, sweep};
