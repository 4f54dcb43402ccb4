//! `GET /applications`: the caller's applications, or those of their departments; newest first.
//!
//! 1. Those of members are among them, matters (一件事) themselves are not. Applicants list what they applied for, or filed under a mandate still in force; staff and managers what their departments decide, drafts excepted.
//! 2. One statement a page, and one for the count when asked.

use actix_web::{get, web};
use chrono::{DateTime, NaiveDate, Utc};
use diesel::dsl::{exists, sql};
use diesel::prelude::*;
use diesel::sql_types::Bool;
use diesel_async::RunQueryDsl;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::super::desk::Desk;
use super::super::lifecycle::{Colour, Light, Outcome, Status, light_within};
use crate::clock::start_of;
use crate::codes::ItemCode;
use crate::db::schema::{application, card, mandate, membership};
use crate::http::page::COUNT_CAP;
use crate::http::{CallerLanguage, Page, PageQuery};
use crate::identity::access::may;
use crate::identity::{Action, Allowed, Caller, Operation, Role};
use crate::problem::{Code, Problem};

/// Who may, and what can go wrong.
pub const OPERATION: Operation = Operation {
    id: "list_applications",
    action: Action::ReadApplications,
    problems: &[Code::InvalidInput],
};

/// Which applications.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ListApplications {
    /// Only with this status.
    pub status: Option<Status>,
    /// Only of this item.
    pub item: Option<ItemCode>,
    /// Only with this light.
    pub light: Option<Light>,
    /// Only with a card of this colour: a due date passed without a decision.
    pub card: Option<Colour>,
    /// Only submitted on this day or later.
    pub submitted_from: Option<NaiveDate>,
    /// Only submitted on this day or earlier.
    pub submitted_to: Option<NaiveDate>,
    /// Rows per page, 1 to 100; 20 when absent.
    pub limit: Option<i64>,
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
    /// Whether to count all rows, up to 10,000.
    pub count: Option<bool>,
}

/// An application in a list.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "id": "019a1c2e-7d1c-7c3e-8a43-0e6c1a2b3c4d", "number": "BJ202611200000000018", "item": "1199010099999006193000131017000",
    "item_name": "食品经营许可新办", "matter": null, "applicant": "示*", "status": "in_review", "status_text": "审查中", "outcome": null, "light": "green",
    "submitted_at": "2026-11-20T02:10:00Z", "promised_due_on": "2026-12-01", "updated_at": "2026-11-20T03:00:00Z"
}))]
pub struct ApplicationRowView {
    /// Its id.
    pub id: Uuid,
    /// Its number.
    pub number: String,
    /// The item's code.
    pub item: String,
    /// The item's name.
    pub item_name: String,
    /// The matter (一件事) it belongs to.
    pub matter: Option<OfMatter>,
    /// The applicant, masked.
    pub applicant: String,
    /// Its status.
    pub status: Status,
    /// The status in words.
    pub status_text: String,
    /// What was decided.
    pub outcome: Option<Outcome>,
    /// Its light, while it is in review; when that is suspended, only red.
    pub light: Option<Light>,
    /// When it was received.
    pub submitted_at: Option<DateTime<Utc>>,
    /// The promised due date.
    pub promised_due_on: Option<NaiveDate>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}

/// The matter that an application belongs to.
#[derive(Debug, Serialize, ToSchema)]
pub struct OfMatter {
    /// Its id.
    pub id: Uuid,
    /// Its number.
    pub number: String,
}

type Row = (
    Uuid,
    (Option<Uuid>, Option<String>),
    String,
    String,
    String,
    String,
    String,
    Option<String>,
    Option<DateTime<Utc>>,
    Option<NaiveDate>,
    Option<NaiveDate>,
    DateTime<Utc>,
);

/// List applications
#[utoipa::path(
    operation_id = "list_applications",
    tag = "Applications",
    params(ListApplications),
    responses((status = 200, description = "One page, newest first", body = Page<ApplicationRowView>))
)]
#[get("/applications")]
pub async fn handle(
    caller: Allowed<may::ReadApplications>,
    query: web::Query<ListApplications>,
    language: CallerLanguage,
    desk: web::Data<Desk>,
) -> Result<web::Json<Page<ApplicationRowView>>, Problem> {
    let page = PageQuery {
        limit: query.limit,
        cursor: query.cursor.clone(),
        count: query.count,
    };
    let (limit, after, today) = (page.limit()?, page.after::<Uuid>()?, desk.clock.today());
    let mut connection = desk.db.get().await?;
    let mut rows = filtered(&caller, &query, today)
        .order(application::id.desc())
        .limit(limit + 1)
        .select((
            application::id,
            (application::matter_id, application::matter_number),
            application::number,
            application::item_code,
            application::item_name,
            application::applicant_masked,
            application::status,
            application::outcome,
            application::submitted_at,
            application::yellow_on,
            application::promised_due_on,
            application::updated_at,
        ));
    if let Some(after) = after {
        rows = rows.filter(application::id.lt(after));
    }
    let rows: Vec<Row> = rows.load(&mut connection).await?;
    let counted = match page.count {
        Some(true) => Some(count(&caller, &query, today, &mut connection).await?),
        _ => None,
    };
    let page = Page::new(rows, limit, |row| row.0).with_count(counted);
    Ok(web::Json(page.map(|row| view(row, today, language))))
}

