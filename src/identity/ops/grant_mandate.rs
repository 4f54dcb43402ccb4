//! A principal lets an agent act for them (授权).
//!
//! 1. Count the request against the account: naming an agent tells whether they have an account.
//! 2. Check every field; all faults are told together.
//! 3. Find the agent: an applicant's account, not the principal's own, not disabled.
//! 4. Write the mandate, its audit row and, under an idempotency key, the answer.

use actix_web::{post, web};
use chrono::{DateTime, NaiveDate, Utc};
use diesel_async::AsyncPgConnection;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::clock::{Clock, machine_now};
use crate::codes::ItemCode;
use crate::db::Db;
use crate::db::audit::AuditRow;
use crate::db::idempotency::once;
use crate::http::{Answer, Body, Idempotency, RequestId};
use crate::identity::access::{Action, Operation, Role, may};
use crate::identity::caller::{Allowed, Caller};
use crate::identity::limits::Limits;
use crate::identity::login::Login;
use crate::identity::store::accounts::{self, Credentials};
use crate::identity::store::mandates::{self, MandateRow};
use crate::identity::vault::Vault;
use crate::problem::{Code, FieldError, Problem};
use crate::text::Text;

/// What the documentation says of it.
pub const OPERATION: Operation = Operation {
    id: "grant_mandate",
    action: Action::GrantMandates,
    problems: &[Code::InvalidInput, Code::IdempotencyKeyReused],
};

const MOST_ITEMS: usize = 100;

/// Who is to act, for what and how long.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MandateRequest {
    /// Who is to act.
    agent: Agent,
    /// For these items only; for every item when absent.
    items: Option<Vec<ItemCode>>,
    /// The last day it holds (Asia/Shanghai); until revoked when absent.
    valid_until: Option<NaiveDate>,
}

/// The agent, by either of these.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Agent {
    /// The agent's account.
    account: Option<Uuid>,
    /// The agent's phone, e-mail address or login.
    #[schema(value_type = Option<Login>)]
    login: Option<String>,
}

/// A mandate.
#[derive(Debug, Serialize, ToSchema)]
pub struct Mandate {
    /// The mandate.
    id: Uuid,
    /// Whom it lets act for.
    principal: Uuid,
    /// Who may act.
    agent: Uuid,
    /// For these items only; null for every item.
    items: Option<Vec<String>>,
    /// The last day it holds; null until revoked.
    valid_until: Option<NaiveDate>,
    /// When it was given.
    created_at: DateTime<Utc>,
}

/// Give a mandate.
///
/// Lets another applicant file and follow applications on one's behalf, for some items or for all, until a day or until revoked.
#[utoipa::path(
    operation_id = "grant_mandate",
    tag = "Mandates",
    params(("Idempotency-Key" = Option<String>, Header, description = "Makes retrying safe")),
    request_body(content = MandateRequest, example = json!({"agent": {"login": "13900000002"}, "items": ["food-business-licence"],
        "valid_until": "2026-12-31"})),
    responses((
        status = 201,
        description = "The mandate",
        body = Mandate,
        headers(("Location" = String, description = "The mandate's address, to revoke it")),
        example = json!({"id": "019a9f40-11aa-7c3e-8d7f-3a5b7c9d1e2f", "principal": "019a9f3e-6c1b-7a52-9c52-0c7f4c0f4b10",
            "agent": "019a9f3f-2b4d-7e6f-8a9b-0c1d2e3f4a5b", "items": ["food-business-licence"], "valid_until": "2026-12-31",
            "created_at": "2026-02-13T01:30:00Z"})
    ))
)]
#[post("/mandates")]
#[expect(clippy::too_many_arguments, reason = "each is one part that the operation takes")]
pub async fn handle(
    caller: Allowed<may::GrantMandates>,
    idempotency: Idempotency,
    request_id: RequestId,
    body: Body<MandateRequest>,
    db: web::Data<Db>,
    clock: web::Data<Clock>,
    vault: web::Data<Vault>,
    limits: web::Data<Limits>,
) -> Result<Answer, Problem> {
    limits.mandate(caller.account)?;
    let fingerprint = idempotency.fingerprint(caller.account, &body.digest);
    let agent = check(&body.value, clock.today())?;

    let now = clock.now();
    let mut conn = db.get().await?;
    once(&mut conn, fingerprint, machine_now(), async |conn| {
        let agent = find(conn, &vault, &agent, &caller).await?;
        let row = MandateRow {
            id: Uuid::now_v7(),
            principal: caller.account,
            agent,
            items: body
                .value
                .items
                .map(|items| items.into_iter().map(String::from).collect()),
            valid_until: body.value.valid_until,
            created_at: now,
            revoked_at: None,
        };
        mandates::insert(conn, &row).await?;
        audit(&caller, "grant_mandate", request_id).insert(conn).await?;
        answer(row)
    })
    .await
}

