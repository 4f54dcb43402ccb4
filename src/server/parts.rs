//! The parts the operations work with. Handlers take each as `web::Data`; there is no type that knows everything.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use actix_web::web::{Data, ServiceConfig};

use super::options;
use super::{Mode, StartError};
use crate::applications::alarms::AlarmBell;
use crate::applications::announce::{Announcer, StaffTeller};
use crate::applications::calls::Asker;
use crate::applications::certificates::{CertificateCodes, CertificateEnder, VerificationLimits};
use crate::applications::consents::{ConsentLimits, Inquirer};
use crate::applications::ops::check_progress::ProgressLimits;
use crate::applications::ops::look_up_at_desk::LookupLimits;
use crate::applications::reproject::{Reprojector, Straggler};
use crate::applications::warn::Warner;
use crate::applications::{Desk, Numbers};
use crate::calendar::Calendars;
use crate::catalogue::Catalogue;
use crate::clock::Clock;
use crate::config::Settings;
use crate::crypto::{Cipher, Keys, PasswordHashing, PasswordPolicy, Passwords, TokenSigner};
use crate::db::Db;
use crate::dev::clock;
use crate::documents::{AttachedHandler, DocumentOptions, DocumentStore};
use crate::http::PublicUrl;
use crate::http::client::{Network, TrustedProxies};
use crate::identity::{Limits, PasswordDesk, Sessions, Vault};
use crate::matters::moved::Mover;
use crate::notifications::{AccountMessages, ComposedHandler, Courier, Mailer, MessageHandler, Texter};
use crate::outbox::{Bell, Engine};

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
    /// The statutory calendar, by place.
    pub calendars: Calendars,
    /// Items, departments and divisions.
    pub catalogue: Catalogue,
    /// Where uploaded files are.
    pub documents: DocumentStore,
    /// Works off the queues.
    pub engine: Arc<Engine>,
    /// Whether the server is about to stop.
    pub(super) stopping: Stopping,
    /// Whether letters go anywhere.
    pub(super) sends_mail: bool,
    /// Whether text messages go anywhere.
    pub(super) sends_texts: bool,
    desk: Desk,
    uploads: Data<DocumentOptions>,
    sessions: Data<Sessions>,
    limits: Data<Limits>,
    progress_limits: Data<ProgressLimits>,
    verification_limits: Data<VerificationLimits>,
    consent_limits: Data<ConsentLimits>,
    lookup_limits: Data<LookupLimits>,
    proxies: TrustedProxies,
    public_url: PublicUrl,
}

