//! Finding bundles.
//!
//! 1. Search the snapshot's index, best first; without `q` all bundles come by code.
//! 2. Keep what fits the filters and lies after the cursor.

use actix_web::{HttpResponse, get, web};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::calendar::Limit;
use crate::catalogue::search::Hit;
use crate::catalogue::{BundleVersion, Catalogue, Snapshot};
use crate::codes::{Audience, Channel, CreditCode, DivisionCode, ItemCode};
use crate::http::{Page, PageQuery};
use crate::identity::access::{Action, Operation};
use crate::problem::{Code, Problem};

/// What the documentation says of it.
pub const OPERATION: Operation = Operation {
    id: "list_bundles",
    action: Action::ReadCatalogue,
    problems: &[Code::InvalidInput],
};

/// Which bundles.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Query {
    /// What to look for, in Chinese or English; best first.
    #[param(example = "开餐饮店")]
    q: Option<String>,
    /// Only bundles of this division and the divisions inside it.
    division: Option<DivisionCode>,
    /// Only bundles that this department leads, or one of whose items is its.
    department: Option<CreditCode>,
    /// Only bundles for these applicants; `legal_person` and each kind of organisation find each other.
    audience: Option<Audience>,
    /// Rows per page, 1 to 100; 20 when absent.
    limit: Option<i64>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
    /// Whether to count all rows, up to 10,000.
    count: Option<bool>,
}

/// A bundle in a list.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = BundleRow)]
pub struct Row {
    /// Code.
    code: ItemCode,
    /// The published version.
    version: i32,
    /// Name in Chinese.
    name: String,
    /// Name in English.
    name_en: Option<String>,
    /// Division.
    division: DivisionCode,
    /// The department that answers for the whole.
    lead_department: CreditCode,
    /// Its name.
    lead_department_name: Option<String>,
    /// Whom it serves.
    audience: Vec<Audience>,
    /// How many items it joins.
    member_count: usize,
    /// What is promised for the whole.
    promised_limit: Limit,
    /// Visits in person.
    visits: u32,
    /// Ways to apply.
    channels: Vec<Channel>,
    /// How well it fits the query; higher is better, 0 without a query.
    score: u32,
}

/// Find bundles.
///
/// Bundles (一件事) join items of several departments in one guide, one form, one set of materials and one filing. Any part of a Chinese
/// name finds one, as do its keywords and the names of its items. Results that fit far worse than the best are left out.
#[utoipa::path(
    operation_id = "list_bundles",
    tag = "Catalogue",
    params(Query),
    responses((status = 200, description = "Bundles, best first when `q` is given, else by code", body = Page<Row>, example = json!({
        "data": [{
            "code": "one-restaurant", "version": 1, "name": "开办餐饮店一件事", "name_en": "Opening a restaurant", "division": "510100",
            "lead_department": "119901009999900619", "lead_department_name": "成都市（示范）市场监督管理局",
            "audience": ["enterprise", "natural_person"], "member_count": 5, "promised_limit": {"days": 10, "unit": "working_day"},
            "visits": 0, "channels": ["web", "mobile", "window"], "score": 64210
        }],
        "next_cursor": null
    })))
)]
#[get("/bundles")]
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
    let hits = snapshot.bundle_index().search(query.q.as_deref());
    let found = hits
        .iter()
        .filter_map(|hit| Some((hit, snapshot.bundles().get(&hit.version.code)?)));

    // 2.
    let kept: Vec<_> = found.filter(|(_, bundle)| query.keeps(bundle)).collect();
    let counted = query
        .count
        .unwrap_or(false)
        .then(|| i64::try_from(kept.len()).unwrap_or(i64::MAX));
    let rows = kept
        .into_iter()
        .filter(|(hit, _)| after.as_ref().is_none_or(|after| is_after(hit, after)))
        .take(usize::try_from(limit + 1).unwrap_or(usize::MAX))
        .map(|(hit, bundle)| Row::new(hit, bundle, &snapshot))
        .collect();
    let page = Page::new(rows, limit, |row: &Row| (row.score, row.code.clone())).with_count(counted);
    Ok(HttpResponse::Ok().json(page))
}

/// Whether a hit comes after the last one of the page before: a lower score, or the same and a greater code.
fn is_after(hit: &Hit, (score, code): &(u32, ItemCode)) -> bool {
    hit.score < *score || (hit.score == *score && hit.version.code > *code)
}

impl Query {
    fn keeps(&self, version: &BundleVersion) -> bool {
        let bundle = &version.bundle;
        let involves = |code: &CreditCode| {
            bundle.lead_department == *code
                || version
                    .members
                    .iter()
                    .any(|member| member.version.item.department == *code)
        };
        self.division
            .as_ref()
            .is_none_or(|place| bundle.division.is_within(place))
            && self.department.as_ref().is_none_or(involves)
            && self.audience.is_none_or(|asked| {
                let served = |one: &Audience| one.covers(asked) || asked.covers(*one);
                bundle.audience.iter().any(served)
            })
    }
}

impl Row {
    fn new(hit: &Hit, version: &BundleVersion, snapshot: &Snapshot) -> Self {
        let bundle = &version.bundle;
        let lead = snapshot.departments().get(&bundle.lead_department);
        Self {
            code: bundle.code.clone(),
            version: version.version,
            name: bundle.name.clone(),
            name_en: bundle.name_en.clone(),
            division: bundle.division.clone(),
            lead_department: bundle.lead_department.clone(),
            lead_department_name: lead.map(|department| department.name.clone()),
            audience: bundle.audience.clone(),
            member_count: bundle.members.len(),
            promised_limit: bundle.promised_limit,
            visits: version.front.item.visits,
            channels: bundle.channels.clone(),
            score: hit.score,
        }
    }
}
