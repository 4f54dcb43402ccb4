//! What an applicant is offered so that nobody asks them twice (State Council order 716, art. 7): their documents and certificates for each
//! material, and a form filled in with what is on record and what they handed in last.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;
use uuid::Uuid;

use super::desk::Desk;
use super::known::{Known, fitting, opened};
use super::rights::no_mandate;
use super::store::{HeldDocument, Holdings, HoldingsQuery, read_holdings};
use crate::catalogue::form::Source;
use crate::catalogue::{Catalogue, ItemVersion, Material};
use crate::identity::Caller;
use crate::problem::{Code, Problem};

/// The most documents offered for one material.
const MOST: usize = 5;

/// Something that may be handed in again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[schema(example = json!({"kind": "document", "document": "019a1c2e-7d1c-7c3e-8a43-0e6c1a2b3c4d", "name": "平面图.pdf",
    "from": "BJ202611200000000018", "at": "2026-11-20T02:10:00Z"}))]
pub enum Reusable {
    /// A document that was handed in before.
    Document {
        /// Its id: `{"material": …, "document": …}` hands it in again.
        document: Uuid,
        /// Its file name.
        name: String,
        /// The number of the application it was handed in with.
        from: String,
        /// When.
        at: DateTime<Utc>,
    },
    /// A certificate in force.
    Certificate {
        /// Its number: `{"material": …, "certificate": …}` hands in a copy.
        number: String,
        /// Its name.
        name: String,
        /// Its last valid day, if it ends.
        valid_until: Option<NaiveDate>,
    },
}

/// A form to begin with.
#[derive(Clone, Debug, Default, Serialize, ToSchema)]
#[schema(example = json!({"form": {"shop_name": "巷口面馆", "contact_phone": "13800000001"}, "from_account": ["contact_phone"],
    "from_application": {"id": "019a1c2e-7d1c-7c3e-8a43-0e6c1a2b3c4d", "number": "BJ202611200000000018"}}))]
pub struct Prefill {
    /// The fields that are known, with their values.
    #[schema(value_type = Object)]
    pub form: Map<String, Value>,
    /// The fields filled in from what is on record. When filing they may be left out; those marked `readOnly` in `form_schema` are what is on
    /// record, whatever is sent.
    pub from_account: Vec<String>,
    /// The application whose form the others are from: `prefilled_from` when filing.
    pub from_application: Option<PrefilledFrom>,
}

/// An application whose form is offered again.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PrefilledFrom {
    /// Its id.
    pub id: Uuid,
    /// Its number.
    pub number: String,
}

/// What somebody who is signed in is offered.
pub struct Offer<'a> {
    catalogue: &'a Catalogue,
    version: &'a ItemVersion,
    holdings: Holdings,
    on_record: Map<String, Value>,
    own: bool,
    minor: bool,
    opened: Map<String, Value>,
}

impl<'a> Offer<'a> {
    /// Reads it, in one statement.
    ///
    /// # Errors
    /// 422 without a mandate of whoever it is for, 401 when the account is gone.
    pub async fn read(
        desk: &'a Desk,
        caller: &Caller,
        applicant: Uuid,
        version: &'a ItemVersion,
    ) -> Result<Self, Problem> {
        let materials = &version.item.materials;
        let mut certificates: BTreeSet<String> = materials.iter().map(|material| material.name.clone()).collect();
        certificates.extend(materials.iter().flat_map(|material| material.certificates.clone()));
        certificates.extend(version.sources().values().filter_map(|source| match source {
            Source::Certificate(name) => Some(name.clone()),
            _ => None,
        }));
        let query = HoldingsQuery {
            caller: caller.account,
            applicant,
            item: version.code.clone(),
            materials: materials.iter().map(|material| material.code.clone()).collect(),
            certificates: certificates.into_iter().collect(),
            today: desk.clock.today(),
        };
        let mut connection = desk.db.get().await?;
        let holdings = read_holdings(&mut connection, &query).await?;
        drop(connection);
        let own = applicant == caller.account;
        let holdings = match holdings {
            Some(holdings) if own || holdings.mandated => holdings,
            None if own => return Err(Problem::new(Code::Unauthenticated)),
            _ => {
                return Err(no_mandate());
            }
        };
        let known = Known::open(&holdings.known, &desk.cipher)?;
        let on_record = known.fields(version, &holdings.certificates);
        let opened = match &holdings.last {
            Some(last) => opened(&last.form, &desk.cipher)?,
            None => Map::new(),
        };
        Ok(Self {
            catalogue: &desk.catalogue,
            version,
            holdings,
            on_record,
            own,
            minor: known.is_minor(desk.clock.today()),
            opened,
        })
    }

