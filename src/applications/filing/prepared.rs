//! What is handed in, checked.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::super::content::{Content, attach};
use super::super::copies::Copies;
use super::super::delivery::DeliveryWish;
use super::super::desk::Desk;
use super::super::draft::{Beginning, pickup_code};
use super::super::known::Known;
use super::super::lifecycle::{Command, Concern, Event, FilingEvent};
use super::super::store::rows::{ApplicationRow, AttachmentRow, ConsentRow};
use super::super::store::{Extras, LoadedFiling};
use super::applicant::Presented;
use super::course::Course;
use super::others::Others;
use super::party::Party;
use super::{Filing, reuse};
use crate::catalogue::{Asking, ItemVersion};
use crate::clock::shanghai_date;
use crate::codes::{Channel, IdentityDocument};
use crate::crypto::Cipher;
use crate::problem::{FieldError, Problem};

/// A filing, checked.
pub(crate) struct Prepared<'a> {
    /// The id it gets.
    pub(crate) id: Uuid,
    /// Who applies, and where.
    pub(crate) party: Party<'a>,
    /// Answers and form, with what is on record filled in.
    pub(crate) content: Content,
    /// The files handed in.
    pub(crate) attached: Vec<AttachmentRow>,
    /// What is on record of the applicant, or was shown at the window.
    pub(crate) known: Option<Known>,
    /// Copies of certificates, to be kept.
    pub(crate) copies: Copies,
    /// How the result is to be delivered.
    pub(crate) delivery: DeliveryWish,
    /// Those it concerns beside the applicant.
    pub(crate) others: Others,
    recorded: Vec<FilingEvent>,
    checked_by: Option<IdentityDocument>,
    now: DateTime<Utc>,
}

impl<'a> Prepared<'a> {
    /// Checks what is handed in, and fills in what is on record but for `hidden` fields, which are not asked for; `check` tells what is wrong
    /// with answers, form and materials.
    ///
    /// # Errors
    /// 422 with everything wrong.
    pub(crate) async fn check(
        filing: &Filing,
        desk: &Desk,
        (version, hidden): (&ItemVersion, &BTreeSet<String>),
        loaded: &LoadedFiling,
        party: Party<'a>,
        presented: Option<&Presented>,
        check: impl Fn(&Content, Asking<'_>, &[AttachmentRow]) -> Vec<FieldError>,
    ) -> Result<Self, Problem> {
        let (input, now, id) = (&filing.input, desk.clock.now(), Uuid::now_v7());
        let known = reuse::known(loaded.known.as_ref(), presented, &desk.cipher)?;
        let (form, mut recorded) = reuse::filled(
            (version, hidden),
            input,
            known.clone(),
            loaded.earlier.as_ref(),
            &desk.cipher,
        )?;
        let content = Content {
            answers: input.answers.clone(),
            form,
        };
        let delivery = input.delivery.clone().unwrap_or_default();
        let copies = Copies::take(desk, party.applicant.id, &input.documents, Some(version), now).await?;
        let offered = [loaded.offered.clone(), copies.offered.clone()].concat();
        let attached = attach(id, &input.documents, &offered, version, now)?;
        recorded.extend(reuse::reused(&input.documents, &offered));
        let asking = Asking::of(&party.applicant.kind, input.service);
        let mut errors = check(&content, asking, &attached);
        errors.extend(delivery.check());
        let today = shanghai_date(now);
        let others = Others::check(input, version, &party.applicant, &filing.caller, (&desk.cipher, today))?;
        errors.extend_from_slice(&others.errors);
        Problem::faultless(errors)?;
        Ok(Self {
            id,
            party,
            content,
            attached,
            known,
            copies,
            delivery,
            others,
            recorded,
            checked_by: presented.map(|presented| presented.checked_by),
            now,
        })
    }

    /// Its row before the first event.
    ///
    /// # Errors
    /// 500 when no number can be leased.
    pub(crate) async fn row(
        &self,
        filing: &Filing,
        desk: &Desk,
        version: &ItemVersion,
    ) -> Result<ApplicationRow, Problem> {
        let beginning = Beginning {
            id: self.id,
            number: desk.numbers.application(shanghai_date(self.now)).await?,
            version,
            applicant: &self.party.applicant,
            name: &self.party.name,
            filed_by: filing.caller.account,
            channel: self.party.channel,
            service: filing.input.service,
            now: self.now,
        };
        Ok(beginning.row())
    }

    /// The commands that make a draft of it, up to handing it in.
    ///
    /// # Errors
    /// The lifecycle's refusal.
    pub(crate) fn draft(
        &self,
        filing: &Filing,
        course: &mut Course<'_>,
        version: &ItemVersion,
        concern: Option<Concern>,
        (cipher, now): (&Cipher, DateTime<Utc>),
    ) -> Result<Vec<ConsentRow>, Problem> {
        course.then(Command::Draft(drafted(version, self.party.channel)))?;
        if let Some(document) = self.checked_by {
            course.then(Command::Record(FilingEvent::IdentityChecked { document }))?;
        }
        if let Some(concern) = concern {
            course.then(Command::Concern(concern))?;
        }
        for event in &self.recorded {
            course.then(Command::Record(event.clone()))?;
        }
        if filing.input.commitment {
            course.then(Command::Commit { made: true })?;
        }
        self.others.name(course, self.id, cipher, now)
    }

    /// What is kept beside the events.
    ///
    /// # Errors
    /// 500 when encryption fails.
    pub(crate) fn extras(
        &self,
        filing: &Filing,
        desk: &Desk,
        version: &ItemVersion,
        consents: Vec<ConsentRow>,
    ) -> Result<Extras, Problem> {
        let subject = filing.input.subject.as_ref();
        Ok(Extras {
            form: Some(self.content.seal(self.id, version, &desk.cipher)?),
            attach: self.attached.clone(),
            delivery: Some(self.delivery.seal(&desk.cipher)?),
            pickup_code: Some(pickup_code()),
            subject: subject.map(|subject| subject.seal(&desk.cipher)).transpose()?,
            consents,
            ..Extras::default()
        })
    }
}

/// The first event of what is filed for an item.
pub(crate) fn drafted(version: &ItemVersion, channel: Channel) -> Event {
    Event::Drafted {
        item: version.item.code.clone(),
        item_version: version.version,
        division: version.item.division.clone(),
        department: version.item.department.clone(),
        channel,
    }
}
