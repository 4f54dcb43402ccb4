//! The outbox's topics `mail` and `sms`: a message of the inbox, sent to where its account is told things.

use async_trait::async_trait;
use serde::Deserialize;
use uuid::Uuid;

use super::account_messages::unreadable;
use super::courier::Courier;
use super::store;
use crate::crypto::Cipher;
use crate::db::Db;
use crate::identity::Address;
use crate::identity::accounts::{AccountKind, Person, load};
use crate::outbox::{Failure, Handler, Job};

/// The topic of messages that go by e-mail.
pub const MAIL_TOPIC: &str = "mail";
/// The topic of messages that go by phone.
pub const SMS_TOPIC: &str = "sms";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Payload {
    account: Uuid,
    notification: Uuid,
    event_seq: i64,
}

/// Sends what a message of the inbox says.
///
/// A repeat has the same `Message-ID` or id, so that a mailbox or gateway which already got it can tell.
pub struct MessageHandler {
    topic: &'static str,
    db: Db,
    cipher: Cipher,
    courier: Courier,
}

impl MessageHandler {
    /// By e-mail.
    pub fn by_mail(db: Db, cipher: Cipher, courier: Courier) -> Self {
        let topic = MAIL_TOPIC;
        Self {
            topic,
            db,
            cipher,
            courier,
        }
    }

    /// By phone.
    pub fn by_sms(db: Db, cipher: Cipher, courier: Courier) -> Self {
        let topic = SMS_TOPIC;
        Self {
            topic,
            db,
            cipher,
            courier,
        }
    }

    fn address(&self, person: &Person) -> Option<Address> {
        if self.topic == SMS_TOPIC {
            person.any_phone()
        } else {
            person.any_email()
        }
    }
}

#[async_trait]
impl Handler for MessageHandler {
    fn topic(&self) -> &'static str {
        self.topic
    }

    /// 1. Load the message and its account; without the message, the account or an address of theirs there is nothing to send.
    /// 2. Say it in Chinese.
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
        let Some(address) = self.address(&person) else {
            return Ok(());
        };
        let owner = job.owner_id;
        // Several members of staff may be told of one event; applicant there is one.
        let cause = match person.kind {
            AccountKind::Staff => format!("{owner}.{event_seq}.{account}"),
            AccountKind::NaturalPerson | AccountKind::LegalPerson => format!("{owner}.{event_seq}"),
        };
        Ok(self.courier.send(&address, &title, &body, &cause).await?)
    }
}
