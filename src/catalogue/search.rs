//! Finding items by what people call them, in Chinese or English, best first. Pure: an index over one snapshot, in memory.
//!
//! Chinese is cut into single characters and pairs of neighbours, so no dictionary is needed and part of a word finds the whole; English
//! into lower-case words. A pair or word says more than a character, a rare one more than a common one, and the name of an item more than
//! the materials it asks for.

mod index;
mod tokens;

pub use index::{Hit, Index};

/// The longest query that is looked at, in characters; more does not find better.
pub const LONGEST_QUERY: usize = 100;

#[cfg(test)]
mod tests;
