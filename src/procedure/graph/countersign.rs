//! Several posts answer the same question side by side (会签).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::super::NodeId;
use crate::calendar::Limit;
use crate::codes::{CreditCode, Post};

/// Several posts, mostly of several departments, agree or disagree (会签). Settled as soon as the result is certain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Countersign {
    /// Name in Chinese.
    pub name: String,
    /// Name in English.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name_en: Option<String>,
    /// Who is asked; each answers with the outcome `agree` or `disagree`, the latter with an opinion.
    pub parties: Vec<Party>,
    /// How many have to agree.
    pub rule: Rule,
    /// How long each may take.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<Limit>,
    /// Where it leads when enough agree.
    pub agreed: NodeId,
    /// Where it leads when enough no longer can.
    pub disagreed: NodeId,
}

/// One of those who are asked.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ProcedureParty)]
pub struct Party {
    /// Its department; the item's own if not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub department: Option<CreditCode>,
    /// The post in that department.
    pub post: Post,
}

/// How many of the parties have to agree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = ProcedureRule)]
pub enum Rule {
    /// Every one.
    All,
    /// One is enough.
    Any,
    /// So many.
    AtLeast(u32),
}

impl Countersign {
    /// How many have to agree.
    pub fn needed(&self) -> usize {
        match self.rule {
            Rule::All => self.parties.len(),
            Rule::Any => 1,
            Rule::AtLeast(count) => usize::try_from(count).unwrap_or(usize::MAX),
        }
    }

    /// What the votes so far come to; `None` while it is open.
    pub fn result(&self, votes: &BTreeMap<u32, bool>) -> Option<bool> {
        let agree = votes.values().filter(|agrees| **agrees).count();
        let disagree = votes.len() - agree;
        let at_best = self.parties.len().saturating_sub(disagree);
        if agree >= self.needed() {
            Some(true)
        } else {
            (at_best < self.needed()).then_some(false)
        }
    }
}
