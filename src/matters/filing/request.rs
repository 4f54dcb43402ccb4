//! A matter as it is filed: the request.

use std::collections::BTreeSet;

use serde::Deserialize;
use serde_json::{Map, Value, json};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::applications::consents::NamedConsenter;
use crate::applications::content::HandedIn;
use crate::applications::delivery::DeliveryWish;
use crate::applications::filing::{FileApplication, IdentityCheck, OnBehalfOf};
use crate::applications::subject::Subject;
use crate::codes::{ItemCode, Service};
use crate::identity::WalkIn;

/// A matter as it is filed.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FileMatter {
    /// The bundle's code.
    pub bundle: ItemCode,
    /// Members that are left out, by the code of the item: optional ones only.
    #[serde(default)]
    pub without: BTreeSet<ItemCode>,
    /// Whom the caller acts for, under a mandate; themselves when absent.
    #[serde(default)]
    pub on_behalf_of: Option<OnBehalfOf>,
    /// Answers to the bundle's questions, by key.
    #[serde(default)]
    pub answers: Map<String, Value>,
    /// The one form, as the checklist gives it for these answers.
    #[serde(default = "empty_form")]
    #[schema(value_type = Object)]
    pub form: Value,
    /// The matter whose form was taken as a beginning, as the checklist offers: the applicant's own, of this bundle.
    #[serde(default)]
    pub prefilled_from: Option<Uuid>,
    /// The documents handed in, by the bundle's material: once for all members.
    #[serde(default)]
    pub documents: Vec<HandedIn>,
    /// How the results are to be delivered; at the window when absent.
    #[serde(default)]
    pub delivery: Option<DeliveryWish>,
    /// Whom it is about, when that is not the applicant.
    #[serde(default)]
    pub subject: Option<Subject>,
    /// Those whose consent there is to be beside the applicant's: once for all members. The matter is received when the last has agreed.
    #[serde(default)]
    pub consents: Vec<NamedConsenter>,
    /// Who applies, at a window; they need no account. Given by staff, and by nobody else.
    #[serde(default)]
    pub applicant: Option<WalkIn>,
    /// How staff made sure who that is.
    #[serde(default)]
    pub identity_check: Option<IdentityCheck>,
}

impl FileMatter {
    /// As an application for the bundle, which a matter is.
    pub(super) fn into_application(self) -> FileApplication {
        FileApplication {
            item: self.bundle,
            service: Service::New,
            certificate: None,
            on_behalf_of: self.on_behalf_of,
            answers: self.answers,
            form: self.form,
            prefilled_from: self.prefilled_from,
            documents: self.documents,
            commitment: false,
            delivery: self.delivery,
            subject: self.subject,
            consents: self.consents,
            submit: true,
            applicant: self.applicant,
            identity_check: self.identity_check,
            at_once: None,
        }
    }
}

fn empty_form() -> Value {
    json!({})
}
