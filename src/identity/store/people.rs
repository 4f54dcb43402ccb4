//! People without an account: recorded, found again, taken over by an account.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use super::accounts::AccountRow;
use crate::codes::{CitizenId, CreditCode, EmailAddress, Mobile};
use crate::db::schema::account;
use crate::identity::access::Role;
use crate::identity::vault::Vault;
use crate::identity::walk_in::{Identity, KnownBy};

/// Records somebody; false when somebody else has just done so.
pub(crate) async fn record(
    conn: &mut AsyncPgConnection,
    vault: &Vault,
    id: Uuid,
    known_by: &KnownBy,
    now: DateTime<Utc>,
) -> QueryResult<bool> {
    let (citizen_id, credit_code) = match &known_by.identity {
        Identity::Citizen(id) => (Some(vault.seal_citizen_id(id)), None),
        Identity::Organisation(code) => (None, Some(code.clone())),
    };
    let phone = known_by.phone.as_ref().map(|phone| vault.seal_phone(phone));
    let email = known_by.email.as_ref().map(|email| vault.seal_email(email));
    let name = vault.seal_name(&known_by.name);
    let row = AccountRow::new(id, known_by.identity.kind(), Role::Applicant, name, now)
        .with_citizen_id(citizen_id)
        .with_credit_code(credit_code)
        .with_contact(phone, email);
    let inserted = diesel::insert_into(account::table)
        .values(&row)
        .on_conflict_do_nothing()
        .execute(conn)
        .await?;
    Ok(inserted == 1)
}

#[derive(AsChangeset)]
#[diesel(table_name = account)]
struct Contact {
    contact_phone: Option<Vec<u8>>,
    contact_phone_index: Option<Vec<u8>>,
    contact_email: Option<Vec<u8>>,
    updated_at: DateTime<Utc>,
}

/// Notes what somebody without an account left to be told by; what is `None` stays. An account is left alone.
pub(crate) async fn leave_contact(
    conn: &mut AsyncPgConnection,
    vault: &Vault,
    id: Uuid,
    phone: Option<&Mobile>,
    email: Option<&EmailAddress>,
    now: DateTime<Utc>,
) -> QueryResult<()> {
    let phone = phone.map(|phone| vault.seal_phone(phone));
    let (contact_phone, contact_phone_index) = phone.map(|sealed| (sealed.envelope, sealed.index)).unzip();
    let contact = Contact {
        contact_phone,
        contact_phone_index,
        contact_email: email.map(|email| vault.seal_email(email).envelope),
        updated_at: now,
    };
    diesel::update(account::table.find(id))
        .filter(account::password_hash.is_null())
        .set(&contact)
        .execute(conn)
        .await?;
    Ok(())
}

/// Who has this ID number, with or without an account: at most one.
///
/// # Errors
/// When the database fails.
pub async fn find_by_citizen_id(conn: &mut AsyncPgConnection, vault: &Vault, id: &CitizenId) -> QueryResult<Vec<Uuid>> {
    account::table
        .filter(account::citizen_id_index.eq(vault.citizen_id_index(id)))
        .select(account::id)
        .load(conn)
        .await
}

/// Which organisation has this credit code, with or without an account: at most one. Takes the vault as its siblings do; credit codes are
/// public and readable.
///
/// # Errors
/// When the database fails.
pub async fn find_by_credit_code(
    conn: &mut AsyncPgConnection,
    _vault: &Vault,
    code: &CreditCode,
) -> QueryResult<Vec<Uuid>> {
    account::table
        .filter(account::credit_code.eq(code.as_str()))
        .select(account::id)
        .load(conn)
        .await
}

/// Who signs in with this number, or left it at a window: several may, oldest first, a hundred at most.
///
/// # Errors
/// When the database fails.
pub async fn find_by_phone(conn: &mut AsyncPgConnection, vault: &Vault, phone: &Mobile) -> QueryResult<Vec<Uuid>> {
    const MOST: i64 = 100;
    let index = vault.phone_index(phone);
    account::table
        .filter(
            account::phone_index
                .eq(&index)
                .or(account::contact_phone_index.eq(&index)),
        )
        .order(account::id)
        .select(account::id)
        .limit(MOST)
        .load(conn)
        .await
}
