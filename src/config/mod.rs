//! Settings, from a file and the environment.
//!
//! Later wins: the defaults below, then the file (`--config`, `YIWANG_CONFIG`, or `yiwang.toml` where the server starts), then the
//! environment. An unknown key or `YIWANG_*` variable is an error, because a misspelt setting is worse than none. Secrets are
//! [`SecretString`]: neither `Debug` nor serialization can print them. `docs/configuration.md` is written from these declarations.

pub mod keys;
mod load;
mod reference;
mod setting;
#[cfg(test)]
mod tests;

use std::fmt;
use std::num::NonZeroU32;
use std::path::PathBuf;

use secrecy::SecretString;
use serde::Deserialize;

pub use load::{ConfigError, PASSWORD_VARIABLE, load, load_from};
pub use reference::reference;
pub use setting::{List, Named};

use setting::settings;

const MIB: usize = 1024 * 1024;

settings! {
    /// Everything the server can be told.
    Settings {
        /// The address to listen on. `0.0.0.0` for every network interface.
        host: String = "127.0.0.1".to_owned();
        /// The port to listen on; 0 takes any free one and prints it.
        port: u16 = 8080;
        /// Where people reach the service in a browser, such as `https://city.example`; QR codes on paper lead there. Without it they hold the bare number.
        public_url: Option<String> = None;
        /// Where the embedded database, uploaded documents, development mail and text messages and generated keys lie.
        data_dir: PathBuf = PathBuf::from("data");
        /// The directory of PostgreSQL's programs, for the embedded database; searched for when absent.
        pg_bin: Option<PathBuf> = None;
        /// Threads that serve requests; one per processor when absent.
        workers: Option<usize> = None;
        /// The largest request body in bytes, uploads and catalogue imports apart.
        body_limit: usize = MIB;
        /// The longest a request may take, in seconds, uploads and catalogue imports apart.
        request_timeout_s: u64 = 60;
        /// The longest an upload of documents or an import of a catalogue may take, in seconds.
        upload_timeout_s: u64 = 600;
        /// The longest a client may take to send the head of a request, in seconds.
        client_timeout_s: u64 = 10;
        /// How long an idle connection is kept, in seconds.
        keep_alive_s: u64 = 75;
        /// How long requests under way may go on after the server was told to stop, in seconds.
        shutdown_timeout_s: u64 = 30;
        /// Addresses of the reverse proxies whose `X-Forwarded-For` is believed, for rate limits.
        trusted_proxies: List = List::default();
        /// The one password of the demo accounts of `serve --dev`; a random one when absent.
        dev_password: Option<SecretString> = None;
        /// The database.
        database: DatabaseSettings = DatabaseSettings::default();
        /// Other sites whose pages may call the API.
        cors: CorsSettings = CorsSettings::default();
        /// Outgoing mail.
        mail: MailSettings = MailSettings::default();
        /// Text messages, to people without an e-mail address: see [people.md](people.md).
        sms: SmsSettings = SmsSettings::default();
        /// Working days.
        calendar: CalendarSettings = CalendarSettings::default();
        /// Uploaded documents.
        documents: DocumentSettings = DocumentSettings::default();
        /// The queues of side effects and alarms.
        outbox: OutboxSettings = OutboxSettings::default();
        /// Data-sharing services that procedures ask, by the name they use: see [services.md](services.md).
        services: Named<ServiceSettings> = Named::default();
        /// How long people stay signed in.
        sessions: SessionSettings = SessionSettings::default();
        /// How often may be knocked.
        limits: LimitSettings = LimitSettings::default();
        /// Encryption and signing.
        keys: KeySettings = KeySettings::default();
        /// The log.
        log: LogSettings = LogSettings::default();
    }
}

settings! {
    /// The database.
    DatabaseSettings {
        /// The URL of an external PostgreSQL, for the role the server runs as. Without it the server runs its own under `data_dir`.
        url: Option<SecretString> = None;
        /// The URL for the role that owns the schema, used by `yiwang migrate` only; `database.url` when absent.
        owner_url: Option<SecretString> = None;
        /// Connections kept to the database.
        pool_size: usize = 16;
        /// The longest a statement may take, in milliseconds.
        statement_timeout_ms: u64 = 15_000;
    }
}

