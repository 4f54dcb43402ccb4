//! The parts the operations work with. Handlers take each as `web::Data`; there is no type that knows everything.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use actix_web::web::{Data, ServiceConfig};

use super::{Mode, StartError};
use crate::calendar::Calendar;
use crate::clock::Clock;
use crate::config::{OutboxSettings, Settings};
use crate::crypto::{BlindIndex, Cipher, Keys, TokenSigner};
use crate::db::Db;
use crate::http::client::{Network, TrustedProxies};
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
    /// Seals personal data.
    pub cipher: Data<Cipher>,
    /// Finds sealed data.
    pub blind_index: Data<BlindIndex>,
    /// The statutory calendar.
    pub calendar: Data<Calendar>,
    /// Works off the queues.
    pub engine: Arc<Engine>,
    /// Whether the server is about to stop.
    pub(super) stopping: Stopping,
    proxies: TrustedProxies,
}

impl Parts {
    /// Builds the parts on a database.
    pub(super) async fn build(settings: &Settings, _mode: Mode, keys: &Keys, db: Db) -> Result<Self, StartError> {
        let proxies = settings.trusted_proxies.0.iter().map(|text| text.parse::<Network>());
        let clock = Clock::default();
        let engine = Engine::new(db.clone(), clock.clone(), engine_options(&settings.outbox));
        Ok(Self {
            db,
            clock,
            engine: Arc::new(engine),
            signer: Data::new(keys.token_signer(ISSUER)),
            cipher: Data::new(keys.cipher()),
            blind_index: Data::new(keys.blind_index()),
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
            .app_data(self.cipher.clone())
            .app_data(self.blind_index.clone())
            .app_data(self.calendar.clone())
            .app_data(Data::new(self.stopping.clone()))
            .app_data(Data::new(self.proxies.clone()));
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
