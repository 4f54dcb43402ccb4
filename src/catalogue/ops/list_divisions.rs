//! The divisions of the catalogue.
//!
//! 1. Take them from the snapshot, by code, after the cursor.

use actix_web::{HttpResponse, get, web};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::catalogue::{Catalogue, Division};
use crate::codes::{DivisionCode, DivisionLevel};
use crate::http::{Page, PageQuery};
use crate::identity::access::{Action, Operation};
use crate::problem::{Code, Problem};

/// What the documentation says of it.
pub const OPERATION: Operation = Operation {
    id: "list_divisions",
    action: Action::ReadCatalogue,
    problems: &[Code::InvalidInput],
};

/// Which divisions.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Query {
    /// Only those inside this division, itself included.
    within: Option<DivisionCode>,
    /// Rows per page, 1 to 100; 20 when absent.
    limit: Option<i64>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
    /// Whether to count all rows, up to 10,000.
    count: Option<bool>,
}

/// A division with its level.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DivisionRow)]
pub struct Row {
    #[serde(flatten)]
    division: Division,
    /// How deep it stands in the tree: `nation`, `province`, `city`, `county`, `township` or `village`.
    #[schema(example = "county")]
    level: &'static str,
}

/// List divisions.
#[utoipa::path(
    operation_id = "list_divisions",
    tag = "Catalogue",
    params(Query),
    responses((status = 200, description = "Divisions by code", body = Page<Row>, example = json!({
        "data": [{"code": "510105", "name": "青羊区", "name_en": "Qingyang", "parent": "510100", "level": "county"}], "next_cursor": null
    })))
)]
#[get("/divisions")]
pub async fn handle(query: web::Query<Query>, catalogue: web::Data<Catalogue>) -> Result<HttpResponse, Problem> {
    let query = query.into_inner();
    let page = PageQuery {
        limit: query.limit,
        cursor: query.cursor,
        count: query.count,
    };
    let limit = page.limit()?;
    let after: Option<DivisionCode> = page.after()?;
    let snapshot = catalogue.snapshot();
    let wanted = || {
        let all = snapshot.divisions().values();
        all.filter(|division| query.within.as_ref().is_none_or(|place| division.code.is_within(place)))
    };
    let rows = wanted()
        .filter(|division| after.as_ref().is_none_or(|after| division.code > *after))
        .take(usize::try_from(limit + 1).unwrap_or(usize::MAX))
        .map(|division| Row {
            level: level(&division.code),
            division: division.clone(),
        })
        .collect();
    let counted = query
        .count
        .unwrap_or(false)
        .then(|| i64::try_from(wanted().count()).unwrap_or(i64::MAX));
    let page = Page::new(rows, limit, |row| row.division.code.clone()).with_count(counted);
    Ok(HttpResponse::Ok().json(page))
}

fn level(code: &DivisionCode) -> &'static str {
    match code.level() {
        DivisionLevel::Nation => "nation",
        DivisionLevel::Province => "province",
        DivisionLevel::City => "city",
        DivisionLevel::County => "county",
        DivisionLevel::Township => "township",
        DivisionLevel::Village => "village",
    }
}
