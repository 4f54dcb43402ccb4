//! What a matter asks for, by the answers: the members that are in and out, the one form, the one list of materials, and what is saved.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use super::rules::{Leg, LegState, outlook, period};
use crate::applications::reusable::{Offer, Prefill, Reusable};
use crate::calendar::{Calendar, Limit};
use crate::catalogue::bundle::{BundleMember, Joined, Reason, Savings, SharedMaterial, Situation};
use crate::catalogue::document::{
    ConsentRule, Fee, FilingPeriod, GUARDIAN, HandledBy, Material, Question, SubjectRule,
};
use crate::catalogue::{CommitmentTerms, Facts, FollowingTerms, ItemVersion, Snapshot};
use crate::codes::{CreditCode, ItemCode, Necessity, Service};

/// What to hand in and fill in, once for all members.
#[derive(Serialize, ToSchema)]
pub struct BundleChecklist<'a> {
    /// The bundle.
    bundle: &'a ItemCode,
    /// Its published version.
    version: i32,
    /// Every member, in the order of the bundle: in or out, and why.
    members: Vec<MemberEntry<'a>>,
    /// The one form, as JSON Schema: without the fields that only members use that are out; null when nothing is to be filled in.
    #[schema(value_type = Option<Object>)]
    form_schema: Option<Value>,
    /// The form to begin with, for an applicant who is signed in.
    #[serde(skip_serializing_if = "Option::is_none")]
    prefill: Option<Prefill>,
    /// What is to be handed in, each once for all members it serves.
    materials: Vec<SharedEntry<'a>>,
    /// The terms on which materials marked `may_follow` may follow (容缺受理); filing without them is agreeing to these terms.
    following: Option<FollowingTerms>,
    /// The commitments (告知承诺) that these answers make; filing is signing them.
    commitments: Vec<MemberCommitment<'a>>,
    /// Whom it may be about, or has to be, when that is not who applies.
    subject: Option<&'a SubjectRule>,
    /// Whose consent has to be given before it is received, once for all members; with those that what is filled in may call for (`when`). For
    /// who is under 18 their guardian's besides, listed for an applicant who is signed in.
    consents: Vec<&'a ConsentRule>,
    /// Questions that arise and have no answer yet; everything here may change with them.
    open_questions: Vec<&'a Question>,
    /// What is promised for the whole.
    promised_limit: Limit,
    /// The limit of a law that unifies the handling, if one does; otherwise each member has its own.
    statutory_limit: Option<Limit>,
    /// When the last member may be expected to be decided if it is filed today and each takes what is promised for it.
    expected_on: Option<NaiveDate>,
    /// When it may be filed.
    filing: Filing<'a>,
    /// What is saved against filing for each member by itself.
    saved: Savings,
}

/// A member, in or out.
#[derive(Serialize, ToSchema)]
#[schema(as = BundleMemberEntry)]
pub struct MemberEntry<'a> {
    /// The item.
    item: &'a ItemCode,
    /// Its name in Chinese.
    name: &'a str,
    /// Its name in English.
    name_en: Option<&'a str>,
    /// The department that decides.
    department: &'a CreditCode,
    /// Its name.
    department_name: Option<&'a str>,
    /// Whether it is part of the matter.
    #[serde(rename = "in")]
    is_in: bool,
    /// Why, or why not.
    reason: Reason,
    /// The members it waits for, of those that are in.
    after: BTreeSet<ItemCode>,
    /// Whether it may be left out.
    optional: bool,
    /// Who handles it, when not the departments in this system.
    handled_by: Option<HandledBy>,
    /// Whether it is applied for on commitment (告知承诺).
    commits: bool,
    /// What its department promises, once it begins.
    promised_limit: Limit,
    /// The limit the law sets, if any.
    statutory_limit: Option<Limit>,
    /// When it may be expected to be decided if the matter is filed today; null when it is out.
    expected_on: Option<NaiveDate>,
    /// What it costs; empty when free.
    fees: &'a [Fee],
}

/// A material, with the members it serves and what may be handed in for it again.
#[derive(Serialize, ToSchema)]
#[schema(as = SharedMaterial)]
pub struct SharedEntry<'a> {
    #[serde(flatten)]
    material: &'a Material,
    /// The members it serves; empty if the bundle itself asks for it.
    serves: Vec<&'a ItemCode>,
    /// The applicant's certificates in force that it takes, and up to five documents they handed in for it before, newest first; for an
    /// applicant who is signed in.
    #[serde(skip_serializing_if = "Option::is_none")]
    reusable: Option<Vec<Reusable>>,
}

/// A commitment that the answers make.
#[derive(Serialize, ToSchema)]
pub struct MemberCommitment<'a> {
    /// The item it is made for.
    item: &'a ItemCode,
    #[serde(flatten)]
    terms: CommitmentTerms<'a>,
}

/// When a matter may be filed.
#[derive(Serialize, ToSchema)]
#[schema(as = BundleFiling)]
pub struct Filing<'a> {
    /// The times of the year; always, if there are none.
    periods: &'a [FilingPeriod],
    /// Whether it may be filed today.
    open: bool,
    /// The first day of the period that is open, or else of the next; none when it may always be filed.
    from: Option<NaiveDate>,
    /// Its last day.
    until: Option<NaiveDate>,
}

