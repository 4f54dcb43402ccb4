//! What is asked before filing, to tell which materials this applicant needs.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A question about the applicant's situation (情形).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "key": "cold_dishes", "text": "是否制售冷食类、生食类食品？", "text_en": "Are cold or raw dishes made?",
    "options": [{"value": "yes", "label": "是", "label_en": "Yes"}, {"value": "no", "label": "否", "label_en": "No"}],
    "when": "answers.business != 'sale'"
}))]
pub struct Question {
    /// Its name in `answers` and in conditions: a letter, then letters, digits or underscores.
    pub key: String,
    /// The question in Chinese.
    pub text: String,
    /// The question in English.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text_en: Option<String>,
    /// What can be answered.
    pub options: Vec<Choice>,
    /// A CEL condition over earlier answers; asked only if it holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<String>,
}

/// One possible answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = AnswerOption)]
pub struct Choice {
    /// What `answers` holds when it is chosen.
    pub value: String,
    /// How it reads in Chinese.
    pub label: String,
    /// How it reads in English.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label_en: Option<String>,
}
