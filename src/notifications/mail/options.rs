//! What a mailer is told.

use std::path::PathBuf;
use std::time::Duration;

use secrecy::SecretString;

/// How the connection to the mail server is protected.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MailTls {
    /// Begins in the clear and must turn to TLS (port 587).
    #[default]
    Starttls,
    /// TLS from the first byte (port 465).
    Tls,
    /// In the clear (port 25): only for a relay on the same machine.
    None,
}

/// Where letters go and what they say about us.
#[derive(Clone, Debug)]
pub struct MailOptions {
    /// The SMTP server's name.
    pub host: Option<String>,
    /// Its port; 587, 465 or 25 by `tls` when absent.
    pub port: Option<u16>,
    /// How the connection is protected.
    pub tls: MailTls,
    /// A PEM file of the authorities to trust beside the system's, for a server with a private certificate.
    pub ca_file: Option<PathBuf>,
    /// The user to sign in as; absent for a server that asks for none.
    pub username: Option<String>,
    /// Their password.
    pub password: Option<SecretString>,
    /// The sender: `address` or `name <address>`.
    pub from: String,
    /// What `Message-ID`s end in; the domain of `from` when absent. Must stay the same, or a repeat is no longer known as one.
    pub domain: Option<String>,
    /// How long one step of the conversation may take.
    pub timeout: Duration,
    /// How many connections are kept open.
    pub connections: u32,
    /// Where letters are written without a `host`, as `<message id>.eml`. With neither, no mail is sent.
    pub folder: Option<PathBuf>,
}

impl Default for MailOptions {
    fn default() -> Self {
        Self {
            host: None,
            port: None,
            tls: MailTls::default(),
            ca_file: None,
            username: None,
            password: None,
            from: "一网通办 <no-reply@yiwang.example>".to_owned(),
            domain: None,
            timeout: Duration::from_secs(30),
            connections: 4,
            folder: None,
        }
    }
}

impl MailOptions {
    pub(super) fn port(&self) -> u16 {
        self.port.unwrap_or(match self.tls {
            MailTls::Starttls => 587,
            MailTls::Tls => 465,
            MailTls::None => 25,
        })
    }

    pub(super) fn domain(&self) -> &str {
        self.domain.as_deref().unwrap_or_else(|| {
            let address = self.from.trim().trim_end_matches('>');
            address.rsplit_once('@').map_or("", |(_, domain)| domain)
        })
    }
}
