//! Why a member is in or out.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

use crate::catalogue::document::Question;
use crate::catalogue::version::ItemVersion;
use crate::codes::Service;
use crate::text::Text;

/// Why a member is in or out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(example = json!({"code": "condition", "text": {"zh": "因为“是否经营烟草：是”", "en": "because \"Is tobacco sold? Yes\""}}))]
pub struct Reason {
    /// What kind of reason it is.
    pub code: ReasonCode,
    /// In words, with the answers that decide it.
    pub text: Text,
}

/// What kind of reason it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReasonCode {
    /// In, whatever is answered.
    Always,
    /// In or out by what is answered.
    Condition,
    /// In or out for now: a question that decides it is open.
    Undecided,
    /// The applicant leaves it out.
    LeftOut,
}

impl Reason {
    /// In without condition.
    pub(super) fn always() -> Self {
        Self {
            code: ReasonCode::Always,
            text: Text::new("任何情形都需要办理", "it is part of every situation"),
        }
    }

    /// The applicant's wish.
    pub(super) fn left_out() -> Self {
        Self {
            code: ReasonCode::LeftOut,
            text: Text::new("申请人选择不办理", "the applicant leaves it out"),
        }
    }

    /// By a condition that holds, or does not.
    pub(super) fn by(
        condition: &str,
        front: &ItemVersion,
        given: &Map<String, Value>,
        kind: Option<&str>,
        holds: bool,
    ) -> Self {
        let read = Read::all(condition, front, given, kind);
        let open: Vec<&Text> = read.iter().filter_map(Read::open).collect();
        let told: Vec<&Text> = read.iter().filter_map(Read::told).collect();
        if read.is_empty() && holds {
            return Self::always();
        }
        if !open.is_empty() && (!holds || told.is_empty()) {
            return Self {
                code: ReasonCode::Undecided,
                text: Text::new(
                    format!("取决于{}", quoted(open.iter().map(|text| &*text.zh), "、", '“', '”')),
                    format!(
                        "it depends on {}",
                        quoted(open.iter().map(|text| &*text.en), " and ", '"', '"')
                    ),
                ),
            };
        }
        let zh = quoted(told.iter().map(|text| &*text.zh), "、", '“', '”');
        let en = quoted(told.iter().map(|text| &*text.en), " and ", '"', '"');
        Self {
            code: ReasonCode::Condition,
            text: Text::new(format!("因为{zh}"), format!("because {en}")),
        }
    }
}

/// One thing that a condition reads.
enum Read {
    Told(Text),
    Open(Text),
}

impl Read {
    fn all(condition: &str, front: &ItemVersion, given: &Map<String, Value>, kind: Option<&str>) -> Vec<Self> {
        let Some(reads) = front.reads(condition) else {
            return Vec::new();
        };
        let open = front.open_questions(given, Service::New);
        let questions = front.item.questions.iter();
        let read = questions.filter(|question| reads.any_answer || reads.answers.contains(&question.key));
        let mut all: Vec<Self> = read
            .map(|question| match answered(question, given) {
                Some(told) => Self::Told(told),
                None if open.iter().any(|one| one.key == question.key) => Self::Open(asked(question)),
                // It does not arise, by answers that the applicant knows to have given.
                None => Self::Told(Text::new(
                    format!("{}：不涉及", asked(question).zh),
                    format!("{} Does not arise", asked(question).en),
                )),
            })
            .collect();
        if reads.applicant {
            all.push(match kind {
                Some(kind) => Self::Told(applicant(kind)),
                None => Self::Open(Text::new("申请人类型", "who applies")),
            });
        }
        all
    }

    fn told(&self) -> Option<&Text> {
        match self {
            Self::Told(text) => Some(text),
            Self::Open(_) => None,
        }
    }

    fn open(&self) -> Option<&Text> {
        match self {
            Self::Open(text) => Some(text),
            Self::Told(_) => None,
        }
    }
}

/// A question with its answer, in words.
pub(super) fn answered(question: &Question, given: &Map<String, Value>) -> Option<Text> {
    let answer = given.get(&question.key)?.as_str()?;
    let option = question.options.iter().find(|option| option.value == answer)?;
    let asked = asked(question);
    let label_en = option.label_en.as_ref().unwrap_or(&option.label);
    Some(Text::new(
        format!("{}：{}", asked.zh, option.label),
        format!("{} {label_en}", asked.en),
    ))
}

/// Who applies, in words.
pub(super) fn applicant(kind: &str) -> Text {
    match kind {
        "natural_person" => Text::new("申请人：自然人", "The applicant is a person"),
        _ => Text::new("申请人：法人", "The applicant is an organisation"),
    }
}

/// A question as it stands before its answer.
fn asked(question: &Question) -> Text {
    let en = question.text_en.as_deref().unwrap_or(&question.text);
    let stop = if en.ends_with(['?', '？', ':']) { "" } else { ":" };
    Text::new(
        question.text.trim_end_matches(['？', '?']).to_owned(),
        format!("{en}{stop}"),
    )
}

fn quoted<'t>(texts: impl Iterator<Item = &'t str>, between: &str, open: char, close: char) -> String {
    let quoted: Vec<String> = texts.map(|text| format!("{open}{text}{close}")).collect();
    quoted.join(between)
}
