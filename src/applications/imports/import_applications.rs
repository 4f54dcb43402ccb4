//! `POST /applications/imports`: other systems tell of the members of matters that they handle.
//!
//! 1. Read the records: a JSON array, or one a line.
//! 2. Find the applications by number, and decide on each record.
//! 3. Write everything that is new, all or nothing. Unless `partial`, one rejected record means that nothing is written.
//!
//! What follows for the matters, for their members that wait above all, follows as for any other application.

use std::collections::{BTreeMap, BTreeSet};

use actix_web::{post, web};
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use super::decide::{Fate, decide, not_handled_elsewhere};
use super::record::ImportedApplication;
use crate::applications::Desk;
use crate::applications::execute::{TRIES, by_nobody, load};
use crate::applications::joint::write_together;
use crate::applications::store::{Actor, Applied, CommandQuery, Loaded, Target, Write, find_numbered};
use crate::catalogue::import::{Entry, Rejection, Report};
use crate::catalogue::ops::import_body::ImportBody;
use crate::catalogue::ops::import_catalogue::{ImportReport, by_element};
use crate::clock::machine_now;
use crate::db::idempotency::StoredAnswer;
use crate::http::body::from_value;
use crate::http::{Answer, CallerLanguage, Fingerprint, Idempotency, RequestId};
use crate::identity::access::may;
use crate::identity::{Action, Allowed, Caller, Operation};
use crate::problem::{Code, FieldError, Problem};
use crate::text::Text;

/// Who may, and what can go wrong.
pub const OPERATION: Operation = Operation {
    id: "import_applications",
    action: Action::ImportApplications,
    problems: &[
        Code::MalformedJson,
        Code::PayloadTooLarge,
        Code::UnsupportedMediaType,
        Code::InvalidInput,
        Code::ConcurrentChange,
        Code::IdempotencyKeyReused,
    ],
};

/// The most records of one import.
const MOST_RECORDS: usize = 1000;

/// How to import.
#[derive(Clone, Copy, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Query {
    /// Only report what would happen.
    #[serde(default)]
    dry_run: bool,
    /// Import what is right even if some records are rejected.
    #[serde(default)]
    partial: bool,
}

/// Import what other systems have done
///
/// Records of members of matters that another system handles, found by number. Each tells everything that is known so far: the same again
/// is `unchanged`, more is `updated`; nothing is created. All or nothing unless `partial`. At most 1,000 records. An import refused as a whole
/// answers 422 with the same report as members of the problem document.
#[utoipa::path(
    operation_id = "import_applications",
    tag = "Matters",
    params(Query, ("Idempotency-Key" = Option<String>, Header, description = "A unique value that makes retrying safe")),
    request_body(
        description = "A JSON array of records, or newline-delimited JSON",
        content(
            (Vec<ImportedApplication> = "application/json", example = json!([
                {"number": "BJ202611200000000026", "item": "11990100999990176F3001029001001", "accepted_at": "2026-11-20T02:00:00Z",
                 "decided_at": "2026-11-23T08:30:00Z", "outcome": "approved",
                 "events": [{"at": "2026-11-21T03:00:00Z", "activity": "核查未结事项", "actor": "李示例"}]}
            ])),
            (String = "application/x-ndjson", example = json!("{\"number\": \"BJ202611200000000026\", \"item\": \"11990100999990176F3001029001001\", \"accepted_at\": \"2026-11-20T02:00:00Z\"}\n"))
        )
    ),
    responses((status = 200, description = "What was imported, or would be", body = ImportReport, example = json!({
        "created": 0, "updated": 1, "unchanged": 2,
        "rejected": [{"line": 4, "pointer": "/number", "code": "not-handled-elsewhere", "message": "没有此办件，或该办件不由外部系统办理。"}]
    })))
)]
#[post("/applications/imports")]
pub async fn handle(
    caller: Allowed<may::ImportApplications>,
    query: web::Query<Query>,
    key: Idempotency,
    request_id: RequestId,
    language: CallerLanguage,
    body: ImportBody,
    desk: web::Data<Desk>,
) -> Result<Answer, Problem> {
    let ImportBody { entries, digest } = body;
    if entries.len() > MOST_RECORDS {
        return Err(Problem::invalid_field(
            "",
            "too-many",
            format!("一次最多 {MOST_RECORDS} 条。"),
            format!("At most {MOST_RECORDS} records at once."),
        ));
    }
    // A dry run changes nothing, so there is nothing to repeat.
    let key = key.fingerprint(caller.account, &digest).filter(|_| !query.dry_run);
    let import = Import {
        desk: &desk,
        query: *query,
        actor: actor(*caller, &request_id),
        reading: CommandQuery {
            caller: caller.account,
            key: key.as_ref().map(|print| print.key.clone()),
            ..by_nobody(&desk)
        },
        key,
        language,
    };
    for _ in 0..TRIES {
        if let Some(answer) = import.attempt(&entries).await? {
            return Ok(answer);
        }
    }
    Err(Problem::new(Code::ConcurrentChange))
}

