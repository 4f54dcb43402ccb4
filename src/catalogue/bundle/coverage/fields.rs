//! Every field that a member requires, or may require, comes from somewhere.

use std::collections::BTreeSet;

use super::budget::Budget;
use super::explore::Explored;
use super::mappings::two_sources;
use super::{Gaps, field, item, lacks_certificate, place, record, results, waits_for};
use crate::catalogue::bundle::fillings::{Origin, is_of_certificate};
use crate::catalogue::bundle::needs::{Choice, Need, Needs, When};
use crate::catalogue::bundle::pointer::{overlap, rest};
use crate::catalogue::bundle::{Filling, Joined};
use crate::codes::ItemCode;
use crate::text::Text;

pub(super) fn check(explored: &Explored<'_, '_>, index: usize, joined: &Joined<'_>, gaps: &mut Gaps) {
    // The same fillings, and the same record, wherever the same members are in for the same kind of applicant.
    if !gaps.is_new(format!("fields {index} {} {}", explored.kind, explored.who_is_in())) {
        return;
    }
    results_meet(explored, index, joined, gaps);
    for need in joined.member.needs.iter().filter(|need| may_arise(&need.when, joined)) {
        let Some(why) = lacks(explored, joined, need, &mut gaps.budget) else {
            continue;
        };
        let (name, pointer) = (&joined.member.version.item.name, &need.pointer);
        let concerned = vec![item(joined.member), field(pointer)];
        gaps.add(
            place(index, "form_map"),
            "uncovered-field",
            format!("“{name}”的表单字段 {pointer} {}，{}", required(need).zh, why.zh),
            format!(
                "The field {pointer} of {} is {}, and {}",
                joined.item(),
                required(need).en,
                why.en
            ),
            explored.evidence(concerned),
        );
    }
    choices(explored, index, joined, gaps);
}

/// Of alternatives that all require something, one is filled in by what the bundle asks for. Nothing else counts: by the other members'
/// results and what is on record, nobody could tell yet when it is filed.
fn choices(explored: &Explored<'_, '_>, index: usize, joined: &Joined<'_>, gaps: &mut Gaps) {
    let arising = joined.member.choices.iter();
    for choice in arising.filter(|choice| may_arise(&choice.when, joined) && !has_one(choice, joined)) {
        let fields = choice.alternatives.iter().flat_map(|one| &one.fields);
        let fields: BTreeSet<&str> = fields.map(|need| need.pointer.as_str()).collect();
        let listed = fields.iter().copied().collect::<Vec<_>>().join(", ");
        let mut concerned = vec![item(joined.member)];
        concerned.extend(fields.iter().map(|pointer| field(pointer)));
        gaps.add(
            place(index, "form_map"),
            "uncovered-field",
            format!(
                "“{}”的表单至少要填写 {listed} 中的一种组合，但一件事都没有填写",
                joined.member.version.item.name
            ),
            format!(
                "{} asks for one of several combinations of {listed}, and the bundle fills in none",
                joined.item()
            ),
            explored.evidence(concerned),
        );
    }
}

fn has_one(choice: &Choice, joined: &Joined<'_>) -> bool {
    let by_bundle = |filling: &&Filling| filling.origin.predecessor().is_none();
    let filled = |need: &Need| {
        let fillings = joined.fillings.iter().copied();
        fillings
            .filter(by_bundle)
            .any(|filling| overlap(&filling.target, &need.pointer))
    };
    let holds = |one: &Needs| {
        let mut fields = one.fields.iter().filter(|need| may_arise(&need.when, joined));
        let mut choices = one.choices.iter().filter(|choice| may_arise(&choice.when, joined));
        fields.all(filled) && choices.all(|choice| has_one(choice, joined))
    };
    choice.alternatives.iter().any(holds)
}

/// Two members whose results fill in the same field are not in together.
fn results_meet(explored: &Explored<'_, '_>, index: usize, joined: &Joined<'_>, gaps: &mut Gaps) {
    let is_in = |item: &ItemCode| explored.situation.member(item).is_some();
    let all = joined.member.fillings.iter();
    let come: Vec<&Filling> = all
        .filter(|filling| filling.origin.predecessor().is_some_and(is_in))
        .collect();
    for (at, one) in come.iter().enumerate() {
        for other in come.iter().skip(at + 1) {
            let differ = one.origin.predecessor() != other.origin.predecessor();
            if differ && overlap(&one.target, &other.target) {
                two_sources(gaps, index, joined.member, one, other, explored.evidence(vec![]));
            }
        }
    }
}

fn required(need: &Need) -> Text {
    match need.when {
        When::Always => Text::new("必填", "required"),
        When::Within(_) | When::With(_) | When::Sometimes => Text::new("在有的情况下必填", "required in some cases"),
    }
}

/// Whether a field may have to be there: not if what calls for it is never filled in.
fn may_arise(when: &When, joined: &Joined<'_>) -> bool {
    let mut targets = joined.fillings.iter().map(|filling| filling.target.as_str());
    match when {
        When::Always | When::Sometimes => true,
        When::With(other) => targets.any(|target| overlap(target, other)),
        When::Within(object) => targets.any(|target| rest(target, object).is_some_and(|rest| !rest.is_empty())),
    }
}

/// Why a field may stay empty; none if it is filled in.
fn lacks(explored: &Explored<'_, '_>, joined: &Joined<'_>, need: &Need, budget: &mut Budget) -> Option<Text> {
    let whole = |filling: &&&Filling| rest(&need.pointer, &filling.target).is_some();
    let part = |filling: &&&Filling| rest(&filling.target, &need.pointer).is_some();
    let fillings = &joined.fillings;
    // An object is there, and what it requires is a need of its own.
    let filling = fillings.iter().find(whole).or_else(|| fillings.iter().find(part));
    match filling.map(|filling| &filling.origin) {
        Some(Origin::Field(_) | Origin::SameName(_) | Origin::Always(_)) => None,
        Some(Origin::Result(predecessor, from)) => lacks_result(explored, joined, predecessor, from),
        None if joined.is_on_record(&need.pointer) => (!record::is_taken(joined, &need.pointer, budget)).then(|| {
            Text::new(
                "但档案中的内容不一定符合该字段的要求",
                "what is on record need not fit it",
            )
        }),
        None => Some(Text::new("但没有来源", "nothing fills it in")),
    }
}

/// Why what a field of a result fills in may stay empty; none if it is there.
fn lacks_result(explored: &Explored<'_, '_>, joined: &Joined<'_>, predecessor: &ItemCode, from: &str) -> Option<Text> {
    if is_of_certificate(from)
        && let Some(why) = lacks_certificate(explored, joined, predecessor)
    {
        return Some(why);
    }
    let member = explored.situation.bundle.member(predecessor)?;
    if member.rule.optional {
        Some(Text::new(
            format!("但只能取自可选事项 {predecessor} 的结果"),
            format!("comes only from the result of {predecessor}, which is optional"),
        ))
    } else if !waits_for(explored, joined, predecessor) {
        Some(Text::new(
            format!("但该情形下不等待事项 {predecessor}，取不到其结果"),
            format!("comes from the result of {predecessor}, which it does not wait for here"),
        ))
    } else if !results::is_always_there(&member.version.item, from) {
        Some(Text::new(
            format!("但事项 {predecessor} 的结果不一定有 {from}"),
            format!("the result of {predecessor} need not have {from}"),
        ))
    } else {
        None
    }
}
