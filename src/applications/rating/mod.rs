//! Ratings (好差评): what an applicant thinks of how they were served, once it is over.
//!
//! Voluntary, once, with one word more later. Whoever served them is not to know who rated: the grade, the tags and the comment are shown
//! to the applicant alone, the row does not say who wrote it, and the comment is encrypted. [`rate`] serves applications and matters alike; the
//! members of a matter are rated with it.
#![expect(unreachable_pub, reason = "the routing macro hides the function it is given")]

mod grade;
mod rate;
pub mod rate_application;
mod view;

pub use grade::Grade;
pub use rate::{PROBLEMS, Rate, Rated, Rating, rate};
pub use view::{RatingView, may_be_rated, view};
