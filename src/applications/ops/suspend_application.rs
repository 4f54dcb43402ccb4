//! `POST /applications/{id}/suspensions`: a special procedure (特别程序) begins: a hearing, an appraisal, an expert review.
//!
//! 1. The caller must hold the post of an open task of the procedure, or work at the window or as approver of the deciding department.
//! 2. Whether its days count is for law and item to say, not for the caller; where they do not, the law may be cited more closely.
//! 3. Decide: special procedures do not overlap. One with a legal basis stops both limits from tomorrow through its last day; one without
//!    is recorded. The applicant is told in writing how long it takes (art. 45).

use actix_web::{post, web};
use chrono::NaiveDate;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::super::desk::Desk;
use super::super::execute::{Envelope, Plan};
use super::super::lifecycle::Command;
use super::super::rights::Right;
use super::super::words::{LINE, reasoned, too_long};
use super::answers::{ApplicationState, command};
use crate::codes::SpecialProcedure;
use crate::http::{Answer, Body, Heading};
use crate::identity::access::may;
use crate::identity::{Action, Allowed, Operation};
use crate::problem::{Code, Problem};

/// Who may, and what can go wrong.
pub const OPERATION: Operation = Operation {
    id: "suspend_application",
    action: Action::HandleTasks,
    problems: &[
        Code::NotFound,
        Code::InvalidTransition,
        Code::ApplicationSuspended,
        Code::ConcurrentChange,
        Code::StaleVersion,
        Code::PreconditionRequired,
        Code::InvalidInput,
        Code::IdempotencyKeyReused,
    ],
};

/// A special procedure that begins.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SuspendApplication {
    /// What takes place.
    pub kind: SpecialProcedure,
    /// Its planned last day. Today still counts; the days after it through this one do not.
    #[schema(example = "2026-12-04")]
    pub until: NaiveDate,
    /// Why it is needed, for the notice.
    pub reasons: String,
    /// The law that asks for it, for the notice. Only where its days do not count: that does not become so by being written here.
    #[serde(default)]
    pub legal_basis: Option<String>,
}

/// Suspend an application for a special procedure
#[utoipa::path(
    operation_id = "suspend_application",
    tag = "Applications",
    params(
        ("id" = Uuid, Path, description = "The application"),
        ("If-Match" = String, Header, description = "The ETag of the version seen"),
        ("Idempotency-Key" = Option<String>, Header, description = "A unique value that makes retrying safe"),
    ),
    request_body(content = SuspendApplication, examples(
        ("review" = (summary = "An expert review, which stops the limits", value = json!({"kind": "expert_review", "until": "2026-12-04",
            "reasons": "工艺流程须经专家评审"}))),
        ("visit" = (summary = "A site visit, which is recorded and stops nothing", value = json!({"kind": "site_visit", "until": "2026-11-25",
            "reasons": "核查经营场所布局"}))),
    )),
    responses((status = 200, description = "Begun; the limits stand still if a law says so", body = ApplicationState,
        headers(("ETag" = String, description = "The new version"))))
)]
#[post("/applications/{id}/suspensions")]
pub async fn handle(
    caller: Allowed<may::HandleTasks>,
    id: web::Path<Uuid>,
    heading: Heading,
    body: Body<SuspendApplication>,
    desk: web::Data<Desk>,
) -> Result<Answer, Problem> {
    let envelope = Envelope::new(&OPERATION, *caller, Right::Handler, heading, &body.digest);
    let input = body.value;
    command(&desk, *id, &envelope, async |scene| {
        reasoned(&input.reasons)?;
        let basis = scene.version.item.special_basis(input.kind);
        check_citation(input.legal_basis.as_deref(), basis.is_some())?;
        let mut plan = Plan::new(Command::Suspend {
            kind: input.kind,
            basis,
            until: input.until,
        });
        plan.wording.reasons = Some(input.reasons.clone());
        plan.wording.legal_basis.clone_from(&input.legal_basis);
        Ok(plan)
    })
    .await
}

fn check_citation(cited: Option<&str>, has_basis: bool) -> Result<(), Problem> {
    if let Some(error) = too_long("/legal_basis", cited, LINE) {
        return Err(Problem::invalid(vec![error]));
    }
    if cited.is_some() && !has_basis {
        return Err(Problem::invalid_field(
            "/legal_basis",
            "no-legal-basis",
            "该事项没有规定此类程序不计入期限；须先在事项中载明依据。",
            "The item knows no law by which this is not counted; it would have to be stated there.",
        ));
    }
    Ok(())
}
