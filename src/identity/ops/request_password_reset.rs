//! Somebody who forgot their password asks for a way back in.
//!
//! 1. Count the request against its address and its login.
//! 2. Find the account.
//! 3. With an e-mail address, or a phone unless they are staff: write down the request, the message to be sent (by id only) and the audit row.
//! 4. Without: write down the attempt alone.
//! 5. Answer the same, after the same time, whatever was found.

use std::time::Duration;

use actix_web::{HttpResponse, post, web};
use chrono::{DateTime, Utc};
use diesel_async::{AsyncConnection, AsyncPgConnection};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::clock::{Clock, machine_now};
use crate::db::Db;
use crate::db::audit::AuditRow;
use crate::http::Body;
use crate::identity::access::{Action, Operation};
use crate::identity::checked::{Checked, Faults};
use crate::identity::guest::Guest;
use crate::identity::limits::Limits;
use crate::identity::login::Login;
use crate::identity::password_reset_mail::{PasswordResetPayload, TOPIC};
use crate::identity::store::{accounts, resets};
use crate::identity::vault::Vault;
use crate::outbox::{self, OutboxRow};
use crate::problem::{Code, Problem};

/// What the documentation says of it.
pub const OPERATION: Operation = Operation {
    id: "request_password_reset",
    action: Action::SignIn,
    problems: &[Code::InvalidInput],
};

/// How long a request can be used.
const VALID: chrono::Duration = chrono::Duration::minutes(30);

/// No answer comes sooner, so that its time tells nothing of what was found.
const SAME_TIME: Duration = Duration::from_millis(200);

/// Whose password is to be reset.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ResetRequest {
    /// Phone, e-mail address or login.
    #[serde(default)]
    #[schema(value_type = Login, required = true)]
    login: Checked<Login>,
}

/// Ask for a new password.
///
/// If the login has an account with an e-mail address, a message with a token goes there, otherwise to its phone (staff need an address); it
/// can be used once, within 30 minutes. The answer is the same whether or not there is such an account.
#[utoipa::path(
    operation_id = "request_password_reset",
    tag = "Sessions",
    request_body(content = ResetRequest, example = json!({"login": "13900000001"})),
    responses((status = 202, description = "Taken note of"))
)]
#[post("/password-resets")]
pub async fn handle(
    guest: Guest,
    body: Body<ResetRequest>,
    db: web::Data<Db>,
    clock: web::Data<Clock>,
    vault: web::Data<Vault>,
    limits: web::Data<Limits>,
) -> Result<HttpResponse, Problem> {
    let mut faults = Faults::default();
    let Some(login) = faults.required("/login", body.value.login) else {
        return Err(faults.into_problem());
    };
    limits.reset(login.stand_in(vault.index()))?;

    let work = note(&db, &vault, &login, &guest, clock.now());
    let (noted, ()) = tokio::join!(work, tokio::time::sleep(SAME_TIME));
    noted?;
    Ok(HttpResponse::Accepted().finish())
}

async fn note(db: &Db, vault: &Vault, login: &Login, guest: &Guest, law_now: DateTime<Utc>) -> Result<(), Problem> {
    let now = machine_now();
    let mut conn = db.get().await?;
    let known = accounts::find_by_login(&mut conn, vault, login).await?;
    let owner = known
        .as_ref()
        .map_or_else(|| login.stand_in(vault.index()), |known| known.id);
    let audit = AuditRow::new(owner, "request_password_reset", now).in_request(guest.request_id.clone());
    if known.is_some_and(|known| known.is_enabled() && known.can_be_told()) {
        conn.transaction(async |conn| promise(conn, owner, &audit, now, law_now).await)
            .await
    } else {
        Ok(audit.refused(Code::NotFound.as_str()).insert(&mut conn).await?)
    }
}

async fn promise(
    conn: &mut AsyncPgConnection,
    account: Uuid,
    audit: &AuditRow,
    now: DateTime<Utc>,
    law_now: DateTime<Utc>,
) -> Result<(), Problem> {
    let id = Uuid::now_v7();
    resets::insert(conn, id, account, now, now + VALID).await?;
    let payload = serde_json::to_value(PasswordResetPayload { password_reset: id }).map_err(Problem::internal)?;
    let message = OutboxRow::new(account, id, TOPIC, payload, law_now);
    outbox::enqueue(conn, &[message]).await?;
    Ok(audit.insert(conn).await?)
}