settings! {
    /// Other sites whose pages may call the API.
    CorsSettings {
        /// Origins such as `https://city.example`; none by default, `*` for any.
        allowed_origins: List = List::default();
    }
}

settings! {
    /// Outgoing mail.
    MailSettings {
        /// The SMTP server. Without one, development mode writes mail to `data_dir/mail`, and otherwise none is sent.
        host: Option<String> = None;
        /// Its port.
        port: u16 = 587;
        /// How the connection is secured: `starttls`, `tls` or `none`.
        tls: MailTls = MailTls::Starttls;
        /// A PEM file of the authorities to trust beside the system's, for a server with a private certificate.
        ca_file: Option<PathBuf> = None;
        /// The user to sign in as.
        username: Option<String> = None;
        /// Its password.
        password: Option<SecretString> = None;
        /// The sender of every mail.
        from: String = "一网通办 <no-reply@yiwang.example>".to_owned();
        /// The domain of Message-IDs.
        domain: String = "yiwang.example".to_owned();
    }
}

settings! {
    /// Text messages, to people without an e-mail address: see [people.md](people.md).
    SmsSettings {
        /// Where the gateway takes messages; `http` or `https`. Without one, development mode writes them to `data_dir/sms`, and otherwise none is sent.
        url: Option<String> = None;
        /// Sent as `Authorization: Bearer`.
        token: Option<SecretString> = None;
        /// Who texts: in front of every message, as 【…】.
        signature: String = "一网通办".to_owned();
        /// The longest the gateway may take, in seconds.
        timeout_s: u32 = 10;
    }
}

settings! {
    /// Working days.
    CalendarSettings {
        /// A JSON file of what divisions add to the State Council's arrangement, local festivals and office hours: see [calendar.md](calendar.md).
        divisions_file: Option<PathBuf> = None;
    }
}

settings! {
    /// Uploaded documents.
    DocumentSettings {
        /// The local folder; `data_dir/documents` when absent. Not used with `s3_bucket`.
        dir: Option<PathBuf> = None;
        /// The largest file in bytes.
        max_bytes: usize = 20 * MIB;
        /// The bucket of an S3-compatible store.
        s3_bucket: Option<String> = None;
        /// The store's URL, when it is not Amazon's.
        s3_endpoint: Option<String> = None;
        /// The store's region.
        s3_region: Option<String> = None;
        /// The access key's id.
        s3_access_key_id: Option<SecretString> = None;
        /// The access key.
        s3_secret_access_key: Option<SecretString> = None;
        /// Whether the store may be spoken to without TLS.
        s3_allow_http: bool = false;
    }
}

settings! {
    /// The queues of side effects and alarms.
    OutboxSettings {
        /// How often each queue is looked at when nothing says that there is work, in milliseconds.
        poll_ms: u64 = 1_000;
        /// How long a claim lasts without being renewed, in seconds: a dead instance's work is taken over after this.
        lease_s: u64 = 15;
        /// How long one job may take, in seconds.
        job_timeout_s: u64 = 300;
        /// How many jobs of each queue run at once on this instance.
        concurrency: usize = 8;
        /// After how many attempts a job is given up and kept as a dead letter.
        max_attempts: u32 = 12;
        /// The wait after the first failure, in seconds; doubled at every further one.
        first_backoff_s: u64 = 5;
        /// The longest wait between two attempts, in seconds.
        longest_backoff_s: u64 = 3_600;
    }
}

