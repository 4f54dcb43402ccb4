//! Filing a matter: the matter and all its applications come into being together, or not at all.
//!
//! 1. Find the bundle's current version.
//! 2. Read the applicant, the mandate, the documents and a stored answer, in one statement; at a window first who the applicant is.
//! 3. A repeat gets its first answer. Otherwise the bundle must be open for filing today.
//! 4. The answers tell which members are in. Check the whole: answers, the one form by itself and for every member, materials, consents.
//! 5. Decide: the matter is drafted, formed and handed in, and so is each of its members; who waits for others begins later.
//! 6. Write the matter and its members, one write each, all or nothing.

mod check;
mod member;
mod request;

pub use request::FileMatter;

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;

use super::rules;
use super::state::MatterState;
use crate::applications::Desk;
use crate::applications::filing::{Course, Filing, Prepared, Presented, Read};
use crate::applications::joint::write_together;
use crate::applications::lifecycle::{Case, Command, Context, MatterCommand, MemberPlan, Whole};
use crate::applications::store::rows::OwnerKind;
use crate::applications::store::{self, Applied};
use crate::applications::terms::policy;
use crate::catalogue::Asking;
use crate::catalogue::bundle::{BundleVersion, Situation};
use crate::catalogue::document::BundleDelivery;
use crate::clock::{machine_now, shanghai_date};
use crate::codes::{Acceptance, Channel, ItemCode, Service};
use crate::db::idempotency::StoredAnswer;
use crate::http::{Answer, Fingerprint, RequestId};
use crate::identity::Caller;
use crate::problem::{Code, FieldError, Problem};
use member::Birth;

/// How often filing is tried against a twin.
const TRIES: usize = 3;

/// A request to file a matter.
pub struct MatterFiling {
    filing: Filing,
    without: BTreeSet<ItemCode>,
}

impl MatterFiling {
    /// What is filed, by whom, and where.
    pub fn new(
        operation: &'static str,
        caller: Caller,
        request_id: RequestId,
        fingerprint: Fingerprint,
        channel: Channel,
        mut input: FileMatter,
    ) -> Self {
        Self {
            without: std::mem::take(&mut input.without),
            filing: Filing {
                operation,
                caller,
                request_id,
                fingerprint,
                channel,
                input: input.into_application(),
            },
        }
    }

    /// Files it.
    ///
    /// # Errors
    /// 422 for what is wrong with it, 409 outside its filing period and for who is barred from a member, 403 for who works at no window.
    pub async fn file(&self, desk: &Desk) -> Result<Answer, Problem> {
        let Some(bundle) = desk.catalogue.bundle(&self.filing.input.item) else {
            return Err(Problem::invalid_field(
                "/bundle",
                "unknown-bundle",
                "没有此一件事，或尚未发布。",
                "There is no such published bundle.",
            ));
        };
        let today = desk.clock.today();
        let presented = Presented::of(&self.filing.input, self.filing.caller.role, today)?;
        for _ in 0..TRIES {
            if let Some(answer) = self
                .attempt(desk, &bundle, presented.as_ref())
                .await
                .map_err(of_bundle)?
            {
                return Ok(answer);
            }
        }
        Err(Problem::new(Code::ConcurrentChange))
    }

