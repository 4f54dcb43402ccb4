//! Somebody corrects their own account (Personal Information Protection Law, art. 46).
//!
//! 1. Check every field; all faults are told together. A new password needs the present one.
//! 2. Verify the present password, hash the new one.
//! 3. In one transaction: change the account, end the other sessions if the password changed, and write that down. A phone or address that
//!    belongs to another account is 409.
//! 4. Answer with the account as it is now.

use actix_web::{patch, web};
use chrono::{DateTime, Utc};
use diesel_async::{AsyncConnection, AsyncPgConnection};
use serde::{Deserialize, Deserializer};
use utoipa::ToSchema;

use super::read_self::{Me, me};
use crate::clock::machine_now;
use crate::codes::{EmailAddress, Mobile};
use crate::db::audit::AuditRow;
use crate::db::{Db, is_unique_violation};
use crate::http::{Answer, Body, RequestId};
use crate::identity::access::{Action, Operation, may};
use crate::identity::accounts::{self, Person};
use crate::identity::caller::{Allowed, Caller};
use crate::identity::checked::{Checked, Fault, Faults};
use crate::identity::limits::Limits;
use crate::identity::name::Name;
use crate::identity::passwords::{Password, PasswordDesk};
use crate::identity::store::accounts::{self as store, AccountChange};
use crate::identity::store::sessions;
use crate::identity::vault::Vault;
use crate::problem::{Code, Problem};
use crate::text::Text;

/// What the documentation says of it.
pub const OPERATION: Operation = Operation {
    id: "change_self",
    action: Action::ReadSelf,
    problems: &[Code::InvalidInput, Code::AccountExists],
};

/// What is to change; what is absent stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SelfChange {
    /// Name.
    #[serde(default)]
    #[schema(value_type = Option<Name>)]
    name: Checked<Name>,
    /// Mobile number.
    #[serde(default)]
    #[schema(value_type = Option<Mobile>)]
    phone: Checked<Mobile>,
    /// E-mail address; null removes it.
    #[serde(default, deserialize_with = "sent")]
    #[schema(value_type = Option<EmailAddress>)]
    email: Option<Checked<EmailAddress>>,
    /// New password; ends all other sessions.
    #[serde(default)]
    #[schema(value_type = Option<Password>)]
    password: Checked<Password>,
    /// The present password, needed for a new one.
    #[serde(default)]
    #[schema(value_type = Option<Password>)]
    current_password: Checked<Password>,
}

/// Tells null, which removes, from absent, which keeps.
fn sent<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Checked<EmailAddress>>, D::Error> {
    Checked::deserialize(deserializer).map(Some)
}

/// Change one's own account.
///
/// Citizen ids and credit codes cannot change. A new password needs the present one and ends all other sessions.
#[utoipa::path(
    operation_id = "change_self",
    tag = "Accounts",
    request_body(content = SelfChange, example = json!({"phone": "13900000003", "email": "new@example.com"})),
    responses((status = 200, description = "The account as it is now", body = Me))
)]
#[patch("/me")]
pub async fn handle(
    caller: Allowed<may::ReadSelf>,
    request_id: RequestId,
    body: Body<SelfChange>,
    db: web::Data<Db>,
    vault: web::Data<Vault>,
    passwords: web::Data<PasswordDesk>,
    limits: web::Data<Limits>,
) -> Result<Answer, Problem> {
    let mut conn = db.get().await?;
    let person = accounts::load(&mut conn, vault.cipher(), caller.account).await?;
    let person = person.ok_or_else(|| Problem::new(Code::Unauthenticated))?;
    let stored = store::credentials(&mut conn, caller.account).await?;
    drop(conn);

    let now = machine_now();
    let (mut change, new_password) = check(body.value, &person, &vault, &passwords, now)?;
    let mut verified = None;
    if let Some(NewPassword { present, new }) = new_password {
        limits.sign_in(caller.account)?;
        verified = stored.and_then(|stored| stored.password_hash);
        if !passwords.verify(present, verified.clone()).await? {
            return Err(wrong_password());
        }
        change.password_hash = Some(passwords.hash(new).await?);
    }

    let audit = AuditRow::new(caller.account, "change_self", now)
        .by(caller.account)
        .in_role(caller.role.as_str())
        .in_request(request_id.0);
    let mut conn = db.get().await?;
    conn.transaction(async |conn| write(conn, &caller, &change, verified.as_deref(), &audit).await)
        .await?;
    Answer::new(200, &me(&mut conn, &vault, caller.account).await?)
}

struct NewPassword {
    present: Password,
    new: Password,
}

fn check(
    sent: SelfChange,
    person: &Person,
    vault: &Vault,
    passwords: &PasswordDesk,
    now: DateTime<Utc>,
) -> Result<(AccountChange, Option<NewPassword>), Problem> {
    let mut faults = Faults::default();
    let mut change = AccountChange::at(now);
    let mut person = person.clone();
    if let Some(name) = faults.optional("/name", sent.name) {
        change.name = Some(vault.seal_name(&name));
    }
    if let Some(phone) = faults.optional("/phone", sent.phone) {
        let sealed = vault.seal_phone(&phone);
        (change.phone, change.phone_index) = (Some(sealed.envelope), Some(sealed.index));
        person.phone = Some(phone);
    }
    if let Some(email) = sent.email {
        let email = faults.optional("/email", email);
        let sealed = email.as_ref().map(|email| vault.seal_email(email));
        let (envelope, index) = sealed.map(|sealed| (sealed.envelope, sealed.index)).unzip();
        (change.email, change.email_index) = (Some(envelope), Some(index));
        person.email = email;
    }
    let present = faults.optional("/current_password", sent.current_password);
    let mut new_password = None;
    if let Some(new) = faults.optional("/password", sent.password) {
        faults.extend(passwords.faults("/password", &new, &person.logins()));
        match present {
            Some(present) => new_password = Some(NewPassword { present, new }),
            None => {
                let message = Text::new("修改密码须提供当前密码", "a new password needs the present one");
                faults.add("/current_password", Fault::new("required", message));
            }
        }
    }
    faults.none()?;
    Ok((change, new_password))
}

/// `verified` is the hash behind the password that is replaced, if one is.
async fn write(
    conn: &mut AsyncPgConnection,
    caller: &Caller,
    change: &AccountChange,
    verified: Option<&str>,
    audit: &AuditRow,
) -> Result<(), Problem> {
    if let Some(verified) = verified {
        if !store::still_opens(conn, caller.account, verified).await? {
            return Err(wrong_password());
        }
        sessions::end_all(conn, caller.account, Some(caller.session), audit.at).await?;
    }
    store::update(conn, caller.account, change).await.map_err(|error| {
        if is_unique_violation(&error) {
            Problem::new(Code::AccountExists)
        } else {
            error.into()
        }
    })?;
    Ok(audit.insert(conn).await?)
}

fn wrong_password() -> Problem {
    Problem::invalid_field(
        "/current_password",
        "wrong-password",
        "当前密码不正确",
        "this is not the present password",
    )
}
