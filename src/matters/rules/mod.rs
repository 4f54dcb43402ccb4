//! What follows for a matter from where its members stand: pure.
//!
//! A matter has no will of its own. [`reckon`] looks at its members and says what is to happen next, [`outlook`] what may be expected and what
//! everything waits for. Both are functions of the members' states, so whoever asks again gets the same answer.

mod outlook;
mod period;
mod reckon;
#[cfg(test)]
mod tests;

pub use outlook::{Leg, LegState, Outlook, outlook};
pub use period::{Open, period};
pub use reckon::{Step, reckon};
