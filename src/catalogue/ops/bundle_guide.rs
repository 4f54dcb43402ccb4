//! A bundle's guide: the document, and what it refers to in words.

use serde::Serialize;
use sha2::{Digest, Sha256};
use utoipa::ToSchema;

use crate::catalogue::{Bundle, BundleMember, BundleVersion, Snapshot};
use crate::codes::{CreditCode, ItemCode};
use crate::http::etag;

/// A bundle's guide: the document, and the names of what it refers to.
#[derive(Serialize, ToSchema)]
pub struct BundleGuide<'a> {
    /// Which version this is.
    #[schema(example = 1)]
    version: i32,
    #[serde(flatten)]
    shown: Shown<'a>,
    /// The document.
    #[serde(flatten)]
    bundle: &'a Bundle,
}

/// What it shows of departments, divisions and items: that may change without a new version.
#[derive(Serialize, ToSchema)]
#[schema(as = BundleReferences)]
pub struct Shown<'a> {
    /// Name of the department that answers for the whole.
    #[schema(example = "成都市（示范）市场监督管理局")]
    lead_department_name: Option<&'a str>,
    /// Name of the department whose window receives it.
    #[schema(example = "成都市（示范）政务服务管理局")]
    window_department_name: Option<&'a str>,
    /// Telephone of the window's department.
    contact_phone: Option<&'a str>,
    /// Its address.
    contact_address: Option<&'a str>,
    /// When it is open.
    contact_hours: Option<&'a str>,
    /// Name of the division.
    #[schema(example = "成都市")]
    division_name: Option<&'a str>,
    /// The items of the members, in their order.
    items: Vec<MemberItem<'a>>,
}

/// The item of a member.
#[derive(Serialize, ToSchema)]
pub struct MemberItem<'a> {
    /// Code.
    code: &'a ItemCode,
    /// Name in Chinese.
    #[schema(example = "食品经营许可新办")]
    name: &'a str,
    /// Name in English.
    name_en: Option<&'a str>,
    /// The department that exercises it.
    department: &'a CreditCode,
    /// Its name.
    department_name: Option<&'a str>,
    /// The version that is filed under: the one the bundle was published with.
    #[schema(example = 1)]
    version: i32,
    /// The version published since, if any: the bundle takes it up when it is published again.
    newer_version: Option<i32>,
}

impl<'a> BundleGuide<'a> {
    pub(super) fn new(version: &'a BundleVersion, snapshot: &'a Snapshot) -> Self {
        Self {
            version: version.version,
            shown: Shown::new(version, snapshot),
            bundle: &version.bundle,
        }
    }

    /// `"<version>.<what it shows beside the document>"`.
    pub(super) fn etag(&self) -> String {
        let digest = Sha256::digest(serde_json::to_vec(&self.shown).unwrap_or_default());
        let tag = digest.get(..4).map(hex::encode).unwrap_or_default();
        etag(i64::from(self.version), Some(tag))
    }
}

impl<'a> Shown<'a> {
    fn new(version: &'a BundleVersion, snapshot: &'a Snapshot) -> Self {
        let bundle = &version.bundle;
        let department = |code| snapshot.departments().get(code);
        let window = department(&bundle.window_department);
        let division = snapshot.divisions().get(&bundle.division);
        Self {
            lead_department_name: department(&bundle.lead_department).map(|department| department.name.as_str()),
            window_department_name: window.map(|department| department.name.as_str()),
            contact_phone: window.and_then(|department| department.phone.as_deref()),
            contact_address: window.and_then(|department| department.address.as_deref()),
            contact_hours: window.and_then(|department| department.hours.as_deref()),
            division_name: division.map(|division| division.name.as_str()),
            items: version
                .members
                .iter()
                .map(|member| MemberItem::new(member, snapshot))
                .collect(),
        }
    }
}

impl<'a> MemberItem<'a> {
    fn new(member: &'a BundleMember, snapshot: &'a Snapshot) -> Self {
        let pinned = &member.version;
        let current = snapshot.items().get(&pinned.code).map(|current| current.version);
        let department = snapshot.departments().get(&pinned.item.department);
        Self {
            code: &pinned.code,
            name: &pinned.item.name,
            name_en: pinned.item.name_en.as_deref(),
            department: &pinned.item.department,
            department_name: department.map(|department| department.name.as_str()),
            version: pinned.version,
            newer_version: current.filter(|current| *current > pinned.version),
        }
    }
}
