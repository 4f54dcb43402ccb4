//! What an applicant is barred from, after something false.

use serde::Deserialize;

use super::rows::BarRow;
use crate::applications::demanded::Reliance;

/// The bars of an applicant that are in force and matter to an item: from applying for it, and from commitments for whatever item.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(transparent)]
pub struct Bars(Vec<BarRow>);

impl Bars {
    /// What the applicant may rely on.
    pub fn reliance(&self) -> Reliance {
        Reliance {
            barred: self.0.iter().any(|bar| bar.what == "commitment"),
        }
    }
}
