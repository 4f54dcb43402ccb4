//! Applications in the database: one read, one write.
//!
//! [`load_command`] reads everything a command depends on in one statement, [`apply`] changes everything it touches in one statement, and
//! [`project`] makes the rows of what was decided. Rows cross as JSON ([`rows`] mirrors the tables column for column), so that the text
//! of either statement never varies and stays prepared.

mod bars;
mod cases;
mod concerned;
mod facts;
mod follow;
mod held;
mod holdings;
mod load;
mod lookup;
mod members;
mod numbered;
mod project;
mod query;
mod quota;
mod ratings;
mod read;
pub mod rows;
mod tell;
mod work;
mod write;

pub use bars::Bars;
pub use cases::{CaseKey, CaseRow, Cases, CasesQuery, read_cases};
pub use concerned::{Concerned, Rival, read_concerned};
pub use follow::{ASK_CONSENT, CALL, END_CERTIFICATE, Ending, Inquiry, Question, WARN, Warning, WarningOf};
pub use held::{Held, HeldPage, HeldQuery, HeldScreen, OpenConcern, list_held, read_held};
pub use holdings::{
    HeldCertificate, HeldDocument, Holdings, HoldingsQuery, KnownRow, LastForm, read_certificates, read_holdings,
};
pub use load::{
    Colleague, CommandQuery, Loaded, LoadedFiling, Membership, Target, load_command, load_filing, load_together,
};
pub use lookup::{Found, FoundCase, FoundPerson, Key, look_up};
pub use members::{Glance, MatterRow, MemberRow, is_awaited};
pub use numbered::find_numbered;
pub use project::{Actor, Extras, hash, project};
pub use quota::read_standing;
pub use ratings::{Rateable, RateableQuery, insert_rating, read_rateable};
pub use read::{Screen, ScreenQuery, Work, read_screen};
pub use tell::{ANNOUNCE, ATTACHED, MATTER_MOVED, TELL_STAFF};
pub use work::SILENT_CONSENT;
pub use write::{Applied, Write, apply, apply_together};
