//! A bundle's guide.
//!
//! 1. Take the published version from the snapshot.
//! 2. Answer, or 304 when the caller has it.

use actix_web::{HttpRequest, HttpResponse, get, web};

use super::bundle_guide::BundleGuide;
use super::public::cacheable;
use crate::catalogue::Catalogue;
use crate::codes::ItemCode;
use crate::identity::access::{Action, Operation};
use crate::problem::{Code, Problem};

/// What the documentation says of it.
pub const OPERATION: Operation = Operation {
    id: "read_bundle",
    action: Action::ReadCatalogue,
    problems: &[Code::NotFound],
};

/// Read a bundle's guide.
///
/// The published version, with the names of departments and items, and the versions of the items it is filed under. May be cached for a
/// minute.
#[utoipa::path(
    operation_id = "read_bundle",
    tag = "Catalogue",
    params(("code" = ItemCode, Path, description = "The bundle's code")),
    responses(
        (status = 200, description = "The guide", body = BundleGuide<'_>, headers(("ETag" = String, description = "Its version")),
         example = json!({
            "version": 1, "lead_department_name": "成都市（示范）市场监督管理局", "window_department_name": "成都市（示范）政务服务管理局",
            "contact_phone": "028-00000001", "contact_address": null, "contact_hours": null, "division_name": "成都市",
            "items": [{"code": "1199010099999006193000131017000", "name": "食品经营许可新办", "name_en": "Food business licence (new)",
                       "department": "119901009999900619", "department_name": "成都市（示范）市场监督管理局", "version": 1, "newer_version": null}],
            "code": "one-restaurant", "name": "开办餐饮店一件事", "division": "510100", "lead_department": "119901009999900619",
            "window_department": "119901009999900101", "audience": ["enterprise"], "channels": ["web", "mobile", "window"],
            "questions": [], "materials": [], "form_schema": null, "members": [{"item": "1199010099999006193000131017000"}],
            "promised_limit": {"days": 10, "unit": "working_day"}, "reply_limit": {"days": 2, "unit": "working_day"},
            "supplement_limit": {"days": 10, "unit": "working_day"}, "delivery": "unified"
         })),
        (status = 304, description = "The caller has the current guide")
    )
)]
#[get("/bundles/{code}")]
pub async fn handle(
    request: HttpRequest,
    code: web::Path<ItemCode>,
    catalogue: web::Data<Catalogue>,
) -> Result<HttpResponse, Problem> {
    // 1.
    let snapshot = catalogue.snapshot();
    let version = snapshot
        .bundles()
        .get(&*code)
        .ok_or_else(|| Problem::new(Code::NotFound))?;

    // 2.
    let guide = BundleGuide::new(version, &snapshot);
    Ok(cacheable(&request, &guide.etag(), "public, max-age=60", &guide))
}
