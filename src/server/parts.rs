//! The parts the operations work with. Handlers take each as `web::Data`; there is no type that knows everything.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use actix_web::web::{Data, ServiceConfig};

use super::{Mode, StartError};
use crate::calendar::Calendar;
use crate::clock::Clock;
use crate::config::{self, OutboxSettings, SessionSettings, Settings};
use crate::crypto::{Cipher, Keys, PasswordHashing, PasswordPolicy, Passwords, TokenSigner};
use crate::db::Db;
use crate::http::client::{Network, TrustedProxies};
use crate::identity::{LimitSettings, Limits, PasswordDesk, SessionPolicy, Sessions, Vault};
use crate::outbox::{Engine, EngineOptions};

/// The issuer named in access tokens.
const ISSUER: &str = "yiwang";

/// Everything the operations work with. Clones share it.
#[derive(Clone)]
pub struct Parts {
    /// The database.
    pub db: Db,
    /// The law's clock.
    pub clock: Clock,
    /// Signs and reads access tokens.
    pub signer: Data<TokenSigner>,
    /// Opens what was sealed.
    pub cipher: Cipher,
    /// Seals personal data and finds it again.
    pub vault: Vault,
    /// Judges, hashes and verifies passwords.
    pub passwords: PasswordDesk,
    /// The statutory calendar.
    pub calendar: Data<Calendar>,
    /// Works off the queues.
    pub engine: Arc<Engine>,
    /// Whether the server is about to stop.
    pub(super) stopping: Stopping,
    sessions: Data<Sessions>,
    limits: Data<Limits>,
    proxies: TrustedProxies,
}

impl Parts {
    /// Builds the parts on a database.
    pub(super) async fn build(settings: &Settings, _mode: Mode, keys: &Keys, db: Db) -> Result<Self, StartError> {
        let proxies = settings.trusted_proxies.0.iter().map(|text| text.parse::<Network>());
        let clock = Clock::default();
        let signer = Arc::new(keys.token_signer(ISSUER));
        let cipher = keys.cipher();
        let passwords =
            Passwords::new(PasswordHashing::default()).map_err(|error| StartError::part("passwords", error))?;
        let engine = Engine::new(db.clone(), clock.clone(), engine_options(&settings.outbox));
        Ok(Self {
            db,
            clock,
            engine: Arc::new(engine),
            sessions: Data::new(Sessions::new(signer.clone(), session_policy(&settings.sessions))),
            limits: Data::new(Limits::new(limits(&settings.limits))),
            signer: Data::from(signer),
            vault: Vault::new(cipher.clone(), keys.blind_index()),
            cipher,
            passwords: PasswordDesk::new(passwords, PasswordPolicy::default()),
            calendar: Data::new(Calendar::state_council()),
            stopping: Stopping::default(),
            proxies: TrustedProxies(
                proxies
                    .collect::<Result<_, _>>()
                    .map_err(|error| StartError::part("trusted_proxies", error))?,
            ),
        })
    }

    /// Hands each part to the handlers.
    pub(super) fn register(&self, config: &mut ServiceConfig) {
        config
            .app_data(Data::new(self.db.clone()))
            .app_data(Data::new(self.clock.clone()))
            .app_data(self.signer.clone())
            .app_data(self.sessions.clone())
            .app_data(self.limits.clone())
            .app_data(Data::new(self.cipher.clone()))
            .app_data(Data::new(self.vault.clone()))
            .app_data(Data::new(self.passwords.clone()))
            .app_data(self.calendar.clone())
            .app_data(Data::new(self.stopping.clone()))
            .app_data(Data::new(self.proxies.clone()));
    }
}

fn session_policy(settings: &SessionSettings) -> SessionPolicy {
    SessionPolicy {
        access_seconds: settings.access_s.into(),
        applicant_idle_minutes: settings.applicant_idle_minutes.into(),
        staff_idle_minutes: settings.staff_idle_minutes.into(),
        longest_hours: settings.longest_hours.into(),
    }
}

fn limits(settings: &config::LimitSettings) -> LimitSettings {
    LimitSettings {
        per_address: settings.per_address,
        sign_ins_per_login: settings.sign_ins_per_login,
        resets_per_login: settings.resets_per_login,
        mandates_per_account: settings.mandates_per_account,
        failures: settings.failures,
        closed_minutes: settings.closed_minutes,
    }
}

fn engine_options(settings: &OutboxSettings) -> EngineOptions {
    EngineOptions {
        poll_milliseconds: settings.poll_ms,
        lease_seconds: settings.lease_s,
        handler_timeout_seconds: settings.job_timeout_s,
        concurrency: settings.concurrency,
        max_attempts: settings.max_attempts.cast_signed(),
        first_backoff_seconds: settings.first_backoff_s,
        longest_backoff_seconds: settings.longest_backoff_s,
    }
}

/// Whether the server is about to stop: it still answers, but wants no new work.
#[derive(Clone, Debug, Default)]
pub(super) struct Stopping(Arc<AtomicBool>);

impl Stopping {
    /// From now on.
    pub(super) fn begin(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether it is.
    pub(super) fn is_under_way(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}
