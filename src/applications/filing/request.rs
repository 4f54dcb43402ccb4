//! An application as it is filed: the request.

use serde::Deserialize;
use serde_json::{Map, Value, json};
use utoipa::ToSchema;
use uuid::Uuid;

use super::super::consents::NamedConsenter;
use super::super::content::HandedIn;
use super::super::delivery::DeliveryWish;
use super::super::subject::Subject;
use super::applicant::IdentityCheck;
use super::at_once::AtOnce;
use crate::codes::{CertificateNumber, ItemCode, Service};
use crate::identity::WalkIn;

/// An application as it is filed.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FileApplication {
    /// The item's code.
    pub item: ItemCode,
    /// What is asked for: `new`, which is also meant when absent.
    #[serde(default = "new")]
    #[schema(value_type = Service)]
    pub service: Service,
    /// The number of the certificate it is about, for every service but `new`.
    #[serde(default)]
    #[schema(value_type = Option<CertificateNumber>)]
    pub certificate: Option<CertificateNumber>,
    /// Whom the caller acts for, under a mandate; themselves when absent.
    #[serde(default)]
    pub on_behalf_of: Option<OnBehalfOf>,
    /// Answers to the item's questions, by key.
    #[serde(default)]
    pub answers: Map<String, Value>,
    /// The form, as the item's schema asks.
    #[serde(default = "empty_form")]
    #[schema(value_type = Object)]
    pub form: Value,
    /// The application whose form was taken as a beginning, as the checklist offers: the applicant's own, of this item. What was kept of it is
    /// recorded.
    #[serde(default)]
    pub prefilled_from: Option<Uuid>,
    /// The documents handed in, by material.
    #[serde(default)]
    pub documents: Vec<HandedIn>,
    /// Whether to commit to what would otherwise be proved or checked (告知承诺), where the item offers it: its checklist tells the terms.
    #[serde(default)]
    pub commitment: bool,
    /// How the result is to be delivered; at the window when absent.
    #[serde(default)]
    pub delivery: Option<DeliveryWish>,
    /// Whom it is about, when that is not the applicant: a newborn, a pupil, somebody who has died.
    #[serde(default)]
    pub subject: Option<Subject>,
    /// Those whose consent there is to be beside the applicant's. Handed in, it waits until the last of them has agreed, and is received
    /// then.
    #[serde(default)]
    pub consents: Vec<NamedConsenter>,
    /// Whether to hand it in at once; a draft otherwise.
    #[serde(default)]
    pub submit: bool,
    /// Who applies, at a window; they need no account. Given by staff, and by nobody else.
    #[serde(default)]
    pub applicant: Option<WalkIn>,
    /// How staff made sure who that is.
    #[serde(default)]
    pub identity_check: Option<IdentityCheck>,
    /// Decides an immediate item in the same act; for the window of its department.
    #[serde(default)]
    pub at_once: Option<AtOnce>,
}

/// Whom the caller acts for.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OnBehalfOf {
    /// Their account.
    pub account: Uuid,
}

fn new() -> Service {
    Service::New
}

fn empty_form() -> Value {
    json!({})
}
