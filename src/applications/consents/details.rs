//! Who is to consent: personal, so it is kept encrypted.

use serde::{Deserialize, Serialize};

use crate::applications::store::rows::ConsentRow;
use crate::codes::{CitizenId, EmailAddress, Mobile};
use crate::crypto::Cipher;
use crate::identity::party::masked_name;
use crate::problem::Problem;

const PURPOSE: &str = "application.consent";

/// Somebody who is to consent.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Details {
    /// Their name.
    pub name: String,
    /// Their ID number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub citizen_id: Option<CitizenId>,
    /// Where a text message reaches them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<Mobile>,
    /// Where an e-mail reaches them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<EmailAddress>,
}

impl Details {
    /// What is kept.
    ///
    /// # Errors
    /// 500 when they cannot be written as JSON.
    pub fn seal(&self, cipher: &Cipher) -> Result<serde_json::Value, Problem> {
        let whole = serde_json::to_value(self).map_err(Problem::internal)?;
        Ok(cipher.encrypt_json(PURPOSE, &whole))
    }

    /// Reads what is kept.
    ///
    /// # Errors
    /// 500 when it cannot be decrypted.
    pub fn open(row: &ConsentRow, cipher: &Cipher) -> Result<Self, Problem> {
        let whole = cipher.decrypt_json(PURPOSE, &row.details).map_err(Problem::internal)?;
        serde_json::from_value(whole).map_err(Problem::internal)
    }

    /// The name as others may see it.
    pub fn masked_name(&self) -> String {
        masked_name("natural_person", &self.name)
    }

    /// The last four characters by which they are known: of the ID number, or of the phone while that is not known.
    pub fn tail(&self) -> Option<&str> {
        let id = self.citizen_id.as_ref().map(CitizenId::last_four);
        id.or_else(|| self.phone.as_ref().map(Mobile::last_four))
    }
}