impl<'a> BundleChecklist<'a> {
    /// Draws it up for a day, with what somebody who is signed in is offered.
    pub(super) fn new(
        situation: &'a Situation<'a>,
        offer: Option<&Offer<'_>>,
        snapshot: &'a Snapshot,
        calendar: &Calendar,
        today: NaiveDate,
    ) -> Self {
        let bundle = situation.bundle;
        let (facts, materials) = (situation.facts(&Value::Null), situation.materials(&Value::Null));
        let may_follow = materials.iter().map(|shared| shared.material);
        let may_follow: Vec<&Material> = may_follow
            .filter(|material| material.necessity == Necessity::MayFollow)
            .collect();
        let expected = expected(situation, calendar, today);
        let committed = situation.members.iter().filter(|joined| joined.commits);
        Self {
            bundle: &bundle.code,
            version: bundle.version,
            following: FollowingTerms::of(&bundle.front.following, &may_follow),
            commitments: committed.filter_map(commitment).collect(),
            form_schema: situation.form_schema().map(|schema| match offer {
                Some(offer) => offer.marked(schema.clone()),
                None => schema.clone(),
            }),
            prefill: offer.map(|offer| asked(offer.prefill(), situation)),
            materials: materials
                .into_iter()
                .map(|shared| shared_entry(shared, offer))
                .collect(),
            subject: bundle.bundle.subject.as_ref(),
            consents: consents(&bundle.front, &facts, offer.is_some_and(Offer::is_minor)),
            open_questions: bundle.front.open_questions(&situation.answers, Service::New),
            promised_limit: bundle.bundle.promised_limit,
            statutory_limit: bundle.front.statutory_limit(),
            expected_on: expected.values().max().copied(),
            filing: Filing::on(today, &bundle.bundle.filing_periods),
            saved: situation.savings(),
            members: bundle
                .members
                .iter()
                .filter_map(|member| entry(member, situation, snapshot, &expected))
                .collect(),
        }
    }
}

impl<'a> Filing<'a> {
    fn on(today: NaiveDate, periods: &'a [FilingPeriod]) -> Self {
        let next = period(periods, today);
        Self {
            periods,
            open: next.is_none_or(|open| open.holds(today)),
            from: next.map(|open| open.from),
            until: next.map(|open| open.until),
        }
    }
}

fn entry<'a>(
    member: &'a BundleMember,
    situation: &'a Situation<'a>,
    snapshot: &'a Snapshot,
    expected: &BTreeMap<&ItemCode, NaiveDate>,
) -> Option<MemberEntry<'a>> {
    let version = &member.version;
    let joined = situation.member(member.item());
    let left_out = situation.left_out.iter().find(|out| out.member.item() == member.item());
    let reason = joined.map(|joined| &joined.why).or(left_out.map(|out| &out.why))?;
    let department = snapshot.departments().get(&version.item.department);
    Some(MemberEntry {
        item: member.item(),
        name: &version.item.name,
        name_en: version.item.name_en.as_deref(),
        department: &version.item.department,
        department_name: department.map(|department| department.name.as_str()),
        is_in: joined.is_some(),
        reason: reason.clone(),
        after: joined.map(|joined| joined.after.clone()).unwrap_or_default(),
        optional: member.rule.optional,
        handled_by: member.rule.handled_by,
        commits: joined.is_some_and(|joined| joined.commits),
        promised_limit: version.promised_limit(),
        statutory_limit: version.statutory_limit(),
        expected_on: expected.get(member.item()).copied(),
        fees: &version.item.fees,
    })
}

fn shared_entry<'a>(shared: SharedMaterial<'a>, offer: Option<&Offer<'_>>) -> SharedEntry<'a> {
    SharedEntry {
        reusable: offer.map(|offer| offer.reusable(shared.material)),
        material: shared.material,
        serves: shared.serves,
    }
}

fn commitment<'a>(joined: &'a Joined<'a>) -> Option<MemberCommitment<'a>> {
    let rule = joined.member.version.item.commitment.as_ref()?;
    Some(MemberCommitment {
        item: joined.item(),
        terms: CommitmentTerms::of(rule),
    })
}

/// The consents that are asked for, or may be by what is filled in; the guardian's of an applicant who is known to be under 18.
fn consents<'a>(front: &'a ItemVersion, facts: &Facts, minor: bool) -> Vec<&'a ConsentRule> {
    let reads_form = |when: &String| front.reads(when).is_some_and(|reads| reads.form);
    let asked = |rule: &&ConsentRule| facts.satisfy(rule.when.as_deref()) || rule.when.as_ref().is_some_and(reads_form);
    let guardian = minor.then(|| front.consent(GUARDIAN)).flatten();
    front.item.consents.iter().filter(asked).chain(guardian).collect()
}

/// What of an earlier form is asked for here.
fn asked(mut prefill: Prefill, situation: &Situation<'_>) -> Prefill {
    let hidden = situation.hidden_fields();
    prefill.form.retain(|field, _| !hidden.contains(field));
    prefill.from_account.retain(|field| !hidden.contains(field));
    prefill
}

/// When each member may be expected, if all is filed today and each takes what is promised for it.
fn expected<'a>(
    situation: &'a Situation<'_>,
    calendar: &Calendar,
    today: NaiveDate,
) -> BTreeMap<&'a ItemCode, NaiveDate> {
    // They have no ids yet; their places will do.
    let ids: BTreeMap<&ItemCode, Uuid> = situation
        .members
        .iter()
        .zip(1_u128..)
        .map(|(joined, place)| (joined.member.item(), Uuid::from_u128(place)))
        .collect();
    let leg = |joined: &Joined<'_>| Leg {
        after: joined.after.iter().filter_map(|item| ids.get(item)).copied().collect(),
        state: LegState::Within(joined.member.version.promised_limit()),
    };
    let members = situation.members.iter();
    let legs = members.filter_map(|joined| Some((*ids.get(joined.member.item())?, leg(joined))));
    let found = outlook(calendar, today, &legs.collect()).expected;
    ids.into_iter()
        .filter_map(|(item, id)| Some((item, *found.get(&id)?)))
        .collect()
}

#[cfg(test)]
mod tests;
