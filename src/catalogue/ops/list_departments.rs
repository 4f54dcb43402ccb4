//! The departments of the catalogue.
//!
//! 1. Take them from the snapshot, by code, after the cursor.

use actix_web::{HttpResponse, get, web};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::catalogue::{Catalogue, Department};
use crate::codes::{CreditCode, DivisionCode};
use crate::http::{Page, PageQuery};
use crate::identity::access::{Action, Operation};
use crate::problem::{Code, Problem};

/// What the documentation says of it.
pub const OPERATION: Operation = Operation {
    id: "list_departments",
    action: Action::ReadCatalogue,
    problems: &[Code::InvalidInput],
};

/// Which departments.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Query {
    /// Only those of this division and the divisions inside it.
    division: Option<DivisionCode>,
    /// Rows per page, 1 to 100; 20 when absent.
    limit: Option<i64>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
    /// Whether to count all rows, up to 10,000.
    count: Option<bool>,
}

/// List departments.
#[utoipa::path(
    operation_id = "list_departments",
    tag = "Catalogue",
    params(Query),
    responses((status = 200, description = "Departments by code", body = Page<Department>, example = json!({
        "data": [{
            "code": "119901009999900619", "name": "成都市（示范）市场监督管理局", "division": "510100", "phone": "028-00000006",
            "address": "成都市示范大道12号", "hours": "工作日 9:00–17:00",
            "appeal": {"reconsideration": "不服本决定的，可以……申请行政复议。", "litigation": "不服本决定的，可以……提起行政诉讼。"}
        }],
        "next_cursor": null
    })))
)]
#[get("/departments")]
pub async fn handle(query: web::Query<Query>, catalogue: web::Data<Catalogue>) -> Result<HttpResponse, Problem> {
    let query = query.into_inner();
    let page = PageQuery {
        limit: query.limit,
        cursor: query.cursor,
        count: query.count,
    };
    let limit = page.limit()?;
    let after: Option<CreditCode> = page.after()?;
    let snapshot = catalogue.snapshot();
    let wanted = || {
        let all = snapshot.departments().values();
        all.filter(|department| {
            query
                .division
                .as_ref()
                .is_none_or(|place| department.division.is_within(place))
        })
    };
    let rows = wanted()
        .filter(|department| after.as_ref().is_none_or(|after| department.code > *after))
        .take(usize::try_from(limit + 1).unwrap_or(usize::MAX))
        .cloned()
        .collect();
    let counted = query
        .count
        .unwrap_or(false)
        .then(|| i64::try_from(wanted().count()).unwrap_or(i64::MAX));
    let page = Page::new(rows, limit, |department: &Department| department.code.clone()).with_count(counted);
    Ok(HttpResponse::Ok().json(page))
}
