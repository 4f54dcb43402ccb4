//! What is known of the applicant that consents depend on.

use chrono::NaiveDate;

use crate::applications::store::rows::PartyRow;
use crate::codes::CitizenId;
use crate::crypto::Cipher;
use crate::identity::Name;
use crate::identity::party::{open_citizen_id, open_email, open_name, open_phone};
use crate::problem::Problem;

/// Below this age people act with their guardian's consent (Civil Code arts. 17 to 20).
pub const ADULT: u32 = 18;

/// The applicant, readable.
#[derive(Clone)]
pub struct Applicant {
    /// Their name.
    pub name: Option<Name>,
    /// Their ID number, of a natural person.
    pub citizen_id: Option<CitizenId>,
    /// Their own phone.
    pub phone: Option<String>,
    /// Their own e-mail address.
    pub email: Option<String>,
}

impl Applicant {
    /// Opens what was read.
    ///
    /// # Errors
    /// 500 when it cannot be decrypted.
    pub fn open(row: &PartyRow, cipher: &Cipher) -> Result<Self, Problem> {
        let citizen_id = open_citizen_id(cipher, row.citizen_id.as_deref())?;
        Ok(Self {
            name: open_name(cipher, &row.name)?.parse().ok(),
            citizen_id: citizen_id.and_then(|id| id.parse().ok()),
            phone: open_phone(cipher, row.phone.as_deref())?,
            email: open_email(cipher, row.email.as_deref())?,
        })
    }

    /// Whether they are a person under 18 by their ID number.
    pub fn is_minor(&self, today: NaiveDate) -> bool {
        let age = self.citizen_id.as_ref().and_then(|id| id.age_on(today));
        age.is_some_and(|age| age < ADULT)
    }
}