type Filtered<'a> = application::BoxedQuery<'a, diesel::pg::Pg>;

fn filtered<'a>(caller: &Caller, query: &ListApplications, today: NaiveDate) -> Filtered<'a> {
    let mut rows = application::table
        .filter(application::kind.eq("application"))
        .into_boxed();
    rows = match caller.role {
        Role::Applicant => {
            let in_force = mandate::table
                .filter(mandate::agent.eq(caller.account))
                .filter(mandate::principal.eq(application::applicant_id))
                .filter(mandate::revoked_at.is_null())
                .filter(mandate::valid_until.is_null().or(mandate::valid_until.ge(today)))
                .filter(sql::<Bool>(
                    "(mandate.items is null or application.item_code = any(mandate.items))",
                ));
            rows.filter(
                application::applicant_id
                    .eq(caller.account)
                    .or(application::filed_by.eq(caller.account).and(exists(in_force))),
            )
        }
        _ => {
            let departments = membership::table
                .filter(membership::account_id.eq(caller.account))
                .select(membership::department);
            rows.filter(application::department.eq_any(departments))
                .filter(application::status.ne("draft"))
        }
    };
    if let Some(status) = query.status {
        rows = rows.filter(application::status.eq(status.as_str()));
    }
    if let Some(item) = &query.item {
        rows = rows.filter(application::item_code.eq(item.to_string()));
    }
    if let Some(from) = query.submitted_from {
        rows = rows.filter(application::submitted_at.ge(start_of(from)));
    }
    if let Some(to) = query.submitted_to {
        rows = rows.filter(application::submitted_at.lt(start_of(to.succ_opt().unwrap_or(to))));
    }
    if let Some(colour) = query.card {
        let issued = card::table
            .filter(card::owner_id.eq(application::id))
            .filter(card::colour.eq(colour.as_str()));
        rows = rows.filter(exists(issued));
    }
    if let Some(light) = query.light {
        // What was late stays so while it is suspended; other lights go out.
        rows = match light {
            Light::Red => rows
                .filter(application::status.eq_any(["in_review", "suspended"]))
                .filter(application::promised_due_on.lt(today)),
            Light::Yellow => rows
                .filter(application::status.eq("in_review"))
                .filter(application::promised_due_on.ge(today))
                .filter(application::yellow_on.le(today)),
            Light::Green => rows
                .filter(application::status.eq("in_review"))
                .filter(application::promised_due_on.ge(today))
                .filter(application::yellow_on.gt(today)),
        };
    }
    rows
}

/// Counts up to one more than the cap, so that a long list costs no more than a short one.
async fn count(
    caller: &Caller,
    query: &ListApplications,
    today: NaiveDate,
    connection: &mut diesel_async::AsyncPgConnection,
) -> QueryResult<i64> {
    let capped: Vec<Uuid> = filtered(caller, query, today)
        .limit(COUNT_CAP + 1)
        .select(application::id)
        .load(connection)
        .await?;
    Ok(i64::try_from(capped.len()).unwrap_or(i64::MAX))
}

fn view(row: Row, today: NaiveDate, language: CallerLanguage) -> ApplicationRowView {
    let (
        id,
        matter,
        number,
        item,
        item_name,
        applicant,
        status,
        outcome,
        submitted_at,
        yellow_on,
        promised_due_on,
        updated_at,
    ) = row;
    let status = Status::from_word(&status);
    ApplicationRowView {
        id,
        number,
        item,
        item_name,
        matter: matter.0.zip(matter.1).map(|(id, number)| OfMatter { id, number }),
        applicant,
        status,
        status_text: status.label().in_language(language.0).to_owned(),
        outcome: outcome.as_deref().and_then(Outcome::from_word),
        light: light_within(status, today, (yellow_on, promised_due_on)),
        submitted_at,
        promised_due_on,
        updated_at,
    }
}
