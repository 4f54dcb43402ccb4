//! Those an application concerns beside its applicant, as it is filed: whom it is about, and whose consent there is to be.

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use super::super::consents::{Applicant, Naming};
use super::super::store::rows::{ConsentRow, PartyRow};
use super::super::subject;
use super::course::Course;
use super::request::FileApplication;
use crate::catalogue::ItemVersion;
use crate::crypto::Cipher;
use crate::identity::{Caller, Role};
use crate::problem::{FieldError, Problem};

/// The others, checked.
pub(crate) struct Others {
    naming: Naming,
    /// Whether the applicant is under 18.
    pub(crate) minor: bool,
    /// Everything wrong with what was said of them.
    pub(crate) errors: Vec<FieldError>,
}

impl Others {
    /// Checks what a request says of them.
    ///
    /// # Errors
    /// 500 when what is kept of the applicant cannot be decrypted.
    pub(crate) fn check(
        input: &FileApplication,
        version: &ItemVersion,
        applicant: &PartyRow,
        caller: &Caller,
        (cipher, today): (&Cipher, NaiveDate),
    ) -> Result<Self, Problem> {
        let applicant = Applicant::open(applicant, cipher)?;
        let mut errors = match &input.subject {
            Some(subject) => subject.check(version, &applicant, today),
            None if input.submit => subject::missing(version).into_iter().collect(),
            None => Vec::new(),
        };
        let at_window = caller.role == Role::Staff;
        let naming = Naming::check(&input.consents, version, &applicant, at_window).unwrap_or_else(|faults| {
            errors.extend(faults);
            Naming::default()
        });
        Ok(Self {
            naming,
            minor: applicant.is_minor(today),
            errors,
        })
    }

    /// Names those whose consent there is to be; who stands at the window consents at once.
    ///
    /// # Errors
    /// The lifecycle's refusal.
    pub(crate) fn name(
        &self,
        course: &mut Course<'_>,
        owner: Uuid,
        cipher: &Cipher,
        now: DateTime<Utc>,
    ) -> Result<Vec<ConsentRow>, Problem> {
        if self.naming.is_empty() {
            return Ok(Vec::new());
        }
        let rows = self.naming.rows(owner, &course.case, cipher, now)?;
        let given = self.naming.given(&course.case);
        course.then(self.naming.command())?;
        given.into_iter().try_for_each(|command| course.then(command))?;
        Ok(rows)
    }
}
