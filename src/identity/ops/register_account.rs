//! Somebody registers.
//!
//! 1. Count the request against its address.
//! 2. Check every field; all faults are told together.
//! 3. Hash the password, seal the personal data.
//! 4. Write the account and its audit row. Somebody already known is 409, without telling by what.

use actix_web::{post, web};
use chrono::NaiveDate;
use diesel_async::AsyncConnection;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::clock::{Clock, machine_now};
use crate::codes::{CitizenId, CreditCode, EmailAddress, Mobile};
use crate::db::audit::AuditRow;
use crate::db::{Db, is_unique_violation};
use crate::http::{Answer, Body};
use crate::identity::access::{Action, Operation, Role};
use crate::identity::accounts::AccountKind;
use crate::identity::checked::{Checked, Fault, Faults};
use crate::identity::guest::Guest;
use crate::identity::name::Name;
use crate::identity::passwords::{Password, PasswordDesk};
use crate::identity::store::accounts::{self, AccountRow};
use crate::identity::vault::Vault;
use crate::problem::{Code, Problem};
use crate::text::Text;

/// What the documentation says of it.
pub const OPERATION: Operation = Operation {
    id: "register_account",
    action: Action::Register,
    problems: &[Code::InvalidInput, Code::AccountExists],
};

/// From this age on a person consents for themselves (Personal Information Protection Law, art. 31).
const AGE_OF_CONSENT: u32 = 14;

/// Who registers.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RegistrationKind {
    /// A citizen.
    NaturalPerson,
    /// A company or another organisation.
    LegalPerson,
}

/// A registration. A natural person gives `citizen_id`, a legal person `credit_code`.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Registration {
    /// Who registers.
    kind: RegistrationKind,
    /// Name of the person or the organisation.
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
    /// Mobile number; one signs in with it.
    #[serde(default)]
    #[schema(value_type = Mobile, required = true)]
    phone: Checked<Mobile>,
    /// E-mail address; one can sign in with it, and notices go there.
    #[serde(default)]
    #[schema(value_type = Option<EmailAddress>)]
    email: Checked<EmailAddress>,
    /// Password.
    #[serde(default)]
    #[schema(value_type = Password, required = true)]
    password: Checked<Password>,
}

/// The new account.
#[derive(Debug, Serialize, ToSchema)]
pub struct RegisteredAccount {
    /// The account.
    id: Uuid,
    /// Whose it is.
    kind: AccountKind,
}

/// A registration without faults.
struct Sound {
    kind: AccountKind,
    name: Name,
    citizen_id: Option<CitizenId>,
    credit_code: Option<CreditCode>,
    phone: Mobile,
    email: Option<EmailAddress>,
    password: Password,
}

/// Register an account.
///
/// For citizens and for organisations. All invalid fields are reported together. Citizen ids, credit codes and phone numbers are checked by
/// their own rules. The answer holds no personal data; sign in next.
#[utoipa::path(
    operation_id = "register_account",
    tag = "Accounts",
    request_body(content = Registration, examples(
        ("citizen" = (summary = "A citizen", value = json!({"kind": "natural_person", "name": "张三", "citizen_id": "990101199003070015",
            "phone": "13900000001", "email": "zhangsan@example.com", "password": "Correct-horse-7"}))),
        ("company" = (summary = "A company", value = json!({"kind": "legal_person", "name": "示例餐饮有限公司",
            "credit_code": "91990100MA99999X2A", "phone": "13900000002", "password": "Correct-horse-7"})))
    )),
    responses((
        status = 201,
        description = "Registered",
        body = RegisteredAccount,
        headers(("Location" = String, description = "One's own account, once signed in")),
        example = json!({"id": "019a9f3e-6c1b-7a52-9c52-0c7f4c0f4b10", "kind": "natural_person"})
    ))
)]
#[post("/accounts")]
pub async fn handle(
    guest: Guest,
    body: Body<Registration>,
    db: web::Data<Db>,
    clock: web::Data<Clock>,
    vault: web::Data<Vault>,
    passwords: web::Data<PasswordDesk>,
) -> Result<Answer, Problem> {
    let sound = check(body.value, &passwords, clock.today())?;

    let hash = passwords.hash(sound.password.clone()).await?;
    let kind = sound.kind;
    let row = seal(&vault, sound, hash);
    let id = row.id();
    let audit = AuditRow::new(id, "register", machine_now())
        .by(id)
        .in_role(Role::Applicant.as_str())
        .in_request(guest.request_id);

    let mut conn = db.get().await?;
    conn.transaction(async |conn| {
        accounts::insert(conn, &row).await?;
        audit.insert(conn).await
    })
    .await
    .map_err(|error| {
        if is_unique_violation(&error) {
            Problem::new(Code::AccountExists)
        } else {
            error.into()
        }
    })?;
    Ok(Answer::new(201, &RegisteredAccount { id, kind })?.at("/api/v1/me".to_owned()))
}

