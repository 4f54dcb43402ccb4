//! `POST /desk/lookups`: a window finds somebody, or an application, by what they have with them.
//!
//! 1. Limit the rate by clerk.
//! 2. Exactly one key, complete: nothing is found by a part of it.
//! 3. Read people and applications, as far as the clerk's windows go, in one statement. Who guessed too many numbers and codes is refused.
//! 4. Record who looked whom up, by what kind of key, and that nothing was found; the key itself is not kept.

use std::num::NonZeroU32;
use std::time::Duration;

use actix_web::{HttpResponse, post, web};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::super::desk::Desk;
use super::super::lifecycle::{Light, Status};
use super::super::scene::case_of;
use super::super::store::{self, Found, FoundCase, FoundPerson, Key};
use super::super::terms::delivery_mode;
use super::super::view::{Rolled, status_text};
use super::answers::application_tag;
use super::list_cases::CaseKind;
use crate::clock::machine_now;
use crate::codes::{ApplicationNumber, CitizenId, CreditCode, Mobile};
use crate::db::audit::{self, AuditRow};
use crate::http::limit::RateLimit;
use crate::http::{Body, CallerLanguage, RequestId};
use crate::identity::access::may;
use crate::identity::party::{masked_name, open_name};
use crate::identity::{Action, Allowed, Caller, Operation};
use crate::problem::{Code, FieldError, Problem};
use crate::text::{Language, Text};

/// Who may, and what can go wrong.
pub const OPERATION: Operation = Operation {
    id: "look_up_at_desk",
    action: Action::LookUpAtDesk,
    problems: &[Code::PostRequired, Code::InvalidInput],
};

/// Over how many minutes wrong numbers and codes are counted.
const GUESSES_OVER: i64 = 10;

/// How often a clerk may look up.
pub struct LookupLimits {
    per_clerk: RateLimit,
    misses: i64,
}

impl LookupLimits {
    /// So many lookups a minute, and so many numbers and codes of nothing in ten minutes.
    pub fn new(per_clerk: NonZeroU32, misses: NonZeroU32) -> Self {
        Self {
            per_clerk: RateLimit::new(per_clerk, Duration::from_secs(60)),
            misses: misses.get().into(),
        }
    }
}

/// What somebody or something is looked up by: exactly one of these.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LookUp {
    /// A person's ID number.
    #[serde(default)]
    pub citizen_id: Option<CitizenId>,
    /// An organisation's unified social credit code.
    #[serde(default)]
    pub credit_code: Option<CreditCode>,
    /// The phone of an applicant, or the one they left at a window.
    #[serde(default)]
    pub phone: Option<Mobile>,
    /// An application's number.
    #[serde(default)]
    pub number: Option<ApplicationNumber>,
    /// The code on the receipt slip of an application that is open.
    #[serde(default)]
    #[schema(example = "482913")]
    pub pickup_code: Option<String>,
}

/// What was found; both empty for what nobody knows.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "people": [{"id": "019a1c2e-7d1c-7c3e-8a43-0e6c1a2b3c4e", "kind": "natural_person", "name": "陈**", "has_account": false}],
    "applications": [{
        "kind": "application", "id": "019a1c2e-7d1c-7c3e-8a43-0e6c1a2b3c4d", "number": "BJ202611200000000018", "item": "11990100999990029X3002023001001",
        "item_name": "预防接种证办理", "applicant": "019a1c2e-7d1c-7c3e-8a43-0e6c1a2b3c4e", "status": "decided", "status_text": "已准予，待您领取",
        "next_action": "证照已制作好：请携带身份证件，凭取件码到窗口领取。", "submitted_at": "2026-11-20T02:10:00Z", "promised_due_on": "2026-11-23",
        "statutory_due_on": null, "light": null, "pickup_ready": true, "etag": "\"7\""
    }]
}))]
pub struct LookedUp {
    /// The people.
    pub people: Vec<PersonFound>,
    /// Their latest applications, 20 at most, newest first: of the departments at whose window the caller works, the matters these lead, and
    /// what the caller took in.
    pub applications: Vec<ApplicationFound>,
}

