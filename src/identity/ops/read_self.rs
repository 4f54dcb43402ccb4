//! Somebody reads their own account.
//!
//! 1. Load the account, the posts it holds, and what of it waits to be verified.
//! 2. Answer with the personal data opened: it is their own (Personal Information Protection Law, art. 45).

use actix_web::{get, web};
use chrono::{DateTime, Utc};
use diesel_async::AsyncPgConnection;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::codes::{CitizenId, CreditCode, EmailAddress, Mobile};
use crate::db::Db;
use crate::http::Answer;
use crate::identity::access::{Action, Operation, Role, may};
use crate::identity::accounts::{self, AccountKind, Membership};
use crate::identity::caller::Allowed;
use crate::identity::contact_change::{self, PendingChange};
use crate::identity::name::Name;
use crate::identity::vault::Vault;
use crate::problem::{Code, Problem};

/// What the documentation says of it.
pub const OPERATION: Operation = Operation {
    id: "read_self",
    action: Action::ReadSelf,
    problems: &[],
};

/// One's own account.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"id": "019a9f3e-6c1b-7a52-9c52-0c7f4c0f4b10", "kind": "natural_person", "role": "applicant", "login": null,
    "name": "张三", "citizen_id": "990101199003070015", "credit_code": null, "phone": "13900000001", "email": "zhangsan@example.com",
    "pending": [], "memberships": [], "created_at": "2026-02-13T01:30:00Z"}))]
pub struct Me {
    /// The account.
    id: Uuid,
    /// Whose it is.
    kind: AccountKind,
    /// What it is for.
    role: Role,
    /// Login, where it has one beside phone and e-mail.
    login: Option<String>,
    /// Name.
    name: Name,
    /// Citizen id, of natural persons.
    citizen_id: Option<CitizenId>,
    /// Unified social credit code, of legal persons.
    credit_code: Option<CreditCode>,
    /// Mobile number.
    phone: Option<Mobile>,
    /// E-mail address.
    email: Option<EmailAddress>,
    /// Changes of phone and e-mail address that wait for the code sent there.
    pending: Vec<PendingChange>,
    /// Posts held in departments, of staff.
    memberships: Vec<Membership>,
    /// Since when there is the account.
    created_at: DateTime<Utc>,
}

/// Read one's own account.
///
/// With everything that is kept about it, and the posts that staff hold.
#[utoipa::path(
    operation_id = "read_self",
    tag = "Accounts",
    responses((status = 200, description = "One's own account", body = Me))
)]
#[get("/me")]
pub async fn handle(
    caller: Allowed<may::ReadSelf>,
    db: web::Data<Db>,
    vault: web::Data<Vault>,
) -> Result<Answer, Problem> {
    let mut conn = db.get().await?;
    Answer::new(200, &me(&mut conn, &vault, caller.account).await?)
}

/// The account as its owner sees it. 401 when there is none any more.
pub(super) async fn me(conn: &mut AsyncPgConnection, vault: &Vault, account: Uuid) -> Result<Me, Problem> {
    let person = accounts::load(conn, vault.cipher(), account).await?;
    let person = person.ok_or_else(|| Problem::new(Code::Unauthenticated))?;
    let memberships = match person.kind {
        AccountKind::Staff => accounts::memberships(conn, account).await?,
        AccountKind::NaturalPerson | AccountKind::LegalPerson => Vec::new(),
    };
    let pending = contact_change::pending(conn, vault.cipher(), account).await?;
    Ok(Me {
        id: person.id,
        kind: person.kind,
        role: person.role,
        login: person.login,
        name: person.name,
        citizen_id: person.citizen_id,
        credit_code: person.credit_code,
        phone: person.phone,
        email: person.email,
        pending,
        memberships,
        created_at: person.created_at,
    })
}
