//! Everything the operations of this room work with.

use crate::calendar::Calendars;
use crate::catalogue::Catalogue;
use crate::clock::Clock;
use crate::crypto::Cipher;
use crate::db::Db;
use crate::documents::DocumentStore;
use crate::identity::Vault;
use crate::outbox::Bell;

use super::certificates::CertificateCodes;
use super::numbers::Numbers;

/// The tools on the desk: database, clock, calendars, catalogue, keys, people, documents and numbers. Cheap to clone.
#[derive(Clone)]
pub struct Desk {
    /// The database.
    pub db: Db,
    /// The law's clock.
    pub clock: Clock,
    /// Working days, by place.
    pub calendars: Calendars,
    /// Items.
    pub catalogue: Catalogue,
    /// Encryption of sensitive values.
    pub cipher: Cipher,
    /// Seals the personal data of those who come to a window, and finds them again.
    pub vault: Vault,
    /// The bytes of documents.
    pub documents: DocumentStore,
    /// Numbers of applications, notices and certificates.
    pub numbers: Numbers,
    /// The codes by which certificates are checked.
    pub certificate_codes: CertificateCodes,
    /// Rung after a commit that left work behind.
    pub bell: Bell,
}
