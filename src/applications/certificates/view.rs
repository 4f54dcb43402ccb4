//! A certificate as people are shown it: what it is worth today and why, and what may be asked of it.

use chrono::{Days, NaiveDate};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::super::desk::Desk;
use super::super::store::{Held, HeldScreen, OpenConcern};
use super::super::view::{DepartmentReference, ItemReference};
use super::worth::{Worth, reason};
use crate::calendar::Limit;
use crate::codes::{CaseType, CertificateState, ItemCode, Service};
use crate::identity::party::open_name;
use crate::problem::Problem;
use crate::text::Language;

/// A certificate in a list.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "number": "ZZ202611200000000018", "name": "食品经营许可证", "item": {"code": "1199010099999006193000131017000", "version": 1, "name": "食品经营许可新办"},
    "issued_on": "2026-11-20", "valid_until": "2031-11-20", "state": "valid", "state_text": "有效", "replaced_by": null, "renew_until": "2031-10-21"
}))]
pub struct CertificateRowView {
    /// Its number.
    pub number: String,
    /// Its name.
    pub name: String,
    /// The item that led to it.
    pub item: ItemReference,
    /// Its date.
    pub issued_on: NaiveDate,
    /// Its last valid day, if it ends.
    pub valid_until: Option<NaiveDate>,
    /// What it is worth today.
    pub state: CertificateState,
    /// The same in words.
    pub state_text: String,
    /// The certificate that took its place.
    pub replaced_by: Option<String>,
    /// The last day on which a renewal is applied for in time, where the item offers one.
    pub renew_until: Option<NaiveDate>,
}

/// A certificate.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Certificate)]
pub struct CertificateDetail {
    /// Its number.
    pub number: String,
    /// The code by which anybody can check it, with its number.
    pub code: String,
    /// A QR code as an SVG element, of `leads_to`.
    pub qr: String,
    /// Where it is checked, or number and code when the server has no `public_url`.
    pub leads_to: String,
    /// Its name.
    pub name: String,
    /// The item that led to it.
    pub item: ItemReference,
    /// The holder's name.
    pub holder: String,
    /// The department that issued it.
    pub department: DepartmentReference,
    /// Its date.
    pub issued_on: NaiveDate,
    /// Its last valid day, if it ends.
    pub valid_until: Option<NaiveDate>,
    /// What it is worth today.
    pub state: CertificateState,
    /// The same in words.
    pub state_text: String,
    /// Since when it holds no more.
    pub ended_on: Option<NaiveDate>,
    /// Why it holds no more, or why it still does after its last day.
    pub reason: Option<String>,
    /// The certificate that took its place.
    pub replaced_by: Option<String>,
    /// The application it was issued on.
    pub application: Uuid,
    /// Its number.
    pub application_number: String,
    /// The application about it that is open.
    pub in_hand: Option<InHand>,
    /// What may be asked of it now.
    pub services: Vec<OfferedService>,
    /// The last day on which a renewal is applied for in time, where the item offers one. Later is possible until it ends, but then silence does
    /// not renew it (Administrative Licensing Law art. 50).
    pub renew_until: Option<NaiveDate>,
}

/// An open application about a certificate.
#[derive(Debug, Serialize, ToSchema)]
pub struct InHand {
    /// The application.
    pub application: Uuid,
    /// Its number.
    pub number: String,
    /// What it asks.
    pub service: Service,
}

/// Something that may be asked of a certificate: file it with `service` and `certificate`.
#[derive(Debug, Serialize, ToSchema)]
pub struct OfferedService {
    /// What.
    pub service: Service,
    /// The same in words.
    pub text: String,
    /// Decided on the spot or within a limit.
    pub case_type: CaseType,
    /// What the department promises.
    pub promised_limit: Limit,
}