struct Import<'a> {
    desk: &'a Desk,
    query: Query,
    actor: Actor,
    reading: CommandQuery,
    key: Option<Fingerprint>,
    language: CallerLanguage,
}

impl Import<'_> {
    /// None when somebody else was faster.
    async fn attempt(&self, entries: &[Entry]) -> Result<Option<Answer>, Problem> {
        let mut report = Report::default();
        let mut records = BTreeMap::new();
        for entry in entries {
            match read(entry) {
                Ok(record) => drop(records.insert(entry.line, record)),
                Err(errors) => reject(&mut report, entry.line, errors),
            }
        }
        let mut writes = Vec::new();
        let mut seen = BTreeSet::new();
        let ids = self.ids(records.values()).await?;
        for (line, record) in &records {
            let Some(loaded) = self.load(ids.get(&record.number.to_string())).await? else {
                reject(&mut report, *line, vec![not_handled_elsewhere()]);
                continue;
            };
            if let (Some(stored), Some(key)) = (&loaded.stored, &self.key) {
                return stored.clone().repeat(key).map(Some);
            }
            if !seen.insert(loaded.application.id) {
                reject(&mut report, *line, vec![duplicate()]);
                continue;
            }
            match decide(self.desk, &loaded, record, &self.actor).await? {
                Fate::Updated(write) => writes.push(*write),
                Fate::Unchanged => report.unchanged += 1,
                Fate::Rejected(errors) => reject(&mut report, *line, errors),
            }
        }
        report.updated = writes.len();
        report.rejected.sort_by_key(|rejection| rejection.line);
        self.finish(report, writes).await
    }

    async fn finish(&self, report: Report, mut writes: Vec<Write>) -> Result<Option<Answer>, Problem> {
        if !report.rejected.is_empty() && !self.query.partial && !self.query.dry_run {
            let errors = by_element(&report.rejected);
            return Err(Problem::invalid(errors).with_members(ImportReport::new(report, self.language.0)));
        }
        let answer = Answer::new(200, &ImportReport::new(report, self.language.0))?;
        if self.query.dry_run {
            return Ok(Some(answer));
        }
        if let (Some(first), Some(key)) = (writes.first_mut(), self.key.clone()) {
            first.idempotency = Some(StoredAnswer::new(key, &answer, machine_now()));
        }
        let applied = write_together(self.desk, &writes).await?;
        Ok((applied == Applied::Done).then_some(answer))
    }

    async fn ids(
        &self,
        records: impl Iterator<Item = &ImportedApplication>,
    ) -> Result<BTreeMap<String, Uuid>, Problem> {
        let numbers: Vec<String> = records.map(|record| record.number.to_string()).collect();
        let mut connection = self.desk.db.get().await?;
        Ok(find_numbered(&mut connection, &numbers).await?)
    }

    async fn load(&self, id: Option<&Uuid>) -> Result<Option<Loaded>, Problem> {
        match id {
            Some(id) => load(self.desk, Target::Application(*id), &self.reading).await,
            None => Ok(None),
        }
    }
}

fn read(entry: &Entry) -> Result<ImportedApplication, Vec<FieldError>> {
    let document = entry.document.clone().map_err(|error| vec![error])?;
    from_value(serde_json::Value::Object(document)).map_err(|problem| problem.errors)
}

fn reject(report: &mut Report, line: usize, errors: Vec<FieldError>) {
    report
        .rejected
        .extend(errors.into_iter().map(|error| Rejection { line, error }));
}

fn duplicate() -> FieldError {
    let message = Text::new("同一办件只能有一条记录。", "One record an application.");
    FieldError::new("/number", "duplicate", message)
}

fn actor(caller: Caller, request_id: &RequestId) -> Actor {
    Actor {
        account: Some(caller.account),
        role: Some(caller.role.as_str()),
        request_id: Some(request_id.0.clone()),
        operation: OPERATION.id,
        ..Actor::default()
    }
}
