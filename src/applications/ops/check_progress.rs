//! `POST /progress`: anybody with an application's number and a proof sees how far it is.
//!
//! 1. Limit the rate by address and by number, so that proofs cannot be guessed.
//! 2. Read the application, or the matter with how many of its members are done, and its applicant's ciphertexts, in one statement.
//! 3. The proof must be the last four characters of the applicant's ID number, credit code or phone; a wrong one and an unknown number
//!    get the same answer. The proof is never logged.

use std::num::NonZeroU32;
use std::time::Duration;

use actix_web::{post, web};
use chrono::{DateTime, NaiveDate, Utc};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use diesel_async::RunQueryDsl;
use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq;
use utoipa::ToSchema;

use super::super::desk::Desk;
use super::super::lifecycle::{Case, Outcome, Status};
use super::super::terms::mode_of;
use super::super::view::{next_action, status_text};
use crate::codes::ApplicationNumber;
use crate::db::schema::{account, application};
use crate::http::limit::RateLimit;
use crate::http::{Body, CallerLanguage, client::ClientAddress};
use crate::identity::party::{open_citizen_id, open_phone};
use crate::identity::{Action, Operation};
use crate::problem::{Code, Problem};

/// Who may, and what can go wrong.
pub const OPERATION: Operation = Operation {
    id: "check_progress",
    action: Action::CheckProgress,
    problems: &[Code::NotFound, Code::InvalidInput, Code::RateLimited],
};

/// How often progress may be asked for, by address and by number.
pub struct ProgressLimits {
    /// By the client's address.
    pub by_address: RateLimit,
    /// By the application's number.
    pub by_number: RateLimit,
}

impl Default for ProgressLimits {
    /// Twenty attempts a minute from one address, ten in ten minutes at one number.
    fn default() -> Self {
        let attempts = |n| NonZeroU32::new(n).unwrap_or(NonZeroU32::MIN);
        Self {
            by_address: RateLimit::new(attempts(20), Duration::from_secs(60)),
            by_number: RateLimit::new(attempts(10), Duration::from_secs(600)),
        }
    }
}

/// A number and a proof.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CheckProgress {
    /// The application's number, from the receipt slip.
    pub number: ApplicationNumber,
    /// The last four characters of the applicant's ID number, credit code or phone.
    #[schema(example = "0015")]
    pub proof: String,
}

/// How far an application is.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "number": "BJ202611200000000018", "item_name": "食品经营许可新办", "status": "in_review", "status_text": "审查中", "stage": "review",
    "next_action": "正在审查，承诺最迟于 2026-12-01 作出决定。", "outcome": null, "submitted_at": "2026-11-20T02:10:00Z",
    "accepted_on": "2026-11-20", "promised_due_on": "2026-12-01", "completed_at": null, "members": null
}))]
pub struct Progress {
    /// The application's number.
    pub number: String,
    /// The item's name.
    pub item_name: String,
    /// Its status.
    pub status: Status,
    /// The status in words.
    pub status_text: String,
    /// `receipt`, `acceptance`, `review`, `decision`, `delivery` or `over`.
    pub stage: &'static str,
    /// What happens next.
    pub next_action: String,
    /// What was decided.
    pub outcome: Option<Outcome>,
    /// When it was received.
    pub submitted_at: Option<DateTime<Utc>>,
    /// Day 0 of the limits.
    pub accepted_on: Option<NaiveDate>,
    /// The promised due date.
    pub promised_due_on: Option<NaiveDate>,
    /// When it was completed.
    pub completed_at: Option<DateTime<Utc>>,
    /// Of a matter (一件事): how far its members are.
    pub members: Option<MembersProgress>,
}

/// How far the members of a matter are.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub struct MembersProgress {
    /// Members that are decided or have ended otherwise.
    pub done: i64,
    /// All members.
    pub total: usize,
}

