//! The message that lets somebody set a new password. Composed here, sent by whoever has a courier.

use diesel_async::AsyncPgConnection;
use uuid::Uuid;

use super::accounts::{AccountError, load};
use super::address::Dispatch;
use super::reset_token;
use super::store::resets;
use crate::clock::machine_now;
use crate::crypto::{Cipher, TokenSigner};
use crate::text::Text;

/// The topic of the outbox under which it is sent; the payload is a [`PasswordResetPayload`].
pub const TOPIC: &str = "password_reset";

/// What the outbox knows of it: an id, nothing to steal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PasswordResetPayload {
    /// The request.
    pub password_reset: Uuid,
}

/// Composes the message of a request. `None` when there is nothing to send any more: the request was used or has expired, or the account
/// has no address. Who has no e-mail address gets it by phone, but for staff.
///
/// # Errors
/// When the database fails, or the account does not open.
pub async fn compose(
    conn: &mut AsyncPgConnection,
    cipher: &Cipher,
    signer: &TokenSigner,
    request: Uuid,
) -> Result<Option<Dispatch>, AccountError> {
    let Some(account) = resets::open_request(conn, request, machine_now()).await? else {
        return Ok(None);
    };
    let person = load(conn, cipher, account).await?;
    Ok(person.and_then(|person| {
        let name = person.masked_name();
        person.any_email().or(person.any_phone()).map(|to| Dispatch {
            to,
            title: Text::new("重设密码", "Set a new password"),
            body: body(&name, &reset_token::compose(signer, request)),
            cause: format!("password-reset.{request}"),
        })
    }))
}

fn body(name: &str, token: &str) -> Text {
    Text::new(
        format!(
            "{name}，您好：\n\
             您正在重设账户密码。请在30分钟内使用下面的重设码设置新密码，重设码只能使用一次：\n\
             {token}\n\
             设置新密码后，已登录的设备将全部退出。如非本人操作，请忽略本消息，密码不会改变。"
        ),
        format!(
            "Dear {name},\n\
             a new password was asked for. Set it within 30 minutes with this code, which works once:\n\
             {token}\n\
             All devices will then be signed out. If it was not you, ignore this message: the password stays as it is."
        ),
    )
}
