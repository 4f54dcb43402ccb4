//! A new phone or e-mail address: it takes effect when the code that was sent there has been typed, and the old one is told.
//!
//! Codes and their expiry are machine time. A code is derived from the change's id and a key, so that no row and no queue holds it.

use chrono::{DateTime, Duration, Utc};
use diesel_async::AsyncPgConnection;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::accounts::{AccountError, load};
use super::address::{Address, Dispatch};
use super::store::contact_changes::{self, Change};
use super::vault;
use crate::clock::machine_now;
use crate::codes::{EmailAddress, Mobile};
use crate::crypto::digest::sha256;
use crate::crypto::{Cipher, TokenSigner};
use crate::text::Text;

/// The topic of the outbox under which codes and notices are sent; the payload is a [`ContactChangePayload`].
pub const TOPIC: &str = "contact_change";

/// How long a code can be typed.
pub(super) const VALID: Duration = Duration::minutes(15);
/// How often it may be mistyped, the last time included.
pub(super) const MOST_TRIES: i32 = 5;
const PURPOSE: &str = "contact-change";

/// What is to change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ContactKind {
    /// The mobile number.
    Phone,
    /// The e-mail address.
    Email,
}

impl ContactKind {
    /// The word of the API and the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Phone => "phone",
            Self::Email => "email",
        }
    }

    /// Reads the word back.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Phone, Self::Email]
            .into_iter()
            .find(|kind| kind.as_str() == word)
    }

    /// Opens a sealed value.
    fn open(self, cipher: &Cipher, account: Uuid, sealed: &[u8]) -> Result<Address, AccountError> {
        let field = self.as_str();
        let corrupt = |_| AccountError::Corrupt { id: account, field };
        let unsealed = |source| AccountError::Sealed { id: account, source };
        Ok(match self {
            Self::Phone => {
                let phone = vault::open_phone(cipher, sealed).map_err(unsealed)?;
                Address::Phone(phone.parse::<Mobile>().map_err(corrupt)?)
            }
            Self::Email => {
                let email = vault::open_email(cipher, sealed).map_err(unsealed)?;
                Address::Email(email.parse::<EmailAddress>().map_err(corrupt)?)
            }
        })
    }
}

/// A change that waits for its code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(example = json!({"kind": "phone", "masked": "139****0003", "expires_at": "2026-02-13T01:45:00Z"}))]
pub struct PendingChange {
    /// What is to change.
    kind: ContactKind,
    /// Where the code was sent, masked.
    #[schema(example = "139****0003")]
    masked: String,
    /// Until when the code can be typed.
    expires_at: DateTime<Utc>,
}

/// What waits for its code, of an account.
///
/// # Errors
/// When the database fails, or a value does not open.
pub(super) async fn pending(
    conn: &mut AsyncPgConnection,
    cipher: &Cipher,
    account: Uuid,
) -> Result<Vec<PendingChange>, AccountError> {
    let rows = contact_changes::pending(conn, account, machine_now()).await?;
    let told = rows.into_iter().map(|row| {
        let field = "pending change";
        let corrupt = AccountError::Corrupt { id: account, field };
        let (Some(kind), Some(value)) = (ContactKind::from_word(&row.kind), &row.value) else {
            return Err(corrupt);
        };
        Ok(PendingChange {
            kind,
            masked: kind.open(cipher, account, value)?.masked(),
            expires_at: row.expires_at,
        })
    });
    told.collect()
}

/// The six digits of a change.
pub(super) fn code(signer: &TokenSigner, change: Uuid) -> String {
    let digest = sha256(signer.derive_token(PURPOSE, change).as_bytes());
    let number = digest.first_chunk().map_or(0, |bytes| u64::from_be_bytes(*bytes));
    format!("{:06}", number % 1_000_000)
}

/// What the outbox knows of a message: ids, nothing to steal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ContactChangePayload {
    /// The change.
    pub contact_change: Uuid,
    /// What is said of it.
    pub say: Say,
}

/// What is said of a change, and to whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Say {
    /// The code, to the new address.
    Code,
    /// That there is a new address, to the old one.
    Changed,
}