/// A person at the counter.
#[derive(Debug, Serialize, ToSchema)]
pub struct PersonFound {
    /// Their account.
    pub id: Uuid,
    /// `natural_person` or `legal_person`.
    pub kind: String,
    /// Their name: of a natural person the surname.
    pub name: String,
    /// Whether they can sign in, and so follow their applications online.
    pub has_account: bool,
}

/// An application of theirs.
#[derive(Debug, Serialize, ToSchema)]
pub struct ApplicationFound {
    /// What it is: the members of a matter (一件事) are found beside it.
    pub kind: CaseKind,
    /// Its id.
    pub id: Uuid,
    /// Its number.
    pub number: String,
    /// The item's code.
    pub item: String,
    /// The item's name.
    pub item_name: String,
    /// Whose it is: the `id` of one of the people.
    pub applicant: Uuid,
    /// Its status.
    pub status: Status,
    /// The status in words.
    pub status_text: String,
    /// What happens next, or what the applicant is to do.
    pub next_action: String,
    /// When it was received.
    pub submitted_at: Option<DateTime<Utc>>,
    /// The promised due date.
    pub promised_due_on: Option<NaiveDate>,
    /// The statutory due date.
    pub statutory_due_on: Option<NaiveDate>,
    /// Its light, while it is in review; when that is suspended, only red. Of a matter, the worst of its own and its members'.
    pub light: Option<Light>,
    /// Whether the result waits at the window to be fetched. What is handed over with others is fetched with the matter: then it is the matter's
    /// that is ready, not the member's.
    pub pickup_ready: bool,
    /// Its entity tag: what `If-Match` takes to hand it over without another call.
    pub etag: String,
}

/// Look up at the counter
///
/// For staff of a window. A person is found by ID number or credit code; by phone, number or pickup code only with an application that this
/// window may see. Every lookup is recorded, also when nothing was found. See `docs/at-the-window.md`.
#[utoipa::path(
    operation_id = "look_up_at_desk",
    tag = "Applications",
    request_body(content = LookUp, examples(
        ("citizen_id" = (summary = "By the card somebody shows", value = json!({"citizen_id": "990101199003070015"}))),
        ("number" = (summary = "By the number on the slip", value = json!({"number": "BJ202611200000000018"}))),
        ("pickup_code" = (summary = "By the code on the slip", value = json!({"pickup_code": "482913"})))
    )),
    responses((status = 200, description = "What was found", body = LookedUp))
)]
#[post("/desk/lookups")]
pub async fn handle(
    caller: Allowed<may::LookUpAtDesk>,
    request_id: RequestId,
    body: Body<LookUp>,
    language: CallerLanguage,
    limits: web::Data<LookupLimits>,
    desk: web::Data<Desk>,
) -> Result<HttpResponse, Problem> {
    // 1.
    limits.per_clerk.check(&caller.account.to_string())?;

    // 2.
    let key = body.value.key(&desk)?;

    // 3.
    let since = audit::lowest_id_at(machine_now() - chrono::Duration::minutes(GUESSES_OVER));
    let mut connection = desk.db.get().await?;
    let found = store::look_up(&mut connection, caller.account, &key, since).await?;
    let refusal = refusal(&found, &key, &limits);

    // 4.
    let record = Record {
        caller: &caller,
        request_id: &request_id,
        action: key.action(),
        at: desk.clock.now(),
    };
    audit::insert_all(&mut connection, &record.rows(&found, refusal.as_ref())).await?;
    drop(connection);
    match refusal {
        Some(problem) => Err(problem),
        None => Ok(HttpResponse::Ok().json(LookedUp::of(&desk, &found, language.0)?)),
    }
}