/// How many members of a matter are decided or have ended otherwise; of what is no matter, none.
const DONE: &str = "(select count(*) from application m where m.matter_id = application.id
    and (m.outcome is not null or m.status in ('declined', 'lapsed', 'withdrawn', 'terminated')))";

#[derive(Queryable, Selectable)]
#[diesel(table_name = application)]
struct Asked {
    number: String,
    item_name: String,
    status: String,
    state: serde_json::Value,
    delivery: Option<serde_json::Value>,
    submitted_at: Option<DateTime<Utc>>,
    accepted_on: Option<NaiveDate>,
    promised_due_on: Option<NaiveDate>,
    completed_at: Option<DateTime<Utc>>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = account)]
struct Secrets {
    citizen_id: Option<Vec<u8>>,
    credit_code: Option<String>,
    phone: Option<Vec<u8>>,
}

/// Check progress without signing in
#[utoipa::path(
    operation_id = "check_progress",
    tag = "Applications",
    request_body(content = CheckProgress, example = json!({"number": "BJ202611200000000018", "proof": "0015"})),
    responses((status = 200, description = "How far it is", body = Progress))
)]
#[post("/progress")]
pub async fn handle(
    client: ClientAddress,
    body: Body<CheckProgress>,
    language: CallerLanguage,
    limits: web::Data<ProgressLimits>,
    desk: web::Data<Desk>,
) -> Result<web::Json<Progress>, Problem> {
    let CheckProgress { number, proof } = body.value;
    limits.by_address.check(&client.limit_key())?;
    limits.by_number.check(number.as_str())?;
    let mut connection = desk.db.get().await?;
    let found: Option<(Asked, Secrets, i64)> = application::table
        .inner_join(account::table.on(account::id.eq(application::applicant_id)))
        .filter(application::number.eq(number.as_str()))
        .filter(application::status.ne("draft"))
        .select((Asked::as_select(), Secrets::as_select(), sql::<BigInt>(DONE)))
        .first(&mut connection)
        .await
        .optional()?;
    let (asked, secrets, done) = found.ok_or_else(|| Problem::new(Code::NotFound))?;
    if !proves(&desk, &secrets, &proof)? {
        return Err(Problem::new(Code::NotFound));
    }
    let case: Case = serde_json::from_value(asked.state).map_err(Problem::internal)?;
    let mode = mode_of(asked.delivery.as_ref());
    Ok(web::Json(Progress {
        number: asked.number,
        item_name: asked.item_name,
        status: Status::from_word(&asked.status),
        status_text: status_text(&case, mode).in_language(language.0).to_owned(),
        stage: stage(Status::from_word(&asked.status)),
        next_action: next_action(&case, mode, desk.clock.today())
            .in_language(language.0)
            .to_owned(),
        outcome: case.phase.decided().map(|decided| decided.outcome),
        submitted_at: asked.submitted_at,
        accepted_on: asked.accepted_on,
        promised_due_on: asked.promised_due_on,
        completed_at: asked.completed_at,
        members: case.whole().map(|whole| MembersProgress {
            done,
            total: whole.members.len(),
        }),
    }))
}

fn stage(status: Status) -> &'static str {
    match status {
        Status::Draft => "receipt",
        Status::Submitted | Status::AwaitingSupplement => "acceptance",
        Status::InReview | Status::Suspended => "review",
        Status::Decided => "delivery",
        _ => "over",
    }
}

fn proves(desk: &Desk, secrets: &Secrets, proof: &str) -> Result<bool, Problem> {
    let known = [
        open_citizen_id(&desk.cipher, secrets.citizen_id.as_deref())?,
        secrets.credit_code.clone(),
        open_phone(&desk.cipher, secrets.phone.as_deref())?,
    ];
    let proof = proof.trim().to_uppercase();
    let matches = |known: &String| {
        let tail = known.get(known.len().saturating_sub(4)..).unwrap_or_default();
        bool::from(tail.as_bytes().ct_eq(proof.as_bytes()))
    };
    Ok(proof.len() == 4 && known.iter().flatten().any(matches))
}
