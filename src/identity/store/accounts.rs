//! Accounts: inserted, found, read, changed.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use crate::codes::CodeError;
use crate::crypto::{Cipher, CryptoError};
use crate::db::is_unique_violation;
use crate::db::schema::account;
use crate::identity::access::Role;
use crate::identity::accounts::{AccountError, AccountKind, Person};
use crate::identity::login::{Login, LoginName};
use crate::identity::vault::{self, Sealed, Vault};
use crate::identity::walk_in::Identity;
use crate::problem::{Code, Problem};

/// An account as it is first written.
#[derive(Clone, Debug, Insertable)]
#[diesel(table_name = account)]
pub(crate) struct AccountRow {
    id: Uuid,
    kind: &'static str,
    role: &'static str,
    login: Option<String>,
    name: Vec<u8>,
    credit_code: Option<String>,
    citizen_id: Option<Vec<u8>>,
    citizen_id_index: Option<Vec<u8>>,
    phone: Option<Vec<u8>>,
    phone_index: Option<Vec<u8>>,
    email: Option<Vec<u8>>,
    email_index: Option<Vec<u8>>,
    contact_phone: Option<Vec<u8>>,
    contact_phone_index: Option<Vec<u8>>,
    contact_email: Option<Vec<u8>>,
    password_hash: Option<String>,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
}

impl AccountRow {
    pub(crate) fn new(id: Uuid, kind: AccountKind, role: Role, name: Vec<u8>, now: DateTime<Utc>) -> Self {
        Self {
            id,
            kind: kind.as_str(),
            role: role.as_str(),
            login: None,
            name,
            credit_code: None,
            citizen_id: None,
            citizen_id_index: None,
            phone: None,
            phone_index: None,
            email: None,
            email_index: None,
            contact_phone: None,
            contact_phone_index: None,
            contact_email: None,
            password_hash: None,
            created_at: now,
            updated_at: now,
        }
    }

    /// Without, nobody signs in to it.
    #[must_use]
    pub(crate) fn with_password(mut self, hash: impl Into<String>) -> Self {
        self.password_hash = Some(hash.into());
        self
    }

    #[must_use]
    pub(crate) fn with_login(mut self, login: &LoginName) -> Self {
        self.login = Some(login.as_str().to_owned());
        self
    }

    /// With the ID number of a citizen or the credit code of an organisation.
    #[must_use]
    pub(crate) fn identified_by(self, identity: &Identity, vault: &Vault) -> Self {
        match identity {
            Identity::Citizen(id) => self.with_citizen_id(Some(vault.seal_citizen_id(id))),
            Identity::Organisation(code) => Self {
                credit_code: Some(code.to_string()),
                ..self
            },
        }
    }

    #[must_use]
    pub(crate) fn with_citizen_id(mut self, sealed: Option<Sealed>) -> Self {
        (self.citizen_id, self.citizen_id_index) = parts(sealed);
        self
    }

    #[must_use]
    pub(crate) fn with_phone(mut self, sealed: Option<Sealed>) -> Self {
        (self.phone, self.phone_index) = parts(sealed);
        self
    }

    #[must_use]
    pub(crate) fn with_email(mut self, sealed: Option<Sealed>) -> Self {
        (self.email, self.email_index) = parts(sealed);
        self
    }

    /// What somebody without an account left to be told by.
    #[must_use]
    pub(crate) fn with_contact(mut self, phone: Option<Sealed>, email: Option<Sealed>) -> Self {
        (self.contact_phone, self.contact_phone_index) = parts(phone);
        self.contact_email = email.map(|sealed| sealed.envelope);
        self
    }
}

fn parts(sealed: Option<Sealed>) -> (Option<Vec<u8>>, Option<Vec<u8>>) {
    sealed.map(|sealed| (sealed.envelope, sealed.index)).unzip()
}

