//! `GET /cases`: what the caller has going with the administration, and what they are to do about it.
//!
//! 1. One's own, and those of whoever gave one a mandate that is in force and covers the item. A matter (一件事) is one case, however many
//!    members it has.
//! 2. One statement reads the page, the last to change first, and counts every tab. What is to be done for members of a matter, and the worst of
//!    their lights, is the matter's.

use actix_web::{get, web};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::super::desk::Desk;
use super::super::lifecycle::{Case, Light, Outcome, Status, Tab, light_within};
use super::super::store::rows::OwnerKind;
use super::super::store::{self, CaseKey, CaseRow, CasesQuery};
use super::super::view::{Rolled, status_text};
use super::super::words::{LINE, too_long};
use crate::http::{CallerLanguage, Page, PageQuery};
use crate::identity::access::may;
use crate::identity::{Action, Allowed, Caller, Operation};
use crate::problem::{Code, Problem};
use crate::text::Language;

/// Who may, and what can go wrong.
pub const OPERATION: Operation = Operation {
    id: "list_cases",
    action: Action::FileApplications,
    problems: &[Code::InvalidInput],
};

/// Which cases.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ListCases {
    /// Only in this tab.
    pub tab: Option<Tab>,
    /// Only those whose number begins so, or whose title has these words.
    #[param(example = "食品")]
    pub q: Option<String>,
    /// Rows per page, 1 to 100; 20 when absent.
    pub limit: Option<i64>,
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
}

/// What a case is.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CaseKind {
    /// An application for one item (办件), at `/applications/{id}`.
    Application,
    /// A matter (一件事办件) with its members, at `/matters/{id}`. The applications of its members are not listed.
    Matter,
}

impl From<OwnerKind> for CaseKind {
    fn from(kind: OwnerKind) -> Self {
        match kind {
            OwnerKind::Application => Self::Application,
            OwnerKind::Matter => Self::Matter,
        }
    }
}

/// A case in the list.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "kind": "application", "id": "019a1c2e-7d1c-7c3e-8a43-0e6c1a2b3c4d", "number": "BJ202611200000000018", "title": "食品经营许可新办",
    "tab": "todo", "status": "awaiting_supplement", "status_text": "待补正", "next_action": "请最迟于 2026-12-04 一次补齐通知书所列的全部材料；逾期未补正，本次申请终止。",
    "act_by": "2026-12-04", "outcome": null, "light": null, "promised_due_on": null, "on_behalf_of": null, "updated_at": "2026-11-20T03:00:00Z"
}))]
pub struct CaseRowView {
    /// What it is.
    pub kind: CaseKind,
    /// Its id.
    pub id: Uuid,
    /// Its number.
    pub number: String,
    /// What it is about: the name of the item or bundle.
    pub title: String,
    /// The code of the item or bundle.
    pub item: String,
    /// Where it is found.
    pub tab: Tab,
    /// Its status.
    pub status: Status,
    /// The status in words.
    pub status_text: String,
    /// What happens next, or what the caller is to do.
    pub next_action: String,
    /// The last day of what is to be done by the applicant, or by whoever is asked for consent.
    pub act_by: Option<NaiveDate>,
    /// What was decided.
    pub outcome: Option<Outcome>,
    /// Its light, while it is in review; when that is suspended, only red. Of a matter, the worst of its own and its members'.
    pub light: Option<Light>,
    /// The promised due date.
    pub promised_due_on: Option<NaiveDate>,
    /// Whom the caller acts for, masked; null for their own.
    pub on_behalf_of: Option<String>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}

/// How many cases there are in each tab.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(example = json!({"drafts": 1, "todo": 2, "in_progress": 3, "done": 12}))]
pub struct CaseCounts {
    /// Drafts.
    pub drafts: i64,
    /// Those that wait for the applicant: a supplement, what is to follow, consents that were refused, a result to be fetched.
    pub todo: i64,
    /// Those that wait for somebody else.
    pub in_progress: i64,
    /// Those that are over.
    pub done: i64,
}

