//! Imports of what other systems do: the members of matters that are handled elsewhere (`handled_by: external`) move on as those systems tell.
//!
//! A record tells everything that is known of one application so far. What is known here already changes nothing, so sending all of it
//! again, every night, is what this is made for.
#![expect(unreachable_pub, reason = "the routing macro hides the function it is given")]

mod decide;
pub mod import_applications;
mod record;

pub use record::{ImportedApplication, ImportedEvent};
