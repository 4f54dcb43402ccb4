//! What a texter is told.

use std::path::PathBuf;
use std::time::Duration;

use secrecy::SecretString;

/// Where text messages go and how they are signed.
#[derive(Clone, Debug)]
pub struct SmsOptions {
    /// Where the gateway takes messages; `http` or `https`.
    pub url: Option<String>,
    /// Sent as `Authorization: Bearer`.
    pub token: Option<SecretString>,
    /// Who texts: put in front of every message, as 【…】.
    pub signature: String,
    /// How long the gateway may take.
    pub timeout: Duration,
    /// Where messages are written without a `url`, as `<id>.txt`. With neither, none is sent.
    pub folder: Option<PathBuf>,
}

impl Default for SmsOptions {
    fn default() -> Self {
        Self {
            url: None,
            token: None,
            signature: "一网通办".to_owned(),
            timeout: Duration::from_secs(10),
            folder: None,
        }
    }
}