/// Composes a message about a change. `None` when there is nothing to say any more: the code was used, superseded or has expired.
///
/// # Errors
/// When the database fails, or a value does not open.
pub async fn compose(
    conn: &mut AsyncPgConnection,
    cipher: &Cipher,
    signer: &TokenSigner,
    payload: ContactChangePayload,
) -> Result<Option<Dispatch>, AccountError> {
    let Some(change) = contact_changes::read(conn, payload.contact_change).await? else {
        return Ok(None);
    };
    let (id, account) = (payload.contact_change, change.account_id);
    let field = "contact change";
    let kind = ContactKind::from_word(&change.kind).ok_or(AccountError::Corrupt { id: account, field })?;
    let open = |sealed: &Option<Vec<u8>>| {
        let sealed = sealed.as_deref();
        sealed.map(|sealed| kind.open(cipher, account, sealed)).transpose()
    };
    let (to, words) = match payload.say {
        Say::Code if !waits(&change) => (None, None),
        Say::Code => (open(&change.value)?, Some(code_words(kind, &code(signer, id)))),
        Say::Changed => {
            let new = open(&change.value)?.map(|new| new.masked());
            let person = load(conn, cipher, account).await?;
            let words = person.map(|person| changed_words(kind, &person.masked_name(), new.as_deref()));
            (open(&change.previous)?, words)
        }
    };
    Ok(to.zip(words).map(|(to, (title, body))| {
        let cause = match payload.say {
            Say::Code => format!("contact-code.{id}"),
            Say::Changed => format!("contact-changed.{id}"),
        };
        Dispatch { to, title, body, cause }
    }))
}

fn waits(change: &Change) -> bool {
    change.confirmed_at.is_none() && change.expires_at > machine_now()
}

fn code_words(kind: ContactKind, code: &str) -> (Text, Text) {
    let (zh, en) = match kind {
        ContactKind::Phone => ("手机号", "mobile number"),
        ContactKind::Email => ("邮箱", "e-mail address"),
    };
    let title = Text::new("验证码", "Your code");
    let body = Text::new(
        format!("{code}，用于更改账户的{zh}，15分钟内有效。\n如非本人操作，请忽略，切勿将验证码告诉他人。"),
        format!(
            "{code} changes the {en} of your account and is valid for 15 minutes.\nIf it was not you, ignore this and tell nobody the code."
        ),
    );
    (title, body)
}

fn changed_words(kind: ContactKind, name: &str, new: Option<&str>) -> (Text, Text) {
    let (title, zh, en) = match kind {
        ContactKind::Phone => (
            Text::new("账户手机号已更改", "Your mobile number was changed"),
            "手机号",
            "mobile number",
        ),
        ContactKind::Email => (
            Text::new("账户邮箱已更改", "Your e-mail address was changed"),
            "邮箱",
            "e-mail address",
        ),
    };
    let (became_zh, became_en) = match new {
        Some(new) => (format!("改为{new}"), format!("was changed to {new}")),
        None => ("删除".to_owned(), "was removed".to_owned()),
    };
    let body = Text::new(
        format!(
            "{name}，您好：\n您账户的{zh}已{became_zh}，今后的通知不再发往此处。\n如非本人操作，请立即重设密码，并到窗口说明情况。"
        ),
        format!(
            "Dear {name},\nthe {en} of your account {became_en}; nothing more will be sent here.\nIf it was not you, set a new password at once and \
             tell a window."
        ),
    );
    (title, body)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::Keys;

    #[test]
    fn a_code_is_six_digits_of_its_change() {
        let signer = Keys::generate().token_signer("yiwang");
        let codes: Vec<String> = (0..50).map(|id| code(&signer, Uuid::from_u128(id))).collect();
        for code in &codes {
            assert!(code.len() == 6 && code.bytes().all(|b| b.is_ascii_digit()), "{code}");
        }
        assert_eq!(codes[7], code(&signer, Uuid::from_u128(7)));
        let distinct: std::collections::BTreeSet<_> = codes.iter().collect();
        assert!(distinct.len() > 45);
        let stranger = Keys::generate().token_signer("yiwang");
        assert!((0..50).any(|id| code(&stranger, Uuid::from_u128(id)) != codes[usize::try_from(id).unwrap()]));
    }
}