/// How the agent is named, when the rest is sound.
fn check(sent: &MandateRequest, today: NaiveDate) -> Result<Named, Problem> {
    let mut errors = Vec::new();
    let mut wrong = |pointer: &str, code: &str, zh: &'static str, en: &'static str| {
        errors.push(FieldError::new(pointer, code, Text::new(zh, en)));
    };
    let named = match (&sent.agent.account, &sent.agent.login) {
        (Some(account), None) => Some(Named::Account(*account)),
        (None, Some(login)) => login.parse().ok().map(Named::Login),
        _ => None,
    };
    if named.is_none() {
        wrong(
            "/agent",
            "agent-format",
            "请以 account 或 login 之一指明经办人",
            "name the agent by account or by login",
        );
    }
    if let Some(items) = &sent.items
        && !(1..=MOST_ITEMS).contains(&items.len())
    {
        wrong(
            "/items",
            "items-count",
            "事项应为1至100个",
            "there should be 1 to 100 items",
        );
    }
    if sent.valid_until.is_some_and(|last| last < today) {
        wrong("/valid_until", "in-the-past", "有效期不得早于今天", "this day is over");
    }
    match named {
        Some(named) if errors.is_empty() => Ok(named),
        _ => Err(Problem::invalid(errors)),
    }
}

enum Named {
    Account(Uuid),
    Login(Login),
}

async fn find(conn: &mut AsyncPgConnection, vault: &Vault, named: &Named, caller: &Caller) -> Result<Uuid, Problem> {
    let known = match named {
        Named::Account(id) => accounts::credentials(conn, *id).await?,
        Named::Login(login) => accounts::find_by_login(conn, vault, login).await?,
    };
    let fits =
        |known: &Credentials| known.is_enabled() && known.role() == Some(Role::Applicant) && known.id != caller.account;
    known.filter(fits).map(|known| known.id).ok_or_else(|| {
        Problem::invalid_field(
            "/agent",
            "no-such-agent",
            "没有可授权的此用户",
            "there is nobody else with such an applicant's account",
        )
    })
}

fn answer(row: MandateRow) -> Result<Answer, Problem> {
    let location = format!("/api/v1/mandates/{}", row.id);
    let mandate = Mandate {
        id: row.id,
        principal: row.principal,
        agent: row.agent,
        items: row.items,
        valid_until: row.valid_until,
        created_at: row.created_at,
    };
    Ok(Answer::new(201, &mandate)?.at(location))
}

/// What is written down of giving and revoking.
pub(super) fn audit(caller: &Caller, action: &str, request_id: RequestId) -> AuditRow {
    AuditRow::new(caller.account, action, machine_now())
        .by(caller.account)
        .in_role(caller.role.as_str())
        .in_request(request_id.0)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn codes(sent: Value) -> Vec<String> {
        let today = NaiveDate::from_ymd_opt(2026, 2, 13).unwrap();
        let checked = check(&serde_json::from_value(sent).unwrap(), today);
        let errors = checked.err().map(|problem| problem.errors).unwrap_or_default();
        errors.into_iter().map(|error| error.code).collect()
    }

    #[test]
    fn all_faults_are_told_together() {
        let none: [&str; 0] = [];
        assert_eq!(
            codes(json!({"agent": {"login": "13900000002"}, "valid_until": "2026-02-13"})),
            none
        );
        let sent = json!({"agent": {}, "items": [], "valid_until": "2026-02-12"});
        assert_eq!(codes(sent), ["agent-format", "items-count", "in-the-past"]);
        let both = json!({"agent": {"login": "13900000002", "account": Uuid::nil()}});
        assert_eq!(codes(both), ["agent-format"]);
    }
}
