//! The outbox's topic `mail`: a message of the inbox, sent to its account's address.

use async_trait::async_trait;
use serde::Deserialize;
use uuid::Uuid;

use super::mail::{Letter, Mailer};
use super::store;
use crate::codes::EmailAddress;
use crate::crypto::Cipher;
use crate::db::Db;
use crate::outbox::{Failure, Handler, Job};

/// The topic of the outbox that [`MailHandler`] serves.
pub const MAIL_TOPIC: &str = "mail";

/// Under which purpose the address is sealed in its account.
const EMAIL: &str = "account.email";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Payload {
    account: Uuid,
    notification: Uuid,
    event_seq: i64,
}

/// Sends the e-mail that says what a message of the inbox says.
///
/// A repeat has the same `Message-ID`, so that a mailbox which already got it can tell.
pub struct MailHandler {
    db: Db,
    cipher: Cipher,
    mailer: Mailer,
}

impl MailHandler {
    /// Over a mailer.
    pub fn new(db: Db, cipher: Cipher, mailer: Mailer) -> Self {
        Self { db, cipher, mailer }
    }
}

#[async_trait]
impl Handler for MailHandler {
    fn topic(&self) -> &'static str {
        MAIL_TOPIC
    }

    /// 1. Load the message and its account's sealed address; without either there is nothing to send.
    /// 2. Open the address.
    /// 3. Write the letter in Chinese and send it.
    async fn handle(&self, job: &Job) -> Result<(), Failure> {
        let Payload {
            account,
            notification,
            event_seq,
        } = job.payload()?;
        let found = {
            let mut conn = self.db.get().await.map_err(Failure::retry)?;
            store::addressed(&mut conn, account, notification).await?
        };
        let Some((message, email)) = found.and_then(|m| m.email.clone().map(|email| (m, email))) else {
            return Ok(());
        };
        let address = self.cipher.decrypt(EMAIL, &email).map_err(Failure::dead)?;
        let address: EmailAddress = address.parse().map_err(Failure::dead)?;
        let letter = Letter::about(&message.title, &message.body).map_err(Failure::dead)?;
        let id = self.mailer.message_id(job.owner_id, event_seq);
        Ok(self.mailer.send(&address, &letter, &id).await?)
    }
}
