//! Somebody corrects their own account (Personal Information Protection Law, art. 46).
//!
//! 1. Check every field; all faults are told together. A new password, phone or e-mail address needs the present password.
//! 2. Verify the present password, hash the new one.
//! 3. In one transaction: change the name, end the other sessions if the password changed, remove the e-mail address if that is wished, and write
//!    that down. A new phone or address waits, and the code that verifies it is sent there.
//! 4. Answer with the account as it is now, and what waits.

use actix_web::{patch, web};
use chrono::{DateTime, Utc};
use diesel_async::{AsyncConnection, AsyncPgConnection};
use serde::{Deserialize, Deserializer};
use utoipa::ToSchema;
use uuid::Uuid;

use super::read_self::{Me, me};
use crate::clock::{Clock, machine_now};
use crate::codes::{EmailAddress, Mobile};
use crate::db::Db;
use crate::db::audit::AuditRow;
use crate::http::{Answer, Body, RequestId};
use crate::identity::access::{Action, Operation, may};
use crate::identity::accounts::{self, Person};
use crate::identity::caller::Allowed;
use crate::identity::checked::{Checked, Fault, Faults};
use crate::identity::contact_change::{ContactChangePayload, ContactKind, Say, TOPIC, VALID};
use crate::identity::limits::Limits;
use crate::identity::name::Name;
use crate::identity::passwords::{Password, PasswordDesk};
use crate::identity::store::accounts::{self as store, AccountChange};
use crate::identity::store::{contact_changes, sessions};
use crate::identity::vault::{Sealed, Vault};
use crate::outbox::{self, OutboxRow};
use crate::problem::{Code, Problem};
use crate::text::Text;

/// What the documentation says of it.
pub const OPERATION: Operation = Operation {
    id: "change_self",
    action: Action::ReadSelf,
    problems: &[Code::InvalidInput],
};

/// What is to change; what is absent stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SelfChange {
    /// Name.
    #[serde(default)]
    #[schema(value_type = Option<Name>)]
    name: Checked<Name>,
    /// Mobile number; takes effect when verified. The present one takes back a change that waits.
    #[serde(default)]
    #[schema(value_type = Option<Mobile>)]
    phone: Checked<Mobile>,
    /// E-mail address; takes effect when verified. The present one takes back a change that waits, null removes it.
    #[serde(default, deserialize_with = "sent")]
    #[schema(value_type = Option<EmailAddress>)]
    email: Option<Checked<EmailAddress>>,
    /// New password; ends all other sessions.
    #[serde(default)]
    #[schema(value_type = Option<Password>)]
    password: Checked<Password>,
    /// The present password, needed for a new one and for another phone or address.
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
/// Citizen ids and credit codes cannot change. A new password needs the present one and ends all other sessions. So does a new phone or e-mail
/// address, which takes effect when the code that is sent there comes back (`POST /me/verifications`); until then it is `pending`.
#[utoipa::path(
    operation_id = "change_self",
    tag = "Accounts",
    request_body(content = SelfChange, examples(
        ("contact" = (summary = "Another phone and e-mail address", value = json!({"phone": "13900000003", "email": "new@example.com",
            "current_password": "Correct-horse-7"}))),
        ("name" = (summary = "Another name", value = json!({"name": "张四"})))
    )),
    responses((status = 200, description = "The account as it is now", body = Me))
)]
#[patch("/me")]
#[expect(clippy::too_many_arguments, reason = "each is one part that the operation takes")]
pub async fn handle(
    caller: Allowed<may::ReadSelf>,
    request_id: RequestId,
    body: Body<SelfChange>,
    db: web::Data<Db>,
    clock: web::Data<Clock>,
    vault: web::Data<Vault>,
    passwords: web::Data<PasswordDesk>,
    limits: web::Data<Limits>,
) -> Result<Answer, Problem> {
    let mut conn = db.get().await?;
    let person = accounts::load(&mut conn, vault.cipher(), caller.account).await?;
    let person = person.ok_or_else(|| Problem::new(Code::Unauthenticated))?;
    let stored = store::credentials(&mut conn, caller.account).await?;
    drop(conn);

    let wish = check(body.value, &person, &passwords)?;
    let mut verified = None;
    if let Some(present) = &wish.present {
        limits.sign_in(caller.account)?;
        verified = stored.and_then(|stored| stored.password_hash);
        if !passwords.verify(present.clone(), verified.clone()).await? {
            return Err(wrong_password());
        }
    }
    let now = machine_now();
    let mut change = AccountChange::at(now);
    change.name = wish.name.as_ref().map(|name| vault.seal_name(name));
    if let Some(new) = wish.password {
        change.password_hash = Some(passwords.hash(new).await?);
    }
    let contacts = [
        (ContactKind::Phone, sealed(wish.phone, |phone| vault.seal_phone(phone))),
        (ContactKind::Email, sealed(wish.email, |email| vault.seal_email(email))),
    ];
    for (_, contact) in &contacts {
        if let Contact::New(sealed) = contact {
            limits.code(caller.account, &sealed.index)?;
        }
    }

    let audit = AuditRow::new(caller.account, "change_self", now)
        .by(caller.account)
        .in_role(caller.role.as_str())
        .in_request(request_id.0);
    let mut conn = db.get().await?;
    conn.transaction(async |conn| {
        if let Some(verified) = verified
            && !store::still_opens(conn, caller.account, &verified).await?
        {
            return Err(wrong_password());
        }
        if change.password_hash.is_some() {
            sessions::end_all(conn, caller.account, Some(caller.session), now).await?;
        }
        for (kind, contact) in contacts {
            note(conn, caller.account, kind, contact, &mut change, clock.now()).await?;
        }
        store::update(conn, caller.account, &change).await?;
        Ok(audit.insert(conn).await?)
    })
    .await?;
    Answer::new(200, &me(&mut conn, &vault, caller.account).await?)
}

