//! Identifiers and words of the field: what a citizen id, a credit code or a business number is, and the fixed vocabularies of the API.
//!
//! Everything here is parsed once, at the edge, and is valid from then on. Nothing here reads a clock, a database or a request. Each type
//! reads and writes itself as one JSON string; what is wrong with a text is always a [`CodeError`]. Types that identify a natural person
//! (`CitizenId`, `Mobile`, `EmailAddress`) mask themselves in `Debug`, so that a log line cannot give them away.

mod basic_code;
mod citizen_id;
mod credit_code;
mod division_code;
mod email;
mod error;
mod item_code;
mod mobile;
mod numbers;
mod post;
mod text_code;
mod words;

pub use basic_code::BasicCode;
pub use citizen_id::CitizenId;
pub use credit_code::CreditCode;
pub use division_code::{DivisionCode, DivisionLevel};
pub use email::EmailAddress;
pub use error::CodeError;
pub(crate) use error::faults;
pub use item_code::{ImplementationCode, ItemCode};
pub use mobile::Mobile;
pub use numbers::{ApplicationNumber, CertificateNumber, NoticeNumber};
pub use post::Post;
pub use words::{
    Acceptance, Audience, CaseType, CertificateState, Channel, ConsentRole, EndingGround, IdentityDocument, ItemType,
    Level, MaterialForm, MaterialSource, Necessity, OnLapse, ProtectedField, Service, SpecialProcedure, SubjectKind,
    SubjectRelation,
};