impl CertificateRowView {
    /// A certificate, by the open applications of its holder.
    pub fn of(desk: &Desk, held: Held, open: &[OpenConcern], language: Language) -> Self {
        let row = &held.certificate;
        let worth = Worth::of(row, open, desk.clock.today());
        Self {
            renew_until: renew_until(desk, &held.item_code, row.valid_until, worth.state),
            state: worth.state,
            state_text: worth.text().in_language(language).to_owned(),
            item: item(&held),
            number: held.certificate.number,
            name: held.certificate.name,
            issued_on: held.certificate.issued_on,
            valid_until: held.certificate.valid_until,
            replaced_by: held.certificate.replaced_by,
        }
    }
}

impl CertificateDetail {
    /// A certificate for who may see it; `leads_to` is where it is checked.
    ///
    /// # Errors
    /// 500 when the holder's name cannot be opened.
    pub fn of(
        desk: &Desk,
        screen: HeldScreen,
        leads_to: impl FnOnce(&str, &str) -> String,
        language: Language,
    ) -> Result<Self, Problem> {
        let HeldScreen { held, holder, open, .. } = screen;
        let item = item(&held);
        let row = held.certificate;
        let worth = Worth::of(&row, &open, desk.clock.today());
        let code = desk.certificate_codes.of(&row.number);
        let leads_to = leads_to(&row.number, &code);
        let free = worth.state == CertificateState::Valid && open.is_empty();
        Ok(Self {
            qr: super::super::print::qr::svg(&leads_to),
            leads_to,
            code,
            holder: open_name(&desk.cipher, &holder.name)?,
            department: department(desk, &row.department),
            state: worth.state,
            state_text: worth.text().in_language(language).to_owned(),
            reason: reason(&row, &worth).map(|text| text.in_language(language).to_owned()),
            in_hand: open.into_iter().next().map(|open| InHand {
                application: open.id,
                number: open.number.to_string(),
                service: open.service,
            }),
            services: if free {
                services(desk, &held.item_code, language)
            } else {
                Vec::new()
            },
            renew_until: renew_until(desk, &held.item_code, row.valid_until, worth.state),
            item,
            application: row.owner_id,
            application_number: held.application_number.to_string(),
            number: row.number,
            name: row.name,
            issued_on: row.issued_on,
            valid_until: row.valid_until,
            ended_on: row.ended_on,
            replaced_by: row.replaced_by,
        })
    }
}

fn item(held: &Held) -> ItemReference {
    ItemReference {
        code: held.item_code.to_string(),
        version: held.item_version,
        name: held.item_name.clone(),
    }
}

/// A department by its code, under the name it has now.
pub(super) fn department(desk: &Desk, code: &str) -> DepartmentReference {
    let known = code.parse().ok().and_then(|code| desk.catalogue.department(&code));
    DepartmentReference {
        code: code.to_owned(),
        name: known.map_or_else(|| code.to_owned(), |department| department.name.clone()),
    }
}

/// What the item offers now beside `new`.
fn services(desk: &Desk, item: &ItemCode, language: Language) -> Vec<OfferedService> {
    let Some(version) = desk.catalogue.current(item) else {
        return Vec::new();
    };
    let item = &version.item;
    let offer = |service: Service| OfferedService {
        service,
        text: service.label().in_language(language).to_owned(),
        case_type: item.case_type_of(service),
        promised_limit: item.promised_for(service),
    };
    item.services.iter().map(|rule| offer(rule.service)).collect()
}

/// The last day in time, while the certificate holds.
fn renew_until(
    desk: &Desk,
    item: &ItemCode,
    valid_until: Option<NaiveDate>,
    state: CertificateState,
) -> Option<NaiveDate> {
    let version = desk.catalogue.current(item)?;
    let offered = version
        .item
        .services
        .iter()
        .any(|rule| rule.service == Service::Renewal);
    let rule = version.item.renewal_rule();
    let lead = Days::new(rule.map_or(0, |rule| rule.lead_days).into());
    valid_until
        .filter(|_| offered && state == CertificateState::Valid)?
        .checked_sub_days(lead)
}