impl Parts {
    /// Builds the parts on a database, with the clock where the database has it.
    pub(super) async fn build(settings: &Settings, mode: Mode, keys: &Keys, db: Db) -> Result<Self, StartError> {
        let clock = Clock::default();
        clock::follow(&db, &clock).await?;
        let signer = Arc::new(keys.token_signer(ISSUER));
        let cipher = keys.cipher();
        let vault = Vault::new(cipher.clone(), keys.blind_index());
        let calendars = Calendars::load(db.clone(), options::divisions(settings)?)
            .await
            .map_err(|error| StartError::part("calendar", error))?;
        let catalogue = Catalogue::load(db.clone())
            .await
            .map_err(|error| StartError::part("catalogue", error))?;
        let numbers = Numbers::new(db.clone());
        numbers
            .warm_up()
            .await
            .map_err(|error| StartError::part("numbers", error))?;
        let uploads = options::documents(settings);
        let documents = DocumentStore::open(&uploads.place).map_err(|error| StartError::part("documents", error))?;
        let desk = Desk {
            db: db.clone(),
            clock: clock.clone(),
            calendars: calendars.clone(),
            catalogue: catalogue.clone(),
            cipher: cipher.clone(),
            vault: vault.clone(),
            documents: documents.clone(),
            numbers,
            certificate_codes: CertificateCodes::new(keys.blind_index()),
            bell: Bell::default(),
        };
        let mail = options::mail(settings, mode);
        let public_url = options::public_url(settings)?;
        let sms = options::sms(settings, mode);
        let mailer = Mailer::new(&mail).map_err(|error| StartError::part("mail", error))?;
        let texter = Texter::new(&sms).map_err(|error| StartError::part("sms", error))?;
        let courier = Courier::new(mailer, texter);
        let engine = engine(settings, &courier, &desk, &signer, &public_url)?;
        let passwords =
            Passwords::new(PasswordHashing::default()).map_err(|error| StartError::part("passwords", error))?;
        Ok(Self {
            engine: Arc::new(engine),
            sends_mail: mail.host.is_some() || mail.folder.is_some(),
            sends_texts: sms.url.is_some() || sms.folder.is_some(),
            sessions: Data::new(Sessions::new(signer.clone(), options::sessions(&settings.sessions))),
            limits: Data::new(Limits::new(options::limits(&settings.limits))),
            progress_limits: Data::new(ProgressLimits::default()),
            verification_limits: Data::new(VerificationLimits::default()),
            consent_limits: Data::default(),
            lookup_limits: Data::new(LookupLimits::new(
                settings.limits.lookups_per_clerk,
                settings.limits.missed_lookups_per_clerk,
            )),
            signer: Data::from(signer),
            vault,
            passwords: PasswordDesk::new(passwords, PasswordPolicy::default()),
            calendars,
            stopping: Stopping::default(),
            proxies: proxies(settings)?,
            public_url,
            uploads: Data::new(uploads),
            db,
            clock,
            cipher,
            catalogue,
            documents,
            desk,
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
            .app_data(Data::new(self.calendars.clone()))
            .app_data(Data::new(self.catalogue.clone()))
            .app_data(Data::new(self.documents.clone()))
            .app_data(self.uploads.clone())
            .app_data(Data::new(self.desk.clone()))
            .app_data(self.progress_limits.clone())
            .app_data(self.verification_limits.clone())
            .app_data(self.consent_limits.clone())
            .app_data(self.lookup_limits.clone())
            .app_data(Data::new(self.stopping.clone()))
            .app_data(Data::new(self.proxies.clone()))
            .app_data(Data::new(self.public_url.clone()));
    }
}

/// The engine, with every handler there is.
fn engine(
    settings: &Settings,
    courier: &Courier,
    desk: &Desk,
    signer: &Arc<TokenSigner>,
    site: &PublicUrl,
) -> Result<Engine, StartError> {
    let services = options::services(settings)?;
    let options = options::engine(&settings.outbox);
    let asker = Asker::new(desk.clone(), services, options.max_attempts)
        .map_err(|error| StartError::part("services", error))?;
    let composed = |about: fn(_, _, _) -> AccountMessages| {
        let composer = about(desk.db.clone(), desk.cipher.clone(), signer.clone());
        ComposedHandler::new(composer, courier.clone())
    };
    let engine = Engine::woken_by(desk.bell.clone(), desk.db.clone(), desk.clock.clone(), options)
        .on(Announcer::new(desk.clone()))
        .on(StaffTeller::new(desk.clone()))
        .on(Warner::new(desk.clone()))
        .on(asker)
        .on(CertificateEnder::new(desk.clone()))
        .on(Mover::new(desk.clone()))
        .on(ComposedHandler::new(
            Inquirer::new(desk.clone(), signer.clone(), site.clone()),
            courier.clone(),
        ))
        .on(Reprojector::new(desk.clone()))
        .on(Straggler::new(desk.clone()))
        .on(AttachedHandler::new(desk.db.clone()))
        .on(composed(AccountMessages::about_passwords))
        .on(composed(AccountMessages::about_contacts))
        .on(MessageHandler::by_mail(
            desk.db.clone(),
            desk.cipher.clone(),
            courier.clone(),
        ))
        .on(MessageHandler::by_sms(
            desk.db.clone(),
            desk.cipher.clone(),
            courier.clone(),
        ));
    Ok(AlarmBell::all(desk).into_iter().fold(engine, Engine::on_timer))
}

fn proxies(settings: &Settings) -> Result<TrustedProxies, StartError> {
    let networks = settings.trusted_proxies.0.iter().map(|text| text.parse::<Network>());
    let networks = networks
        .collect::<Result<_, _>>()
        .map_err(|error| StartError::part("trusted_proxies", error))?;
    Ok(TrustedProxies(networks))
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
