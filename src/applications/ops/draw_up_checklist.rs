//! What this applicant has to hand in and fill in, by their answers, and what of it they need not.
//!
//! 1. Take the published version from the snapshot.
//! 2. The item must offer what is asked of it. Check the answers given; some may still be missing.
//! 3. For an applicant who is signed in, read what they hold, in one statement. Nothing is read for anybody else.
//! 4. Tell the materials the answers call for, the questions still open, form, limits and fees.

use std::borrow::Cow;

use actix_web::{HttpResponse, post, web};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::super::desk::Desk;
use super::super::filing::OnBehalfOf;
use super::super::reusable::{Offer, Prefill, Reusable};
use crate::calendar::Limit;
use crate::catalogue::document::{ConsentRule, Fee, Material, Question, SubjectRule};
use crate::catalogue::{Asking, CommitmentTerms, FollowingTerms, ItemVersion};
use crate::codes::{CaseType, ItemCode, Necessity, Service};
use crate::http::Body;
use crate::identity::access::{Action, Operation, Role};
use crate::identity::caller::Visitor;
use crate::problem::{Code, Problem};

/// What the documentation says of it.
pub const OPERATION: Operation = Operation {
    id: "draw_up_checklist",
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
pub struct ChecklistRequest {
    /// What is asked of the item: `new`, which is also meant when absent, or something about a certificate that came of it.
    #[serde(default = "new")]
    #[schema(value_type = Service)]
    service: Service,
    /// Answers to the item's questions, by key.
    #[serde(default)]
    #[schema(value_type = Object)]
    answers: Map<String, Value>,
    /// Whether a person or an organisation applies, for items that ask them for different things.
    applicant_kind: Option<ApplicantKind>,
    /// Whom the caller acts for, under a mandate, for what they hold to be offered; themselves when absent.
    on_behalf_of: Option<OnBehalfOf>,
}

/// Who applies.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ApplicantKind {
    /// A person.
    NaturalPerson,
    /// An organisation.
    LegalPerson,
}

impl ApplicantKind {
    /// As conditions name it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NaturalPerson => "natural_person",
            Self::LegalPerson => "legal_person",
        }
    }
}

/// What to hand in and fill in.
#[derive(Serialize, ToSchema)]
pub struct Checklist<'a> {
    /// The item.
    item: &'a ItemCode,
    /// Its published version.
    version: i32,
    /// What is asked of it.
    service: Service,
    /// Whether it is decided on the spot or within a limit.
    case_type: CaseType,
    /// What is to be handed in under these answers.
    materials: Vec<AskedMaterial<'a>>,
    /// The terms on which those marked `may_follow` may follow (容缺受理); filing without them is agreeing to these terms.
    following: Option<FollowingTerms>,
    /// The commitment that may replace proof or check (告知承诺); filing with `commitment: true` is signing it.
    commitment: Option<CommitmentTerms<'a>>,
    /// Whom it may be about, or has to be, when that is not who applies.
    subject: Option<&'a SubjectRule>,
    /// Whose consent has to be given before it is received, under these answers; for who is under 18 their guardian's besides, unless the item
    /// says `minors_apply_alone`.
    consents: Vec<&'a ConsentRule>,
    /// Questions that arise and have no answer yet; the materials may change with them.
    open_questions: Vec<&'a Question>,
    /// The form, as JSON Schema; null when nothing is to be filled in.
    #[schema(value_type = Option<Object>)]
    form_schema: Option<Cow<'a, Value>>,
    /// The limit the department promises.
    promised_limit: Limit,
    /// The limit the law sets, if any.
    statutory_limit: Option<Limit>,
    /// What it costs; empty when free.
    fees: &'a [Fee],
    /// The form to begin with, for an applicant who is signed in.
    #[serde(skip_serializing_if = "Option::is_none")]
    prefill: Option<Prefill>,
}

/// A material, with what may be handed in for it again.
#[derive(Serialize, ToSchema)]
struct AskedMaterial<'a> {
    #[serde(flatten)]
    material: &'a Material,
    /// The applicant's certificates in force that it takes, and up to five documents they handed in for it before, newest first; for an
    /// applicant who is signed in.
    #[serde(skip_serializing_if = "Option::is_none")]
    reusable: Option<Vec<Reusable>>,
}