/// A change without faults.
struct Wish {
    name: Option<Name>,
    phone: Contact<Mobile>,
    email: Contact<EmailAddress>,
    password: Option<Password>,
    /// The present password; there when it is needed.
    present: Option<Password>,
}

/// What is to become of a phone or address.
enum Contact<T> {
    Stays,
    /// It stays, and what waited to take its place does not wait any more.
    StaysAfterAll,
    New(T),
    Removed,
}

impl<T> Contact<T> {
    fn of(new: Option<T>, present: Option<&T>, same: impl Fn(&T, &T) -> bool) -> Self {
        match new {
            None => Self::Stays,
            Some(new) if present.is_some_and(|present| same(present, &new)) => Self::StaysAfterAll,
            Some(new) => Self::New(new),
        }
    }

    fn needs_password(&self) -> bool {
        matches!(self, Self::New(_) | Self::Removed)
    }
}

fn sealed<T>(contact: Contact<T>, seal: impl Fn(&T) -> Sealed) -> Contact<Sealed> {
    match contact {
        Contact::Stays => Contact::Stays,
        Contact::StaysAfterAll => Contact::StaysAfterAll,
        Contact::New(new) => Contact::New(seal(&new)),
        Contact::Removed => Contact::Removed,
    }
}

fn check(sent: SelfChange, person: &Person, passwords: &PasswordDesk) -> Result<Wish, Problem> {
    let mut faults = Faults::default();
    let mut would_be = person.clone();
    let name = faults.optional("/name", sent.name);
    let phone = faults.optional("/phone", sent.phone);
    would_be.phone = phone.clone().or(would_be.phone);
    let phone = Contact::of(phone, person.phone.as_ref(), |a, b| a == b);
    let email = match sent.email {
        None => Contact::Stays,
        Some(Checked::Absent) if person.email.is_none() => Contact::StaysAfterAll,
        Some(Checked::Absent) => Contact::Removed,
        Some(email) => {
            let email = faults.optional("/email", email);
            would_be.email = email.clone().or(would_be.email);
            Contact::of(email, person.email.as_ref(), |a, b| a == b)
        }
    };
    let present = faults.optional("/current_password", sent.current_password);
    let password = faults.optional("/password", sent.password);
    if let Some(new) = &password {
        faults.extend(passwords.faults("/password", new, &would_be.logins()));
    }
    let needed = password.is_some() || phone.needs_password() || email.needs_password();
    if needed && present.is_none() {
        let message = Text::new(
            "修改密码、手机号或邮箱须提供当前密码",
            "a new password, phone or e-mail address needs the present password",
        );
        faults.add("/current_password", Fault::new("required", message));
    }
    faults.none()?;
    Ok(Wish {
        name,
        phone,
        email,
        password,
        present: present.filter(|_| needed),
    })
}

/// Writes down what is to become of a phone or address, and has it told.
async fn note(
    conn: &mut AsyncPgConnection,
    account: Uuid,
    kind: ContactKind,
    contact: Contact<Sealed>,
    change: &mut AccountChange,
    law_now: DateTime<Utc>,
) -> Result<(), Problem> {
    let (id, now) = (Uuid::now_v7(), change.updated_at);
    match contact {
        Contact::Stays => Ok(()),
        Contact::StaysAfterAll => Ok(contact_changes::forget(conn, account, kind).await?),
        Contact::New(sealed) => {
            contact_changes::ask(conn, id, account, kind, &sealed, now, now + VALID).await?;
            say(conn, account, id, id, Say::Code, law_now).await
        }
        Contact::Removed => {
            contact_changes::forget(conn, account, kind).await?;
            (change.email, change.email_index) = (Some(None), Some(None));
            let Some(previous) = contact_changes::held(conn, account, kind).await? else {
                return Ok(());
            };
            contact_changes::removed(conn, id, account, &previous, now).await?;
            tell_old(conn, account, id, law_now).await
        }
    }
}

/// Has the old phone or address told of a change.
pub(super) async fn tell_old(
    conn: &mut AsyncPgConnection,
    account: Uuid,
    change: Uuid,
    law_now: DateTime<Utc>,
) -> Result<(), Problem> {
    say(conn, account, Uuid::now_v7(), change, Say::Changed, law_now).await
}

async fn say(
    conn: &mut AsyncPgConnection,
    account: Uuid,
    id: Uuid,
    contact_change: Uuid,
    say: Say,
    law_now: DateTime<Utc>,
) -> Result<(), Problem> {
    let payload = ContactChangePayload { contact_change, say };
    let payload = serde_json::to_value(payload).map_err(Problem::internal)?;
    let message = OutboxRow::new(account, id, TOPIC, payload, law_now);
    Ok(outbox::enqueue(conn, &[message]).await?)
}

fn wrong_password() -> Problem {
    Problem::invalid_field(
        "/current_password",
        "wrong-password",
        "当前密码不正确",
        "this is not the present password",
    )
}
