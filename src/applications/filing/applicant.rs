//! Who applies: the caller, whom they act for under a mandate, or whoever stands at the window where the caller works.
//!
//! Nobody needs an account or a phone to apply at a window (国办发〔2020〕45号 on older people): the clerk makes sure who they are, says by
//! which document, and files for them. The application is theirs; who has an account already finds it there.

use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::super::desk::Desk;
use super::super::store::Membership;
use super::super::store::rows::PartyRow;
use super::FileApplication;
use crate::catalogue::ItemVersion;
use crate::clock::machine_now;
use crate::codes::{Audience, Channel, CreditCode, IdentityDocument, Post};
use crate::identity::accounts::Person;
use crate::identity::walk_in::{self, Identity, KnownBy};
use crate::identity::{Caller, Role};
use crate::problem::{Code, FieldError, Problem};
use crate::text::Text;

/// How a clerk made sure who stands at the window.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct IdentityCheck {
    /// By which document.
    pub document: IdentityDocument,
}

/// Somebody at the window, as the clerk names them.
pub(crate) struct Presented {
    /// What they are known by.
    pub(crate) known_by: KnownBy,
    /// By what they were made sure of.
    pub(crate) checked_by: IdentityDocument,
}

/// Somebody at the window, as far as they are known.
pub(crate) struct Visitor<'a> {
    presented: &'a Presented,
    on_record: Option<Person>,
    /// Their account; the one they are to be recorded under, if nobody is known by their number.
    pub(crate) id: Uuid,
}

/// The window that a clerk takes an application in at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Counter {
    /// Its department.
    pub(crate) department: CreditCode,
    /// `window` of the department that decides, or `integrated_window` (综合窗口), which receives for others and forwards.
    pub(crate) channel: Channel,
}

impl Presented {
    /// Who stands at the window; none for who files from elsewhere.
    ///
    /// # Errors
    /// 422 when staff do not say who applies and how that was made sure of, or others do; and for whatever is wrong with it.
    pub(crate) fn of(input: &FileApplication, role: Role, today: chrono::NaiveDate) -> Result<Option<Self>, Problem> {
        if role != Role::Staff {
            return elsewhere(input).map(|()| None);
        }
        let mut errors = Vec::new();
        if input.on_behalf_of.is_some() {
            errors.push(FieldError::new(
                "/on_behalf_of",
                "not-applicable",
                Text::new(
                    "窗口收件请在 applicant 中填写申请人。",
                    "At a window name who applies as `applicant`.",
                ),
            ));
        }
        if !input.submit {
            let message = Text::new("窗口收件须当场提交。", "At a window it is handed in at once.");
            errors.push(FieldError::new("/submit", "required", message));
        }
        let known_by = match input.applicant.clone() {
            Some(applicant) => applicant
                .check("/applicant", today)
                .map_err(|faults| errors.extend(faults))
                .ok(),
            None => {
                let message = Text::new("请填写申请人。", "Say who applies.");
                errors.push(FieldError::new("/applicant", "required", message));
                None
            }
        };
        let Some(check) = input.identity_check else {
            let message = Text::new(
                "请填写核验身份所用的证件。",
                "Say by which document you made sure who it is.",
            );
            errors.push(FieldError::new("/identity_check", "required", message));
            return Err(Problem::invalid(errors));
        };
        match known_by {
            Some(known_by) if errors.is_empty() => Ok(Some(Self {
                known_by,
                checked_by: check.document,
            })),
            _ => Err(Problem::invalid(errors)),
        }
    }

    /// Looks whether they are known.
    ///
    /// # Errors
    /// 500 when the database fails or the record does not open.
    pub(crate) async fn find(&self, desk: &Desk) -> Result<Visitor<'_>, Problem> {
        let mut connection = desk.db.get().await?;
        let on_record = walk_in::find(&mut connection, &desk.vault, &self.known_by).await?;
        Ok(Visitor {
            presented: self,
            id: on_record.as_ref().map_or_else(Uuid::now_v7, |person| person.id),
            on_record,
        })
    }
}

