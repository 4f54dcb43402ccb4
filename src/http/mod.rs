//! HTTP conventions, shared by every operation: bodies, conditional and repeated requests, pages, languages, problems, request ids.
//!
//! Only mechanisms live here; the routing table is in [`crate::server`].

pub mod accept;
pub mod answer;
pub mod body;
pub mod client;
pub mod conditional;
pub mod heading;
pub mod language;
pub mod limit;
mod misfit;
pub mod nul;
pub mod page;
pub mod public_url;
pub mod render;
pub mod request_id;
pub mod settings;

pub use answer::{Answer, Fingerprint, Idempotency};
pub use body::Body;
pub use client::{ClientAddress, TrustedProxies};
pub use conditional::{IfMatch, etag};
pub use heading::Heading;
pub use language::CallerLanguage;
pub use limit::RateLimit;
pub use page::{Page, PageQuery};
pub use public_url::PublicUrl;
pub use request_id::RequestId;
