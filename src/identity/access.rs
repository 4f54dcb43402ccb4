//! The permission matrix: which role may attempt which action. The one place.
//!
//! A role opens the door; whether this application, task or department is the caller's is decided on what the command reads (posts held,
//! mandates, ownership), never on the token.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::problem::Code;

/// What an account is for. Posts inside departments are memberships, not roles.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// A citizen, a company's handler or an agent.
    Applicant,
    /// A clerk or reviewer holding posts in departments.
    Staff,
    /// Reads statistics and supervises.
    Manager,
    /// Reads the audit trail.
    Auditor,
    /// Runs the installation: catalogue, calendar, accounts.
    Admin,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 5] = [Self::Applicant, Self::Staff, Self::Manager, Self::Auditor, Self::Admin];

    /// The word of the API and the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Applicant => "applicant",
            Self::Staff => "staff",
            Self::Manager => "manager",
            Self::Auditor => "auditor",
            Self::Admin => "admin",
        }
    }

    /// Reads the word back.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == word)
    }
}

/// Who may attempt an action.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// Everybody, signed in or not.
    Anyone,
    /// Everybody who is signed in.
    SignedIn,
    /// These roles.
    Only(&'static [Role]),
}

/// A permission as a type, so that a handler's signature shows what it takes.
pub trait Permission {
    /// The action it permits.
    const ACTION: Action;
}

macro_rules! permission_matrix {
    ($($action:ident: $who:expr, $what:literal;)*) => {
        /// Something a caller may attempt.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Action {
            $(#[doc = $what] $action,)*
        }

        impl Action {
            /// Every action.
            pub const ALL: &'static [Self] = &[$(Self::$action,)*];

            /// Who may attempt it.
            pub const fn who(self) -> Who {
                match self { $(Self::$action => $who,)* }
            }

            /// The action in words.
            pub const fn describe(self) -> &'static str {
                match self { $(Self::$action => $what,)* }
            }
        }

        /// The permissions as types, for handler signatures.
        pub mod may {
            $(#[doc = $what] #[derive(Clone, Copy, Debug)] pub struct $action;
            impl super::Permission for $action { const ACTION: super::Action = super::Action::$action; })*
        }
    };
}

use Role::{Admin, Applicant, Manager, Staff};
use Who::{Anyone, Only, SignedIn};

permission_matrix! {
    Register: Anyone, "Register an account";
    SignIn: Anyone, "Start, refresh or reset a session";
    SignOut: SignedIn, "End one's session";
    ReadSelf: SignedIn, "Read and change one's own account";
    GrantMandates: Only(&[Applicant]), "Let somebody act for oneself";
    ReadCatalogue: Anyone, "Read divisions, departments and items";
    ManageCatalogue: Only(&[Admin]), "Import and publish the catalogue";
    ReadCalendar: Anyone, "Read the calendar of working days";
    ManageCalendar: Only(&[Admin]), "Load and correct years of the calendar";
    ImportApplications: Only(&[Admin]), "Tell what other systems have done with applications they handle";
    MigrateApplications: Only(&[Admin]), "Move running applications to another version of their item";
    UploadDocuments: Only(&[Applicant, Staff]), "Upload documents and read one's own";
    BeginApplications: Only(&[Applicant, Staff]), "File applications: one's own, or at a window those of whoever comes there";
    FileApplications: Only(&[Applicant]), "File and follow applications";
    ReadApplications: Only(&[Applicant, Staff, Manager]), "Read applications one is party to or handles";
    HandleTasks: Only(&[Staff]), "Claim and complete tasks of one's posts";
    SuperviseTasks: Only(&[Staff, Manager]), "Put tasks into colleagues' hands; keep people from working on a case";
    ReadTasks: Only(&[Staff, Manager]), "Read task queues of one's posts";
    KeepPhrases: Only(&[Staff, Manager]), "Keep the common phrases of one's posts";
    LookUpAtDesk: Only(&[Staff]), "Look people and applications up at a window";
    CheckProgress: Anyone, "Check progress by number and proof";
    VerifyCertificates: Anyone, "Verify a certificate by number and code";
    AnswerConsents: Anyone, "Answer a request for one's consent, with the link sent to one";
    ReadInbox: SignedIn, "Read one's notifications";
    TravelInTime: Anyone, "Move the development clock";
    ReadStatus: Anyone, "Read health, metrics and API documentation";
}

impl Action {
    /// Whether a role may attempt it.
    pub fn permits(self, role: Option<Role>) -> bool {
        match (self.who(), role) {
            (Anyone, _) | (SignedIn, Some(_)) => true,
            (Only(roles), Some(role)) => roles.contains(&role),
            (SignedIn | Only(_), None) => false,
        }
    }

    /// Whether a caller must be signed in.
    pub fn needs_account(self) -> bool {
        self.who() != Anyone
    }
}

/// What the documentation says of an operation beside its route: who may, and every problem it can answer with.
#[derive(Clone, Copy, Debug)]
pub struct Operation {
    /// The operation id of the OpenAPI document: the handler's name.
    pub id: &'static str,
    /// What the caller must be permitted.
    pub action: Action,
    /// The problems of this operation's own. What every operation can answer (rate limits, malformed requests, missing permission, our faults) is added.
    pub problems: &'static [Code],
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_read_back() {
        for role in Role::ALL {
            assert_eq!(Role::from_word(role.as_str()), Some(role));
        }
        assert_eq!(Role::from_word("root"), None);
    }

    #[test]
    fn nobody_unknown_passes_a_closed_door() {
        for action in Action::ALL {
            assert_eq!(action.permits(None), !action.needs_account(), "{action:?}");
        }
        assert!(!Action::ManageCatalogue.permits(Some(Role::Applicant)));
        assert!(Action::ManageCatalogue.permits(Some(Role::Admin)));
    }
}
