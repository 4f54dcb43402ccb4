//! Importing divisions, departments, items and bundles.
//!
//! 1. Read the documents: a JSON array, or one a line.
//! 2. In one transaction, once per key: compare with what is there, write what differs, and record who did it. Unless `partial`, one
//!    rejected document means that nothing is written.
//! 3. Take up what changed.

use actix_web::{post, web};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::import_body::ImportBody;
use crate::catalogue::Catalogue;
use crate::catalogue::document::{Bundle, Department, Division, Item};
use crate::catalogue::import::{self, ImportOptions, Rejection, Report};
use crate::clock::{Clock, machine_now};
use crate::db::audit::AuditRow;
use crate::db::{Db, idempotency};
use crate::http::{Answer, CallerLanguage, Idempotency, RequestId};
use crate::identity::access::{Action, Operation, may};
use crate::identity::{Allowed, Caller};
use crate::problem::{Code, FieldError, Problem};
use crate::text::Language;

/// What the documentation says of it.
pub const OPERATION: Operation = Operation {
    id: "import_catalogue",
    action: Action::ManageCatalogue,
    problems: &[
        Code::MalformedJson,
        Code::PayloadTooLarge,
        Code::UnsupportedMediaType,
        Code::InvalidInput,
        Code::IdempotencyKeyReused,
    ],
};

/// More errors than a person reads help nobody.
const MOST_REJECTIONS: usize = 1000;

/// How to import.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Query {
    /// Only report what would happen.
    #[serde(default)]
    dry_run: bool,
    /// Import what is right even if some documents are rejected.
    #[serde(default)]
    partial: bool,
}

/// A document of the catalogue. `kind` may be left out: what has an `item_type` is an item, what has `members` a bundle, what
/// has a division code a division, what has a credit code a department.
#[derive(ToSchema)]
#[schema(as = CatalogueDocument)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[expect(clippy::large_enum_variant, reason = "only describes the body in the documentation")]
pub enum DocumentSchema {
    /// A place.
    Division(Division),
    /// An organ.
    Department(Department),
    /// A service item.
    Item(Item),
    /// A bundle of items.
    Bundle(Bundle),
}

/// What an import did, or would do.
#[derive(Debug, Serialize, ToSchema)]
pub struct ImportReport {
    /// Documents whose code was not there.
    created: usize,
    /// Documents that differ from what was there.
    updated: usize,
    /// Documents that were there already.
    unchanged: usize,
    /// What is wrong with those that were not imported; at most 1,000.
    rejected: Vec<RejectedRow>,
}

/// One thing wrong with a document.
#[derive(Debug, Serialize, ToSchema)]
pub struct RejectedRow {
    /// The line of the document, from 1; in an array the number of the element.
    line: usize,
    /// JSON Pointer into the document.
    pointer: String,
    /// Stable, kebab-case.
    code: String,
    /// What is wrong, in the caller's language.
    message: String,
    /// What shows it, line by line.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    evidence: Vec<String>,
}

/// Import the catalogue.
///
/// Divisions and departments apply at once; a changed item or bundle becomes a draft, to be published separately. All or nothing unless `partial`.
/// Documents may come in any order, and importing the same again changes nothing. At most 32 MiB. An import refused as a whole answers 422
/// with the same report as members of the problem document: `created`, `updated`, `unchanged`, `rejected` by line.
#[utoipa::path(
    operation_id = "import_catalogue",
    tag = "Catalogue",
    params(Query),
    request_body(
        description = "A JSON array of documents, or newline-delimited JSON",
        content(
            (Vec<DocumentSchema> = "application/json", example = json!([
                {"kind": "division", "code": "510100", "name": "成都市"},
                {"kind": "department", "code": "119901009999900619", "name": "成都市（示范）市场监督管理局", "division": "510100"},
                {"kind": "item", "code": "1199010099999006193000131017000", "name": "食品经营许可新办", "item_type": "licence",
                 "department": "119901009999900619"}
            ])),
            (String = "application/x-ndjson", example = json!("{\"kind\": \"division\", \"code\": \"510100\", \"name\": \"成都市\"}\n"))
        )
    ),
    responses((status = 200, description = "What was imported, or would be", body = ImportReport, example = json!({
        "created": 2, "updated": 0, "unchanged": 1,
        "rejected": [{"line": 4, "pointer": "/department", "code": "unknown-department", "message": "部门 11990100999990045K 不存在，请先导入"}]
    })))
)]
#[post("/catalogue/imports")]
#[expect(clippy::too_many_arguments, reason = "each is a part the framework hands over")]
pub async fn handle(
    caller: Allowed<may::ManageCatalogue>,
    query: web::Query<Query>,
    key: Idempotency,
    request_id: RequestId,
    language: CallerLanguage,
    body: ImportBody,
    db: web::Data<Db>,
    clock: web::Data<Clock>,
    catalogue: web::Data<Catalogue>,
) -> Result<Answer, Problem> {
    // 1.
    let ImportBody { entries, digest } = body;
    let options = ImportOptions {
        dry_run: query.dry_run,
        partial: query.partial,
        publish: false,
        by: Some(caller.account),
    };

    // 2.
    let mut conn = db.get().await?;
    // A dry run changes nothing, so there is nothing to repeat.
    let key = key.fingerprint(caller.account, &digest).filter(|_| !options.dry_run);
    let answer = idempotency::once(&mut conn, key, machine_now(), async |conn| {
        let now = clock.now();
        let report = import::run(conn, entries, &options, now).await?;
        if !report.written && !options.dry_run {
            let errors = by_element(&report.rejected);
            return Err(Problem::invalid(errors).with_members(ImportReport::new(report, language.0)));
        }
        if report.written {
            record(*caller, &request_id, now).insert(conn).await?;
        }
        Answer::new(200, &ImportReport::new(report, language.0))
    })
    .await?;
    drop(conn);

    // 3.
    if let Err(error) = catalogue.refresh_if_changed().await {
        tracing::warn!(%error, "the import is stored and will show with the next refresh");
    }
    Ok(answer)
}

/// Pointers into the whole body: the index of the element, from 0, before the pointer into the document.
pub(crate) fn by_element(rejected: &[Rejection]) -> Vec<FieldError> {
    rejected
        .iter()
        .take(MOST_REJECTIONS)
        .map(|Rejection { line, error }| FieldError {
            pointer: format!("/{}{}", line.saturating_sub(1), error.pointer),
            ..error.clone()
        })
        .collect()
}

fn record(caller: Caller, request_id: &RequestId, now: chrono::DateTime<chrono::Utc>) -> AuditRow {
    AuditRow::new(Uuid::now_v7(), OPERATION.id, now)
        .by(caller.account)
        .in_role(caller.role.as_str())
        .in_request(&request_id.0)
}

impl ImportReport {
    /// Of a report, in a language.
    pub(crate) fn new(report: Report, language: Language) -> Self {
        let rejected = report.rejected.into_iter().take(MOST_REJECTIONS);
        Self {
            created: report.created,
            updated: report.updated,
            unchanged: report.unchanged,
            rejected: rejected
                .map(|Rejection { line, error }| RejectedRow {
                    line,
                    message: error.message.in_language(language).to_owned(),
                    evidence: error
                        .evidence
                        .iter()
                        .map(|line| line.in_language(language).to_owned())
                        .collect(),
                    pointer: error.pointer,
                    code: error.code,
                })
                .collect(),
        }
    }
}
