//! Everything the operations of this room work with.

use crate::calendar::Calendars;
use crate::catalogue::Catalogue;
use crate::clock::Clock;
use crate::crypto::Cipher;
use crate::db::Db;
use crate::outbox::Bell;

use super::numbers::Numbers;

/// The tools on the desk: database, clock, calendars, catalogue, keys and numbers. Cheap to clone.
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
    /// Numbers of applications, notices and certificates.
    pub numbers: Numbers,
    /// Rung after a commit that left work behind.
    pub bell: Bell,
}
