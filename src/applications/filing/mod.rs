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
mod request;
mod reuse;

pub use applicant::IdentityCheck;
pub use at_once::{AtOnce, HandedOver, OnTheSpot};
pub use concern::still_holds;
pub use request::{FileApplication, OnBehalfOf};

pub(super) use reuse::documents_only;

use applicant::{Counter, Presented, Visitor, welcome};
use at_once::Received;
use course::Course;
use others::Others;
use uuid::Uuid;

use super::content::{Content, attach};
use super::copies::Copies;
use super::desk::Desk;
use super::draft::{Beginning, pickup_code};
use super::execute::{TRIES, apply, policy};
use super::lifecycle::{Case, Command, Context, Event, FilingEvent};
use super::ops::answers::state_answer;
use super::rights::no_mandate;
use super::store::rows::PartyRow;
use super::store::{self, Actor, Applied, CommandQuery, Extras, LoadedFiling};
use crate::catalogue::{Asking, ItemVersion};
use crate::clock::{machine_now, shanghai_date};
use crate::codes::{Channel, Service};
use crate::db::idempotency::StoredAnswer;
use crate::documents::usable_since;
use crate::http::{Answer, Fingerprint, RequestId};
use crate::identity::Caller;
use crate::identity::party::open_name;
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
        let now = desk.clock.now();
        let today = shanghai_date(now);
        let visitor = match presented {
            Some(presented) => Some(presented.find(desk).await?),
            None => None,
        };
        let loaded = self.load(desk, self.principal(visitor.as_ref()), today).await?;
        if let Some(stored) = loaded.stored {
            return stored.repeat(&self.fingerprint).map(Some);
        }
        let counter = match &visitor {
            Some(visitor) => Some(visitor.at(&self.caller, &loaded.posts, version)?),
            None => None,
        };
        let applicant = match &visitor {
            Some(visitor) => visitor.row(desk),
            None => self.applicant(loaded.applicant, loaded.mandated)?,
        };
        let applicant = welcome(applicant, version)?;
        let channel = counter.as_ref().map_or(self.channel, |counter| counter.channel);
        if let (Some(at_once), Some(counter)) = (&self.input.at_once, &counter) {
            at_once.check(counter, version, self.input.service)?;
        }
        let concern = concern::concern(&self.input, loaded.concerned, applicant.id, version, today)?;
        let asking = Asking::of(&applicant.kind, self.input.service);
        loaded.bars.may_apply()?;
        let reliance = loaded.bars.reliance(self.input.commitment);
        let known = reuse::known(loaded.known.as_ref(), presented, &desk.cipher)?;
        let (form, mut recorded) = reuse::filled(version, &self.input, known, loaded.earlier.as_ref(), &desk.cipher)?;
        let content = Content {
            answers: self.input.answers.clone(),
            form,
        };
        let delivery = self.input.delivery.clone().unwrap_or_default();
        let id = Uuid::now_v7();
        let copies = Copies::take(desk, applicant.id, &self.input.documents, version, now).await?;
        let offered = [loaded.offered, copies.offered.clone()].concat();
        let attached = attach(id, &self.input.documents, &offered, version, now)?;
        recorded.extend(reuse::reused(&self.input.documents, &offered));
        let mut errors = if self.input.submit {
            content.check(version, asking, &attached, reliance)
        } else {
            content
                .check_draft(version)
                .into_iter()
                .chain(reliance.fault(version))
                .collect()
        };
        errors.extend(delivery.check());
        let others = Others::check(&self.input, version, &applicant, &self.caller, (&desk.cipher, today))?;
        errors.extend_from_slice(&others.errors);
        Problem::faultless(errors)?;
        let name = open_name(&desk.cipher, &applicant.name)?;
        let before = Beginning {
            id,
            number: desk.numbers.application(today).await?,
            version,
            applicant: &applicant,
            name: &name,
            filed_by: self.caller.account,
            channel,
            service: self.input.service,
            now,
        }
        .row();
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
            delivery: delivery.mode,
            to_follow: &content.to_follow(version, asking, &attached, reliance.committed),
            consents: &content.consents(version, asking, others.minor),
            onto: None,
            lacks_result: version.asks_result(self.input.service) && !self.states_result(),
            quota: quota.as_ref(),
        };
        let mut course = Course::begin(&context, version);
        course.then(Command::Draft(self.drafted(version, channel)))?;
        if let Some(presented) = presented {
            course.then(Command::Record(FilingEvent::IdentityChecked {
                document: presented.checked_by,
            }))?;
        }
        if let Some(concern) = concern {
            course.then(Command::Concern(concern))?;
        }
        for event in recorded {
            course.then(Command::Record(event))?;
        }
        if self.input.commitment {
            course.then(Command::Commit { made: true })?;
        }
        let consents = others.name(&mut course, id, &desk.cipher, now)?;
        if self.input.submit {
            course.then(Command::Submit)?;
        }
        let mut extras = Extras {
            form: Some(content.seal(id, version, &desk.cipher)?),
            attach: attached,
            delivery: Some(delivery.seal(&desk.cipher)?),
            pickup_code: Some(pickup_code()),
            subject: self
                .input
                .subject
                .as_ref()
                .map(|subject| subject.seal(&desk.cipher))
                .transpose()?,
            consents,
            ..Extras::default()
        };
        if let Some(at_once) = &self.input.at_once {
            let received = Received {
                row: &before,
                applicant,
                posts: loaded.posts,
                version,
                content: &content,
                delivery: delivery.mode,
                now,
            };
            at_once
                .conclude(&mut course, received, &mut extras, self.caller.account, desk)
                .await?;
        }
        let actor = self.actor(counter.as_ref());
        let (case, mut write) = store::project(&before, &Case::new(), &course.events, &actor, &context, extras)
            .map_err(Problem::internal)?;
        if let Some(visitor) = &visitor
            && !visitor.record(desk).await?
        {
            return Ok(None);
        }
        let answer = state_answer(201, &write.application, &case, today)?.at(format!("/api/v1/applications/{id}"));
        write.idempotency = Some(StoredAnswer::new(self.fingerprint.clone(), &answer, machine_now()));
        copies.keep(desk).await?;
        match apply(desk, &write).await? {
            Applied::Done => Ok(Some(answer)),
            Applied::Stale | Applied::Twin => Ok(None),
        }
    }

    async fn load(&self, desk: &Desk, applicant: Uuid, today: chrono::NaiveDate) -> Result<LoadedFiling, Problem> {
        let query = CommandQuery {
            colleagues: Vec::new(),
            caller: self.caller.account,
            key: Some(self.fingerprint.key.clone()),
            documents: self
                .input
                .documents
                .iter()
                .filter_map(|handed_in| handed_in.document)
                .collect(),
            bars: true,
            today,
            documents_since: usable_since(desk.clock.now()),
        };
        let mut connection = desk.db.get().await?;
        let certificate = self.input.certificate.as_ref();
        Ok(store::load_filing(
            &mut connection,
            applicant,
            self.input.item.as_str(),
            certificate,
            self.input.prefilled_from,
            &query,
        )
        .await?)
    }

    /// The account that applies.
    fn principal(&self, visitor: Option<&Visitor<'_>>) -> Uuid {
        let principal = self.input.on_behalf_of.map(|on_behalf_of| on_behalf_of.account);
        visitor
            .map(|visitor| visitor.id)
            .or(principal)
            .unwrap_or(self.caller.account)
    }

    /// The applicant of who files for themselves, or under a mandate.
    fn applicant(&self, applicant: Option<PartyRow>, mandated: bool) -> Result<PartyRow, Problem> {
        let own = self.input.on_behalf_of.is_none();
        match applicant {
            Some(applicant) if own || mandated => Ok(applicant),
            _ if own => Err(Problem::new(Code::Unauthenticated)),
            _ => Err(no_mandate()),
        }
    }

    /// Whether it comes with what an approval on the spot has to state.
    fn states_result(&self) -> bool {
        self.input
            .at_once
            .as_ref()
            .is_some_and(|at_once| at_once.result.is_some())
    }

    fn drafted(&self, version: &ItemVersion, channel: Channel) -> Event {
        Event::Drafted {
            item: version.item.code.clone(),
            item_version: version.version,
            division: version.item.division.clone(),
            department: version.item.department.clone(),
            channel,
        }
    }

    fn actor(&self, counter: Option<&Counter>) -> Actor {
        Actor {
            account: Some(self.caller.account),
            role: Some(self.caller.role.as_str()),
            on_behalf_of: self.input.on_behalf_of.map(|on_behalf_of| on_behalf_of.account),
            department: counter.map(|counter| counter.department.to_string()),
            request_id: Some(self.request_id.0.clone()),
            operation: self.operation,
        }
    }
}
