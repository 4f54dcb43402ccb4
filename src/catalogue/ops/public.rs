//! What the public reads have in common.

use actix_web::http::header::{CACHE_CONTROL, ETAG};
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;
use sha2::{Digest, Sha256};
use utoipa::ToSchema;

use crate::catalogue::{Item, ItemVersion, Snapshot};
use crate::http::{conditional, etag};

/// An item's guide: the document, and the names of what it refers to.
#[derive(Serialize, ToSchema)]
pub struct ItemGuide<'a> {
    /// Which version this is.
    #[schema(example = 1)]
    version: i32,
    /// Name of the department.
    #[schema(example = "成都市（示范）市场监督管理局")]
    department_name: Option<&'a str>,
    /// Telephone for enquiries: the item's or the department's.
    contact_phone: Option<&'a str>,
    /// Where to go: the item's address or the department's.
    contact_address: Option<&'a str>,
    /// When that is open.
    contact_hours: Option<&'a str>,
    /// Name of the division.
    #[schema(example = "成都市")]
    division_name: Option<&'a str>,
    /// The document.
    #[serde(flatten)]
    item: &'a Item,
}

impl<'a> ItemGuide<'a> {
    pub(super) fn new(version: &'a ItemVersion, snapshot: &'a Snapshot) -> Self {
        let item = &version.item;
        let department = snapshot.departments().get(&item.department);
        let either = |own: &'a Option<String>, theirs: Option<&'a Option<String>>| {
            own.as_deref().or_else(|| theirs.and_then(Option::as_deref))
        };
        Self {
            version: version.version,
            department_name: department.map(|department| department.name.as_str()),
            contact_phone: either(&item.phone, department.map(|department| &department.phone)),
            contact_address: either(&item.address, department.map(|department| &department.address)),
            contact_hours: either(&item.hours, department.map(|department| &department.hours)),
            division_name: snapshot
                .divisions()
                .get(&item.division)
                .map(|division| division.name.as_str()),
            item,
        }
    }

    /// `"<version>.<what it shows of department and division>"`: those may change without a new version.
    pub(super) fn etag(&self) -> String {
        let shown = (
            self.department_name,
            self.contact_phone,
            self.contact_address,
            self.contact_hours,
            self.division_name,
        );
        let digest = Sha256::digest(serde_json::to_vec(&shown).unwrap_or_default());
        let tag = digest.get(..4).map(hex::encode).unwrap_or_default();
        etag(i64::from(self.version), Some(tag))
    }
}

/// Answers with what may be kept by anybody for a while, or with 304 when the caller has it.
pub(super) fn cacheable(request: &HttpRequest, tag: &str, cache: &str, body: &impl Serialize) -> HttpResponse {
    if conditional::has_current(request, tag) {
        return HttpResponse::NotModified()
            .insert_header((ETAG, tag))
            .insert_header((CACHE_CONTROL, cache))
            .finish();
    }
    HttpResponse::Ok()
        .insert_header((ETAG, tag))
        .insert_header((CACHE_CONTROL, cache))
        .json(body)
}
