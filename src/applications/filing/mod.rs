//! Filing: how an application comes into being, whoever files it and wherever.
//!
//! 1. Find the item's current version.
//! 2. Read the applicant, the mandate, the documents and a stored answer, in one statement.
//! 3. A repeat gets its first answer.
//! 4. Check who applies, and what is handed in: a draft may be incomplete, a submission may not.
//! 5. Give it a number and decide: drafted, and submitted if asked.
//! 6. Write application, form, documents, events, intake task, alarm and outbox in one statement.

mod course;
mod request;

pub use request::{FileApplication, OnBehalfOf};

use course::Course;
use uuid::Uuid;

use super::content::{Content, attach};
use super::desk::Desk;
use super::draft::{Beginning, pickup_code};
use super::execute::{TRIES, apply, policy};
use super::lifecycle::{Case, Command, Context, Event};
use super::ops::answers::state_answer;
use super::store::rows::PartyRow;
use super::store::{self, Actor, Applied, CommandQuery, Extras, LoadedFiling};
use crate::catalogue::ItemVersion;
use crate::clock::{machine_now, shanghai_date};
use crate::codes::{Audience, Channel};
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
        for _ in 0..TRIES {
            if let Some(answer) = self.attempt(desk, &version).await? {
                return Ok(answer);
            }
        }
        Err(Problem::new(Code::ConcurrentChange))
    }

    /// Steps 2 to 6; none when a twin was faster and the answer is to be read again.
    async fn attempt(&self, desk: &Desk, version: &ItemVersion) -> Result<Option<Answer>, Problem> {
        let now = desk.clock.now();
        let today = shanghai_date(now);
        let loaded = self.load(desk, today).await?;
        if let Some(stored) = loaded.stored {
            return stored.repeat(&self.fingerprint).map(Some);
        }
        let applicant = self.applicant(loaded.applicant, loaded.mandated, version)?;
        loaded.bars.may_apply()?;
        let reliance = loaded.bars.reliance(self.input.commitment);
        let content = Content {
            answers: self.input.answers.clone(),
            form: self.input.form.clone(),
        };
        let delivery = self.input.delivery.clone().unwrap_or_default();
        let id = Uuid::now_v7();
        let attached = attach(id, &self.input.documents, &loaded.offered, version, now)?;
        let mut errors = if self.input.submit {
            content.check(version, &applicant.kind, &attached, reliance)
        } else {
            content
                .check_draft(version)
                .into_iter()
                .chain(reliance.fault(version))
                .collect()
        };
        errors.extend(delivery.check());
        if !errors.is_empty() {
            return Err(Problem::invalid(errors));
        }
        let name = open_name(&desk.cipher, &applicant.name)?;
        let before = Beginning {
            id,
            number: desk.numbers.application(today).await?,
            version,
            applicant: &applicant,
            name: &name,
            filed_by: self.caller.account,
            channel: self.channel,
            service: self.input.service,
            now,
        }
        .row();
        let facts = version.facts(&content.answers, &content.form, Some(&applicant.kind));
        let calendar = desk.calendars.fresh(&version.item.division).await?;
        let context = Context {
            application: id,
            now,
            today,
            calendar: &calendar,
            policy: policy(version, self.input.service),
            facts: &facts,
            delivery: delivery.mode,
            to_follow: &content.to_follow(version, &applicant.kind, &attached, reliance.committed),
            consents: &content.consents(version, &applicant.kind),
            onto: None,
            quota: None,
        };
        let mut course = Course::begin(&context, version);
        course.then(Command::Draft(self.drafted(version)))?;
        if self.input.commitment {
            course.then(Command::Commit { made: true })?;
        }
        if self.input.submit {
            course.then(Command::Submit)?;
        }
        let extras = Extras {
            form: Some(content.seal(id, version, &desk.cipher)?),
            attach: attached,
            delivery: Some(delivery.seal(&desk.cipher)?),
            pickup_code: Some(pickup_code()),
            ..Extras::default()
        };
        let (case, mut write) = store::project(&before, &Case::new(), &course.events, &self.actor(), &context, extras)
            .map_err(Problem::internal)?;
        let answer = state_answer(201, &write.application, &case, today)?.at(format!("/api/v1/applications/{id}"));
        write.idempotency = Some(StoredAnswer::new(self.fingerprint.clone(), &answer, machine_now()));
        match apply(desk, &write).await? {
            Applied::Done => Ok(Some(answer)),
            Applied::Stale | Applied::Twin => Ok(None),
        }
    }

    async fn load(&self, desk: &Desk, today: chrono::NaiveDate) -> Result<LoadedFiling, Problem> {
        let query = CommandQuery {
            colleagues: Vec::new(),
            caller: self.caller.account,
            key: Some(self.fingerprint.key.clone()),
            documents: self
                .input
                .documents
                .iter()
                .map(|handed_in| handed_in.document)
                .collect(),
            bars: true,
            today,
            documents_since: usable_since(desk.clock.now()),
        };
        let mut connection = desk.db.get().await?;
        Ok(store::load_filing(&mut connection, self.principal(), self.input.item.as_str(), &query).await?)
    }

    /// The account that applies.
    fn principal(&self) -> Uuid {
        self.input
            .on_behalf_of
            .map_or(self.caller.account, |on_behalf_of| on_behalf_of.account)
    }

    fn applicant(
        &self,
        applicant: Option<PartyRow>,
        mandated: bool,
        version: &ItemVersion,
    ) -> Result<PartyRow, Problem> {
        let own = self.principal() == self.caller.account;
        let applicant = match applicant {
            Some(applicant) if own || mandated => applicant,
            _ if own => return Err(Problem::new(Code::Unauthenticated)),
            _ => {
                return Err(Problem::invalid_field(
                    "/on_behalf_of/account",
                    "no-mandate",
                    "您没有此申请人对该事项的有效授权。",
                    "You hold no mandate of this applicant for this item.",
                ));
            }
        };
        let kind = if applicant.kind == "natural_person" {
            Audience::NaturalPerson
        } else {
            Audience::LegalPerson
        };
        let audience = &version.item.audience;
        let welcome = audience.is_empty() || audience.iter().any(|group| group.covers(kind) || kind.covers(*group));
        if welcome {
            Ok(applicant)
        } else {
            Err(Problem::invalid_field(
                "/item",
                "wrong-audience",
                "该事项不面向此类申请人。",
                "The item is not for this kind of applicant.",
            ))
        }
    }

    fn drafted(&self, version: &ItemVersion) -> Event {
        Event::Drafted {
            item: version.item.code.clone(),
            item_version: version.version,
            division: version.item.division.clone(),
            department: version.item.department.clone(),
            channel: self.channel,
        }
    }

    fn actor(&self) -> Actor {
        Actor {
            account: Some(self.caller.account),
            role: Some(self.caller.role.as_str()),
            on_behalf_of: self.input.on_behalf_of.map(|on_behalf_of| on_behalf_of.account),
            department: None,
            request_id: Some(self.request_id.0.clone()),
            operation: self.operation,
        }
    }
}