/// Writes a new account. Fails on a uniqueness when the person, phone, address or login is already known.
pub(crate) async fn insert(conn: &mut AsyncPgConnection, row: &AccountRow) -> QueryResult<()> {
    diesel::insert_into(account::table).values(row).execute(conn).await?;
    Ok(())
}

/// What signing in needs to know.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = account, check_for_backend(diesel::pg::Pg))]
pub(crate) struct Credentials {
    pub(crate) id: Uuid,
    pub(crate) role: String,
    pub(crate) password_hash: Option<String>,
    kind: String,
    phone: Option<Vec<u8>>,
    email: Option<Vec<u8>>,
    disabled_at: Option<DateTime<Utc>>,
}

impl Credentials {
    pub(crate) fn role(&self) -> Option<Role> {
        Role::from_word(&self.role)
    }

    pub(crate) fn is_enabled(&self) -> bool {
        self.disabled_at.is_none()
    }

    /// Whether a message can be sent: by e-mail, or by phone but to staff.
    pub(crate) fn can_be_told(&self) -> bool {
        self.email.is_some() || (self.phone.is_some() && self.kind != AccountKind::Staff.as_str())
    }
}

/// The account that somebody signs in to with this login.
pub(crate) async fn find_by_login(
    conn: &mut AsyncPgConnection,
    vault: &Vault,
    login: &Login,
) -> QueryResult<Option<Credentials>> {
    let accounts = account::table.select(Credentials::as_select());
    match login {
        Login::Phone(phone) => {
            let index = vault.phone_index(phone);
            accounts.filter(account::phone_index.eq(index)).first(conn).await
        }
        Login::Email(email) => {
            let index = vault.email_index(email);
            accounts.filter(account::email_index.eq(index)).first(conn).await
        }
        Login::Name(name) => accounts.filter(account::login.eq(name)).first(conn).await,
    }
    .optional()
}

/// The credentials of a known account.
pub(crate) async fn credentials(conn: &mut AsyncPgConnection, id: Uuid) -> QueryResult<Option<Credentials>> {
    account::table
        .find(id)
        .select(Credentials::as_select())
        .first(conn)
        .await
        .optional()
}

/// Whether an account still has the password that was verified against this hash, and is not disabled. Holds it until the end of the
/// transaction: a change of password that comes later finds, and ends, the session begun under this.
pub(crate) async fn still_opens(conn: &mut AsyncPgConnection, id: Uuid, verified: &str) -> QueryResult<bool> {
    let held: Option<Uuid> = account::table
        .find(id)
        .filter(account::password_hash.eq(verified))
        .filter(account::disabled_at.is_null())
        .select(account::id)
        .for_no_key_update()
        .first(conn)
        .await
        .optional()?;
    Ok(held.is_some())
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = account, check_for_backend(diesel::pg::Pg))]
struct PersonRow {
    id: Uuid,
    kind: String,
    role: String,
    login: Option<String>,
    name: Vec<u8>,
    credit_code: Option<String>,
    citizen_id: Option<Vec<u8>>,
    phone: Option<Vec<u8>>,
    email: Option<Vec<u8>>,
    contact_phone: Option<Vec<u8>>,
    contact_email: Option<Vec<u8>>,
    #[diesel(select_expression = account::password_hash.is_not_null())]
    has_account: bool,
    created_at: DateTime<Utc>,
}

/// The holder of an account, disabled or not.
///
/// # Errors
/// When the database fails, or a value does not open.
pub async fn load(conn: &mut AsyncPgConnection, cipher: &Cipher, id: Uuid) -> Result<Option<Person>, AccountError> {
    let row = account::table
        .find(id)
        .select(PersonRow::as_select())
        .first(conn)
        .await
        .optional()?;
    row.map(|row| open(cipher, row)).transpose()
}

