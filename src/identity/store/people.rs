//! People without an account: recorded, found again, taken over by an account.

use chrono::{DateTime, Utc};
use diesel::dsl::exists;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use super::accounts::AccountRow;
use crate::codes::{ApplicationNumber, CitizenId, CreditCode, EmailAddress, Mobile};
use crate::db::schema::{account, application};
use crate::identity::access::Role;
use crate::identity::vault::{Sealed, Vault};
use crate::identity::walk_in::KnownBy;

/// Records somebody; false when somebody else has just done so.
pub(crate) async fn record(
    conn: &mut AsyncPgConnection,
    vault: &Vault,
    id: Uuid,
    known_by: &KnownBy,
    now: DateTime<Utc>,
) -> QueryResult<bool> {
    let phone = known_by.phone.as_ref().map(|phone| vault.seal_phone(phone));
    let email = known_by.email.as_ref().map(|email| vault.seal_email(email));
    let name = vault.seal_name(&known_by.name);
    let row = AccountRow::new(id, known_by.identity.kind(), Role::Applicant, name, now)
        .identified_by(&known_by.identity, vault)
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

/// What somebody registers with. Phone and address are their own, so that nothing left at a window is needed any more.
#[derive(Clone, Debug, AsChangeset)]
#[diesel(table_name = account, treat_none_as_null = true)]
pub(crate) struct TakeOver {
    phone: Vec<u8>,
    phone_index: Vec<u8>,
    email: Option<Vec<u8>>,
    email_index: Option<Vec<u8>>,
    contact_phone: Option<Vec<u8>>,
    contact_phone_index: Option<Vec<u8>>,
    contact_email: Option<Vec<u8>>,
    password_hash: String,
    updated_at: DateTime<Utc>,
}

impl TakeOver {
    pub(crate) fn new(phone: Sealed, email: Option<Sealed>, password_hash: String, now: DateTime<Utc>) -> Self {
        let (email, email_index) = email.map(|sealed| (sealed.envelope, sealed.index)).unzip();
        Self {
            phone: phone.envelope,
            phone_index: phone.index,
            email,
            email_index,
            contact_phone: None,
            contact_phone_index: None,
            contact_email: None,
            password_hash,
            updated_at: now,
        }
    }
}

/// Makes somebody recorded at a window the holder of an account; false when they are one already, or are locked out. Fails on a uniqueness
/// when phone or address belong to another.
pub(crate) async fn take_over(conn: &mut AsyncPgConnection, id: Uuid, account: &TakeOver) -> QueryResult<bool> {
    let taken = diesel::update(account::table.find(id))
        .filter(account::password_hash.is_null())
        .filter(account::disabled_at.is_null())
        .set(account)
        .execute(conn)
        .await?;
    Ok(taken == 1)
}

/// Whether an application with this number and pickup code is this person's.
pub(crate) async fn is_of(
    conn: &mut AsyncPgConnection,
    person: Uuid,
    number: &ApplicationNumber,
    pickup_code: &str,
) -> QueryResult<bool> {
    diesel::select(exists(
        application::table
            .filter(application::number.eq(number.as_str()))
            .filter(application::applicant_id.eq(person))
            .filter(application::pickup_code.eq(pickup_code.trim())),
    ))
    .get_result(conn)
    .await
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
