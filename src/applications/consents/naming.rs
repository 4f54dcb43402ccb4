//! Naming those who are to consent: with the application as it is filed, or with a draft's revision.

use std::collections::BTreeSet;

use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::applicant::Applicant;
use super::details::Details;
use crate::applications::lifecycle::{Case, Command};
use crate::applications::store::rows::ConsentRow;
use crate::catalogue::ItemVersion;
use crate::codes::{CitizenId, EmailAddress, Mobile};
use crate::crypto::Cipher;
use crate::identity::Name;
use crate::identity::checked::{Checked, Fault, Faults};
use crate::problem::{FieldError, Problem};
use crate::text::Text;

/// People named in one application.
const MOST: usize = 50;

/// Somebody whose consent there is to be. They are asked when the application is handed in, by text message or e-mail, and show who they
/// are by the last four characters of their ID number, or of the phone while no ID number is given.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"code": "other_parent", "name": "李示例", "citizen_id": "990101199003070015", "phone": "13800000002"}))]
pub struct NamedConsenter {
    /// To what: the code of one of the item's `consents`, or `guardian` for the guardian of an applicant under 18.
    pub code: String,
    /// Their name.
    #[serde(default)]
    #[schema(value_type = Name, required = true)]
    name: Checked<Name>,
    /// Their ID number.
    #[serde(default)]
    #[schema(value_type = Option<CitizenId>)]
    citizen_id: Checked<CitizenId>,
    /// Their own phone.
    #[serde(default)]
    #[schema(value_type = Option<Mobile>)]
    phone: Checked<Mobile>,
    /// Their own e-mail address.
    #[serde(default)]
    #[schema(value_type = Option<EmailAddress>)]
    email: Checked<EmailAddress>,
    /// Whether they stand at the window, where a clerk has checked who they are, and agree there. For clerks only.
    #[serde(default)]
    pub present: bool,
}

/// Those named, without faults.
#[derive(Clone, Default)]
pub struct Naming {
    named: Vec<Named>,
}

#[derive(Clone)]
struct Named {
    code: String,
    details: Details,
    present: bool,
}

impl Naming {
    /// Checks those named. `at_window` says whether a clerk names them.
    ///
    /// # Errors
    /// Everything wrong, with pointers into `/consents`.
    pub fn check(
        named: &[NamedConsenter],
        version: &ItemVersion,
        applicant: &Applicant,
        at_window: bool,
    ) -> Result<Self, Vec<FieldError>> {
        let mut faults = Faults::default();
        if named.len() > MOST {
            let message = Text::new(format!("不得超过 {MOST} 人。"), format!("At most {MOST} people."));
            faults.add("/consents", Fault::new("too-many", message));
            return Err(faults.into_errors());
        }
        let mut checked: Vec<Named> = Vec::new();
        let mut codes = BTreeSet::new();
        for (index, consenter) in named.iter().enumerate() {
            let at = |field: &str| format!("/consents/{index}/{field}");
            let rule = version.consent(&consenter.code);
            if rule.is_none() {
                faults.add(&at("code"), unknown(&consenter.code));
            }
            if !codes.insert(&consenter.code) && rule.is_some_and(|rule| !rule.several) {
                faults.add(&at("code"), only_one());
            }
            if consenter.present && !at_window {
                faults.add(&at("present"), only_clerks());
            }
            let Some(details) = consenter.details(&at, &mut faults) else {
                continue;
            };
            if !consenter.present {
                faults.extend(details.unreachable(&at(""), applicant));
            }
            if details.is(applicant) {
                faults.add(&at("name"), themselves());
            }
            let twice = |other: &Named| other.code == consenter.code && other.details.is_same_as(&details);
            if checked.iter().any(twice) {
                faults.add(&at("name"), named_twice());
            }
            checked.push(Named {
                code: consenter.code.clone(),
                details,
                present: consenter.present,
            });
        }
        let errors = faults.into_errors();
        if errors.is_empty() {
            Ok(Self { named: checked })
        } else {
            Err(errors)
        }
    }

    /// Whether nobody is named.
    pub fn is_empty(&self) -> bool {
        self.named.is_empty()
    }

    /// The command that names them.
    pub fn command(&self) -> Command {
        Command::NameConsenters {
            codes: self.named.iter().map(|named| named.code.clone()).collect(),
        }
    }

    /// The consents given at the window, by the numbers that naming them in this case gives.
    pub fn given(&self, case: &Case) -> Vec<Command> {
        let at_window = |(party, named): (u32, &Named)| {
            named.present.then_some(Command::Consent {
                party,
                agrees: true,
                at_window: true,
            })
        };
        self.numbered(case).filter_map(at_window).collect()
    }