    /// `natural_person` or `legal_person`.
    pub fn applicant_kind(&self) -> &str {
        &self.holdings.kind
    }

    /// Whether the applicant is under 18.
    pub fn is_minor(&self) -> bool {
        self.minor
    }

    /// What may be handed in for a material again: certificates in force, then documents, newest first, each content once.
    pub fn reusable(&self, material: &Material) -> Vec<Reusable> {
        let certificates = self.holdings.certificates.iter();
        let certificates = certificates.filter(|held| material.accepts(&held.name, &held.item_code));
        let mut found: Vec<Reusable> = certificates
            .map(|held| Reusable::Certificate {
                number: held.number.to_string(),
                name: held.name.clone(),
                valid_until: held.valid_until,
            })
            .collect();
        let mut contents = BTreeSet::new();
        let documents = self.holdings.documents.iter();
        let documents = documents
            .filter(|held| self.is_for(held, material))
            .filter(|held| contents.insert(held.sha256.as_str()))
            .take(MOST);
        found.extend(documents.map(|held| Reusable::Document {
            document: held.document_id,
            name: held.name.clone(),
            from: held.number.clone(),
            at: held.attached_at,
        }));
        found
    }

    /// The form to begin with. An agent sees of it what they may see of the applicant's other applications, and nothing that is kept
    /// encrypted or is on record: that is filled in without them.
    pub fn prefill(&self) -> Prefill {
        let mut last = fitting(self.version, self.opened.clone());
        if !self.own {
            let sensitive = self.version.sensitive_fields().iter();
            let sensitive: BTreeSet<&str> = sensitive.filter_map(|pointer| pointer.split('/').nth(1)).collect();
            last.retain(|field, _| !sensitive.contains(field.as_str()) && !self.on_record.contains_key(field));
        }
        let mut from_account = Vec::new();
        let from_application = self.holdings.last.as_ref().filter(|_| !last.is_empty());
        let from_application = from_application.map(|last| PrefilledFrom {
            id: last.application,
            number: last.number.clone(),
        });
        let mut form = last;
        for (field, value) in self.on_record.iter().filter(|_| self.own) {
            if self.is_held(field) || !form.contains_key(field) {
                form.insert(field.clone(), value.clone());
                from_account.push(field.clone());
            }
        }
        Prefill {
            form,
            from_account,
            from_application,
        }
    }

    /// The form's schema, with what is on record and holds whatever is sent marked `readOnly`.
    pub fn form_schema(&self) -> Option<Value> {
        self.version.item.form_schema.clone().map(|schema| self.marked(schema))
    }

    /// A schema of the form, or of part of it, with what is on record and holds whatever is sent marked `readOnly`.
    pub fn marked(&self, mut schema: Value) -> Value {
        for field in self.on_record.keys().filter(|field| self.is_held(field)) {
            if let Some(property) = schema.get_mut("properties").and_then(|all| all.get_mut(field)) {
                property["readOnly"] = Value::Bool(true);
            }
        }
        schema
    }

    fn is_held(&self, field: &str) -> bool {
        self.version.sources().get(field).is_some_and(Source::holds)
    }

    /// Whether a document was handed in for the same thing: for this item, or for a material of the same name elsewhere.
    fn is_for(&self, held: &HeldDocument, material: &Material) -> bool {
        let same_name = || {
            let item = self.catalogue.current(&held.item_code)?;
            Some(item.material(&held.material)?.name == material.name)
        };
        held.material == material.code && (held.item_code == self.version.code || same_name().unwrap_or(false))
    }
}
