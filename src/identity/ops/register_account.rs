//! Somebody registers.
//!
//! 1. Count the request against its address.
//! 2. Check every field; all faults are told together.
//! 3. Hash the password, seal the personal data.
//! 4. Write the account and its audit row. Somebody already registered is 409, without telling by what.
//! 5. Somebody whom a window has recorded takes that over ([`link`](linking::link)): the answer is as if it were new.

use actix_web::{post, web};
use chrono::NaiveDate;
use diesel::QueryResult;
use diesel_async::{AsyncConnection, AsyncPgConnection};
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
use crate::identity::limits::Limits;
use crate::identity::linking::{self, Claim, Receipt, ReceiptSlip};
use crate::identity::name::Name;
use crate::identity::passwords::{Password, PasswordDesk};
use crate::identity::store::accounts::{self, AccountRow};
use crate::identity::store::people::TakeOver;
use crate::identity::vault::Vault;
use crate::identity::walk_in::Identity;
use crate::problem::{Code, Problem};
use crate::text::Text;

/// What the documentation says of it.
pub const OPERATION: Operation = Operation {
    id: "register_account",
    action: Action::Register,
    problems: &[Code::InvalidInput, Code::AccountExists, Code::KnownAtTheWindow],
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
    /// The receipt slip of an application, of somebody whom a window has recorded: the applications filed there are then in the account.
    #[serde(default)]
    receipt: Option<ReceiptSlip>,
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
    identity: Identity,
    name: Name,
    phone: Mobile,
    email: Option<EmailAddress>,
    password: Password,
    receipt: Option<Receipt>,
}

/// Register an account.
///
/// For citizens and for organisations. All invalid fields are reported together. Citizen ids, credit codes and phone numbers are checked by
/// their own rules. The answer holds no personal data; sign in next. Whoever has applied at a window before adds the receipt slip of one of
/// these applications, and finds all of them in the account.
#[utoipa::path(
    operation_id = "register_account",
    tag = "Accounts",
    request_body(content = Registration, examples(
        ("citizen" = (summary = "A citizen", value = json!({"kind": "natural_person", "name": "张三", "citizen_id": "990101199003070015",
            "phone": "13900000001", "email": "zhangsan@example.com", "password": "Correct-horse-7"}))),
        ("company" = (summary = "A company", value = json!({"kind": "legal_person", "name": "示例餐饮有限公司",
            "credit_code": "91990100MA99999X2A", "phone": "13900000002", "password": "Correct-horse-7"}))),
        ("known" = (summary = "A citizen who has applied at a window", value = json!({"kind": "natural_person", "name": "张三",
            "citizen_id": "990101199003070015", "phone": "13900000001", "password": "Correct-horse-7",
            "receipt": {"number": "BJ202602130000000019", "pickup_code": "482913"}})))
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
    limits: web::Data<Limits>,
) -> Result<Answer, Problem> {
    let sound = check(body.value, &passwords, clock.today())?;

    let hash = passwords.hash(sound.password.clone()).await?;
    let (id, now) = (Uuid::now_v7(), machine_now());
    let phone = vault.seal_phone(&sound.phone);
    let email = sound.email.as_ref().map(|email| vault.seal_email(email));
    let row = AccountRow::new(
        id,
        sound.identity.kind(),
        Role::Applicant,
        vault.seal_name(&sound.name),
        now,
    )
    .identified_by(&sound.identity, &vault)
    .with_phone(Some(phone.clone()))
    .with_email(email.clone())
    .with_password(hash.clone());
    let audit = AuditRow::new(id, "register", now)
        .in_role(Role::Applicant.as_str())
        .in_request(guest.request_id);

    let mut conn = db.get().await?;
    let new = insert(&mut conn, &row, audit.clone().by(id)).await;
    let id = match new {
        Ok(()) => id,
        Err(error) if is_unique_violation(&error) => {
            let claim = Claim {
                identity: &sound.identity,
                name: &sound.name,
                receipt: sound.receipt.as_ref(),
            };
            let account = TakeOver::new(phone, email, hash, now);
            linking::link(&mut conn, &vault, &limits, claim, &account, audit).await?
        }
        Err(error) => return Err(error.into()),
    };
    let kind = sound.identity.kind();
    Ok(Answer::new(201, &RegisteredAccount { id, kind })?.at("/api/v1/me".to_owned()))
}

async fn insert(conn: &mut AsyncPgConnection, row: &AccountRow, audit: AuditRow) -> QueryResult<()> {
    conn.transaction(async |conn| {
        accounts::insert(conn, row).await?;
        audit.insert(conn).await
    })
    .await
}

fn check(sent: Registration, passwords: &PasswordDesk, today: NaiveDate) -> Result<Sound, Problem> {
    let mut faults = Faults::default();
    let name = faults.required("/name", sent.name);
    let identity = match sent.kind {
        RegistrationKind::NaturalPerson => {
            refuse(&mut faults, "/credit_code", &sent.credit_code);
            let citizen_id = faults.required("/citizen_id", sent.citizen_id);
            if let Some(id) = &citizen_id {
                check_age(&mut faults, id, today);
            }
            citizen_id.map(Identity::Citizen)
        }
        RegistrationKind::LegalPerson => {
            refuse(&mut faults, "/citizen_id", &sent.citizen_id);
            let credit_code = faults.required("/credit_code", sent.credit_code);
            credit_code.map(Identity::Organisation)
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
    let receipt = sent.receipt.and_then(|slip| slip.check(&mut faults));
    match (identity, name, phone, password) {
        (Some(identity), Some(name), Some(phone), Some(password)) => {
            faults.none()?;
            Ok(Sound {
                identity,
                name,
                phone,
                email,
                password,
                receipt,
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