/// Draw up a checklist.
///
/// Answers may be incomplete: the checklist then tells which questions are still open. An applicant who is signed in is offered what they
/// handed in or were issued before (`reusable`), and a form with what is known filled in (`prefill`).
#[utoipa::path(
    operation_id = "draw_up_checklist",
    tag = "Catalogue",
    params(("code" = ItemCode, Path, description = "The item's code")),
    request_body(content = ChecklistRequest, example = json!({"answers": {"business": "catering", "area": "small", "cold_dishes": "no"}})),
    responses((status = 200, description = "The checklist", body = Checklist<'_>, example = json!({
        "item": "1199010099999006193000131017000", "version": 1, "service": "new", "case_type": "committed",
        "materials": [{
            "code": "layout_plan", "name": "经营场所平面布局和操作流程示意图", "necessity": "required", "form": "original", "copies": 1,
            "source": "applicant", "guide": "标明各功能区、面积和主要设备位置"
        }],
        "following": null, "commitment": null, "subject": null, "consents": [], "open_questions": [],
        "form_schema": {"type": "object", "properties": {"shop_name": {"title": "门店名称", "type": "string"}}, "required": ["shop_name"]},
        "promised_limit": {"days": 7, "unit": "working_day"}, "statutory_limit": {"days": 10, "unit": "working_day"}, "fees": []
    })))
)]
#[post("/items/{code}/checklist")]
pub async fn handle(
    code: web::Path<ItemCode>,
    body: Body<ChecklistRequest>,
    visitor: Visitor,
    desk: web::Data<Desk>,
) -> Result<HttpResponse, Problem> {
    let request = body.value;

    // 1.
    let version = desk
        .catalogue
        .current(&code)
        .ok_or_else(|| Problem::new(Code::NotFound))?;

    // 2.
    let mut errors = version.check_given_answers(&request.answers);
    errors.extend(version.check_service(request.service));
    Problem::faultless(errors)?;

    // 3.
    let applicant = visitor.0.filter(|caller| caller.role == Role::Applicant);
    let offer = match applicant {
        Some(caller) => {
            let whose = request.on_behalf_of.map_or(caller.account, |other| other.account);
            Some(Offer::read(&desk, &caller, whose, &version).await?)
        }
        None => None,
    };

    // 4.
    Ok(HttpResponse::Ok().json(checklist(&version, &request, offer.as_ref())))
}

fn checklist<'a>(version: &'a ItemVersion, request: &ChecklistRequest, offer: Option<&Offer<'_>>) -> Checklist<'a> {
    let kind = request.applicant_kind.map(ApplicantKind::as_str);
    let kind = kind.or_else(|| offer.map(Offer::applicant_kind));
    let service = request.service;
    let facts = version.facts(&request.answers, &Value::Null, Asking { kind, service });
    let materials = version.materials(&facts);
    let may_follow = materials
        .iter()
        .filter(|material| material.necessity == Necessity::MayFollow);
    let may_follow: Vec<&Material> = may_follow.copied().collect();
    Checklist {
        item: &version.code,
        version: version.version,
        service,
        case_type: version.item.case_type_of(service),
        commitment: version.item.commitment.as_ref().map(CommitmentTerms::of),
        following: FollowingTerms::of(&version.following, &may_follow),
        materials: materials
            .into_iter()
            .map(|material| AskedMaterial {
                material,
                reusable: offer.map(|offer| offer.reusable(material)),
            })
            .collect(),
        subject: version.item.subject.as_ref(),
        consents: version.demanded_consents(&facts),
        open_questions: version.open_questions(&request.answers, service),
        form_schema: match offer {
            _ if !version.item.asks_form(service) => None,
            Some(offer) => offer.form_schema().map(Cow::Owned),
            None => version.item.form_schema.as_ref().map(Cow::Borrowed),
        },
        promised_limit: version.item.promised_for(service),
        statutory_limit: version.statutory_limit(),
        fees: &version.item.fees,
        prefill: offer.filter(|_| version.item.asks_form(service)).map(Offer::prefill),
    }
}

fn new() -> Service {
    Service::New
}