    /// Steps 2 to 6; none when a twin was faster and the answer is to be read again.
    async fn attempt(
        &self,
        desk: &Desk,
        bundle: &BundleVersion,
        presented: Option<&Presented>,
    ) -> Result<Option<Answer>, Problem> {
        let (filing, front) = (&self.filing, &*bundle.front);
        let (loaded, visitor) = match filing.read(desk, presented, &self.items(bundle)).await? {
            Read::Answered(answer) => return Ok(Some(answer)),
            Read::Fresh(loaded, visitor) => (loaded, visitor),
        };
        open_for_filing(bundle, desk.clock.today())?;
        let party = filing.party(desk, front, &loaded, visitor)?;
        let kind = party.applicant.kind.clone();
        let situation = bundle.situation(&filing.input.answers, Some(&kind), &self.without);
        let reliance = loaded
            .bars
            .reliance(situation.members.iter().any(|joined| joined.commits));
        let prepared = Prepared::check(
            filing,
            desk,
            (front, situation.hidden_fields()),
            &loaded,
            party,
            presented,
            |content, _, attached| {
                let mut errors = bundle.check_without(&self.without);
                errors.extend(check::whole(bundle, &situation, content, attached, reliance));
                errors
            },
        )
        .await?;
        let now = desk.clock.now();
        let today = shanghai_date(now);
        let mut before = prepared.row(filing, desk, front).await?;
        before.kind = OwnerKind::Matter;
        let ids: BTreeMap<&ItemCode, Uuid> = situation
            .members
            .iter()
            .map(|joined| (joined.item(), Uuid::now_v7()))
            .collect();
        let asking = Asking::of(&kind, Service::New);
        let content = &prepared.content;
        let calendar = desk.calendars.fresh(&front.item.division).await?;
        let context = Context {
            application: before.id,
            now,
            today,
            calendar: &calendar,
            policy: policy(front, Service::New),
            facts: &front.facts(&content.answers, &content.form, asking),
            delivery: prepared.delivery.mode,
            to_follow: &BTreeSet::new(),
            consents: &content.consents(front, asking, prepared.others.minor),
            onto: None,
            lacks_result: false,
            quota: None,
        };
        let mut course = Course::begin(&context, front);
        let consents = prepared.draft(filing, &mut course, front, None, (&desk.cipher, now))?;
        course.then(Command::Matter(MatterCommand::Form(plan(bundle, &situation, &ids))))?;
        course.then(Command::Submit)?;
        let handed_in = !course.case.consents.held;
        let actor = filing.actor(prepared.party.counter.as_ref());
        let extras = prepared.extras(filing, desk, front, consents)?;
        let (case, mut whole) = store::project(&before, &Case::new(), &course.events, &actor, &context, extras)
            .map_err(Problem::internal)?;
        let birth = Birth {
            desk,
            filing,
            bundle,
            prepared: &prepared,
            matter: &whole.application,
            ids: &ids,
            actor: &actor,
            handed_in,
        };
        let contents = birth.contents(&situation)?;
        let mut members = Vec::with_capacity(contents.len());
        for (joined, content) in situation.members.iter().zip(contents) {
            members.push(birth.member(joined, content).await?);
        }
        if !prepared.party.is_on_record(desk).await? {
            return Ok(None);
        }
        let state = MatterState::filed(&whole.application, &case, &members, front);
        let answer = state.answer(201, &whole.application, today)?;
        let answer = answer.at(format!("/api/v1/matters/{}", before.id));
        whole.idempotency = Some(StoredAnswer::new(filing.fingerprint.clone(), &answer, machine_now()));
        prepared.copies.keep(desk).await?;
        let mut writes = vec![whole];
        writes.extend(members.into_iter().map(|(_, write)| write));
        match write_together(desk, &writes).await? {
            Applied::Done => Ok(Some(answer)),
            Applied::Stale | Applied::Twin => Ok(None),
        }
    }

    /// The bundle, and the items that may be filed for with it: from none of them the applicant may be barred.
    fn items(&self, bundle: &BundleVersion) -> Vec<String> {
        let mut items = vec![bundle.code.to_string()];
        let kinds = ["natural_person", "legal_person"];
        for member in kinds.map(|kind| bundle.situation(&self.filing.input.answers, Some(kind), &self.without)) {
            items.extend(member.members.iter().map(|joined| joined.item().to_string()));
        }
        items.dedup();
        items
    }
}

/// The members of the matter, as they depend on each other.
fn plan(bundle: &BundleVersion, situation: &Situation<'_>, ids: &BTreeMap<&ItemCode, Uuid>) -> Whole {
    let of = |items: &BTreeSet<ItemCode>| items.iter().filter_map(|item| ids.get(item).copied()).collect();
    let members = situation.members.iter().filter_map(|joined| {
        let (rule, certificates) = (&joined.member.rule, joined.needs_certificate_of());
        let plan = MemberPlan {
            item: joined.item().clone(),
            // Whose certificate it needs it waits for, though that one may only come before those that it comes after.
            after: of(&joined.after.union(&certificates).cloned().collect()),
            needs_certificate_of: of(&certificates),
            optional: rule.optional,
            external: rule.handled_by.is_some(),
            delegated: joined.member.version.item.acceptance == Acceptance::Window,
        };
        Some((*ids.get(joined.item())?, plan))
    });
    Whole {
        members: members.collect(),
        reply_limit: bundle.bundle.reply_limit,
        delivered_together: bundle.bundle.delivery == BundleDelivery::Unified,
        notice_due: false,
        ready: false,
        ready_on: None,
        late: BTreeSet::new(),
        late_on: None,
        ended: BTreeMap::new(),
    }
}

fn open_for_filing(bundle: &BundleVersion, today: chrono::NaiveDate) -> Result<(), Problem> {
    match rules::period(&bundle.bundle.filing_periods, today) {
        Some(open) if !open.holds(today) => Err(Problem::new(Code::OutsideFilingPeriod).with_detail(
            format!("现在不在办理时间内，下次办理时间为 {} 至 {}。", open.from, open.until),
            format!("It may be filed from {} to {}.", open.from, open.until),
        )),
        _ => Ok(()),
    }
}

/// What is said of the item of an application is said of the bundle of a matter.
fn of_bundle(problem: Problem) -> Problem {
    let errors = problem.errors.into_iter().map(|error| match error.pointer.as_str() {
        "/item" => FieldError {
            pointer: "/bundle".to_owned(),
            ..error
        },
        _ => error,
    });
    Problem {
        errors: errors.collect(),
        ..problem
    }
}
