//! The operations of the catalogue, one file each.
#![expect(unreachable_pub, reason = "the routing macro hides the function it is given")]

mod bundle_guide;
pub(crate) mod import_body;
pub mod import_catalogue;
pub mod list_bundles;
pub mod list_departments;
pub mod list_divisions;
pub mod list_items;
mod public;
pub mod publish_bundle;
pub mod publish_item;
pub mod read_bundle;
pub mod read_bundle_version;
pub mod read_item;
pub mod read_item_version;
pub mod read_procedure;

#[cfg(test)]
mod tests;