/// Who has this ID number or credit code, with or without an account.
pub(crate) async fn load_identified(
    conn: &mut AsyncPgConnection,
    vault: &Vault,
    identity: &Identity,
) -> Result<Option<Person>, AccountError> {
    let people = account::table.select(PersonRow::as_select());
    let row = match identity {
        Identity::Citizen(id) => {
            let index = vault.citizen_id_index(id);
            people.filter(account::citizen_id_index.eq(index)).first(conn).await
        }
        Identity::Organisation(code) => people.filter(account::credit_code.eq(code.as_str())).first(conn).await,
    };
    let row = row.optional()?;
    row.map(|row| open(vault.cipher(), row)).transpose()
}

fn open(cipher: &Cipher, row: PersonRow) -> Result<Person, AccountError> {
    let id = row.id;
    let corrupt = |field| AccountError::Corrupt { id, field };
    let name = vault::open_name(cipher, &row.name).map_err(|source| AccountError::Sealed { id, source })?;
    Ok(Person {
        id,
        kind: AccountKind::from_word(&row.kind).ok_or(corrupt("kind"))?,
        role: Role::from_word(&row.role).ok_or(corrupt("role"))?,
        login: row.login,
        name: name.parse().map_err(|_| corrupt("name"))?,
        citizen_id: open_part(id, "citizen id", row.citizen_id, |sealed| {
            vault::open_citizen_id(cipher, sealed)
        })?,
        credit_code: row
            .credit_code
            .map(|code| code.parse().map_err(|_| corrupt("credit code")))
            .transpose()?,
        phone: open_part(id, "phone", row.phone, |sealed| vault::open_phone(cipher, sealed))?,
        email: open_part(id, "e-mail", row.email, |sealed| vault::open_email(cipher, sealed))?,
        contact_phone: open_part(id, "contact phone", row.contact_phone, |sealed| {
            vault::open_phone(cipher, sealed)
        })?,
        contact_email: open_part(id, "contact e-mail", row.contact_email, |sealed| {
            vault::open_email(cipher, sealed)
        })?,
        has_account: row.has_account,
        created_at: row.created_at,
    })
}

fn open_part<T: std::str::FromStr<Err = CodeError>>(
    id: Uuid,
    field: &'static str,
    sealed: Option<Vec<u8>>,
    open: impl Fn(&[u8]) -> Result<String, CryptoError>,
) -> Result<Option<T>, AccountError> {
    let Some(sealed) = sealed else {
        return Ok(None);
    };
    let text = open(&sealed).map_err(|source| AccountError::Sealed { id, source })?;
    text.parse().map(Some).map_err(|_| AccountError::Corrupt { id, field })
}

/// What of an account is to change; `None` stays as it is.
#[derive(Clone, Debug, AsChangeset)]
#[diesel(table_name = account)]
pub(crate) struct AccountChange {
    pub(crate) name: Option<Vec<u8>>,
    pub(crate) phone: Option<Vec<u8>>,
    pub(crate) phone_index: Option<Vec<u8>>,
    /// `Some(None)` removes it.
    pub(crate) email: Option<Option<Vec<u8>>>,
    pub(crate) email_index: Option<Option<Vec<u8>>>,
    pub(crate) password_hash: Option<String>,
    pub(crate) updated_at: DateTime<Utc>,
}

impl AccountChange {
    pub(crate) fn at(now: DateTime<Utc>) -> Self {
        Self {
            name: None,
            phone: None,
            phone_index: None,
            email: None,
            email_index: None,
            password_hash: None,
            updated_at: now,
        }
    }
}

/// What a failed write tells: a phone, address or person that is another's is 409.
pub(crate) fn taken(error: diesel::result::Error) -> Problem {
    if is_unique_violation(&error) {
        Problem::new(Code::AccountExists)
    } else {
        error.into()
    }
}

/// Changes an account. Fails on a uniqueness when phone or address belong to another.
pub(crate) async fn update(conn: &mut AsyncPgConnection, id: Uuid, change: &AccountChange) -> QueryResult<()> {
    diesel::update(account::table.find(id))
        .set(change)
        .execute(conn)
        .await?;
    Ok(())
}
