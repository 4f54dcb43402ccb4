//! Who files, and for whom: the applicant, at which window or from where.

use uuid::Uuid;

use super::super::desk::Desk;
use super::super::rights::no_mandate;
use super::super::store::rows::PartyRow;
use super::super::store::{self, Actor, CommandQuery, LoadedFiling};
use super::Filing;
use super::applicant::{Counter, Presented, Visitor, welcome};
use crate::catalogue::ItemVersion;
use crate::codes::Channel;
use crate::documents::usable_since;
use crate::http::Answer;
use crate::identity::party::open_name;
use crate::problem::{Code, Problem};

/// What was read of a filing.
pub(crate) enum Read<'a> {
    /// It is a repeat, with this answer.
    Answered(Answer),
    /// It is new.
    Fresh(Box<LoadedFiling>, Option<Visitor<'a>>),
}

/// Who applies, and where.
pub(crate) struct Party<'a> {
    /// The applicant.
    pub(crate) applicant: PartyRow,
    /// Their name.
    pub(crate) name: String,
    /// The window that takes it in.
    pub(crate) counter: Option<Counter>,
    /// Where it is filed.
    pub(crate) channel: Channel,
    visitor: Option<Visitor<'a>>,
}

impl Party<'_> {
    /// Records who stands at the window and is not known yet. False when a colleague has just recorded them.
    ///
    /// # Errors
    /// 500 when the database fails.
    pub(crate) async fn is_on_record(&self, desk: &Desk) -> Result<bool, Problem> {
        match &self.visitor {
            Some(visitor) => visitor.record(desk).await,
            None => Ok(true),
        }
    }
}

impl Filing {
    /// Reads what it depends on, in one statement; at a window first who the applicant is. The applicant must not be barred from any of the
    /// items.
    ///
    /// # Errors
    /// 422 when the key was used for another request, 500 when the database fails.
    pub(crate) async fn read<'a>(
        &self,
        desk: &Desk,
        presented: Option<&'a Presented>,
        items: &[String],
    ) -> Result<Read<'a>, Problem> {
        let visitor = match presented {
            Some(presented) => Some(presented.find(desk).await?),
            None => None,
        };
        let loaded = self.load(desk, self.principal(visitor.as_ref()), items).await?;
        if let Some(stored) = loaded.stored {
            return stored.repeat(&self.fingerprint).map(Read::Answered);
        }
        Ok(Read::Fresh(Box::new(loaded), visitor))
    }

    /// Who applies, and where, as far as they may.
    ///
    /// # Errors
    /// 403 for who works at no window, 409 for who is barred, 422 without a mandate or when the item is for others.
    pub(crate) fn party<'a>(
        &self,
        desk: &Desk,
        version: &ItemVersion,
        loaded: &LoadedFiling,
        visitor: Option<Visitor<'a>>,
    ) -> Result<Party<'a>, Problem> {
        let counter = match &visitor {
            Some(visitor) => Some(visitor.at(&self.caller, &loaded.posts, version)?),
            None => None,
        };
        let applicant = match &visitor {
            Some(visitor) => visitor.row(desk),
            None => self.applicant(loaded.applicant.clone(), loaded.mandated)?,
        };
        let applicant = welcome(applicant, version)?;
        loaded.bars.may_apply()?;
        Ok(Party {
            name: open_name(&desk.cipher, &applicant.name)?,
            channel: counter.as_ref().map_or(self.channel, |counter| counter.channel),
            applicant,
            counter,
            visitor,
        })
    }

    async fn load(&self, desk: &Desk, applicant: Uuid, items: &[String]) -> Result<LoadedFiling, Problem> {
        let today = desk.clock.today();
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
            items,
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

    /// Who is recorded as having acted.
    pub(crate) fn actor(&self, counter: Option<&Counter>) -> Actor {
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