impl LookUp {
    fn key(self, desk: &Desk) -> Result<Key, Problem> {
        let given = [
            self.citizen_id
                .map(|id| Key::CitizenId(desk.vault.citizen_id_index(&id))),
            self.credit_code.map(Key::CreditCode),
            self.phone.map(|phone| Key::Phone(desk.vault.phone_index(&phone))),
            self.number.map(Key::Number),
            self.pickup_code.map(Key::PickupCode),
        ];
        let mut given = given.into_iter().flatten();
        match (given.next(), given.next()) {
            (Some(Key::PickupCode(code)), None) if !is_pickup_code(&code) => Err(Problem::invalid_field(
                "/pickup_code",
                "pickup-code-format",
                "取件码为6位数字。",
                "A pickup code is six digits.",
            )),
            (Some(key), None) => Ok(key),
            _ => Err(Problem::invalid(vec![FieldError::new(
                "",
                "exactly-one",
                Text::new(
                    "证件号码、统一社会信用代码、手机号、办件编号、取件码只填一项。",
                    "Give exactly one of ID number, credit code, phone, number and pickup code.",
                ),
            )])),
        }
    }
}

fn is_pickup_code(code: &str) -> bool {
    code.len() == 6 && code.bytes().all(|digit| digit.is_ascii_digit())
}

/// Why nothing is told: the caller works at no window, or guesses.
fn refusal(found: &Found, key: &Key, limits: &LookupLimits) -> Option<Problem> {
    if found.windows.is_empty() {
        let problem = Problem::new(Code::PostRequired);
        return Some(problem.with_detail("只有窗口岗位可以查询。", "Only a window looks people up."));
    }
    let guesses = matches!(key, Key::Number(_) | Key::PickupCode(_)) && found.misses >= limits.misses;
    guesses
        .then(|| Problem::new(Code::RateLimited).with_retry_after(u64::try_from(GUESSES_OVER * 60).unwrap_or_default()))
}

/// Who looked up, for the audit trail.
struct Record<'a> {
    caller: &'a Caller,
    request_id: &'a RequestId,
    action: &'static str,
    at: DateTime<Utc>,
}

impl Record<'_> {
    /// One row a person seen; one of nobody when there was none.
    fn rows(&self, found: &Found, refusal: Option<&Problem>) -> Vec<AuditRow> {
        let row = |owner: Uuid| {
            AuditRow::new(owner, self.action, self.at)
                .by(self.caller.account)
                .in_role(self.caller.role.as_str())
                .in_request(self.request_id.0.clone())
        };
        match refusal {
            Some(problem) => vec![row(Uuid::nil()).refused(problem.code.as_str())],
            None if found.people.is_empty() => vec![row(Uuid::nil()).refused(Code::NotFound.as_str())],
            None => found.people.iter().map(|person| row(person.id)).collect(),
        }
    }
}

impl LookedUp {
    fn of(desk: &Desk, found: &Found, language: Language) -> Result<Self, Problem> {
        let today = desk.clock.today();
        let people = found.people.iter().map(|person| PersonFound::of(desk, person));
        let applications = found.applications.iter();
        Ok(Self {
            people: people.collect::<Result<_, _>>()?,
            applications: applications
                .map(|found| ApplicationFound::of(found, today, language))
                .collect::<Result<_, Problem>>()?,
        })
    }
}

impl PersonFound {
    fn of(desk: &Desk, person: &FoundPerson) -> Result<Self, Problem> {
        Ok(Self {
            id: person.id,
            kind: person.kind.clone(),
            name: masked_name(&person.kind, &open_name(&desk.cipher, &person.name)?),
            has_account: person.has_account,
        })
    }
}

impl ApplicationFound {
    fn of(found: &FoundCase, today: NaiveDate, language: Language) -> Result<Self, Problem> {
        let row = &found.row;
        let case = case_of(row)?;
        let members = Rolled::glancing(&found.members, today)?;
        let (status, mode) = (case.phase.status(), delivery_mode(row));
        Ok(Self {
            kind: row.kind.into(),
            id: row.id,
            number: row.number.to_string(),
            item: row.item_code.to_string(),
            item_name: row.item_name.clone(),
            applicant: row.applicant_id,
            status,
            status_text: status_text(&case, mode).in_language(language).to_owned(),
            next_action: members.next_action(&case, mode, today).in_language(language).to_owned(),
            submitted_at: row.submitted_at,
            promised_due_on: row.promised_due_on,
            statutory_due_on: row.statutory_due_on,
            light: members.light(row.light(today)),
            pickup_ready: members.is_fetchable(&case, mode),
            etag: application_tag(row, today),
        })
    }
}
