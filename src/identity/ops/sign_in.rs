//! Somebody signs in with phone, e-mail address or login.
//!
//! 1. Count the request against its address and its login.
//! 2. Find the account; a login that failed too often is closed for a while, whether or not anybody has it.
//! 3. Verify the password; a login that nobody has takes as long.
//! 4. Failed: write that down, and tell nothing more. A disabled account fails like a wrong password.
//! 5. In one transaction: see that the password is still the one verified, begin the session and write that down. A hash made with other
//!    parameters is replaced on the way.

use actix_web::{post, web};
use chrono::{DateTime, Utc};
use diesel_async::{AsyncConnection, AsyncPgConnection};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::clock::machine_now;
use crate::db::Db;
use crate::db::audit::AuditRow;
use crate::http::{Answer, Body};
use crate::identity::access::{Action, Operation, Role};
use crate::identity::checked::{Checked, Faults};
use crate::identity::guest::Guest;
use crate::identity::limits::Limits;
use crate::identity::login::Login;
use crate::identity::passwords::{Password, PasswordDesk};
use crate::identity::sessions::{SessionTokens, Sessions};
use crate::identity::store::accounts::{self, AccountChange, Credentials};
use crate::identity::store::attempts::{SIGN_IN, locked_since};
use crate::identity::vault::Vault;
use crate::problem::{Code, Problem};

/// What the documentation says of it.
pub const OPERATION: Operation = Operation {
    id: "sign_in",
    action: Action::SignIn,
    problems: &[Code::InvalidInput, Code::BadCredentials],
};

/// Login and password.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SignIn {
    /// Phone, e-mail address or login.
    #[serde(default)]
    #[schema(value_type = Login, required = true)]
    login: Checked<Login>,
    /// Password.
    #[serde(default)]
    #[schema(value_type = Password, required = true)]
    password: Checked<Password>,
}

/// Sign in.
///
/// Begins a session. The access token lives at most five minutes; the refresh token is used once, for the next pair. Too many failures in a
/// row close the login for a while (429 with `Retry-After`).
#[utoipa::path(
    operation_id = "sign_in",
    tag = "Sessions",
    request_body(content = SignIn, example = json!({"login": "13900000001", "password": "Correct-horse-7"})),
    responses((status = 201, description = "Signed in", body = SessionTokens))
)]
#[post("/sessions")]
pub async fn handle(
    guest: Guest,
    body: Body<SignIn>,
    db: web::Data<Db>,
    vault: web::Data<Vault>,
    passwords: web::Data<PasswordDesk>,
    sessions: web::Data<Sessions>,
    limits: web::Data<Limits>,
) -> Result<Answer, Problem> {
    let (login, password) = check(body.value)?;
    let stand_in = login.stand_in(vault.index());
    limits.sign_in(stand_in)?;

    let now = machine_now();
    let mut conn = db.get().await?;
    let known = accounts::find_by_login(&mut conn, &vault, &login).await?;
    let owner = known.as_ref().map_or(stand_in, |known| known.id);
    refuse_closed(&mut conn, &limits, owner, now).await?;
    // Hashing takes a while: the connection is of more use to others.
    drop(conn);

    let audit = AuditRow::new(owner, SIGN_IN, now).in_request(guest.request_id);
    let found = verified(&passwords, &password, known).await?;
    let mut conn = db.get().await?;
    let Some(Verified { account, role, hash }) = found else {
        audit.refused(Code::BadCredentials.as_str()).insert(&mut conn).await?;
        return Err(Problem::new(Code::BadCredentials));
    };

    let audit = audit.by(account).in_role(role.as_str());
    let rehashed = if passwords.needs_rehash(&hash) {
        Some(passwords.hash(password).await?)
    } else {
        None
    };
    let tokens = conn
        .transaction(async |conn| {
            if !accounts::still_opens(conn, account, &hash).await? {
                return Err(Problem::new(Code::BadCredentials));
            }
            audit.insert(conn).await?;
            if let Some(hash) = rehashed {
                let mut change = AccountChange::at(now);
                change.password_hash = Some(hash);
                accounts::update(conn, account, &change).await?;
            }
            sessions.begin(conn, account, role, now).await
        })
        .await?;
    Answer::new(201, &tokens)
}

fn check(sent: SignIn) -> Result<(Login, Password), Problem> {
    let mut faults = Faults::default();
    let login = faults.required("/login", sent.login);
    let password = faults.required("/password", sent.password);
    login.zip(password).ok_or_else(|| faults.into_problem())
}

/// 429 when the login failed too often of late.
async fn refuse_closed(
    conn: &mut AsyncPgConnection,
    limits: &Limits,
    owner: Uuid,
    now: DateTime<Utc>,
) -> Result<(), Problem> {
    let (failures, window) = limits.closing();
    let Some(since) = locked_since(conn, owner, failures, window, now).await? else {
        return Ok(());
    };
    let seconds = (since + window - now).num_seconds().max(0).unsigned_abs() + 1;
    Err(Problem::new(Code::RateLimited)
        .with_detail(
            "登录失败次数过多，请稍后再试，或重设密码。",
            "Too many failed attempts to sign in: wait, or set a new password.",
        )
        .with_retry_after(seconds))
}

/// An account whose password was typed.
struct Verified {
    account: Uuid,
    role: Role,
    /// What the password was verified against.
    hash: String,
}

/// The account, if the password is its own and it may be used.
async fn verified(
    passwords: &PasswordDesk,
    password: &Password,
    known: Option<Credentials>,
) -> Result<Option<Verified>, Problem> {
    if passwords.is_oversized(password) {
        return Ok(None);
    }
    let stored = known.as_ref().and_then(|known| known.password_hash.clone());
    let right = passwords.verify(password.clone(), stored).await?;
    Ok(known.filter(|known| right && known.is_enabled()).and_then(|known| {
        Some(Verified {
            account: known.id,
            role: known.role()?,
            hash: known.password_hash?,
        })
    }))
}
