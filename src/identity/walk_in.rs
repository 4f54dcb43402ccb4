//! Somebody who applies at a window. Their identity is checked there, and they need no account: they are recorded as one that nobody signs
//! in to. Whoever registers later takes it over, with everything in it.

use chrono::{DateTime, NaiveDate, Utc};
use diesel_async::AsyncPgConnection;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::accounts::{AccountKind, Person};
use super::checked::{Checked, Fault, Faults};
use super::name::Name;
use super::store::{accounts, people};
use super::vault::Vault;
use crate::codes::{CitizenId, CreditCode, EmailAddress, Mobile};
use crate::problem::{FieldError, Problem};
use crate::text::Text;

pub use super::store::people::{find_by_citizen_id, find_by_credit_code, find_by_phone};

/// Somebody who applies at a window, with or without an account; their identity was checked there. A citizen gives `citizen_id`, a child
/// too; an organisation `credit_code`.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"name": "张三", "citizen_id": "990101199003070015", "phone": "13900000001"}))]
pub struct WalkIn {
    /// Name of the person or the organisation, as on the document that was checked.
    #[serde(default)]
    #[schema(value_type = Name, required = true)]
    name: Checked<Name>,
    /// Citizen id, of a natural person.
    #[serde(default)]
    #[schema(value_type = Option<CitizenId>)]
    citizen_id: Checked<CitizenId>,
    /// Unified social credit code, of a legal person.
    #[serde(default)]
    #[schema(value_type = Option<CreditCode>)]
    credit_code: Checked<CreditCode>,
    /// Mobile number to be told by; it may be a relative's. Kept for people without an account only.
    #[serde(default)]
    #[schema(value_type = Option<Mobile>)]
    phone: Checked<Mobile>,
    /// E-mail address to be told by; it may be a relative's. Kept for people without an account only.
    #[serde(default)]
    #[schema(value_type = Option<EmailAddress>)]
    email: Checked<EmailAddress>,
}

/// What somebody is known by for certain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Identity {
    /// A natural person.
    Citizen(CitizenId),
    /// A legal person.
    Organisation(CreditCode),
}

impl Identity {
    /// What kind of person has it.
    pub fn kind(&self) -> AccountKind {
        match self {
            Self::Citizen(_) => AccountKind::NaturalPerson,
            Self::Organisation(_) => AccountKind::LegalPerson,
        }
    }
}

/// A [`WalkIn`] without faults.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownBy {
    pointer: String,
    /// Name.
    pub name: Name,
    /// Citizen id or credit code.
    pub identity: Identity,
    /// Mobile number to be told by.
    pub phone: Option<Mobile>,
    /// E-mail address to be told by.
    pub email: Option<EmailAddress>,
}

/// Somebody who is known now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recorded {
    /// The account.
    pub id: Uuid,
    /// Whose it is.
    pub kind: AccountKind,
    /// The name on record.
    pub name: String,
    /// Whether they can sign in to it.
    pub has_account: bool,
}

impl From<Person> for Recorded {
    fn from(person: Person) -> Self {
        Self {
            id: person.id,
            kind: person.kind,
            name: person.name.to_string(),
            has_account: person.has_account,
        }
    }
}

impl WalkIn {
    /// Checks every field. `today` is the date in Shanghai.
    ///
    /// # Errors
    /// All faults together; their pointers begin with `pointer`, as in `/applicant/citizen_id`.
    pub fn check(self, pointer: &str, today: NaiveDate) -> Result<KnownBy, Vec<FieldError>> {
        let at = |field: &str| format!("{pointer}/{field}");
        let mut faults = Faults::default();
        let name = faults.required(&at("name"), self.name);
        let identity = match (self.citizen_id, self.credit_code) {
            (Checked::Absent, Checked::Absent) => faults
                .required(&at("citizen_id"), Checked::Absent)
                .map(Identity::Citizen),
            (id, Checked::Absent) => citizen(&mut faults, &at("citizen_id"), id, today),
            (Checked::Absent, code) => faults.optional(&at("credit_code"), code).map(Identity::Organisation),
            (id, code) => {
                let message = Text::new(
                    "公民身份号码和统一社会信用代码只填一项",
                    "give a citizen id or a credit code, not both",
                );
                faults.add(&at("credit_code"), Fault::new("not-applicable", message));
                faults.optional(&at("credit_code"), code);
                citizen(&mut faults, &at("citizen_id"), id, today)
            }
        };
        let phone = faults.optional(&at("phone"), self.phone);
        let email = faults.optional(&at("email"), self.email);
        let errors = faults.into_errors();
        match (name, identity) {
            (Some(name), Some(identity)) if errors.is_empty() => Ok(KnownBy {
                pointer: pointer.to_owned(),
                name,
                identity,
                phone,
                email,
            }),
            _ => Err(errors),
        }
    }
}

fn citizen(faults: &mut Faults, pointer: &str, id: Checked<CitizenId>, today: NaiveDate) -> Option<Identity> {
    let id = faults.optional(pointer, id)?;
    if id.age_on(today).is_none() {
        let message = Text::new("出生日期晚于今天", "the birth date lies in the future");
        faults.add(pointer, Fault::new("citizen-id-birth-date", message));
    }
    Some(Identity::Citizen(id))
}

impl KnownBy {
    /// Asks that who is on record under this ID number or credit code have this name: the clerk has the card in hand.
    ///
    /// # Errors
    /// 422 `name-mismatch` at the name otherwise.
    pub fn is_called(&self, person: &Person) -> Result<(), Problem> {
        if person.name.is_same_as(&self.name) {
            return Ok(());
        }
        Err(Problem::invalid_field(
            format!("{}/name", self.pointer),
            "name-mismatch",
            "与该证件号码登记的姓名或名称不一致，请核对证件",
            "another name is on record under this number: compare it with the document",
        ))
    }
}

