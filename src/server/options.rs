//! Settings in the words of the rooms they are for.

use std::time::Duration;

use super::{Mode, StartError};
use crate::applications::calls::{ServiceError, ServiceOptions, Services};
use crate::calendar::Divisions;
use crate::config::{self, OutboxSettings, SessionSettings, Settings};
use crate::documents::{DocumentOptions, Place};
use crate::http::PublicUrl;
use crate::identity::{LimitSettings, SessionPolicy};
use crate::notifications::{MailOptions, MailTls, SmsOptions};
use crate::outbox::EngineOptions;

pub(super) fn sessions(settings: &SessionSettings) -> SessionPolicy {
    SessionPolicy {
        access_seconds: settings.access_s.into(),
        applicant_idle_minutes: settings.applicant_idle_minutes.into(),
        staff_idle_minutes: settings.staff_idle_minutes.into(),
        longest_hours: settings.longest_hours.into(),
    }
}

pub(super) fn limits(settings: &config::LimitSettings) -> LimitSettings {
    LimitSettings {
        per_address: settings.per_address,
        sign_ins_per_login: settings.sign_ins_per_login,
        resets_per_login: settings.resets_per_login,
        codes_per_account: settings.codes_per_account,
        links_per_person: settings.links_per_person,
        mandates_per_account: settings.mandates_per_account,
        failures: settings.failures,
        closed_minutes: settings.closed_minutes,
    }
}

pub(super) fn engine(settings: &OutboxSettings) -> EngineOptions {
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

/// Every service, checked.
pub(super) fn services(settings: &Settings) -> Result<Services, StartError> {
    let services = settings.services.0.iter().map(|(name, service)| {
        let at = ServiceOptions::at(name, &service.url)?;
        let options = ServiceOptions {
            token: service.token.clone(),
            timeout: Duration::from_secs(service.timeout_s.into()),
            attempts: service.attempts,
            fields: service.fields.0.clone(),
            identity: service.identity,
            breaks_after: service.breaks_after,
            rests: Duration::from_secs(service.rests_s.into()),
            ..at
        };
        Ok((name.clone(), options.checked(name)?))
    });
    services
        .collect::<Result<_, ServiceError>>()
        .map_err(|error| StartError::part("services", error))
}

/// Without a server, development mode writes mail to a folder.
pub(super) fn mail(settings: &Settings, mode: Mode) -> MailOptions {
    let mail = &settings.mail;
    MailOptions {
        host: mail.host.clone(),
        port: Some(mail.port),
        tls: match mail.tls {
            config::MailTls::Starttls => MailTls::Starttls,
            config::MailTls::Tls => MailTls::Tls,
            config::MailTls::None => MailTls::None,
        },
        ca_file: mail.ca_file.clone(),
        username: mail.username.clone(),
        password: mail.password.clone(),
        from: mail.from.clone(),
        domain: Some(mail.domain.clone()),
        folder: (mode == Mode::Development).then(|| settings.data_dir.join("mail")),
        ..MailOptions::default()
    }
}

/// Without a gateway, development mode writes text messages to a folder.
pub(super) fn sms(settings: &Settings, mode: Mode) -> SmsOptions {
    let sms = &settings.sms;
    SmsOptions {
        url: sms.url.clone(),
        token: sms.token.clone(),
        signature: sms.signature.clone(),
        timeout: Duration::from_secs(sms.timeout_s.into()),
        folder: (mode == Mode::Development).then(|| settings.data_dir.join("sms")),
    }
}

pub(super) fn documents(settings: &Settings) -> DocumentOptions {
    let documents = &settings.documents;
    let place = match &documents.s3_bucket {
        Some(bucket) => Place::S3 {
            bucket: bucket.clone(),
            endpoint: documents.s3_endpoint.clone(),
            region: documents.s3_region.clone(),
            access_key_id: documents.s3_access_key_id.clone(),
            secret_access_key: documents.s3_secret_access_key.clone(),
            allow_http: documents.s3_allow_http,
        },
        None => Place::Folder(
            documents
                .dir
                .clone()
                .unwrap_or_else(|| settings.data_dir.join("documents")),
        ),
    };
    DocumentOptions {
        max_bytes: documents.max_bytes,
        ..DocumentOptions::new(place)
    }
}

/// Where QR codes lead.
pub(super) fn public_url(settings: &Settings) -> Result<PublicUrl, StartError> {
    PublicUrl::parse(settings.public_url.as_deref()).map_err(|error| StartError::part("public_url", error))
}

/// What divisions add to the calendar, from the file that says so.
pub(super) fn divisions(settings: &Settings) -> Result<Divisions, StartError> {
    let Some(file) = &settings.calendar.divisions_file else {
        return Ok(Divisions::default());
    };
    let wrong = |error: &dyn std::fmt::Display| {
        StartError::part("calendar.divisions_file", format_args!("{}: {error}", file.display()))
    };
    let text = std::fs::read_to_string(file).map_err(|error| wrong(&error))?;
    Divisions::parse(&text).map_err(|error| wrong(&error))
}
