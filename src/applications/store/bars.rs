//! What an applicant is barred from, after something false.

use serde::Deserialize;

use super::rows::BarRow;
use crate::applications::demanded::Reliance;
use crate::applications::lifecycle::{APPLICATION, COMMITMENT};
use crate::problem::{Code, Problem};

/// The bars of an applicant that are in force and matter to an item: from applying for it, and from commitments for whatever item.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(transparent)]
pub struct Bars(Vec<BarRow>);

impl Bars {
    /// Asks that the applicant may apply for the item (arts. 78, 79).
    ///
    /// # Errors
    /// 409 otherwise.
    pub fn may_apply(&self) -> Result<(), Problem> {
        let barred = self.0.iter().find(|bar| bar.what == APPLICATION);
        barred.map_or(Ok(()), |bar| {
            let problem = Problem::new(Code::ApplicantBarred);
            Err(match bar.until_on {
                Some(until) => problem.with_detail(
                    format!("因隐瞒情况或提供虚假材料，{until}（含当日）前不得再次申请该事项。"),
                    format!("After something hidden or false no application for this item is possible until {until}."),
                ),
                None => problem,
            })
        })
    }

    /// What the applicant may rely on, with a commitment or without.
    pub fn reliance(&self, committed: bool) -> Reliance {
        Reliance {
            committed,
            barred: self.0.iter().any(|bar| bar.what == COMMITMENT),
        }
    }
}