/// Who is known by this ID number or credit code, with or without an account. Records nothing.
///
/// # Errors
/// 500 when the database fails or the record does not open.
pub async fn find(conn: &mut AsyncPgConnection, vault: &Vault, known_by: &KnownBy) -> Result<Option<Person>, Problem> {
    Ok(accounts::load_identified(conn, vault, &known_by.identity).await?)
}

/// Records somebody nobody was found for, under this id; false when somebody else has just done so. `now` is machine time.
///
/// # Errors
/// 500 when the database fails.
pub async fn record(
    conn: &mut AsyncPgConnection,
    vault: &Vault,
    id: Uuid,
    known_by: &KnownBy,
    now: DateTime<Utc>,
) -> Result<bool, Problem> {
    Ok(people::record(conn, vault, id, known_by, now).await?)
}

/// Notes the phone and address that somebody without an account leaves, if they differ from what they left before; an account of their
/// own stays as it is. `now` is machine time.
///
/// # Errors
/// 500 when the database fails.
pub async fn leave_contact(
    conn: &mut AsyncPgConnection,
    vault: &Vault,
    known_by: &KnownBy,
    person: &Person,
    now: DateTime<Utc>,
) -> Result<(), Problem> {
    let phone = known_by
        .phone
        .as_ref()
        .filter(|_| person.contact_phone != known_by.phone);
    let email = known_by
        .email
        .as_ref()
        .filter(|_| person.contact_email != known_by.email);
    if !person.has_account && (phone.is_some() || email.is_some()) {
        people::leave_contact(conn, vault, person.id, phone, email, now).await?;
    }
    Ok(())
}

/// Finds the account of somebody at the window, or records them. A phone or address left by somebody without an account takes the place of
/// what they left before; an account of their own stays as it is. `now` is machine time. Twice is harmless.
///
/// # Errors
/// 422 `name-mismatch` at the name when another is on record under this ID number or credit code: the clerk has the card in hand. 500 when
/// the database fails or the record does not open.
pub async fn ensure(
    conn: &mut AsyncPgConnection,
    vault: &Vault,
    known_by: &KnownBy,
    now: DateTime<Utc>,
) -> Result<Recorded, Problem> {
    if let Some(person) = accounts::load_identified(conn, vault, &known_by.identity).await? {
        return known(conn, vault, known_by, person, now).await;
    }
    let id = Uuid::now_v7();
    if people::record(conn, vault, id, known_by, now).await? {
        return Ok(Recorded {
            id,
            kind: known_by.identity.kind(),
            name: known_by.name.to_string(),
            has_account: false,
        });
    }
    // Somebody else was first.
    let person = accounts::load_identified(conn, vault, &known_by.identity).await?;
    let person = person.ok_or_else(|| Problem::internal("a person is known by what nobody is found by"))?;
    known(conn, vault, known_by, person, now).await
}

async fn known(
    conn: &mut AsyncPgConnection,
    vault: &Vault,
    known_by: &KnownBy,
    person: Person,
    now: DateTime<Utc>,
) -> Result<Recorded, Problem> {
    known_by.is_called(&person)?;
    leave_contact(conn, vault, known_by, &person, now).await?;
    Ok(person.into())
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, from_value, json};

    use super::*;

    fn today() -> NaiveDate {
        "2026-03-02".parse().unwrap()
    }

    fn faults(sent: Value) -> Vec<(String, String)> {
        let walk_in: WalkIn = from_value(sent).unwrap();
        let errors = walk_in.check("/applicant", today()).err().unwrap_or_default();
        errors.into_iter().map(|error| (error.pointer, error.code)).collect()
    }

    fn told(expected: &[(&str, &str)]) -> Vec<(String, String)> {
        let owned = |&(pointer, code): &(&str, &str)| (format!("/applicant{pointer}"), code.to_owned());
        expected.iter().map(owned).collect()
    }

    #[test]
    fn a_citizen_a_company_and_a_child_are_taken() {
        assert_eq!(faults(json!({"name": "张三", "citizen_id": "990101199003070015"})), []);
        let company = json!({"name": "示例", "credit_code": "91990100MA99999X2A", "phone": "13900000001", "email": "a@example.com"});
        assert_eq!(faults(company), []);
        let child: CitizenId = of_birth("20240310");
        assert_eq!(faults(json!({"name": "张小", "citizen_id": child})), []);
    }

    #[test]
    fn all_faults_are_told_together_below_the_pointer() {
        let sent = json!({"name": "", "citizen_id": "990101199003070016", "phone": "139", "email": "a"});
        let expected = [
            ("/name", "name-format"),
            ("/citizen_id", "citizen-id-check"),
            ("/phone", "mobile-format"),
            ("/email", "email-format"),
        ];
        assert_eq!(faults(sent), told(&expected));
        assert_eq!(
            faults(json!({})),
            told(&[("/name", "required"), ("/citizen_id", "required")])
        );
        let both = json!({"name": "示例", "citizen_id": "990101199003070015", "credit_code": "91990100MA99999X2A"});
        assert_eq!(faults(both), told(&[("/credit_code", "not-applicable")]));
    }

    #[test]
    fn nobody_is_born_tomorrow() {
        let sent = json!({"name": "张小", "citizen_id": of_birth("20260303")});
        assert_eq!(faults(sent), told(&[("/citizen_id", "citizen-id-birth-date")]));
    }

    fn of_birth(date: &str) -> CitizenId {
        let mut candidates = ('0'..='9').chain(['X']).map(|check| format!("990101{date}001{check}"));
        candidates.find_map(|id| id.parse().ok()).unwrap()
    }
}