settings! {
    /// A data-sharing service that procedures ask.
    ServiceSettings {
        /// Where questions are posted to; `http` or `https`.
        url: String = String::new();
        /// Sent as `Authorization: Bearer`.
        token: Option<SecretString> = None;
        /// How long to wait for an answer, in seconds, 1 to 120, unless the node says.
        timeout_s: u32 = 10;
        /// How often to ask before people decide, unless the node says; never more often than `outbox.max_attempts`.
        attempts: u32 = 5;
        /// The fields of the form it is sent, as JSON Pointers, sensitive ones too if named. None: all but the sensitive ones.
        fields: List = List::default();
        /// Whether it is told who applies: name, and citizen id or credit code.
        identity: bool = false;
        /// After how many failures in a row an instance leaves it alone for a while.
        breaks_after: u32 = 5;
        /// For how many seconds.
        rests_s: u32 = 30;
    }
}

settings! {
    /// How long people stay signed in.
    SessionSettings {
        /// Life of an access token in seconds, at most 300. A session that was ended still opens doors for so long.
        access_s: u32 = 300;
        /// Minutes without a refresh after which an applicant is signed out.
        applicant_idle_minutes: u32 = 7 * 24 * 60;
        /// Minutes without a refresh after which staff are signed out.
        staff_idle_minutes: u32 = 60;
        /// Hours after which everybody signs in anew.
        longest_hours: u32 = 30 * 24;
    }
}

settings! {
    /// How often may be knocked; more is answered 429. Counted per instance, failures by all together.
    LimitSettings {
        /// Requests to register, sign in, refresh or reset, per minute from one address.
        per_address: NonZeroU32 = of(300);
        /// Attempts to sign in, per minute with one login.
        sign_ins_per_login: NonZeroU32 = of(30);
        /// Reset messages, per hour for one login.
        resets_per_login: NonZeroU32 = of(5);
        /// Lookups at the counter, per minute by one clerk.
        lookups_per_clerk: NonZeroU32 = of(60);
        /// Numbers and pickup codes of nothing that one clerk may look up in ten minutes.
        missed_lookups_per_clerk: NonZeroU32 = of(20);
        /// Codes to verify a new phone or e-mail address, per hour for one account and to one address.
        codes_per_account: NonZeroU32 = of(5);
        /// Attempts to take over what a window has recorded, per hour for one person.
        links_per_person: NonZeroU32 = of(5);
        /// Mandates, per hour by one account.
        mandates_per_account: NonZeroU32 = of(60);
        /// Failures in a row that close a login.
        failures: NonZeroU32 = of(5);
        /// For how many minutes after the first of these failures it stays closed.
        closed_minutes: NonZeroU32 = of(15);
    }
}

const fn of(n: u32) -> NonZeroU32 {
    match NonZeroU32::new(n) {
        Some(n) => n,
        None => NonZeroU32::MIN,
    }
}

settings! {
    /// Encryption and signing. With the embedded database they are created once, in `data_dir/keys.json`.
    KeySettings {
        /// The key personal data is encrypted with: 32 bytes, base64. Several as `2:<new>,1:<old>`, newest first. Losing it loses the data.
        data: Option<SecretString> = None;
        /// The key of the blind indexes by which people are found: 32 bytes, base64. It cannot change.
        index: Option<SecretString> = None;
        /// The key access tokens are signed with: 32 bytes, base64. Changing it signs everybody out.
        token: Option<SecretString> = None;
    }
}

settings! {
    /// The log.
    LogSettings {
        /// `json` for machines, `text` for people; when absent `json`, and `text` in development mode.
        format: Option<LogFormat> = None;
        /// What is logged, in the syntax of `tracing-subscriber`'s `EnvFilter`.
        filter: String = "info".to_owned();
    }
}

/// The shape of log lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// One JSON object a line.
    Json,
    /// Readable text.
    Text,
}

impl fmt::Display for LogFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Json => "json",
            Self::Text => "text",
        })
    }
}

/// How the connection to the mail server is secured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MailTls {
    /// TLS begun inside the connection; refused when the server cannot.
    Starttls,
    /// TLS from the first byte.
    Tls,
    /// None: for a relay on the same machine.
    None,
}

impl fmt::Display for MailTls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Starttls => "starttls",
            Self::Tls => "tls",
            Self::None => "none",
        })
    }
}

impl Settings {
    /// Whether the server runs its own PostgreSQL.
    pub fn is_embedded(&self) -> bool {
        self.database.url.is_none()
    }
}
