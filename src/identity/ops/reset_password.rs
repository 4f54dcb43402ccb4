//! Somebody sets a new password with the token they were sent.
//!
//! 1. Count the request against its address.
//! 2. Check the token's signature and that its request is unused and not expired: 404 otherwise.
//! 3. Check the new password and hash it.
//! 4. In one transaction: use the request up (404 when another was first), set the password, end all sessions, and write that down, which
//!    also opens a login that had been closed for failures.

use actix_web::{HttpResponse, post, web};
use chrono::{DateTime, Utc};
use diesel_async::{AsyncConnection, AsyncPgConnection};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::clock::machine_now;
use crate::crypto::TokenSigner;
use crate::db::Db;
use crate::db::audit::AuditRow;
use crate::http::Body;
use crate::identity::access::{Action, Operation};
use crate::identity::checked::{Checked, Faults};
use crate::identity::guest::Guest;
use crate::identity::passwords::{Password, PasswordDesk};
use crate::identity::reset_token;
use crate::identity::store::accounts::{self, AccountChange};
use crate::identity::store::attempts::RESET_PASSWORD;
use crate::identity::store::{resets, sessions};
use crate::identity::vault::Vault;
use crate::problem::{Code, Problem};

/// What the documentation says of it.
pub const OPERATION: Operation = Operation {
    id: "reset_password",
    action: Action::SignIn,
    problems: &[Code::InvalidInput, Code::NotFound],
};

/// The new password.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPassword {
    /// The new password.
    #[serde(default)]
    #[schema(value_type = Password, required = true)]
    password: Checked<Password>,
}

/// Set a new password.
///
/// With the token of the message. Ends all sessions of the account.
#[utoipa::path(
    operation_id = "reset_password",
    tag = "Sessions",
    params(("token" = String, Path, description = "The token of the message; works once, within 30 minutes")),
    request_body(content = NewPassword, example = json!({"password": "Correct-horse-8"})),
    responses((status = 204, description = "The new password is set"))
)]
#[post("/password-resets/{token}")]
pub async fn handle(
    guest: Guest,
    token: web::Path<String>,
    body: Body<NewPassword>,
    db: web::Data<Db>,
    vault: web::Data<Vault>,
    signer: web::Data<TokenSigner>,
    passwords: web::Data<PasswordDesk>,
) -> Result<HttpResponse, Problem> {
    let reset = reset_token::verify(&signer, &token).ok_or_else(useless)?;
    let mut conn = db.get().await?;
    let account = resets::open_request(&mut conn, reset, machine_now())
        .await?
        .ok_or_else(useless)?;
    let person = accounts::load(&mut conn, vault.cipher(), account)
        .await?
        .ok_or_else(useless)?;
    drop(conn);

    let mut faults = Faults::default();
    let Some(password) = faults.required("/password", body.value.password) else {
        return Err(faults.into_problem());
    };
    faults.extend(passwords.faults("/password", &password, &person.logins()));
    faults.none()?;
    let hash = passwords.hash(password).await?;

    let now = machine_now();
    let audit = AuditRow::new(account, RESET_PASSWORD, now)
        .by(account)
        .in_role(person.role.as_str())
        .in_request(guest.request_id);
    let mut conn = db.get().await?;
    conn.transaction(async |conn| set(conn, reset, account, hash, &audit, now).await)
        .await?;
    Ok(HttpResponse::NoContent().finish())
}

async fn set(
    conn: &mut AsyncPgConnection,
    reset: Uuid,
    account: Uuid,
    hash: String,
    audit: &AuditRow,
    now: DateTime<Utc>,
) -> Result<(), Problem> {
    if !resets::use_up(conn, reset, now).await? {
        return Err(useless());
    }
    resets::use_up_all(conn, account, now).await?;
    let mut change = AccountChange::at(now);
    change.password_hash = Some(hash);
    accounts::update(conn, account, &change).await?;
    sessions::end_all(conn, account, None, now).await?;
    Ok(audit.insert(conn).await?)
}

fn useless() -> Problem {
    Problem::new(Code::NotFound).with_detail(
        "重设密码的链接无效、已使用或已过期，请重新申请。",
        "This token is not valid, was used, or has expired: ask for a new one.",
    )
}