/// A page of cases, with how many there are in each tab.
#[derive(Debug, Serialize, ToSchema)]
pub struct CasePage {
    /// The page.
    #[serde(flatten)]
    pub page: Page<CaseRowView>,
    /// Counts by tab of all that `q` finds, whichever tab is shown.
    pub counts: CaseCounts,
}

/// List my cases
#[utoipa::path(
    operation_id = "list_cases",
    tag = "Applications",
    params(ListCases),
    responses((status = 200, description = "One page, the last to change first", body = CasePage, example = json!({
        "data": [{"kind": "application", "id": "019a1c2e-7d1c-7c3e-8a43-0e6c1a2b3c4d", "number": "BJ202611200000000018",
            "title": "食品经营许可新办", "item": "1199010099999006193000131017000", "tab": "todo", "status": "awaiting_supplement",
            "status_text": "待补正", "next_action": "请最迟于 2026-12-04 一次补齐通知书所列的全部材料；逾期未补正，本次申请终止。",
            "act_by": "2026-12-04", "outcome": null, "light": null, "promised_due_on": null, "on_behalf_of": null,
            "updated_at": "2026-11-20T03:00:00Z"}],
        "next_cursor": null, "counts": {"drafts": 1, "todo": 2, "in_progress": 3, "done": 12}
    })))
)]
#[get("/cases")]
pub async fn handle(
    caller: Allowed<may::FileApplications>,
    query: web::Query<ListCases>,
    language: CallerLanguage,
    desk: web::Data<Desk>,
) -> Result<web::Json<CasePage>, Problem> {
    let ListCases { tab, q, limit, cursor } = query.into_inner();
    let page = PageQuery {
        limit,
        cursor,
        count: None,
    };
    let words = q.map(|q| q.trim().to_owned()).filter(|q| !q.is_empty());
    if let Some(error) = too_long("?q", words.as_deref(), LINE) {
        return Err(Problem::invalid(vec![error]));
    }
    let (limit, today) = (page.limit()?, desk.clock.today());
    let query = CasesQuery {
        caller: caller.account,
        today,
        tab,
        words,
        after: page.after::<CaseKey>()?,
        limit: limit + 1,
    };
    let mut connection = desk.db.get().await?;
    let read = store::read_cases(&mut connection, &query).await?;
    drop(connection);
    let counted = |tab: Tab| read.counts.get(&tab).copied().unwrap_or(0);
    let counts = CaseCounts {
        drafts: counted(Tab::Drafts),
        todo: counted(Tab::Todo),
        in_progress: counted(Tab::InProgress),
        done: counted(Tab::Done),
    };
    let rows = Page::new(read.rows, limit, |row| CaseKey {
        updated_at: row.updated_at,
        id: row.id,
    });
    let data: Result<Vec<CaseRowView>, Problem> = rows
        .data
        .into_iter()
        .map(|row| view(row, &caller, today, language.0))
        .collect();
    Ok(web::Json(CasePage {
        page: Page {
            data: data?,
            next_cursor: rows.next_cursor,
            count: None,
            count_capped: None,
        },
        counts,
    }))
}

fn view(row: CaseRow, caller: &Caller, today: NaiveDate, language: Language) -> Result<CaseRowView, Problem> {
    let case: Case = serde_json::from_value(row.state).map_err(Problem::internal)?;
    let mode = row.mode.unwrap_or_default();
    let status = case.phase.status();
    let members = Rolled::glancing(&row.members, today)?;
    let own = light_within(status, today, (row.yellow_on, row.promised_due_on));
    Ok(CaseRowView {
        kind: row.kind.into(),
        id: row.id,
        number: row.number,
        title: row.item_name,
        item: row.item_code,
        tab: row.tab,
        status,
        status_text: status_text(&case, mode).in_language(language).to_owned(),
        next_action: members.next_action(&case, mode, today).in_language(language).to_owned(),
        act_by: members.act_by(&case),
        outcome: case.phase.decided().map(|decided| decided.outcome),
        light: members.light(own),
        promised_due_on: row.promised_due_on,
        on_behalf_of: (row.applicant_id != caller.account).then_some(row.applicant_masked),
        updated_at: row.updated_at,
    })
}
