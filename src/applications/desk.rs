//! Everything the operations of this room work with.

use crate::calendar::Calendar;
use crate::catalogue::Catalogue;
use crate::clock::Clock;
use crate::crypto::Cipher;
use crate::db::Db;
use crate::outbox::Bell;

use super::numbers::Numbers;

/// The tools on the desk: database, clock, calendar, catalogue, keys and numbers. Cheap to clone.
#[derive(Clone)]
pub struct Desk {
    /// The database.
    pub db: Db,
    /// The law's clock.
    pub clock: Clock,
    /// Working days.
    pub calendar: Calendar,
    /// Items.
    pub catalogue: Catalogue,
    /// Encryption of sensitive values.
    pub cipher: Cipher,
    /// Numbers of applications, notices and certificates.
    pub numbers: Numbers,
    /// Rung after a commit that left work behind.
    pub bell: Bell,
}
