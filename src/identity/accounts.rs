//! Who an account belongs to.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::access::Role;
use super::name::Name;
use crate::codes::{CitizenId, CreditCode, EmailAddress, Mobile, Post};
use crate::crypto::CryptoError;
use crate::problem::Problem;

pub use super::store::accounts::load;
pub use super::store::memberships::{holders, memberships};

/// What kind of person an account belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AccountKind {
    /// A citizen (自然人).
    NaturalPerson,
    /// A company or another organisation (法人).
    LegalPerson,
    /// Somebody who works here (工作人员).
    Staff,
}

impl AccountKind {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::NaturalPerson, Self::LegalPerson, Self::Staff];

    /// The word of the API and the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NaturalPerson => "natural_person",
            Self::LegalPerson => "legal_person",
            Self::Staff => "staff",
        }
    }

    /// Reads the word back.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

/// The holder of an account, with the personal data opened. Its parts mask themselves in `Debug`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// The account.
    pub id: Uuid,
    /// What kind of person.
    pub kind: AccountKind,
    /// What the account is for.
    pub role: Role,
    /// Login name, if it has one beside phone and e-mail.
    pub login: Option<String>,
    /// Name.
    pub name: Name,
    /// Citizen id, of natural persons.
    pub citizen_id: Option<CitizenId>,
    /// Unified social credit code, of legal persons.
    pub credit_code: Option<CreditCode>,
    /// Mobile number.
    pub phone: Option<Mobile>,
    /// E-mail address.
    pub email: Option<EmailAddress>,
    /// Mobile number left at a window by somebody without an account; others may have left the same.
    pub contact_phone: Option<Mobile>,
    /// E-mail address left at a window by somebody without an account; others may have left the same.
    pub contact_email: Option<EmailAddress>,
    /// Whether they can sign in. A window records people who cannot.
    pub has_account: bool,
    /// Since when there is the account.
    pub created_at: DateTime<Utc>,
}

impl Person {
    /// The name as others may see it: the surname of a natural person; names of organisations are public.
    pub fn masked_name(&self) -> String {
        masked(self.kind, &self.name)
    }

    /// What a password must not contain.
    pub(super) fn logins(&self) -> Vec<&str> {
        let phone = self.phone.as_ref().map(Mobile::as_str);
        let email = self.email.as_ref().map(EmailAddress::as_str);
        [phone, email, self.login.as_deref()].into_iter().flatten().collect()
    }
}

/// A name as others may see it.
pub(super) fn masked(kind: AccountKind, name: &Name) -> String {
    match kind {
        AccountKind::LegalPerson => name.to_string(),
        AccountKind::NaturalPerson | AccountKind::Staff => name.masked(),
    }
}

/// A post held in a department.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Membership {
    /// Credit code of the department.
    #[schema(value_type = CreditCode)]
    pub department: String,
    /// The post.
    #[schema(value_type = Post)]
    pub post: String,
}

/// Why an account cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum AccountError {
    /// The database failed.
    #[error(transparent)]
    Database(#[from] diesel::result::Error),
    /// A sealed value does not open.
    #[error("account {id}: {source}")]
    Sealed {
        /// Whose.
        id: Uuid,
        /// Why.
        source: CryptoError,
    },
    /// A stored value is not what this program writes.
    #[error("account {id}: its {field} is not valid")]
    Corrupt {
        /// Whose.
        id: Uuid,
        /// Which.
        field: &'static str,
    },
}

impl From<AccountError> for Problem {
    fn from(error: AccountError) -> Self {
        match error {
            AccountError::Database(error) => error.into(),
            AccountError::Sealed { .. } | AccountError::Corrupt { .. } => Self::internal(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_read_back() {
        for kind in AccountKind::ALL {
            assert_eq!(AccountKind::from_word(kind.as_str()), Some(kind));
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.as_str());
        }
    }

    #[test]
    fn an_organisation_has_nothing_to_hide() {
        let name: Name = "示例有限公司".parse().unwrap();
        assert_eq!(masked(AccountKind::LegalPerson, &name), "示例有限公司");
        assert_eq!(masked(AccountKind::NaturalPerson, &name), "示**");
    }
}
