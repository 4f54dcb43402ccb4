//! Accounts that do not come by registration: staff created from the command line, and the demo's.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use super::access::Role;
use super::accounts::AccountKind;
use super::login::LoginName;
use super::name::Name;
use super::passwords::{Password, PasswordDesk};
use super::store::accounts::{self, AccountChange, AccountRow};
use super::store::memberships;
use super::vault::Vault;
use crate::codes::{CitizenId, CreditCode, EmailAddress, Mobile, Post};
use crate::db::schema::account;
use crate::problem::Problem;

/// An account to be.
#[derive(Clone, Debug)]
pub struct Seed {
    /// The login by which it is known again.
    pub login: LoginName,
    /// Whose it is.
    pub kind: AccountKind,
    /// What it is for.
    pub role: Role,
    /// Name.
    pub name: Name,
    /// Citizen id, of natural persons.
    pub citizen_id: Option<CitizenId>,
    /// Mobile number.
    pub phone: Option<Mobile>,
    /// E-mail address.
    pub email: Option<EmailAddress>,
}

/// An account that is there now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ensured {
    /// Its id.
    pub id: Uuid,
    /// Whether it was missing before. One that was there keeps everything it had, its password included.
    pub created: bool,
}

/// Sees to it that there is an account with this login.
///
/// # Errors
/// When the database fails, or citizen id, phone or e-mail address belong to another account (a unique violation).
pub async fn ensure_account(
    conn: &mut AsyncPgConnection,
    vault: &Vault,
    seed: &Seed,
    password_hash: &str,
    now: DateTime<Utc>,
) -> QueryResult<Ensured> {
    let id = Uuid::now_v7();
    let login = seed.login.as_str();
    let row = sealed(vault, seed, id, password_hash, now);
    let inserted = diesel::insert_into(account::table)
        .values(&row)
        .on_conflict(account::login)
        .do_nothing()
        .execute(conn)
        .await?;
    if inserted == 1 {
        return Ok(Ensured { id, created: true });
    }
    let known = account::table.filter(account::login.eq(login)).select(account::id);
    Ok(Ensured {
        id: known.first(conn).await?,
        created: false,
    })
}

/// Sees to it that an account holds a post in a department.
///
/// # Errors
/// When the database fails.
pub async fn ensure_membership(
    conn: &mut AsyncPgConnection,
    account: Uuid,
    department: &CreditCode,
    post: &Post,
    now: DateTime<Utc>,
) -> QueryResult<()> {
    memberships::grant(conn, account, &[(department.as_str(), post.as_str())], now).await
}

/// Creates the demo's accounts where they are missing, and gives all of them this password. Staff hold their post in every department.
///
/// # Errors
/// When the database fails.
pub async fn demo(
    conn: &mut AsyncPgConnection,
    vault: &Vault,
    passwords: &PasswordDesk,
    password: &Password,
    departments: &[CreditCode],
    now: DateTime<Utc>,
) -> Result<(), Problem> {
    // One hash for all: the demo has one password.
    let hash = passwords.hash(password.clone()).await?;
    for demo in &DEMO {
        let seed = demo
            .seed()
            .ok_or_else(|| Problem::internal("a demo account is not valid"))?;
        let ensured = ensure_account(conn, vault, &seed, &hash, now).await?;
        if !ensured.created {
            let mut change = AccountChange::at(now);
            change.password_hash = Some(hash.clone());
            accounts::update(conn, ensured.id, &change).await?;
        }
        if let Some(post) = demo.post {
            let posts: Vec<_> = departments.iter().map(|code| (code.as_str(), post)).collect();
            memberships::grant(conn, ensured.id, &posts, now).await?;
        }
    }
    Ok(())
}

/// The logins of the demo, in the order they are shown.
pub fn demo_logins() -> impl Iterator<Item = &'static str> {
    DEMO.iter().map(|demo| demo.login)
}

struct Demo {
    login: &'static str,
    name: &'static str,
    role: Role,
    post: Option<&'static str>,
}

const fn demo_account(login: &'static str, name: &'static str, role: Role, post: Option<&'static str>) -> Demo {
    Demo {
        login,
        name,
        role,
        post,
    }
}

/// Nobody's names. The citizen's id number is of the unassigned division 990101.
const DEMO: [Demo; 8] = [
    demo_account("citizen", "张示例", Role::Applicant, None),
    demo_account("window", "窗口示例", Role::Staff, Some("window")),
    demo_account("reviewer", "审核示例", Role::Staff, Some("reviewer")),
    // Checks on site need two officers.
    demo_account("colleague", "同事示例", Role::Staff, Some("reviewer")),
    demo_account("approver", "审批示例", Role::Staff, Some("approver")),
    demo_account("manager", "主管示例", Role::Manager, Some("manager")),
    demo_account("auditor", "审计示例", Role::Auditor, None),
    demo_account("admin", "管理示例", Role::Admin, None),
];

impl Demo {
    fn seed(&self) -> Option<Seed> {
        let citizen = self.role == Role::Applicant;
        let of_citizen = |text: &'static str| citizen.then_some(text);
        Some(Seed {
            login: self.login.parse().ok()?,
            kind: if citizen {
                AccountKind::NaturalPerson
            } else {
                AccountKind::Staff
            },
            role: self.role,
            name: self.name.parse().ok()?,
            citizen_id: of_citizen("990101199003070015").map(str::parse).transpose().ok()?,
            phone: of_citizen("13900000001").map(str::parse).transpose().ok()?,
            email: of_citizen("citizen@example.com").map(str::parse).transpose().ok()?,
        })
    }
}

fn sealed(vault: &Vault, seed: &Seed, id: Uuid, password_hash: &str, now: DateTime<Utc>) -> AccountRow {
    let citizen_id = seed.citizen_id.as_ref().map(|id| vault.seal_citizen_id(id));
    let phone = seed.phone.as_ref().map(|phone| vault.seal_phone(phone));
    let email = seed.email.as_ref().map(|email| vault.seal_email(email));
    AccountRow::new(id, seed.kind, seed.role, vault.seal_name(&seed.name), now)
        .with_password(password_hash)
        .with_login(&seed.login)
        .with_citizen_id(citizen_id)
        .with_phone(phone)
        .with_email(email)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_demo_account_is_valid() {
        for demo in &DEMO {
            let seed = demo.seed().unwrap();
            assert_eq!(
                seed.citizen_id.is_some(),
                seed.kind == AccountKind::NaturalPerson,
                "{}",
                demo.login
            );
        }
        assert_eq!(demo_logins().count(), 8);
    }
}
