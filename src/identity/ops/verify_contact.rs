//! Somebody types the code that was sent to their new phone or e-mail address.
//!
//! 1. Count the attempt: after fifteen minutes or five attempts, and where nothing waits, it is 409.
//! 2. Compare the code. Failed: write that down.
//! 3. In one transaction: give the account the new phone or address (409 when it is another's by now), have the old one told, and write that down.
//! 4. Answer with the account as it is now.

use actix_web::{post, web};
use chrono::{DateTime, Utc};
use diesel_async::{AsyncConnection, AsyncPgConnection};
use serde::Deserialize;
use subtle::ConstantTimeEq;
use utoipa::ToSchema;
use uuid::Uuid;

use super::change_self::tell_old;
use super::read_self::{Me, me};
use crate::clock::{Clock, machine_now};
use crate::crypto::TokenSigner;
use crate::db::Db;
use crate::db::audit::AuditRow;
use crate::http::{Answer, Body, RequestId};
use crate::identity::access::{Action, Operation, may};
use crate::identity::caller::Allowed;
use crate::identity::contact_change::{self, ContactKind};
use crate::identity::store::accounts::{self, AccountChange};
use crate::identity::store::contact_changes::{self, Change};
use crate::identity::vault::Vault;
use crate::problem::{Code, Problem};

/// What the documentation says of it.
pub const OPERATION: Operation = Operation {
    id: "verify_contact",
    action: Action::ReadSelf,
    problems: &[Code::InvalidInput, Code::AccountExists, Code::VerificationExpired],
};

/// The code that was sent.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ContactVerification {
    /// What changes.
    kind: ContactKind,
    /// The six digits.
    #[schema(example = "482913")]
    code: String,
}

/// Verify one's new phone or e-mail address.
///
/// With the code that was sent there when it was changed: valid for fifteen minutes and five attempts. The change takes effect now, and the old
/// address is told.
#[utoipa::path(
    operation_id = "verify_contact",
    tag = "Accounts",
    request_body(content = ContactVerification, example = json!({"kind": "phone", "code": "482913"})),
    responses((status = 200, description = "The account as it is now", body = Me))
)]
#[post("/me/verifications")]
pub async fn handle(
    caller: Allowed<may::ReadSelf>,
    request_id: RequestId,
    body: Body<ContactVerification>,
    db: web::Data<Db>,
    clock: web::Data<Clock>,
    vault: web::Data<Vault>,
    signer: web::Data<TokenSigner>,
) -> Result<Answer, Problem> {
    let ContactVerification { kind, code } = body.value;
    let now = machine_now();
    let audit = AuditRow::new(caller.account, "verify_contact", now)
        .by(caller.account)
        .in_role(caller.role.as_str())
        .in_request(request_id.0);
    let mut conn = db.get().await?;
    let change = contact_changes::try_code(&mut conn, caller.account, kind, now).await?;
    let change = change.ok_or_else(|| Problem::new(Code::VerificationExpired))?;

    let right = contact_change::code(&signer, change.id);
    if !bool::from(right.as_bytes().ct_eq(code.trim().as_bytes())) {
        audit.refused("wrong-code").insert(&mut conn).await?;
        let (zh, en) = ("验证码不正确", "this is not the code");
        return Err(Problem::invalid_field("/code", "wrong-code", zh, en));
    }
    conn.transaction(async |conn| confirm(conn, caller.account, kind, change, &audit, clock.now()).await)
        .await?;
    Answer::new(200, &me(&mut conn, &vault, caller.account).await?)
}

async fn confirm(
    conn: &mut AsyncPgConnection,
    account: Uuid,
    kind: ContactKind,
    change: Change,
    audit: &AuditRow,
    law_now: DateTime<Utc>,
) -> Result<(), Problem> {
    let previous = contact_changes::held(conn, account, kind).await?;
    if !contact_changes::confirm(conn, change.id, previous.as_deref(), audit.at).await? {
        return Err(Problem::new(Code::VerificationExpired));
    }
    let mut new = AccountChange::at(audit.at);
    match kind {
        ContactKind::Phone => (new.phone, new.phone_index) = (change.value, change.value_index),
        ContactKind::Email => (new.email, new.email_index) = (Some(change.value), Some(change.value_index)),
    }
    accounts::update(conn, account, &new).await.map_err(accounts::taken)?;
    if previous.is_some() {
        tell_old(conn, account, change.id, law_now).await?;
    }
    Ok(audit.insert(conn).await?)
}
