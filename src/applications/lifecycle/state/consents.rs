//! The consents that an application waits for before it is handed in.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Whose consent there is to be beside the applicant's, and whether the application waits for it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consents {
    /// Those who are to consent, by number. Numbers are never used again.
    pub parties: BTreeMap<u32, Consent>,
    /// The highest number so far.
    pub numbered: u32,
    /// Whether the applicant has handed in, so that the last consent completes it.
    pub held: bool,
}

/// One consent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consent {
    /// To what: the code of the item's rule.
    pub code: String,
    /// Where it stands.
    pub state: ConsentState,
    /// The last day of the link, once asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_on: Option<NaiveDate>,
}

/// Where a consent stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ConsentState {
    /// Named, not asked yet.
    Named,
    /// Asked, and may still answer.
    Asked,
    /// Given.
    Given,
    /// Refused.
    Refused,
    /// Not answered in time.
    Expired,
}

impl Consents {
    /// Whether nobody was ever named.
    pub fn is_empty(&self) -> bool {
        self.numbered == 0
    }

    /// The numbers of those who are named next, each with what they consent to.
    pub fn number(&self, codes: impl IntoIterator<Item = String>) -> BTreeMap<u32, String> {
        (self.numbered + 1..).zip(codes).collect()
    }

    /// Those of these that nobody is named for.
    pub fn unnamed(&self, codes: &BTreeSet<String>) -> BTreeSet<String> {
        let named = |code: &String| self.parties.values().any(|consent| consent.code == *code);
        codes.iter().filter(|code| !named(code)).cloned().collect()
    }

    /// Those who are to give one of these and have not.
    pub fn lacking<'a>(&'a self, codes: &'a BTreeSet<String>) -> impl Iterator<Item = (u32, &'a Consent)> {
        let lacking =
            |(_, consent): &(&u32, &Consent)| consent.state != ConsentState::Given && codes.contains(&consent.code);
        self.parties
            .iter()
            .filter(lacking)
            .map(|(party, consent)| (*party, consent))
    }

    /// Nobody is waited for any more, and what was agreed to is another thing now.
    pub(in super::super) fn void(&mut self) {
        self.held = false;
        for consent in self.parties.values_mut() {
            consent.state = ConsentState::Named;
            consent.expires_on = None;
        }
    }
}
