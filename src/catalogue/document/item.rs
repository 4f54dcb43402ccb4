//! A service item.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::{
    Appeal, CommitmentRule, ConsentRule, ConsultationRule, ExtensionRule, FollowingRule, Material, Question, QuotaRule,
    RenewalRule, ServiceRule, SpecialProcedureRule, SubjectRule, defaults,
};
use crate::calendar::Limit;
use crate::codes::{
    Acceptance, Audience, BasicCode, CaseType, Channel, CreditCode, DivisionCode, ItemCode, ItemType, Level,
    ProtectedField,
};
use crate::procedure::Graph;

/// An item (事项): everything its guide says and everything that handling an application for it needs.
///
/// Import takes the same shape; `code`, `name`, `item_type` and `department` suffice there.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// National implementation code (31 characters) or a local one.
    pub code: ItemCode,
    /// Basic code, shared nationwide.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub basic_code: Option<BasicCode>,
    /// Name in Chinese.
    #[schema(example = "食品经营许可新办")]
    pub name: String,
    /// Name in English.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name_en: Option<String>,
    /// Other words people search for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub keywords: Vec<String>,
    /// Kind of power or service.
    pub item_type: ItemType,
    /// The division it is offered in; the department's when left out.
    #[schema(required = false)]
    pub division: DivisionCode,
    /// The organ that exercises it.
    pub department: CreditCode,
    /// Level of exercise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<Level>,
    /// Whom it serves.
    #[serde(default = "defaults::audience")]
    pub audience: Vec<Audience>,
    /// Decided on the spot or within a limit.
    #[serde(default = "defaults::case_type")]
    pub case_type: CaseType,
    /// Who accepts applications.
    #[serde(default = "defaults::acceptance")]
    pub acceptance: Acceptance,
    /// The limit the law sets; none where it sets none. Left out, it is 20 working days for licences (Administrative Licensing Law art. 42).
    pub statutory_limit: Option<Limit>,
    /// The limit the department promises; the statutory one when left out.
    #[schema(required = false)]
    pub promised_limit: Limit,
    /// Whether silence for five working days counts as acceptance: for licences by law (art. 32), for others only if the item says so.
    #[schema(required = false)]
    pub deemed_acceptance: bool,
    /// Visits in person.
    #[serde(default)]
    pub visits: u32,
    /// Why a visit is needed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub visits_reason: Option<String>,
    /// How deep it goes online, by the provincial table (1 to 8).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "5")]
    pub online_depth: Option<String>,
    /// Ways to apply.
    #[serde(default = "defaults::channels")]
    pub channels: Vec<Channel>,
    /// The laws it rests on.
    #[serde(default)]
    pub legal_basis: Vec<LegalBasis>,
    /// Who may apply, and when (受理条件).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conditions: Option<String>,
    /// What it costs; empty when free.
    #[serde(default)]
    pub fees: Vec<Fee>,
    /// How to go about it, in plain words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guide: Option<String>,
    /// Questions often asked.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub faq: Vec<Faq>,
    /// Asked before filing.
    #[serde(default)]
    pub questions: Vec<Question>,
    /// What is to be handed in.
    #[serde(default)]
    pub materials: Vec<Material>,
    /// The form, as JSON Schema 2020-12 of an object; none when nothing is to be filled in.
    #[serde(default)]
    #[schema(value_type = Option<Object>)]
    pub form_schema: Option<Value>,
    /// The way of an application through the departments; a reviewer and an approver when left out.
    #[serde(default = "Graph::reviewer_and_approver")]
    pub procedure: Graph,
    /// How long the applicant has to answer a supplement notice; 10 working days when left out.
    #[serde(default = "defaults::supplement_limit")]
    pub supplement_limit: Limit,
    /// The law or rule by which an unanswered supplement ends the application; told in the notice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supplement_basis: Option<String>,
    /// Whether several departments handle it in a unified, joint or centralised way (Administrative Licensing Law art. 26): 45 working days,
    /// and 15 more, instead of 20 and 10 (art. 42).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub joint_handling: bool,
    /// By how much the limits may be extended; for licences what art. 42 allows, for others not at all unless said here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extension: Option<ExtensionRule>,
    /// Special procedures with a law of their own; for licences those of art. 45 need not be listed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub special_procedures: Vec<SpecialProcedureRule>,
    /// The terms on which materials marked `may_follow` may follow; 10 working days, otherwise terminated, when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub following: Option<FollowingRule>,
    /// The commitment an applicant may choose instead of proof or check.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub commitment: Option<CommitmentRule>,
    /// The fields of law it touches in which no commitment replaces proof.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub protected_fields: Vec<ProtectedField>,
    /// How other departments are consulted; 5 working days, and silence means nothing, when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consultation: Option<ConsultationRule>,
    /// Whether third parties with major interests have to be told and heard before a decision (arts. 36, 47).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub hears_third_parties: bool,
    /// A limited number of grants.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quota: Option<QuotaRule>,
    /// Whether it directly concerns public security, personal health or safety of life and property, so that false materials bar the
    /// applicant for one year, and a licence gained by deceit for three (arts. 78, 79).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub bars_after_deceit: bool,
    /// What may be asked about a certificate that it has led to; nothing unless said here.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub services: Vec<ServiceRule>,
    /// When a renewal is in time, and what silence means then; for licences what art. 50 says, for others nothing unless said here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub renewal: Option<RenewalRule>,
    /// Consents beside the applicant's that have to be given before it is handed in.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub consents: Vec<ConsentRule>,
    /// Whether people under 18 apply without their guardian: for what fits their age, or only benefits them (Civil Code arts. 19, 22).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub minors_apply_alone: bool,
    /// Whom it may be about, when that is not who applies; nobody unless said here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<SubjectRule>,
    /// What the applicant gets.
    #[serde(default)]
    pub result: ItemResult,
    /// Telephone for enquiries, when not the department's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// Where to go, when not to the department's window.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// When that is open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hours: Option<String>,
    /// The rights a refusal points to, when not the department's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub appeal: Option<Appeal>,
}

/// A law an item rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"name": "中华人民共和国食品安全法", "article": "第三十五条"}))]
pub struct LegalBasis {
    /// The law, regulation or rule.
    pub name: String,
    /// The article that governs the item.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub article: Option<String>,
    /// What it says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

/// What an item costs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"name": "居民身份证工本费", "amount": "首次申领免费；换领20元", "basis": "中华人民共和国居民身份证法第二十条"}))]
pub struct Fee {
    /// Name.
    pub name: String,
    /// How much; text, because many fees are scales.
    pub amount: String,
    /// The rule that allows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub basis: Option<String>,
    /// Who pays less.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reduction: Option<String>,
}

/// A question often asked, with its answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Faq {
    /// The question.
    pub question: String,
    /// The answer.
    pub answer: String,
}

/// What the applicant gets in the end.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"kind": "certificate", "name": "食品经营许可证", "valid_months": 60}))]
pub struct ItemResult {
    /// Kind of result.
    pub kind: ResultKind,
    /// Name of the certificate or approval.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Name in English.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name_en: Option<String>,
    /// How long it is valid; without limit when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_months: Option<u32>,
    /// What an approval states beside its outcome (the ID number that a registration assigns, the month somebody retires in), as JSON Schema
    /// 2020-12 of an object like `form_schema`. Who decides gives it; fields marked `x-sensitive` are stored encrypted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub schema: Option<Value>,
}

/// Kind of result.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ResultKind {
    /// A certificate or licence document, with a number.
    Certificate,
    /// A written approval.
    Approval,
    /// Nothing beyond the decision.
    #[default]
    None,
}
