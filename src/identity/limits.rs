//! How often anonymous doors may be knocked on, and when a login is closed for a while (MLPS 2.0: failed-login limit).

use std::num::NonZeroU32;
use std::time::Duration;

use serde::Deserialize;
use uuid::Uuid;

use crate::http::{ClientAddress, RateLimit};
use crate::problem::Problem;

const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(3600);

/// The limits as configured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LimitSettings {
    /// Requests to register, sign in, refresh or reset, per minute from one address.
    pub per_address: NonZeroU32,
    /// Attempts to sign in, per minute with one login.
    pub sign_ins_per_login: NonZeroU32,
    /// Reset messages, per hour for one login.
    pub resets_per_login: NonZeroU32,
    /// Codes to verify a phone or e-mail address, per hour for one account and to one address.
    pub codes_per_account: NonZeroU32,
    /// Attempts to take over what a window has recorded, per hour for one person.
    pub links_per_person: NonZeroU32,
    /// Mandates, per hour by one account: naming an agent tells whether they have an account.
    pub mandates_per_account: NonZeroU32,
    /// Failures in a row that close a login.
    pub failures: NonZeroU32,
    /// For how many minutes after the first of these failures it stays closed.
    pub closed_minutes: NonZeroU32,
}

impl Default for LimitSettings {
    fn default() -> Self {
        const fn of(n: u32) -> NonZeroU32 {
            match NonZeroU32::new(n) {
                Some(n) => n,
                None => NonZeroU32::MIN,
            }
        }
        Self {
            per_address: of(300),
            sign_ins_per_login: of(30),
            resets_per_login: of(5),
            codes_per_account: of(5),
            links_per_person: of(5),
            mandates_per_account: of(60),
            failures: of(5),
            closed_minutes: of(15),
        }
    }
}

/// The limits at work, counted per instance; failures are counted on the audit trail, by all instances together.
#[derive(Debug)]
pub struct Limits {
    settings: LimitSettings,
    addresses: RateLimit,
    sign_ins: RateLimit,
    resets: RateLimit,
    codes: RateLimit,
    links: RateLimit,
    mandates: RateLimit,
}

impl Limits {
    /// Limits with nothing counted yet.
    pub fn new(settings: LimitSettings) -> Self {
        Self {
            settings,
            addresses: RateLimit::new(settings.per_address, MINUTE),
            sign_ins: RateLimit::new(settings.sign_ins_per_login, MINUTE),
            resets: RateLimit::new(settings.resets_per_login, HOUR),
            codes: RateLimit::new(settings.codes_per_account, HOUR),
            links: RateLimit::new(settings.links_per_person, HOUR),
            mandates: RateLimit::new(settings.mandates_per_account, HOUR),
        }
    }

    /// Counts a request from an address.
    ///
    /// # Errors
    /// 429 when there were too many.
    pub(super) fn knock(&self, address: ClientAddress) -> Result<(), Problem> {
        self.addresses.check(&address.limit_key())
    }

    pub(super) fn sign_in(&self, login: Uuid) -> Result<(), Problem> {
        self.sign_ins.check(&login.to_string())
    }

    pub(super) fn reset(&self, login: Uuid) -> Result<(), Problem> {
        self.resets.check(&login.to_string())
    }

    /// Counts a code against who asks for it and where it is sent to: nobody floods a stranger's phone.
    pub(super) fn code(&self, account: Uuid, address: &[u8]) -> Result<(), Problem> {
        self.codes.check(&account.to_string())?;
        self.codes.check(&hex::encode(address))
    }

    pub(super) fn link(&self, person: Uuid) -> Result<(), Problem> {
        self.links.check(&person.to_string())
    }

    pub(super) fn mandate(&self, account: Uuid) -> Result<(), Problem> {
        self.mandates.check(&account.to_string())
    }

    /// How many failures in a row close a login, and for how long after the first of them.
    pub(super) fn closing(&self) -> (i64, chrono::Duration) {
        (
            self.settings.failures.get().into(),
            chrono::Duration::minutes(self.settings.closed_minutes.get().into()),
        )
    }
}
