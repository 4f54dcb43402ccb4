//! What the law says may happen to an application, and when: pure.
//!
//! [`decide`] answers a [`Command`] on a [`Case`] with the [`Event`]s that follow from it, or a [`Refusal`]; [`Case::apply`] folds an event
//! into the state. Nothing here reads a clock, a database or a random number: time, calendar and the item's rules come in a [`Context`].
//!
//! ```text
//! draft ─submit→ submitted ─accept→ in_review ⇄ suspended ; in_review ─decide→ decided ─deliver→ completed■   (outcome approved | denied)
//!                  │  ├─decline→ declined■
//!                  │  ├─request supplement (once) → awaiting_supplement ─supply→ submitted (then accept, decline, or the same again)
//!                  │  │                                   └─no answer in time→ lapsed■
//!                  │  └─5 working days without a word → in_review, deemed accepted from the day of receipt
//! before the decision: ─withdraw→ withdrawn■ (by the applicant)      ─terminate (legal reason)→ terminated■ (by the department)
//! ```

mod alarms;
mod command;
mod context;
mod decide;
mod event;
mod fold;
mod ledger;
mod refusal;
mod state;

#[cfg(test)]
mod tests;

pub use alarms::{Alarm, AlarmKind, alarms};
pub use command::{Command, MatterCommand, Report, TaskDecision};
pub use context::{CertificateRule, Context, DeliveryMode, Onto, Policy, QuotaStanding};
pub use decide::decide;
pub(crate) use decide::{
    APPLICATION, BROKEN, COMMITMENT, FOLLOWING_LAPSED, KEPT, PREDECESSOR, intake_outcomes, is_last_step,
};
pub use event::{
    CertificateEvent, ConsentEvent, Event, FilingEvent, MatterEvent, Origin, SupervisionEvent, TaskOpening,
};
pub use ledger::{Account, Entry, Ledger, Why};
pub use refusal::Refusal;
pub use state::{
    Acceptance, Activity, Bar, Card, Case, Colour, Commitment, Concern, Consent, ConsentState, Consents, Course,
    Courses, Decided, Demand, DueDates, Extension, Following, Light, Limits, Member, MemberEnd, MemberPlan, Outcome,
    Part, Phase, Receipt, Standing, Status, Step, Supervision, Supplement, Suspension, Tab, Task, TaskKind, TaskStatus,
    ThirdParty, Verdict, Whole, Word, light, light_of, light_within,
};

/// Working days the organ has to answer a receipt: accept, decline, or tell everything missing, once (Administrative Licensing Law art. 32).
pub const RECEIPT_LIMIT: crate::calendar::WorkingDays = crate::calendar::WorkingDays(5);

/// Working days from the decision to the delivery of the certificate (Administrative Licensing Law art. 44).
pub const DELIVERY_LIMIT: crate::calendar::WorkingDays = crate::calendar::WorkingDays(10);

/// Working days a department that is consulted has to answer, unless the item says otherwise (convention).
pub const CONSULTATION_LIMIT: crate::calendar::WorkingDays = crate::calendar::WorkingDays(5);

/// Working days a third party has to ask for a hearing after being told (art. 47).
pub const THIRD_PARTY_LIMIT: crate::calendar::WorkingDays = crate::calendar::WorkingDays(5);

/// Working days before a supplement lapses on which its applicant is reminded.
pub const REMINDER: crate::calendar::WorkingDays = crate::calendar::WorkingDays(3);

/// Working days after which somebody is reminded to fetch what is ready at the window, and again, so many times (convention).
pub const COLLECTION: crate::calendar::WorkingDays = crate::calendar::WorkingDays(5);

/// How often.
pub const COLLECTION_REMINDERS: u32 = 3;

/// Working days that those who handle an application have to answer their manager, unless the manager says otherwise (convention).
pub const SUPERVISION_LIMIT: crate::calendar::WorkingDays = crate::calendar::WorkingDays(2);
