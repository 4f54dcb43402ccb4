//! What is on record of an applicant, and what of it and of earlier forms fits into a form (State Council order 716, art. 7).

use chrono::NaiveDate;
use serde_json::{Map, Value};

use super::consents::ADULT;
use super::content::PURPOSE;
use super::store::{HeldCertificate, KnownRow};
use crate::catalogue::ItemVersion;
use crate::catalogue::form::Source;
use crate::codes::CitizenId;
use crate::crypto::Cipher;
use crate::http::body::escape;
use crate::identity::party::{open_citizen_id, open_email, open_name, open_phone};
use crate::identity::walk_in::{Identity, KnownBy};
use crate::problem::Problem;

/// What is on record of an applicant.
#[derive(Clone)]
pub struct Known {
    name: String,
    citizen_id: Option<String>,
    credit_code: Option<String>,
    phone: Option<String>,
    email: Option<String>,
}

impl Known {
    /// Opens what is kept.
    ///
    /// # Errors
    /// 500 when it cannot be opened.
    pub fn open(row: &KnownRow, cipher: &Cipher) -> Result<Self, Problem> {
        Ok(Self {
            name: open_name(cipher, &row.name)?,
            citizen_id: open_citizen_id(cipher, row.citizen_id.as_deref())?,
            credit_code: row.credit_code.clone(),
            phone: open_phone(cipher, row.phone.as_deref())?,
            email: open_email(cipher, row.email.as_deref())?,
        })
    }

    /// What somebody shows at a window, and leaves to be told by.
    pub fn shown(known_by: &KnownBy) -> Self {
        let (citizen_id, credit_code) = match &known_by.identity {
            Identity::Citizen(id) => (Some(id.as_str().to_owned()), None),
            Identity::Organisation(code) => (None, Some(code.to_string())),
        };
        Self {
            name: known_by.name.to_string(),
            citizen_id,
            credit_code,
            phone: known_by.phone.as_ref().map(|phone| phone.as_str().to_owned()),
            email: known_by.email.as_ref().map(|email| email.as_str().to_owned()),
        }
    }

    /// With what else is shown where nothing is on record.
    #[must_use]
    pub fn or(self, shown: Self) -> Self {
        Self {
            name: self.name,
            citizen_id: self.citizen_id.or(shown.citizen_id),
            credit_code: self.credit_code.or(shown.credit_code),
            phone: self.phone.or(shown.phone),
            email: self.email.or(shown.email),
        }
    }

    /// Whether it is a person under 18.
    pub fn is_minor(&self, today: NaiveDate) -> bool {
        let id = self.citizen_id.as_ref().and_then(|id| id.parse::<CitizenId>().ok());
        id.and_then(|id| id.age_on(today)).is_some_and(|age| age < ADULT)
    }

    /// The fields of an item's form whose value is on record, as far as they take it.
    pub fn fields(&self, version: &ItemVersion, certificates: &[HeldCertificate]) -> Map<String, Value> {
        let sources = version.sources().iter();
        let found = sources.filter_map(|(field, source)| {
            let value = match source {
                Source::Name => Some(self.name.clone()),
                Source::CitizenId => self.citizen_id.clone(),
                Source::CreditCode => self.credit_code.clone(),
                Source::Phone => self.phone.clone(),
                Source::Email => self.email.clone(),
                Source::Certificate(name) => {
                    let held = certificates.iter().find(|held| held.name == *name);
                    held.map(|held| held.number.to_string())
                }
            };
            Some((field.clone(), Value::String(value?)))
        });
        fitting(version, found.collect())
    }
}

/// The first-level fields of a form that the item's form has too, and takes.
pub fn fitting(version: &ItemVersion, mut fields: Map<String, Value>) -> Map<String, Value> {
    let schema = version.item.form_schema.as_ref();
    let properties = schema.and_then(|schema| schema.get("properties")?.as_object());
    fields.retain(|field, _| properties.is_some_and(|properties| properties.contains_key(field)));
    let faults = version.check_form(&Value::Object(fields.clone()));
    fields.retain(|field, _| {
        let place = format!("/form/{}", escape(field));
        let below = format!("{place}/");
        !faults
            .iter()
            .any(|fault| fault.pointer == place || fault.pointer.starts_with(&below))
    });
    fields
}

/// The fields of a form as it was kept, of whatever version, readable.
///
/// # Errors
/// 500 when a value cannot be decrypted.
pub fn opened(form: &Value, cipher: &Cipher) -> Result<Map<String, Value>, Problem> {
    let mut form = form.clone();
    open_in(&mut form, cipher)?;
    Ok(match form {
        Value::Object(fields) => fields,
        _ => Map::new(),
    })
}

/// Only encryption writes envelopes into a form, so each is opened wherever it stands.
fn open_in(value: &mut Value, cipher: &Cipher) -> Result<(), Problem> {
    if Cipher::is_json_envelope(value) {
        *value = cipher.decrypt_json(PURPOSE, value).map_err(Problem::internal)?;
        return Ok(());
    }
    match value {
        Value::Object(fields) => fields.values_mut().try_for_each(|value| open_in(value, cipher)),
        Value::Array(items) => items.iter_mut().try_for_each(|item| open_in(item, cipher)),
        _ => Ok(()),
    }
}

/// Fills in what is on record: what holds whatever is filled in, and what was left out. Gives the fields.
pub fn fill(version: &ItemVersion, form: &mut Value, known: Map<String, Value>) -> Vec<String> {
    let Value::Object(form) = form else {
        return Vec::new();
    };
    let mut filled = Vec::new();
    for (field, value) in known {
        let holds = version.sources().get(&field).is_some_and(Source::holds);
        let given = form.get(&field).filter(|given| !given.is_null());
        if given.is_none_or(|given| holds && *given != value) {
            form.insert(field.clone(), value);
            filled.push(field);
        }
    }
    filled
}

/// What was filled in from what is on record stays, where a form that replaces another leaves it out.
pub fn carry_over(version: &ItemVersion, from: &Value, form: &mut Value) {
    let sourced = version.sources().keys();
    let kept = sourced.filter_map(|field| Some((field.clone(), from.get(field)?.clone())));
    fill(version, form, kept.collect());
}