    /// The rows of those named, numbered as naming them in this case does.
    ///
    /// # Errors
    /// 500 when they cannot be sealed.
    pub fn rows(
        &self,
        owner: Uuid,
        case: &Case,
        cipher: &Cipher,
        now: chrono::DateTime<chrono::Utc>,
    ) -> Result<Vec<ConsentRow>, Problem> {
        let row = |(number, named): (u32, &Named)| {
            Ok(ConsentRow {
                owner_id: owner,
                number,
                code: named.code.clone(),
                details: named.details.seal(cipher)?,
                named_at: now,
            })
        };
        self.numbered(case).map(row).collect()
    }

    fn numbered(&self, case: &Case) -> impl Iterator<Item = (u32, &Named)> {
        let codes = self.named.iter().map(|named| named.code.clone());
        case.consents.number(codes).into_keys().zip(&self.named)
    }
}

impl NamedConsenter {
    fn details(&self, at: &dyn Fn(&str) -> String, faults: &mut Faults) -> Option<Details> {
        let name = faults.required(&at("name"), self.name.clone());
        let details = Details {
            name: name.as_ref().map(ToString::to_string).unwrap_or_default(),
            citizen_id: faults.optional(&at("citizen_id"), self.citizen_id.clone()),
            phone: faults.optional(&at("phone"), self.phone.clone()),
            email: faults.optional(&at("email"), self.email.clone()),
        };
        let faulty = matches!(self.citizen_id, Checked::Faulty(_))
            || matches!(self.phone, Checked::Faulty(_))
            || matches!(self.email, Checked::Faulty(_));
        name.filter(|_| !faulty).map(|_| details)
    }
}

impl Details {
    /// Why they cannot be asked: no way to reach them, nothing to know them by, or a way that leads to the applicant.
    fn unreachable(&self, at: &str, applicant: &Applicant) -> Vec<FieldError> {
        let mut errors = Vec::new();
        let mut add = |field: &str, code: &str, zh: &'static str, en: &'static str| {
            errors.push(FieldError::new(format!("{at}{field}"), code, Text::new(zh, en)));
        };
        if self.phone.is_none() && self.email.is_none() {
            add(
                "phone",
                "contact-required",
                "请填写其手机号码或者电子邮箱，以便征求同意。",
                "Give a phone or an e-mail address, so that they can be asked.",
            );
        } else if self.tail().is_none() {
            add(
                "citizen_id",
                "proof-required",
                "只填写电子邮箱的，还须填写公民身份号码，用于核对。",
                "With an e-mail address only, the ID number is needed to know them by.",
            );
        }
        let own = "请填写其本人的联系方式，不能填写申请人的。";
        let own_en = "Give their own, not the applicant's.";
        if self.phone.is_some() && self.phone.as_ref().map(Mobile::as_str) == applicant.phone.as_deref() {
            add("phone", "contact-of-applicant", own, own_en);
        }
        if self.email.is_some() && self.email.as_ref().map(EmailAddress::as_str) == applicant.email.as_deref() {
            add("email", "contact-of-applicant", own, own_en);
        }
        errors
    }

    /// Whether they are the applicant: by the ID number, or by name while that is not known.
    fn is(&self, applicant: &Applicant) -> bool {
        match (&self.citizen_id, &applicant.citizen_id) {
            (Some(own), Some(theirs)) => own == theirs,
            _ => {
                let name: Option<Name> = self.name.parse().ok();
                let pair = name.as_ref().zip(applicant.name.as_ref());
                pair.is_some_and(|(own, theirs)| own.is_same_as(theirs))
            }
        }
    }

    fn is_same_as(&self, other: &Self) -> bool {
        match (&self.citizen_id, &other.citizen_id) {
            (Some(one), Some(another)) => one == another,
            _ => {
                self.name == other.name
                    && (self.phone.is_some() && self.phone == other.phone
                        || self.email.is_some() && self.email == other.email)
            }
        }
    }
}

fn unknown(code: &str) -> Fault {
    let (zh, en) = (
        format!("该事项无须“{code}”同意。"),
        format!("The item asks for no consent \"{code}\"."),
    );
    Fault::new("unknown-consent", Text::new(zh, en))
}

fn only_one() -> Fault {
    let message = Text::new("此项同意只需一人。", "One person gives this consent.");
    Fault::new("duplicate-consent", message)
}

fn only_clerks() -> Fault {
    let message = Text::new(
        "只有窗口核验身份后，才能当场同意。",
        "Only at the window, where who they are is checked.",
    );
    Fault::new("present-at-window-only", message)
}

fn themselves() -> Fault {
    let message = Text::new(
        "申请人本人无须另行同意。",
        "That is the applicant, who agrees by applying.",
    );
    Fault::new("consenter-is-applicant", message)
}

fn named_twice() -> Fault {
    let message = Text::new("同一人重复填写。", "The same person is named twice.");
    Fault::new("named-twice", message)
}
