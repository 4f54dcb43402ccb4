//! The outbox's topic `mail`: a message of the inbox, sent to its account's address.

use async_trait::async_trait;
use serde::Deserialize;
use uuid::Uuid;

use super::mail::{Letter, Mailer};
use super::store;
use crate::crypto::Cipher;
use crate::db::Db;
use crate::identity::accounts::{AccountError, AccountKind, load};
use crate::outbox::{Failure, Handler, Job};

/// The topic of the outbox that [`MailHandler`] serves.
pub const MAIL_TOPIC: &str = "mail";

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

    /// 1. Load the message and its account; without the message, the account or an address of theirs there is nothing to send.
    /// 2. Write the letter in Chinese and send it.
    async fn handle(&self, job: &Job) -> Result<(), Failure> {
        let Payload {
            account,
            notification,
            event_seq,
        } = job.payload()?;
        let (words, person) = {
            let mut conn = self.db.get().await.map_err(Failure::retry)?;
            let words = store::words(&mut conn, account, notification).await?;
            (words, load(&mut conn, &self.cipher, account).await.map_err(unreadable)?)
        };
        let (Some((title, body)), Some(person)) = (words, person) else {
            return Ok(());
        };
        let Some(address) = person.email else {
            return Ok(());
        };
        // Several members of staff may be told of one event; applicant there is one.
        let id = match person.kind {
            AccountKind::Staff => {
                let owner = job.owner_id;
                self.mailer.message_id_of(&format!("{owner}.{event_seq}.{account}"))
            }
            AccountKind::NaturalPerson | AccountKind::LegalPerson => self.mailer.message_id(job.owner_id, event_seq),
        };
        Ok(self.mailer.send(&address, &Letter::about(&title, &body)?, &id).await?)
    }
}

/// An account that does not open will not open later either.
fn unreadable(error: AccountError) -> Failure {
    match error {
        AccountError::Database(error) => error.into(),
        other => Failure::dead(other),
    }
}
