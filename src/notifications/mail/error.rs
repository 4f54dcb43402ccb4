//! Why a letter did not leave.

use thiserror::Error;

use crate::outbox::Failure;

/// A letter that was not sent. No text of it holds an address.
#[derive(Debug, Error)]
pub enum MailError {
    /// The settings cannot work.
    #[error("the mail settings are not valid: {0}")]
    Settings(String),
    /// The letter cannot be written down.
    #[error("the letter cannot be composed: {0}")]
    Unwritable(String),
    /// The server will never take this letter for this recipient.
    #[error("the mail server rejected the letter ({0})")]
    Rejected(u16),
    /// The server does not know us: user name, password or its own policy.
    #[error("the mail server does not let us in ({0})")]
    Refused(u16),
    /// The server cannot take it now.
    #[error("the mail server put us off ({0})")]
    PutOff(u16),
    /// The server cannot be reached, or the conversation with it broke.
    #[error("the mail server cannot be reached: {0}")]
    Unreachable(String),
    /// The folder cannot be written.
    #[error("the mail folder cannot be written: {0}")]
    Folder(#[from] std::io::Error),
}

impl From<MailError> for Failure {
    /// Only what would repeat itself is dead: a wrong password is set right by a person, and then the letter leaves.
    fn from(error: MailError) -> Self {
        match error {
            MailError::Rejected(_) | MailError::Unwritable(_) => Self::dead(error),
            MailError::Settings(_)
            | MailError::Refused(_)
            | MailError::PutOff(_)
            | MailError::Unreachable(_)
            | MailError::Folder(_) => Self::retry(error),
        }
    }
}

impl From<lettre::transport::smtp::Error> for MailError {
    /// By the answer's code (RFC 5321, 4.2.3): 550, 551, 553, 554 and 556 speak of the recipient or the letter; other permanent codes of
    /// the session, its credentials or the server's condition.
    fn from(error: lettre::transport::smtp::Error) -> Self {
        let Some(code) = error.status().map(u16::from) else {
            return Self::Unreachable(reason(&error));
        };
        match code {
            550 | 551 | 553 | 554 | 556 => Self::Rejected(code),
            500..=599 => Self::Refused(code),
            _ => Self::PutOff(code),
        }
    }
}

/// What went wrong on the way; what the server wrote is left out.
fn reason(error: &lettre::transport::smtp::Error) -> String {
    if error.is_response() {
        return "it answered in no way SMTP knows".to_owned();
    }
    let mut text = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        let message = error.to_string();
        if !text.contains(&message) {
            text = format!("{text}: {message}");
        }
        cause = error.source();
    }
    text
}
