//! `GET /certificates`: the caller's certificates, newest number first; or those of somebody who gave them a mandate.
//!
//! 1. What is whose is decided by the one statement that reads a page: without a mandate in force there is nothing to list.
//! 2. Tell of each what it is worth today.

use actix_web::{get, web};
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use super::super::desk::Desk;
use super::super::store::{HeldPage, HeldQuery, list_held};
use super::view::CertificateRowView;
use crate::codes::{CertificateState, ItemCode};
use crate::http::{CallerLanguage, Page, PageQuery};
use crate::identity::access::may;
use crate::identity::{Action, Allowed, Operation};
use crate::problem::{Code, Problem};

/// Who may, and what can go wrong.
pub const OPERATION: Operation = Operation {
    id: "list_certificates",
    action: Action::FileApplications,
    problems: &[Code::InvalidInput],
};

/// Which certificates.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ListCertificates {
    /// Only in this state, as it shows today.
    pub state: Option<CertificateState>,
    /// Only of this item.
    pub item: Option<ItemCode>,
    /// Those of this account, as far as the caller has its mandate for the item.
    pub on_behalf_of: Option<Uuid>,
    /// Rows per page, 1 to 100; 20 when absent.
    pub limit: Option<i64>,
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
}

/// List certificates
#[utoipa::path(
    operation_id = "list_certificates",
    tag = "Certificates",
    params(ListCertificates),
    responses((status = 200, description = "One page, newest first", body = Page<CertificateRowView>, example = json!({
        "data": [{"number": "ZZ202611200000000018", "name": "食品经营许可证",
            "item": {"code": "1199010099999006193000131017000", "version": 1, "name": "食品经营许可新办"},
            "issued_on": "2026-11-20", "valid_until": "2031-11-20", "state": "valid", "state_text": "有效", "replaced_by": null,
            "renew_until": "2031-10-21"}],
        "next_cursor": null
    })))
)]
#[get("/certificates")]
pub async fn handle(
    caller: Allowed<may::FileApplications>,
    query: web::Query<ListCertificates>,
    language: CallerLanguage,
    desk: web::Data<Desk>,
) -> Result<web::Json<Page<CertificateRowView>>, Problem> {
    let page = PageQuery {
        limit: query.limit,
        cursor: query.cursor.clone(),
        count: None,
    };
    let limit = page.limit()?;

    // 1.
    let wanted = HeldQuery {
        caller: caller.account,
        holder: query.on_behalf_of.unwrap_or(caller.account),
        today: desk.clock.today(),
        state: query.state,
        item: query.item.clone(),
        after: page.after()?,
        limit: limit + 1,
    };
    let HeldPage { held, open } = {
        let mut connection = desk.db.get().await?;
        list_held(&mut connection, &wanted).await?
    };

    // 2.
    let page = Page::new(held, limit, |held| held.certificate.number.clone());
    Ok(web::Json(
        page.map(|held| CertificateRowView::of(&desk, held, &open, language.0)),
    ))
}
