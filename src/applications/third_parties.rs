//! Third parties with major interests (利害关系人): who they are and what they said is personal, so it is kept encrypted.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::lifecycle::Case;
use super::store::rows::ThirdPartyRow;
use crate::crypto::Cipher;
use crate::problem::Problem;

const PURPOSE: &str = "application.third_party";

/// The stages of a row: told of its rights, and heard.
pub const TOLD: &str = "told";
/// See [`TOLD`].
pub const HEARD: &str = "heard";

/// A third party, as those see it who handle the application.
#[derive(Debug, Serialize, ToSchema)]
pub struct ThirdPartyView {
    /// Its number in the application.
    pub number: u32,
    /// Its name.
    pub name: String,
    /// How to reach it.
    pub contact: Option<String>,
    /// What interest of its is at stake.
    pub interest: String,
    /// The day it was told of its rights.
    pub told_on: NaiveDate,
    /// The last day to state its case or to ask for a hearing.
    pub answer_by: Option<NaiveDate>,
    /// What it said, once it was heard or said that it will not be.
    pub statement: Option<Statement>,
}

/// What a third party said.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct Statement {
    /// Whether it was heard.
    pub heard: bool,
    /// What it said.
    pub summary: String,
}

#[derive(Deserialize)]
struct Told {
    name: String,
    contact: Option<String>,
    interest: String,
}

/// The number of the next third party of an application.
pub fn next_number(case: &Case) -> u32 {
    case.third_parties.keys().max().map_or(1, |last| last + 1)
}

/// What is kept of what somebody wrote.
pub fn seal(cipher: &Cipher, details: &Value) -> Value {
    cipher.encrypt_json(PURPOSE, details)
}

/// Reads what is kept.
///
/// # Errors
/// 500 when it cannot be decrypted.
pub fn open(cipher: &Cipher, case: &Case, rows: &[ThirdPartyRow]) -> Result<Vec<ThirdPartyView>, Problem> {
    let told = rows.iter().filter(|row| row.stage == TOLD);
    told.map(|row| {
        let Told {
            name,
            contact,
            interest,
        } = read(cipher, row)?;
        let heard = rows
            .iter()
            .find(|other| other.stage == HEARD && other.number == row.number);
        Ok(ThirdPartyView {
            number: row.number,
            name,
            contact,
            interest,
            told_on: row.on_day,
            answer_by: case.third_parties.get(&row.number).map(|party| party.answer_by),
            statement: heard.map(|row| read(cipher, row)).transpose()?,
        })
    })
    .collect()
}

fn read<T: serde::de::DeserializeOwned>(cipher: &Cipher, row: &ThirdPartyRow) -> Result<T, Problem> {
    let details = cipher.decrypt_json(PURPOSE, &row.details).map_err(Problem::internal)?;
    serde_json::from_value(details).map_err(Problem::internal)
}
