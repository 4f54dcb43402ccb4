//! Finding items.
//!
//! 1. Search the snapshot's index, best first; without `q` all items come by code.
//! 2. Keep what fits the filters and lies after the cursor.

use actix_web::{HttpResponse, get, web};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::calendar::Limit;
use crate::catalogue::document::ItemResult;
use crate::catalogue::search::Hit;
use crate::catalogue::{Catalogue, ItemVersion, Snapshot};
use crate::codes::{Audience, CaseType, Channel, CreditCode, DivisionCode, ItemCode, ItemType};
use crate::http::{Page, PageQuery};
use crate::identity::access::{Action, Operation};
use crate::problem::{Code, Problem};

/// What the documentation says of it.
pub const OPERATION: Operation = Operation {
    id: "list_items",
    action: Action::ReadCatalogue,
    problems: &[Code::InvalidInput],
};

/// Which items.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Query {
    /// What to look for, in Chinese or English; best first.
    #[param(example = "开餐馆")]
    q: Option<String>,
    /// Only items of this division and the divisions inside it.
    division: Option<DivisionCode>,
    /// Only items of this department.
    department: Option<CreditCode>,
    /// Only items of this type.
    item_type: Option<ItemType>,
    /// Only items for these applicants; `legal_person` and each kind of organisation find each other.
    audience: Option<Audience>,
    /// Rows per page, 1 to 100; 20 when absent.
    limit: Option<i64>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
    /// Whether to count all rows, up to 10,000.
    count: Option<bool>,
}

/// An item in a list.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ItemRow)]
pub struct Row {
    /// Code.
    code: ItemCode,
    /// The published version.
    version: i32,
    /// Name in Chinese.
    name: String,
    /// Name in English.
    name_en: Option<String>,
    /// Kind of power or service.
    item_type: ItemType,
    /// Division.
    division: DivisionCode,
    /// Department.
    department: CreditCode,
    /// Name of the department.
    department_name: Option<String>,
    /// Whom it serves.
    audience: Vec<Audience>,
    /// Decided on the spot or within a limit.
    case_type: CaseType,
    /// The limit the department promises.
    promised_limit: Limit,
    /// Visits in person.
    visits: u32,
    /// Ways to apply.
    channels: Vec<Channel>,
    /// Whether it costs nothing.
    free: bool,
    /// What the applicant gets.
    result: ItemResult,
    /// How well it fits the query; higher is better, 0 without a query.
    score: u32,
}

/// Find items.
///
/// Any part of a Chinese name finds it, as do the words people use for it. Results that fit far worse than the best are left out.
#[utoipa::path(
    operation_id = "list_items",
    tag = "Catalogue",
    params(Query),
    responses((status = 200, description = "Items, best first when `q` is given, else by code", body = Page<Row>, example = json!({
        "data": [{
            "code": "1199010099999006193000131017000", "version": 1, "name": "食品经营许可新办", "name_en": "Food business licence (new)",
            "item_type": "licence", "division": "510100", "department": "119901009999900619",
            "department_name": "成都市（示范）市场监督管理局", "audience": ["enterprise", "natural_person"], "case_type": "committed",
            "promised_limit": {"days": 7, "unit": "working_day"}, "visits": 0, "channels": ["web", "mobile", "window"], "free": true,
            "result": {"kind": "certificate", "name": "食品经营许可证", "valid_months": 60}, "score": 64210
        }],
        "next_cursor": null
    })))
)]
#[get("/items")]
pub async fn handle(query: web::Query<Query>, catalogue: web::Data<Catalogue>) -> Result<HttpResponse, Problem> {
    let query = query.into_inner();
    let page = PageQuery {
        limit: query.limit,
        cursor: query.cursor.clone(),
        count: query.count,
    };
    let limit = page.limit()?;
    let after: Option<(u32, ItemCode)> = page.after()?;

    // 1.
    let snapshot = catalogue.snapshot();
    let mut hits = snapshot.index().search(query.q.as_deref());

    // 2.
    hits.retain(|hit| query.keeps(&hit.version));
    let counted = query
        .count
        .unwrap_or(false)
        .then(|| i64::try_from(hits.len()).unwrap_or(i64::MAX));
    let rows = hits
        .iter()
        .filter(|hit| after.as_ref().is_none_or(|after| is_after(hit, after)))
        .take(usize::try_from(limit + 1).unwrap_or(usize::MAX))
        .map(|hit| Row::new(hit, &snapshot))
        .collect();
    let page = Page::new(rows, limit, |row: &Row| (row.score, row.code.clone())).with_count(counted);
    Ok(HttpResponse::Ok().json(page))
}

/// Whether a hit comes after the last one of the page before: a lower score, or the same and a greater code.
fn is_after(hit: &Hit, (score, code): &(u32, ItemCode)) -> bool {
    hit.score < *score || (hit.score == *score && hit.version.code > *code)
}

impl Query {
    fn keeps(&self, version: &ItemVersion) -> bool {
        let item = &version.item;
        self.division
            .as_ref()
            .is_none_or(|place| item.division.is_within(place))
            && self.department.as_ref().is_none_or(|code| item.department == *code)
            && self.item_type.is_none_or(|kind| item.item_type == kind)
            && self.audience.is_none_or(|asked| {
                let served = |one: &Audience| one.covers(asked) || asked.covers(*one);
                item.audience.iter().any(served)
            })
    }
}

impl Row {
    fn new(hit: &Hit, snapshot: &Snapshot) -> Self {
        let item = &hit.version.item;
        let department = snapshot.departments().get(&item.department);
        Self {
            code: item.code.clone(),
            version: hit.version.version,
            name: item.name.clone(),
            name_en: item.name_en.clone(),
            item_type: item.item_type,
            division: item.division.clone(),
            department: item.department.clone(),
            department_name: department.map(|department| department.name.clone()),
            audience: item.audience.clone(),
            case_type: item.case_type,
            promised_limit: item.promised_limit,
            visits: item.visits,
            channels: item.channels.clone(),
            free: item.fees.is_empty(),
            result: item.result.clone(),
            score: hit.score,
        }
    }
}
