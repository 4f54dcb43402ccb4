//! An application before its first event.

use actix_web::HttpRequest;
use actix_web::http::header::USER_AGENT;
use chrono::{DateTime, Utc};
use rand::RngExt;
use serde_json::Value;
use uuid::Uuid;

use super::lifecycle::Tab;
use super::store::rows::{ApplicationRow, OwnerKind, PartyRow};
use crate::catalogue::{Item, ItemVersion};
use crate::codes::{ApplicationNumber, Channel, Service};
use crate::crypto::digest::sha256;
use crate::identity::party::masked_name;

/// What is known of an application as it comes into being.
pub struct Beginning<'a> {
    /// Its id.
    pub id: Uuid,
    /// Its number.
    pub number: ApplicationNumber,
    /// The item, at the version it is pinned to.
    pub version: &'a ItemVersion,
    /// Who applies.
    pub applicant: &'a PartyRow,
    /// Their name.
    pub name: &'a str,
    /// The account that files.
    pub filed_by: Uuid,
    /// Where it is filed.
    pub channel: Channel,
    /// What is asked of the item.
    pub service: Service,
    /// When.
    pub now: DateTime<Utc>,
}

impl Beginning<'_> {
    /// The row before the first event.
    pub fn row(self) -> ApplicationRow {
        let item = &self.version.item;
        ApplicationRow {
            id: self.id,
            kind: OwnerKind::Application,
            matter_id: None,
            matter_number: None,
            number: self.number,
            version: 0,
            head_hash: sha256(self.id.as_bytes()).to_vec(),
            item_code: item.code.clone(),
            item_version: self.version.version,
            item_name: called(item, self.service),
            division: item.division.clone(),
            department: item.department.clone(),
            applicant_id: self.applicant.id,
            applicant_kind: self.applicant.kind.clone(),
            applicant_masked: masked_name(&self.applicant.kind, self.name),
            filed_by: self.filed_by,
            channel: self.channel,
            service: self.service,
            status: "draft".to_owned(),
            outcome: None,
            deemed_accepted: false,
            state: Value::Null,
            delivery: None,
            subject: None,
            certificate: None,
            pickup_code: None,
            closing_note: None,
            created_at: self.now,
            updated_at: self.now,
            submitted_at: None,
            accepted_on: None,
            accepted_at: None,
            promised_due_on: None,
            statutory_due_on: None,
            yellow_on: None,
            decided_at: None,
            completed_at: None,
            tab: Tab::Drafts.as_str().to_owned(),
            gaps: None,
            result: None,
        }
    }
}

/// What an application is called: as its item, and by what is asked of it where that is nothing new.
fn called(item: &Item, service: Service) -> String {
    if service == Service::New {
        return item.name.clone();
    }
    let thing = item.name.trim_end_matches(Service::New.label_zh());
    format!("{thing}（{}）", service.label_zh())
}

/// Where it is filed, as far as the request tells: for somebody else by an agent, from a phone, or on the web.
pub fn channel(request: &HttpRequest, by_agent: bool) -> Channel {
    let agent = request
        .headers()
        .get(USER_AGENT)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    match by_agent {
        true => Channel::Agent,
        false if agent.contains("Mobile") => Channel::Mobile,
        false => Channel::Web,
    }
}

/// Six digits that fetch the result at the window.
pub fn pickup_code() -> String {
    format!("{:06}", rand::rng().random_range(0..1_000_000))
}
