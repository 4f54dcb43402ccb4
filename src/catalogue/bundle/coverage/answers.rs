//! Every question that a member asks has an answer.

use serde_json::Value;

use super::explore::Explored;
use super::{Gaps, item, place};
use crate::catalogue::bundle::pointer::below;
use crate::catalogue::bundle::{BundleVersion, Joined};
use crate::catalogue::document::{AnswerSource, Question};
use crate::codes::Service;
use crate::text::Text;

/// What is said of answers names questions and options that exist.
pub(super) fn check(bundle: &BundleVersion, gaps: &mut Gaps) {
    for (index, member) in bundle.members.iter().enumerate() {
        for (key, source) in &member.rule.answer_map {
            let asked = member
                .version
                .item
                .questions
                .iter()
                .find(|question| question.key == *key);
            for (below_it, code, zh, en) in wrong(bundle, source, asked) {
                let pointer = format!("{}{below_it}", below(&place(index, "answer_map"), key));
                gaps.add(pointer, code, zh, en, vec![item(member)]);
            }
        }
        if member.rule.commitment.is_some() && member.version.item.commitment.is_none() {
            gaps.add(
                place(index, "commitment"),
                "no-commitment",
                format!("“{}”没有告知承诺", member.version.item.name),
                format!("There is nothing to commit to in {}", member.item()),
                vec![],
            );
        }
    }
}

fn wrong(
    bundle: &BundleVersion,
    source: &AnswerSource,
    asked: Option<&Question>,
) -> Vec<(String, &'static str, String, String)> {
    let mut found = Vec::new();
    let mut tell = |at: String, code, zh: String, en: String| found.push((at, code, zh, en));
    let Some(asked) = asked else {
        let (zh, en) = ("事项没有这个问题", "The item asks no such question");
        tell(String::new(), "unknown-question", zh.to_owned(), en.to_owned());
        return found;
    };
    let mut option = |at: String, value: &str, of: &Question| {
        if !of.options.iter().any(|option| option.value == value) {
            tell(
                at,
                "unknown-option",
                format!("“{value}”不是问题“{}”的选项", of.text),
                format!("\"{value}\" is no option of the question {}", of.key),
            );
        }
    };
    match (&source.question, &source.value) {
        (None, Some(value)) => option("/value".to_owned(), value, asked),
        (Some(key), None) => {
            let Some(question) = bundle.bundle.questions.iter().find(|question| question.key == *key) else {
                let (zh, en) = ("一件事没有这个问题", "The bundle asks no such question");
                tell("/question".to_owned(), "unknown-question", zh.to_owned(), en.to_owned());
                return found;
            };
            for (from, to) in &source.values {
                let at = below("/values", from);
                option(at.clone(), from, question);
                option(at, to, asked);
            }
        }
        _ => {
            let (zh, en) = ("question 和 value 请任选其一", "One of question and value");
            tell(String::new(), "one-of", zh.to_owned(), en.to_owned());
        }
    }
    found
}

/// In a situation, each of a member's questions that arises has a valid answer.
pub(super) fn check_open(explored: &Explored<'_, '_>, index: usize, joined: &Joined<'_>, gaps: &mut Gaps) {
    let version = &joined.member.version;
    if !gaps.is_new(format!("answers {index} {}", Value::Object(joined.answers.clone()))) {
        return;
    }
    for question in version.open_questions(&joined.answers, Service::New) {
        let concerned = Text::new(
            format!("问题：{}", question.text),
            format!("question = {}", question.key),
        );
        gaps.add(
            place(index, "answer_map"),
            "uncovered-question",
            format!("“{}”的问题“{}”没有答案", version.item.name, question.text),
            format!("Nothing answers the question {} of {}", question.key, joined.item()),
            explored.evidence(vec![item(joined.member), concerned]),
        );
    }
}
