//! A client trades its refresh token for a new pair.
//!
//! 1. Count the request against its address.
//! 2. In one transaction, use the token up. Of two uses at once only one wins.
//! 3. Won: issue the next pair, if the session is not ended, the account not disabled and the session's time not over.
//! 4. A token that was used before has been stolen, by whoever comes second or first: the session ends, and that is written down.

use actix_web::{post, web};
use chrono::{DateTime, Utc};
use diesel_async::{AsyncConnection, AsyncPgConnection};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::clock::machine_now;
use crate::crypto::hash_token;
use crate::db::Db;
use crate::db::audit::AuditRow;
use crate::http::{Answer, Body};
use crate::identity::access::{Action, Operation, Role};
use crate::identity::guest::Guest;
use crate::identity::sessions::{Holder, SessionTokens, Sessions};
use crate::identity::store::sessions as store;
use crate::problem::{Code, Problem};

/// What the documentation says of it.
pub const OPERATION: Operation = Operation {
    id: "refresh_session",
    action: Action::SignIn,
    problems: &[Code::InvalidInput, Code::RefreshTokenInvalid],
};

/// The refresh token of the pair before.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Refresh {
    /// Used once: the answer brings the next one.
    #[schema(example = "q1Vn0Yd0nB0m3rP5t7v9x1z3A5C7E9G1I3K5M7O9Q1s")]
    refresh_token: String,
}

/// Refresh the session.
///
/// Each refresh token works once. Using one again ends its whole session: sign in anew.
#[utoipa::path(
    operation_id = "refresh_session",
    tag = "Sessions",
    request_body(content = Refresh, example = json!({"refresh_token": "q1Vn0Yd0nB0m3rP5t7v9x1z3A5C7E9G1I3K5M7O9Q1s"})),
    responses((status = 201, description = "The next pair of tokens", body = SessionTokens))
)]
#[post("/sessions/refresh")]
pub async fn handle(
    guest: Guest,
    body: Body<Refresh>,
    db: web::Data<Db>,
    sessions: web::Data<Sessions>,
) -> Result<Answer, Problem> {
    let hash = hash_token(&body.value.refresh_token);
    let now = machine_now();
    let mut conn = db.get().await?;
    // A refusal commits as well: the token stays used, the family stays ended.
    let tokens = conn
        .transaction(async |conn| match store::use_token(conn, &hash, now).await? {
            Some(session) => renew(conn, &sessions, session, now).await,
            None => {
                end_reused(conn, &hash, &guest.request_id, now).await?;
                Ok(None)
            }
        })
        .await?;
    Answer::new(201, &tokens.ok_or_else(|| Problem::new(Code::RefreshTokenInvalid))?)
}

async fn renew(
    conn: &mut AsyncPgConnection,
    sessions: &Sessions,
    session: uuid::Uuid,
    now: DateTime<Utc>,
) -> Result<Option<SessionTokens>, Problem> {
    let Some(live) = store::live(conn, session).await? else {
        return Ok(None);
    };
    let role = Role::from_word(&live.role).ok_or_else(|| Problem::internal("an account has an unknown role"))?;
    let holder = Holder {
        account: live.account,
        session: live.id,
        role,
    };
    sessions.renew(conn, holder, live.created_at, now).await
}

async fn end_reused(
    conn: &mut AsyncPgConnection,
    hash: &[u8],
    request_id: &str,
    now: DateTime<Utc>,
) -> Result<(), Problem> {
    let Some(session) = store::family_of_used(conn, hash).await? else {
        return Ok(());
    };
    if let Some(account) = store::end(conn, session, now).await? {
        AuditRow::new(account, "refresh_session", now)
            .refused(Code::RefreshTokenInvalid.as_str())
            .in_request(request_id)
            .insert(conn)
            .await?;
    }
    Ok(())
}
