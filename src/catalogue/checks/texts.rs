//! Texts that people read: names are there and short, the rest is not a book.

use super::Faults;
use crate::catalogue::document::{Department, Division, Item};

const LONGEST_NAME: usize = 200;
const LONGEST_TEXT: usize = 10_000;

pub(super) fn item(item: &Item, faults: &mut Faults) {
    name("/name", &item.name, faults);
    for (index, question) in item.questions.iter().enumerate() {
        name(&format!("/questions/{index}/text"), &question.text, faults);
        for (at, option) in question.options.iter().enumerate() {
            name(&format!("/questions/{index}/options/{at}/value"), &option.value, faults);
            name(&format!("/questions/{index}/options/{at}/label"), &option.label, faults);
        }
    }
    for (index, material) in item.materials.iter().enumerate() {
        name(&format!("/materials/{index}/name"), &material.name, faults);
        text(&format!("/materials/{index}/guide"), material.guide.as_deref(), faults);
    }
    for (index, law) in item.legal_basis.iter().enumerate() {
        name(&format!("/legal_basis/{index}/name"), &law.name, faults);
    }
    for (index, word) in item.keywords.iter().enumerate() {
        name(&format!("/keywords/{index}"), word, faults);
    }
    short("/name_en", item.name_en.as_deref(), faults);
    short("/result/name", item.result.name.as_deref(), faults);
    text("/conditions", item.conditions.as_deref(), faults);
    text("/guide", item.guide.as_deref(), faults);
    text("/visits_reason", item.visits_reason.as_deref(), faults);
}

pub(super) fn department(department: &Department, faults: &mut Faults) {
    name("/name", &department.name, faults);
    short("/name_en", department.name_en.as_deref(), faults);
    text("/address", department.address.as_deref(), faults);
    text("/hours", department.hours.as_deref(), faults);
    text(
        "/appeal/reconsideration",
        Some(&department.appeal.reconsideration),
        faults,
    );
    text("/appeal/litigation", Some(&department.appeal.litigation), faults);
}

pub(super) fn division(division: &Division, faults: &mut Faults) {
    name("/name", &division.name, faults);
    short("/name_en", division.name_en.as_deref(), faults);
}

pub(super) fn name(pointer: &str, value: &str, faults: &mut Faults) {
    if value.trim().is_empty() {
        faults.add(pointer, "empty", "不得为空", "Must not be empty");
    }
    short(pointer, Some(value), faults);
}

pub(super) fn short(pointer: &str, value: Option<&str>, faults: &mut Faults) {
    at_most(LONGEST_NAME, pointer, value, faults);
}

pub(super) fn text(pointer: &str, value: Option<&str>, faults: &mut Faults) {
    at_most(LONGEST_TEXT, pointer, value, faults);
}

fn at_most(most: usize, pointer: &str, value: Option<&str>, faults: &mut Faults) {
    if value.is_some_and(|value| value.chars().count() > most) {
        faults.add(
            pointer,
            "too-long",
            format!("最长 {most} 个字"),
            format!("At most {most} characters"),
        );
    }
}
