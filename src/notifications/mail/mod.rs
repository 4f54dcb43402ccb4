//! Electronic mail: over SMTP, or into a folder while developing.
//!
//! Every letter has a Chinese subject, a text and an HTML part that say the same, and a `Message-ID` that its cause fixes. Addresses are
//! masked wherever they are logged, and a server's answer, which may quote one, is kept as its code only.

mod compose;
mod error;
mod letter;
mod options;
mod smtp;

use uuid::Uuid;

pub use error::MailError;
pub use letter::Letter;
pub use options::{MailOptions, MailTls};

use super::folder::Folder;
use crate::clock::machine_now;
use crate::codes::EmailAddress;
use compose::Sender;
use smtp::Smtp;

/// Sends letters. Clones share the pool of connections.
#[derive(Clone)]
pub struct Mailer {
    sender: Sender,
    domain: String,
    way: Way,
}

#[derive(Clone)]
enum Way {
    Smtp(Smtp),
    Folder(Folder),
    Nowhere,
}

impl Mailer {
    /// A mailer as the options say: over SMTP with a `host`, else into the folder, else nowhere.
    ///
    /// # Errors
    /// When the options contradict themselves or the CA file cannot be read.
    pub fn new(options: &MailOptions) -> Result<Self, MailError> {
        let way = match (&options.host, &options.folder) {
            (Some(host), _) => Way::Smtp(Smtp::new(host, options)?),
            (None, Some(folder)) => Way::Folder(Folder::new(folder.clone(), "eml")),
            (None, None) => Way::Nowhere,
        };
        Ok(Self {
            sender: Sender::new(options)?,
            domain: options.domain().to_owned(),
            way,
        })
    }

    /// The `Message-ID` (without its angle brackets) of whatever an event of an owner has to say: never another for the same event.
    pub fn message_id(&self, owner: Uuid, event_seq: i64) -> String {
        self.message_id_of(&format!("{owner}.{event_seq}"))
    }

    /// The `Message-ID` of a letter with another cause, named by characters of `A–Z a–z 0–9 . - _`.
    pub fn message_id_of(&self, cause: &str) -> String {
        format!("{cause}@{}", self.domain)
    }

    /// Sends one letter to one address. `message_id` comes from [`message_id`](Self::message_id) or [`message_id_of`](Self::message_id_of).
    ///
    /// # Errors
    /// Says whether it may work later; as a [`Failure`](crate::outbox::Failure) of a handler it is classified.
    pub async fn send(&self, to: &EmailAddress, letter: &Letter, message_id: &str) -> Result<(), MailError> {
        let message = self.sender.compose(to, letter, message_id, machine_now())?;
        match &self.way {
            Way::Smtp(smtp) => smtp.send(message).await?,
            Way::Folder(folder) => folder.keep(message_id, &message.formatted()).await?,
            Way::Nowhere => return Ok(()),
        }
        tracing::info!(to = to.masked(), message_id, "mail sent");
        Ok(())
    }
}
