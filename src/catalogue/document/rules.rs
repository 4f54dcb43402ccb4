//! What an item's handling may ask for beyond the ordinary: each is an option of the item, with the law or rule it rests on.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::calendar::Limit;
use crate::codes::{CreditCode, OnLapse, Post, SpecialProcedure};

/// By how much the head of the organ may extend the limits, once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"limit": {"days": 10, "unit": "working_day"}, "post": "approver", "legal_basis": "中华人民共和国行政许可法第四十二条"}))]
pub struct ExtensionRule {
    /// The longest extension.
    pub limit: Limit,
    /// The post of the organ's head in the item's department.
    #[serde(default = "approver")]
    pub post: Post,
    /// The law or rule that allows it.
    pub legal_basis: String,
}

/// A special procedure (特别程序) of an item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"kind": "expert_review", "legal_basis": "中华人民共和国行政许可法第四十五条"}))]
pub struct SpecialProcedureRule {
    /// What takes place.
    pub kind: SpecialProcedure,
    /// The law by which its days are not counted; without one they are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub legal_basis: Option<String>,
    /// The longest it may be planned for at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub longest: Option<Limit>,
}

/// The terms on which materials marked `may_follow` may follow (容缺受理).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"limit": {"days": 10, "unit": "working_day"}, "on_lapse": "terminate"}))]
pub struct FollowingRule {
    /// How long after the notice of acceptance, which tells it.
    pub limit: Limit,
    /// What happens when they do not come in time; the commitment says so.
    #[serde(default = "terminate")]
    pub on_lapse: OnLapse,
}

/// A commitment instead of proof or check (告知承诺): the item is decided at once, and checked afterwards.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"text": "本人已知晓并符合经营场所安全条件，所述真实，违反承诺愿承担法律责任。", "replaces": ["premises_proof"],
    "legal_basis": "国办发〔2020〕42号", "check": {"post": "reviewer", "limit": {"days": 20, "unit": "working_day"}}}))]
pub struct CommitmentRule {
    /// What the applicant commits to, as they sign it.
    pub text: String,
    /// The materials it replaces, by code.
    #[serde(default)]
    pub replaces: Vec<String>,
    /// The rule that allows it.
    pub legal_basis: String,
    /// Who checks afterwards whether it is true.
    pub check: CheckRule,
}

/// Who checks a commitment after the decision, and by when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CheckRule {
    /// The department; the item's own if not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub department: Option<CreditCode>,
    /// The post.
    pub post: Post,
    /// How long after the decision.
    pub limit: Limit,
}

/// How other departments are consulted (征求意见).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"limit": {"days": 5, "unit": "working_day"}, "silence_is_consent": true, "basis": "本市并联审批管理办法"}))]
pub struct ConsultationRule {
    /// How long they have.
    pub limit: Limit,
    /// Whether no answer in time counts as consent; only where a rule says so.
    #[serde(default)]
    pub silence_is_consent: bool,
    /// That rule.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub basis: Option<String>,
}

/// A limited number of grants: those accepted first are decided first (Administrative Licensing Law art. 57).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"places": 30, "per": "year"}))]
pub struct QuotaRule {
    /// How many may be granted.
    pub places: u32,
    /// In which time.
    #[serde(default)]
    pub per: QuotaPeriod,
}

/// The time over which a quota is counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum QuotaPeriod {
    /// By the year of acceptance.
    #[default]
    Year,
    /// Over all time.
    Ever,
}

fn approver() -> Post {
    Post::APPROVER
}

fn terminate() -> OnLapse {
    OnLapse::Terminate
}