fn elsewhere(input: &FileApplication) -> Result<(), Problem> {
    let given = [
        ("/applicant", input.applicant.is_some()),
        ("/identity_check", input.identity_check.is_some()),
        ("/at_once", input.at_once.is_some()),
    ];
    let errors: Vec<FieldError> = given
        .into_iter()
        .filter(|(_, given)| *given)
        .map(|(pointer, _)| {
            let message = Text::new("仅由窗口工作人员填写。", "Only a window gives this.");
            FieldError::new(pointer, "window-only", message)
        })
        .collect();
    Problem::faultless(errors)
}

impl Visitor<'_> {
    /// The window that takes the application in: the deciding department's own where the clerk works there.
    ///
    /// # Errors
    /// 403 for who works at no window, 409 for a clerk who would take in an application of their own, 422 when another name is on record.
    pub(crate) fn at(&self, caller: &Caller, posts: &[Membership], version: &ItemVersion) -> Result<Counter, Problem> {
        let decides = &version.item.department;
        let windows = || posts.iter().filter(|held| held.post == Post::WINDOW);
        let window = windows().find(|held| held.department == *decides).or(windows().next());
        let Some(window) = window else {
            return Err(Problem::new(Code::PostRequired)
                .with_detail("只有窗口岗位可以收件。", "Only a window takes applications in."));
        };
        if self.id == caller.account {
            return Err(Problem::new(Code::Recused).with_detail(
                "不得为本人办理收件，请由同事办理。",
                "Nobody takes in an application of their own; ask a colleague.",
            ));
        }
        if let Some(person) = &self.on_record {
            self.presented.known_by.is_called(person)?;
        }
        Ok(Counter {
            department: window.department.clone(),
            channel: match window.department == *decides {
                true => Channel::Window,
                false => Channel::IntegratedWindow,
            },
        })
    }

    /// The applicant, also if they are yet to be recorded.
    pub(crate) fn row(&self, desk: &Desk) -> PartyRow {
        let known_by = &self.presented.known_by;
        let name = self.on_record.as_ref().map_or(&known_by.name, |person| &person.name);
        let citizen_id = match &known_by.identity {
            Identity::Citizen(id) => Some(desk.vault.seal_citizen_id(id).envelope),
            Identity::Organisation(_) => None,
        };
        let own = self.on_record.as_ref();
        let phone = own.and_then(|person| person.phone.as_ref());
        let email = own.and_then(|person| person.email.as_ref());
        PartyRow {
            id: self.id,
            kind: known_by.identity.kind().as_str().to_owned(),
            name: desk.vault.seal_name(name),
            citizen_id,
            phone: phone.map(|phone| desk.vault.seal_phone(phone).envelope),
            email: email.map(|email| desk.vault.seal_email(email).envelope),
        }
    }

    /// Records who is not known yet, and how who has no account wants to be told. False when a colleague has just recorded them.
    ///
    /// # Errors
    /// 500 when the database fails.
    pub(crate) async fn record(&self, desk: &Desk) -> Result<bool, Problem> {
        let mut connection = desk.db.get().await?;
        let (vault, known_by, now) = (&desk.vault, &self.presented.known_by, machine_now());
        match &self.on_record {
            Some(person) => {
                walk_in::leave_contact(&mut connection, vault, known_by, person, now).await?;
                Ok(true)
            }
            None => walk_in::record(&mut connection, vault, self.id, known_by, now).await,
        }
    }
}

/// Asks that the item be for this kind of applicant.
///
/// # Errors
/// 422 otherwise.
pub(crate) fn welcome(applicant: PartyRow, version: &ItemVersion) -> Result<PartyRow, Problem> {
    let kind = if applicant.kind == "natural_person" {
        Audience::NaturalPerson
    } else {
        Audience::LegalPerson
    };
    let audience = &version.item.audience;
    if audience.is_empty() || audience.iter().any(|group| group.covers(kind) || kind.covers(*group)) {
        Ok(applicant)
    } else {
        Err(Problem::invalid_field(
            "/item",
            "wrong-audience",
            "该事项不面向此类申请人。",
            "The item is not for this kind of applicant.",
        ))
    }
}
