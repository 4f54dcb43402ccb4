//! A bundle: items of several departments as one matter (一件事).

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::{ConsentRule, Faq, Material, Question, SubjectRule, defaults};
use crate::calendar::Limit;
use crate::codes::{Audience, Channel, CreditCode, DivisionCode, ItemCode};

/// A bundle (一件事): one guide, one form, one set of materials and one filing for items of several departments
/// (State Council 国发〔2024〕3号).
///
/// Import takes the same shape; `code, name, lead_department, window_department` and `members` suffice there.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Bundle {
    /// Its code, which is no item's.
    #[schema(example = "one-newborn")]
    pub code: ItemCode,
    /// Name in Chinese.
    #[schema(example = "新生儿出生一件事")]
    pub name: String,
    /// Name in English.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name_en: Option<String>,
    /// Other words people search for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub keywords: Vec<String>,
    /// The division it is offered in; the lead department's when left out.
    #[schema(required = false)]
    pub division: DivisionCode,
    /// The department that answers for the whole (牵头部门).
    pub lead_department: CreditCode,
    /// The department whose comprehensive window receives it.
    pub window_department: CreditCode,
    /// Whom it serves.
    #[serde(default = "defaults::audience")]
    pub audience: Vec<Audience>,
    /// Ways to apply.
    #[serde(default = "defaults::channels")]
    pub channels: Vec<Channel>,
    /// Who may apply, and when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conditions: Option<String>,
    /// How to go about it, in plain words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guide: Option<String>,
    /// Questions often asked.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub faq: Vec<Faq>,
    /// Asked before filing: they tell the situation (情形), and with it which members are in.
    #[serde(default)]
    pub questions: Vec<Question>,
    /// What is to be handed in, once for all members.
    #[serde(default)]
    pub materials: Vec<Material>,
    /// The one form, as JSON Schema 2020-12 of an object. A field that members use is asked for while one of them is in.
    #[serde(default)]
    #[schema(value_type = Option<Object>)]
    pub form_schema: Option<Value>,
    /// Consents beside the applicant's, once for all members: a member's consent is the bundle's of the same code.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub consents: Vec<ConsentRule>,
    /// Whom it may be about, when that is not who applies.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<SubjectRule>,
    /// Visits in person, for the whole; as many as the member with the most when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub visits: Option<u32>,
    /// The items it joins, in the order in which they are shown.
    pub members: Vec<MemberRule>,
    /// What is promised for the whole; 20 working days when left out, 45 where it is handled in a unified way.
    #[schema(required = false)]
    pub promised_limit: Limit,
    /// How long a department that has not delegated acceptance to the window has to answer; 2 working days when left out.
    #[serde(default = "reply_limit")]
    pub reply_limit: Limit,
    /// How long the applicant has to answer the one supplement notice; 10 working days when left out.
    #[serde(default = "defaults::supplement_limit")]
    pub supplement_limit: Limit,
    /// The law by which the departments handle it in a unified way (Administrative Licensing Law art. 26): then, and only then, its licences
    /// have 45 working days, and 15 more (art. 42). A bundle as such keeps its members' limits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unified_handling: Option<UnifiedHandling>,
    /// Whether results are handed over together or as they come.
    #[serde(default)]
    pub delivery: BundleDelivery,
    /// When it may be filed each year; always, if nothing is said.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub filing_periods: Vec<FilingPeriod>,
}

/// An item as member of a bundle.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "item": "11990100999990045K3002014001001", "when": "answers.card == 'yes'", "after": ["11990100999990037Q3000709001001"],
    "form_map": {"/child_name": "/holder_name"}, "result_map": {"/11990100999990037Q3000709001001/data/citizen_id": "/holder_id"},
    "answer_map": {"holder": {"value": "minor"}}, "material_map": {"photo": "child_photo"}
}))]
pub struct MemberRule {
    /// The item.
    pub item: ItemCode,
    /// A CEL condition over answers and the applicant's kind; in only if it holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<String>,
    /// The members that have to be approved before it begins.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub after: BTreeSet<ItemCode>,
    /// Whether the applicant may leave it out, and nothing waits for how it ends.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub optional: bool,
    /// Who handles it, when not the departments in this system.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub handled_by: Option<HandledBy>,
    /// A CEL condition over answers: the applicant commits to what would be proved or checked (告知承诺) by answering so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub commitment: Option<String>,
    /// Answers to the item's questions, by key; a question of the bundle with the same key answers by itself.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub answer_map: BTreeMap<String, AnswerSource>,
    /// From fields of the bundle's form to fields of the item's (JSON Pointers); a field with the same name fills by itself.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub form_map: BTreeMap<String, Targets>,
    /// Fields of the item's form that are always the same (JSON Pointers).
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[schema(value_type = Object)]
    pub form_values: BTreeMap<String, Value>,
    /// From a predecessor's result, `/{item}/certificate_number` and the like, to fields of the item's form (JSON Pointers).
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub result_map: BTreeMap<String, Targets>,
    /// Which of the bundle's materials serves for a material of the item; one with the same code serves by itself.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub material_map: BTreeMap<String, String>,
    /// The predecessor whose certificate serves for a material of the item.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub certificate_map: BTreeMap<String, ItemCode>,
}

/// Where an item's answer comes from. One of `question` and `value`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"question": "married", "values": {"yes": "married", "no": "unmarried"}}))]
pub struct AnswerSource {
    /// A question of the bundle.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub question: Option<String>,
    /// What its answers mean in the item; the same when left out.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub values: BTreeMap<String, String>,
    /// Always this answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
}

/// One field or several.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(untagged)]
#[schema(example = "/holder_name")]
pub enum Targets {
    /// One.
    One(String),
    /// Several.
    Several(Vec<String>),
}

impl Targets {
    /// Each of them.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        match self {
            Self::One(one) => std::slice::from_ref(one),
            Self::Several(several) => several.as_slice(),
        }
        .iter()
        .map(String::as_str)
    }
}

/// Who handles a member, when not the departments in this system.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum HandledBy {
    /// Another system, which tells what happens by imported events.
    External,
}

/// The law by which departments handle a bundle in a unified way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"basis": "中华人民共和国行政许可法第二十六条"}))]
pub struct UnifiedHandling {
    /// Which.
    pub basis: String,
}

/// How the results of a matter reach their holder.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum BundleDelivery {
    /// Together, once all are there (统一送达).
    #[default]
    Unified,
    /// Each as it comes.
    AsTheyCome,
}

/// A time of the year in which a bundle may be filed; both days included.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"from": "05-20", "until": "06-10", "name": "小学信息采集"}))]
pub struct FilingPeriod {
    /// The first day, `MM-DD`.
    pub from: String,
    /// The last day, `MM-DD`; in the next year if it is before the first.
    pub until: String,
    /// What it is called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

fn reply_limit() -> Limit {
    Limit::working(2)
}
