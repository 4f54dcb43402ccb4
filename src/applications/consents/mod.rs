//! Consents beside the applicant's (共同申请人、另一方父母、监护人、继承人): who is named, how they are asked, and how they answer.
//!
//! The law of it is in the lifecycle; this room keeps who they are, encrypted, and sends each of them a link that no row holds.

mod applicant;
mod asked;
mod details;
mod inquirer;
mod link;
mod naming;
mod proof;
mod view;

pub use applicant::{ADULT, Applicant};
pub use asked::{Answered, Asked, answer};
pub use details::Details;
pub use inquirer::Inquirer;
pub use link::Link;
pub use naming::{NamedConsenter, Naming};
pub use proof::ConsentLimits;
pub use view::{ConsentRequest, ConsentView, ProofAsked, SubjectHint, views};
