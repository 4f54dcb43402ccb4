//! One thing said to one address, by whatever the address is.

use super::mail::{Letter, MailError, Mailer};
use super::sms::{SmsError, Texter};
use crate::identity::Address;
use crate::outbox::Failure;

/// Takes messages to e-mail addresses and phones. For handlers of the outbox that compose what they say themselves; what is told to an account
/// goes through [`deliver`](super::deliver). Clones share the connections.
#[derive(Clone)]
pub struct Courier {
    mailer: Mailer,
    texter: Texter,
}

/// A message that was not sent.
#[derive(Debug, thiserror::Error)]
pub enum CourierError {
    /// Not as a letter.
    #[error(transparent)]
    Mail(#[from] MailError),
    /// Not as a text message.
    #[error(transparent)]
    Sms(#[from] SmsError),
}

impl From<CourierError> for Failure {
    fn from(error: CourierError) -> Self {
        match error {
            CourierError::Mail(error) => error.into(),
            CourierError::Sms(error) => error.into(),
        }
    }
}

impl Courier {
    /// A courier with these.
    pub fn new(mailer: Mailer, texter: Texter) -> Self {
        Self { mailer, texter }
    }

    /// Sends a title and paragraphs (a line each). `cause` names the message, in characters of `A–Z a–z 0–9 . - _`: the same at every attempt, so that
    /// a repeat is known as one.
    ///
    /// # Errors
    /// As a [`Failure`] of a handler it says whether it may work later.
    pub async fn send(&self, to: &Address, title: &str, body: &str, cause: &str) -> Result<(), CourierError> {
        match to {
            Address::Email(to) => {
                let letter = Letter::about(title, body)?;
                let id = self.mailer.message_id_of(cause);
                Ok(self.mailer.send(to, &letter, &id).await?)
            }
            Address::Phone(to) => Ok(self.texter.send(to, title, body, cause).await?),
        }
    }
}
