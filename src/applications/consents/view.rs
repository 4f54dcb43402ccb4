//! Consents as they are shown: to whoever is asked, with their link and little personal data; and to who applied, and who handles it.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use super::details::Details;
use crate::applications::lifecycle::{Case, Consent, ConsentState, Phase};
use crate::applications::store::rows::{ApplicationRow, ConsentRow};
use crate::applications::subject::Subject;
use crate::catalogue::ItemVersion;
use crate::codes::{ConsentRole, SubjectKind};
use crate::crypto::Cipher;
use crate::problem::{Code, Problem};
use crate::text::Language;

/// What somebody is asked to consent to, as their link shows it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "item_name": "出生户口登记", "department": "成都市公安局（示例）", "role": "second_parent", "role_text": "另一方父母",
    "text": "同意为子女办理出生登记并随申请人落户", "applicant": "王**", "subject": {"kind": "newborn", "kind_text": "新生儿", "name": null},
    "state": "asked", "open": true, "expires_on": "2026-11-27", "proof": "citizen_id"
}))]
pub struct ConsentRequest {
    /// The item's name.
    pub item_name: String,
    /// The department that decides.
    pub department: String,
    /// As whom they are asked.
    pub role: ConsentRole,
    /// The same in words.
    pub role_text: String,
    /// To what they consent.
    pub text: String,
    /// Who applies, masked.
    pub applicant: String,
    /// Whom it is about, when not the applicant.
    pub subject: Option<SubjectHint>,
    /// Where it stands.
    pub state: ConsentState,
    /// Whether it can be answered now.
    pub open: bool,
    /// The last day to answer.
    pub expires_on: Option<NaiveDate>,
    /// What the last four characters are asked of.
    pub proof: ProofAsked,
}

/// Whom an application is about, as far as who is asked may know.
#[derive(Debug, Serialize, ToSchema)]
pub struct SubjectHint {
    /// Of which kind.
    pub kind: SubjectKind,
    /// The same in words.
    pub kind_text: String,
    /// The name, masked.
    pub name: Option<String>,
}

/// What somebody is known by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ProofAsked {
    /// The last four characters of their ID number.
    CitizenId,
    /// The last four digits of their phone.
    Phone,
}

/// A consent, as it is shown to who applied and who handles the application.
#[derive(Debug, Serialize, ToSchema)]
pub struct ConsentView {
    /// The number of who is to give it.
    pub number: u32,
    /// To what: the code of the item's rule.
    pub code: String,
    /// As whom.
    pub role: Option<ConsentRole>,
    /// The same in words.
    pub role_text: String,
    /// Their name.
    pub name: String,
    /// Where it stands.
    pub state: ConsentState,
    /// The last day to answer.
    pub expires_on: Option<NaiveDate>,
}

impl ConsentRequest {
    /// What a party of an application is asked.
    ///
    /// # Errors
    /// 404 when they are not asked any more, 500 when what is kept cannot be read.
    pub(super) fn of(
        (row, case, version): (&ApplicationRow, &Case, &ItemVersion),
        (party, details): (u32, &Details),
        (department, cipher): (String, &Cipher),
        (today, language): (NaiveDate, Language),
    ) -> Result<Self, Problem> {
        let named = case.consents.parties.get(&party);
        let consent = named.ok_or_else(|| Problem::new(Code::NotFound))?;
        let rule = version.consent(&consent.code);
        let rule = rule.ok_or_else(|| Problem::internal("the consent's rule is gone"))?;
        let state = standing(consent, today);
        let subject = Subject::open(row.subject.as_deref(), cipher)?;
        Ok(Self {
            item_name: row.item_name.clone(),
            department,
            role: rule.role,
            role_text: rule.role.label().in_language(language).to_owned(),
            text: rule.text.clone(),
            applicant: row.applicant_masked.clone(),
            subject: subject.map(|subject| SubjectHint {
                kind: subject.kind,
                kind_text: subject.kind.label().in_language(language).to_owned(),
                name: subject.masked_name(),
            }),
            state,
            open: state == ConsentState::Asked && matches!(case.phase, Phase::Draft),
            expires_on: consent.expires_on,
            proof: match details.citizen_id {
                Some(_) => ProofAsked::CitizenId,
                None => ProofAsked::Phone,
            },
        })
    }
}

/// Where a consent stands today: whose day has passed while nobody waited did not answer in time either.
fn standing(consent: &Consent, today: NaiveDate) -> ConsentState {
    let late = consent.expires_on.is_some_and(|last| today > last);
    match consent.state {
        ConsentState::Asked if late => ConsentState::Expired,
        state => state,
    }
}

/// The consents of an application, in the order of naming.
///
/// # Errors
/// 500 when a name cannot be decrypted.
pub fn views(
    case: &Case,
    version: &ItemVersion,
    rows: &[ConsentRow],
    cipher: &Cipher,
    (today, language): (NaiveDate, Language),
) -> Result<Vec<ConsentView>, Problem> {
    let view = |(number, consent): (&u32, &Consent)| {
        let row = rows.iter().find(|row| row.number == *number);
        let row = row.ok_or_else(|| Problem::internal("who is to consent is not kept"))?;
        let role = version.consent(&consent.code).map(|rule| rule.role);
        Ok(ConsentView {
            number: *number,
            code: consent.code.clone(),
            role,
            role_text: role.map_or_else(String::new, |role| role.label().in_language(language).to_owned()),
            name: Details::open(row, cipher)?.name,
            state: standing(consent, today),
            expires_on: consent.expires_on,
        })
    };
    case.consents.parties.iter().map(view).collect()
}
