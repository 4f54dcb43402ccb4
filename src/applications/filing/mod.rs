//! Filing: how an application comes into being, whoever files it and wherever.
//!
//! 1. Find the item's current version.
//! 2. Read the applicant, the mandate, the documents and a stored answer, in one statement; at a window first who the applicant is.
//! 3. A repeat gets its first answer.
//! 4. Check who applies, which certificate it is about, and what is handed in: a draft may be incomplete, a submission may not.
//! 5. Give it a number and decide: drafted, with those whose consent there is to be, submitted if asked, and at a window decided at once if asked.
//! 6. Write application, form, documents, events, tasks, notices, alarm and outbox in one statement; at a window first who is not known yet.

mod applicant;
mod at_once;
mod concern;
mod course;
mod others;
mod party;
mod prepared;
mod request;
mod reuse;

use std::collections::BTreeSet;

pub use applicant::IdentityCheck;
pub use at_once::{AtOnce, HandedOver, OnTheSpot};
pub use concern::still_holds;
pub use request::{FileApplication, OnBehalfOf};

pub(crate) use applicant::Presented;
pub(crate) use course::Course;
pub(crate) use party::Read;
pub(crate) use prepared::{Prepared, drafted};
pub use reuse::documents_only;

use at_once::Received;

use super::desk::Desk;
use super::execute::{TRIES, apply};
use super::lifecycle::{Case, Command, Context};
use super::ops::answers::state_answer;
use super::store::{self, Applied};
use super::terms::policy;
use crate::catalogue::{Asking, ItemVersion};
use crate::clock::{machine_now, shanghai_date};
use crate::codes::{Channel, Service};
use crate::db::idempotency::StoredAnswer;
use crate::http::{Answer, Fingerprint, RequestId};
use crate::identity::Caller;
use crate::problem::{Code, Problem};

/// A request to file.
pub struct Filing {
    /// The operation.
    pub operation: &'static str,
    /// Who files.
    pub caller: Caller,
    /// The request's id.
    pub request_id: RequestId,
    /// The keyed request.
    pub fingerprint: Fingerprint,
    /// Where it is filed.
    pub channel: Channel,
    /// What is filed.
    pub input: FileApplication,
}

impl Filing {
    /// Files it.
    ///
    /// # Errors
    /// 422 for what is wrong with it, 403 for who is barred, the refusal of the lifecycle, 409 when others were faster three times.
    pub async fn file(&self, desk: &Desk) -> Result<Answer, Problem> {
        let Some(version) = desk.catalogue.current(&self.input.item) else {
            return Err(Problem::invalid_field(
                "/item",
                "unknown-item",
                "没有此事项，或尚未发布。",
                "There is no such published item.",
            ));
        };
        let presented = Presented::of(&self.input, self.caller.role, desk.clock.today())?;
        for _ in 0..TRIES {
            if let Some(answer) = self.attempt(desk, &version, presented.as_ref()).await? {
                return Ok(answer);
            }
        }
        Err(Problem::new(Code::ConcurrentChange))
    }

    /// Steps 2 to 6; none when a twin was faster and the answer is to be read again.
    async fn attempt(
        &self,
        desk: &Desk,
        version: &ItemVersion,
        presented: Option<&Presented>,
    ) -> Result<Option<Answer>, Problem> {
        let items = [version.code.to_string()];
        let (loaded, visitor) = match self.read(desk, presented, &items).await? {
            Read::Answered(answer) => return Ok(Some(answer)),
            Read::Fresh(loaded, visitor) => (loaded, visitor),
        };
        let party = self.party(desk, version, &loaded, visitor)?;
        if let (Some(at_once), Some(counter)) = (&self.input.at_once, &party.counter) {
            at_once.check(counter, version, self.input.service)?;
        }
        let now = desk.clock.now();
        let today = shanghai_date(now);
        let concern = concern::concern(
            &self.input,
            loaded.concerned.clone(),
            party.applicant.id,
            version,
            today,
        )?;
        let reliance = loaded.bars.reliance(self.input.commitment);
        let prepared = Prepared::check(
            self,
            desk,
            (version, &BTreeSet::new()),
            &loaded,
            party,
            presented,
            |content, asking, attached| {
                if self.input.submit {
                    content.check(version, asking, attached, reliance)
                } else {
                    let faults = content.check_draft(version);
                    faults.into_iter().chain(reliance.fault(version)).collect()
                }
            },
        )
        .await?;
        let before = prepared.row(self, desk, version).await?;
        let id = before.id;
        let asking = Asking::of(&prepared.party.applicant.kind, self.input.service);
        let content = &prepared.content;
        let facts = version.facts(&content.answers, &content.form, asking);
        let calendar = desk.calendars.fresh(&version.item.division).await?;
        let takes_place = self.input.at_once.is_some() && self.input.service == Service::New;
        let quota = match version.item.quota.filter(|_| takes_place) {
            Some(rule) => {
                let mut connection = desk.db.get().await?;
                Some(store::read_standing(&mut connection, &before, rule, now).await?)
            }
            None => None,
        };
        let context = Context {
            application: id,
            now,
            today,
            calendar: &calendar,
            policy: policy(version, self.input.service),
            facts: &facts,
            delivery: prepared.delivery.mode,
            to_follow: &content.to_follow(version, asking, &prepared.attached, reliance.committed),
            consents: &content.consents(version, asking, prepared.others.minor),
            onto: None,
            lacks_result: version.asks_result(self.input.service) && !self.states_result(),
            quota: quota.as_ref(),
        };
        let mut course = Course::begin(&context, version);
        let consents = prepared.draft(self, &mut course, version, concern, (&desk.cipher, now))?;
        if self.input.submit {
            course.then(Command::Submit)?;
        }
        let mut extras = prepared.extras(self, desk, version, consents)?;
        if let Some(at_once) = &self.input.at_once {
            let received = Received {
                row: &before,
                applicant: prepared.party.applicant.clone(),
                posts: loaded.posts.clone(),
                version,
                content,
                delivery: prepared.delivery.mode,
                now,
            };
            at_once
                .conclude(&mut course, received, &mut extras, self.caller.account, desk)
                .await?;
        }
        let actor = self.actor(prepared.party.counter.as_ref());
        let (case, mut write) = store::project(&before, &Case::new(), &course.events, &actor, &context, extras)
            .map_err(Problem::internal)?;
        if !prepared.party.is_on_record(desk).await? {
            return Ok(None);
        }
        let answer = state_answer(201, &write.application, &case, today)?.at(format!("/api/v1/applications/{id}"));
        write.idempotency = Some(StoredAnswer::new(self.fingerprint.clone(), &answer, machine_now()));
        prepared.copies.keep(desk).await?;
        match apply(desk, &write).await? {
            Applied::Done => Ok(Some(answer)),
            Applied::Stale | Applied::Twin => Ok(None),
        }
    }

    /// Whether it comes with what an approval on the spot has to state.
    fn states_result(&self) -> bool {
        self.input
            .at_once
            .as_ref()
            .is_some_and(|at_once| at_once.result.is_some())
    }
}
