//! Somebody whom a window has recorded registers: what was recorded becomes their account, with all their applications in it. Knowing an ID
//! number is no proof of being its holder; the receipt slip of one of their applications is.

use diesel_async::{AsyncConnection, AsyncPgConnection};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::checked::{Checked, Faults};
use super::limits::Limits;
use super::name::Name;
use super::store::accounts;
use super::store::people::{self, TakeOver};
use super::vault::Vault;
use super::walk_in::Identity;
use crate::codes::ApplicationNumber;
use crate::db::audit::AuditRow;
use crate::problem::{Code, Problem};

/// What the receipt slip of an application says.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReceiptSlip {
    /// The application's number.
    #[serde(default)]
    #[schema(value_type = ApplicationNumber, required = true)]
    number: Checked<ApplicationNumber>,
    /// The pickup code, six digits.
    #[serde(default)]
    #[schema(value_type = String, required = true, example = "482913")]
    pickup_code: Checked<String>,
}

/// A [`ReceiptSlip`] without faults.
#[derive(Clone, Debug)]
pub(super) struct Receipt {
    number: ApplicationNumber,
    pickup_code: String,
}

impl ReceiptSlip {
    /// Checks both fields, which are below `/receipt`.
    pub(super) fn check(self, faults: &mut Faults) -> Option<Receipt> {
        let number = faults.required("/receipt/number", self.number);
        let pickup_code = faults.required("/receipt/pickup_code", self.pickup_code);
        let (number, pickup_code) = number.zip(pickup_code)?;
        Some(Receipt { number, pickup_code })
    }
}

/// Who takes over what was recorded.
#[derive(Clone, Copy, Debug)]
pub(super) struct Claim<'a> {
    pub(super) identity: &'a Identity,
    pub(super) name: &'a Name,
    pub(super) receipt: Option<&'a Receipt>,
}

/// Turns what a window has recorded into an account, and says which. `audit` is the row of the registration; it is written to the person found.
///
/// 1. Find the person by ID number or credit code: `account-exists` when it is none that a window recorded.
/// 2. Count the attempt against them, so that nobody guesses a pickup code.
/// 3. The name must be theirs and the slip one of their applications': otherwise `known-at-the-window`, whichever is wrong, and that is written down.
/// 4. In one transaction: give the person password, phone and address, and write that down. A phone or address of somebody else is `account-exists`.
pub(super) async fn link(
    conn: &mut AsyncPgConnection,
    vault: &Vault,
    limits: &Limits,
    claim: Claim<'_>,
    account: &TakeOver,
    audit: AuditRow,
) -> Result<Uuid, Problem> {
    let person = accounts::load_identified(conn, vault, claim.identity).await?;
    let person = person.filter(|person| !person.has_account);
    let person = person.ok_or_else(|| Problem::new(Code::AccountExists))?;
    let Some(receipt) = claim.receipt else {
        return Err(unproven());
    };
    limits.link(person.id)?;

    let audit = audit.of(person.id);
    let theirs = people::is_of(conn, person.id, &receipt.number, &receipt.pickup_code).await?;
    if !theirs || !person.name.is_same_as(claim.name) {
        let reason = Code::KnownAtTheWindow.as_str();
        audit.refused(reason).insert(conn).await?;
        return Err(unproven());
    }
    let audit = audit.by(person.id);
    conn.transaction(async |conn| {
        if !people::take_over(conn, person.id, account)
            .await
            .map_err(accounts::taken)?
        {
            return Err(Problem::new(Code::AccountExists));
        }
        Ok(audit.insert(conn).await?)
    })
    .await?;
    Ok(person.id)
}

fn unproven() -> Problem {
    Problem::new(Code::KnownAtTheWindow).with_detail(
        "窗口已为该证件号码登记过办件。注册时请填写任一收件回执上的办件编号和取件码，并使用登记的姓名；回执遗失的，请持证件到窗口办理。",
        "A window has recorded this ID number. Add number and pickup code of one of the receipt slips, with the name recorded; without a slip, \
         ask at the window with your ID.",
    )
}
