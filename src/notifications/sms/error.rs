//! Why a text message did not leave.

use thiserror::Error;

use crate::outbox::Failure;

/// A text message that was not sent. No text of it holds a number, or what a gateway wrote.
#[derive(Debug, Error)]
pub enum SmsError {
    /// The settings cannot work.
    #[error("the settings of text messages are not valid: {0}")]
    Settings(String),
    /// The gateway answered with another status than 2xx.
    #[error("the SMS gateway answered with status {0}")]
    Status(u16),
    /// The gateway cannot be reached, or the conversation with it broke.
    #[error("the SMS gateway cannot be reached: {0}")]
    Unreachable(&'static str),
    /// The folder cannot be written.
    #[error("the folder of text messages cannot be written: {0}")]
    Folder(#[from] std::io::Error),
}

impl From<SmsError> for Failure {
    /// All of it is tried again: gateways differ in what their statuses mean, and the attempts of the outbox end.
    fn from(error: SmsError) -> Self {
        Self::retry(error)
    }
}

impl From<reqwest::Error> for SmsError {
    fn from(error: reqwest::Error) -> Self {
        Self::Unreachable(if error.is_timeout() {
            "no answer in time"
        } else if error.is_connect() {
            "no connection"
        } else {
            "the connection broke"
        })
    }
}
