//! What this applicant has to hand in and fill in for a bundle, by their answers, and what is saved.
//!
//! 1. Take the published version from the snapshot.
//! 2. Check the answers given, of which some may still be missing, and the members left out.
//! 3. For an applicant who is signed in, read what they hold, in one statement. Nothing is read for anybody else.
//! 4. Tell the members that are in and out and why, the one form, the materials, the questions still open, limits, and what is saved.

use std::collections::BTreeSet;

use actix_web::{HttpResponse, post, web};
use serde::Deserialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use crate::applications::Desk;
use crate::applications::filing::OnBehalfOf;
use crate::applications::ops::draw_up_checklist::ApplicantKind;
use crate::applications::reusable::Offer;
use crate::codes::ItemCode;
use crate::http::Body;
use crate::identity::access::{Action, Operation, Role};
use crate::identity::caller::Visitor;
use crate::matters::checklist::BundleChecklist;
use crate::problem::{Code, Problem};

/// What the documentation says of it.
pub const OPERATION: Operation = Operation {
    id: "draw_up_bundle_checklist",
    action: Action::ReadCatalogue,
    problems: &[
        Code::MalformedJson,
        Code::UnsupportedMediaType,
        Code::NotFound,
        Code::InvalidInput,
    ],
};

/// The applicant's situation.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BundleChecklistRequest {
    /// Answers to the bundle's questions, by key.
    #[serde(default)]
    #[schema(value_type = Object)]
    answers: Map<String, Value>,
    /// Whether a person or an organisation applies, for bundles that ask them for different things.
    applicant_kind: Option<ApplicantKind>,
    /// Whom the caller acts for, under a mandate, for what they hold to be offered; themselves when absent.
    on_behalf_of: Option<OnBehalfOf>,
    /// The optional members to be left out.
    #[serde(default)]
    without: BTreeSet<ItemCode>,
}

/// Draw up a bundle's checklist.
///
/// Answers may be incomplete: the checklist then tells which questions are still open. Each member is told with the reason why it is in or out. The
/// form has no field that only members use that are out, each material is listed once, and `saved` tells what filing for each member by itself
/// would have asked for. An applicant who is signed in is offered what they handed in or were issued before (`reusable`), and a form with what is
/// known filled in (`prefill`).
#[utoipa::path(
    operation_id = "draw_up_bundle_checklist",
    tag = "Matters",
    params(("code" = ItemCode, Path, description = "The bundle's code")),
    request_body(content = BundleChecklistRequest, example = json!({"answers": {"food": "yes", "tobacco": "no"}, "applicant_kind": "natural_person"})),
    responses((status = 200, description = "The checklist", body = BundleChecklist<'_>, example = json!({
        "bundle": "one-shop", "version": 1,
        "members": [
            {"item": "food-licence", "name": "食品经营许可新办", "name_en": null, "department": "119901009999900619",
             "department_name": "成都市（示范）市场监督管理局", "in": true,
             "reason": {"code": "condition", "text": {"zh": "因为“是否销售食品：是”", "en": "because \"Is food sold? Yes\""}},
             "after": [], "optional": false, "handled_by": null, "commits": false, "promised_limit": {"days": 7, "unit": "working_day"},
             "statutory_limit": {"days": 20, "unit": "working_day"}, "expected_on": "2026-12-01", "fees": []},
            {"item": "tobacco-licence", "name": "烟草专卖零售许可", "name_en": null, "department": "119901009999900627", "department_name": null,
             "in": false, "reason": {"code": "condition", "text": {"zh": "因为“是否经营烟草：否”", "en": "because \"Is tobacco sold? No\""}},
             "after": [], "optional": false, "handled_by": null, "commits": false, "promised_limit": {"days": 10, "unit": "working_day"},
             "statutory_limit": {"days": 20, "unit": "working_day"}, "expected_on": null, "fees": []}
        ],
        "form_schema": {"type": "object", "properties": {"shop_name": {"title": "店名", "type": "string"}}, "required": ["shop_name"]},
        "materials": [{"code": "layout", "name": "经营场所平面图", "necessity": "required", "form": "either", "copies": 1, "source": "applicant",
            "serves": ["food-licence"]}],
        "following": null, "commitments": [], "subject": null, "consents": [], "open_questions": [],
        "promised_limit": {"days": 10, "unit": "working_day"}, "statutory_limit": null, "expected_on": "2026-12-01",
        "filing": {"periods": [], "open": true, "from": null, "until": null},
        "saved": {"fields": {"separately": 9, "together": 5}, "materials": {"separately": 4, "together": 1},
            "visits": {"separately": 1, "together": 1}, "promised_days": {"separately": 7, "together": 10}}
    })))
)]
#[post("/bundles/{code}/checklist")]
pub async fn handle(
    code: web::Path<ItemCode>,
    body: Body<BundleChecklistRequest>,
    visitor: Visitor,
    desk: web::Data<Desk>,
) -> Result<HttpResponse, Problem> {
    let request = body.value;

    // 1.
    let snapshot = desk.catalogue.snapshot();
    let bundle = snapshot
        .bundles()
        .get(&*code)
        .ok_or_else(|| Problem::new(Code::NotFound))?;

    // 2.
    let mut errors = bundle.front.check_given_answers(&request.answers);
    errors.extend(bundle.check_without(&request.without));
    Problem::faultless(errors)?;

    // 3.
    let applicant = visitor.0.filter(|caller| caller.role == Role::Applicant);
    let offer = match applicant {
        Some(caller) => {
            let whose = request.on_behalf_of.map_or(caller.account, |other| other.account);
            Some(Offer::read(&desk, &caller, whose, &bundle.front).await?)
        }
        None => None,
    };

    // 4.
    let kind = request.applicant_kind.map(ApplicantKind::as_str);
    let kind = kind.or_else(|| offer.as_ref().map(Offer::applicant_kind));
    let situation = bundle.situation(&request.answers, kind, &request.without);
    let calendar = desk.calendars.of(&bundle.bundle.division);
    let today = desk.clock.today();
    let told = BundleChecklist::new(&situation, offer.as_ref(), &snapshot, &calendar, today);
    Ok(HttpResponse::Ok().json(told))
}
