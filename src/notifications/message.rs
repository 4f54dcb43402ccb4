//! One thing told to one account, and its delivery to the inbox.

use chrono::{DateTime, Utc};
use diesel::QueryResult;
use diesel_async::AsyncPgConnection;
use uuid::Uuid;

use super::store;
use crate::crypto::digest::sha256;
use crate::text::Text;

/// Something to be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// Derived from owner, event and account, so that a repeat is the same row.
    pub id: Uuid,
    /// Who is told.
    pub account: Uuid,
    /// The application or matter it is about.
    pub owner: Uuid,
    /// The owner's event that caused it.
    pub event_seq: i64,
    /// What it says, as a word for programs: `application.accepted`, `matter.completed`.
    pub kind: String,
    /// One line.
    pub title: Text,
    /// Paragraphs, one a line.
    pub body: Text,
}

impl Message {
    /// A message about an event of an owner.
    pub fn new(account: Uuid, owner: Uuid, event_seq: i64, kind: impl Into<String>, title: Text, body: Text) -> Self {
        Self {
            id: id_of(account, owner, event_seq),
            account,
            owner,
            event_seq,
            kind: kind.into(),
            title,
            body,
        }
    }
}

/// Puts a message into its account's inbox and, if it was not there yet, its e-mail or text message into the outbox: one statement. `now` is law time. Says
/// whether the message is new.
///
/// # Errors
/// When the database fails.
pub async fn deliver(conn: &mut AsyncPgConnection, message: &Message, now: DateTime<Utc>) -> QueryResult<bool> {
    store::deliver(conn, message, now).await
}

fn id_of(account: Uuid, owner: Uuid, event_seq: i64) -> Uuid {
    let digest = sha256(format!("notification/{owner}/{event_seq}/{account}").as_bytes());
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_event_told_to_the_same_account_is_the_same_message() {
        let [account, other, owner] = [1, 2, 3].map(Uuid::from_u128);
        assert_eq!(id_of(account, owner, 7), id_of(account, owner, 7));
        assert_ne!(id_of(account, owner, 7), id_of(account, owner, 8));
        assert_ne!(id_of(account, owner, 7), id_of(other, owner, 7));
        assert_eq!(id_of(account, owner, 7).get_version_num(), 8);
    }
}