fn check(sent: Registration, passwords: &PasswordDesk, today: NaiveDate) -> Result<Sound, Problem> {
    let mut faults = Faults::default();
    let name = faults.required("/name", sent.name);
    let (kind, citizen_id, credit_code) = match sent.kind {
        RegistrationKind::NaturalPerson => {
            refuse(&mut faults, "/credit_code", &sent.credit_code);
            let citizen_id = faults.required("/citizen_id", sent.citizen_id);
            if let Some(id) = &citizen_id {
                check_age(&mut faults, id, today);
            }
            (AccountKind::NaturalPerson, citizen_id, None)
        }
        RegistrationKind::LegalPerson => {
            refuse(&mut faults, "/citizen_id", &sent.citizen_id);
            let credit_code = faults.required("/credit_code", sent.credit_code);
            (AccountKind::LegalPerson, None, credit_code)
        }
    };
    let phone = faults.required("/phone", sent.phone);
    let email = faults.optional("/email", sent.email);
    let password = faults.required("/password", sent.password);
    if let Some(password) = &password {
        let logins = [
            phone.as_ref().map(Mobile::as_str),
            email.as_ref().map(EmailAddress::as_str),
        ];
        let logins: Vec<_> = logins.into_iter().flatten().collect();
        faults.extend(passwords.faults("/password", password, &logins));
    }
    match (name, phone, password) {
        (Some(name), Some(phone), Some(password)) => {
            faults.none()?;
            Ok(Sound {
                kind,
                name,
                citizen_id,
                credit_code,
                phone,
                email,
                password,
            })
        }
        _ => Err(faults.into_problem()),
    }
}

fn refuse<T>(faults: &mut Faults, pointer: &str, field: &Checked<T>) {
    if !matches!(field, Checked::Absent) {
        let message = Text::new("此类用户不填写该项", "this kind of account has no such field");
        faults.add(pointer, Fault::new("not-applicable", message));
    }
}

fn check_age(faults: &mut Faults, id: &CitizenId, today: NaiveDate) {
    if id.age_on(today).is_none_or(|age| age < AGE_OF_CONSENT) {
        let message = Text::new(
            "未满十四周岁的，请由监护人办理",
            "below the age of fourteen a guardian registers and acts for the child",
        );
        faults.add("/citizen_id", Fault::new("guardian-required", message));
    }
}

fn seal(vault: &Vault, sound: Sound, password_hash: String) -> AccountRow {
    let name = vault.seal_name(&sound.name);
    AccountRow::new(Uuid::now_v7(), sound.kind, Role::Applicant, name, machine_now())
        .with_password(password_hash)
        .with_citizen_id(sound.citizen_id.map(|id| vault.seal_citizen_id(&id)))
        .with_credit_code(sound.credit_code)
        .with_phone(Some(vault.seal_phone(&sound.phone)))
        .with_email(sound.email.map(|email| vault.seal_email(&email)))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::crypto::{PasswordHashing, PasswordPolicy, Passwords};

    fn faults(sent: Value) -> Vec<(String, String)> {
        let quick = PasswordHashing {
            memory_kib: 64,
            passes: 1,
            lanes: 1,
        };
        let desk = PasswordDesk::new(Passwords::new(quick).unwrap(), PasswordPolicy::default());
        let sent = serde_json::from_value(sent).unwrap();
        let today = NaiveDate::from_ymd_opt(2026, 2, 13).unwrap();
        let errors = check(sent, &desk, today).err().map(|problem| problem.errors);
        let errors = errors.unwrap_or_default();
        errors.into_iter().map(|error| (error.pointer, error.code)).collect()
    }

    fn told(expected: &[(&str, &str)]) -> Vec<(String, String)> {
        let owned = expected.iter().map(|(place, code)| ((*place).into(), (*code).into()));
        owned.collect()
    }

    #[test]
    fn a_sound_registration_has_no_faults() {
        let citizen = json!({"kind": "natural_person", "name": "张三", "citizen_id": "990101199003070015", "phone": "13900000001",
            "password": "Correct-horse-7"});
        assert_eq!(faults(citizen), []);
        let company = json!({"kind": "legal_person", "name": "示例", "credit_code": "91990100MA99999X2A", "phone": "13900000001",
            "email": "a@example.com", "password": "Correct-horse-7"});
        assert_eq!(faults(company), []);
    }

    #[test]
    fn all_faults_are_told_together() {
        let sent = json!({"kind": "natural_person", "name": " ", "citizen_id": "990101199003070016", "phone": 139, "email": "a",
            "password": "short"});
        let expected = told(&[
            ("/name", "name-format"),
            ("/citizen_id", "citizen-id-check"),
            ("/phone", "not-text"),
            ("/email", "email-format"),
            ("/password", "password-too-short"),
            ("/password", "password-too-simple"),
        ]);
        assert_eq!(faults(sent), expected);
    }

    #[test]
    fn missing_and_foreign_fields_are_faults() {
        let expected = told(&[
            ("/name", "required"),
            ("/citizen_id", "not-applicable"),
            ("/credit_code", "required"),
            ("/phone", "required"),
            ("/password", "required"),
        ]);
        let sent = json!({"kind": "legal_person", "citizen_id": "990101199003070015"});
        assert_eq!(faults(sent), expected);
    }

    #[test]
    fn a_child_is_registered_by_a_guardian() {
        let child = "99010120150101001";
        let id = ('0'..='9')
            .chain(['X'])
            .map(|check| format!("{child}{check}"))
            .find(|id| id.parse::<CitizenId>().is_ok())
            .unwrap();
        let sent = json!({"kind": "natural_person", "name": "某某", "citizen_id": id, "phone": "13900000001",
            "password": "Correct-horse-7"});
        assert_eq!(faults(sent), told(&[("/citizen_id", "guardian-required")]));
    }
}
