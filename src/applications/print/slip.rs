//! The receipt slip (收件凭证): what the applicant takes home, with what is true as it is printed.

use askama::Template;
use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use super::super::desk::Desk;
use super::super::lifecycle::{Case, Event, Phase, Status};
use super::super::store::Screen;
use super::super::terms::delivery_mode;
use super::super::view::{self, ItemReference, Readable, status_text};
use super::slip_materials::{SlipMaterial, following, handed_in};
use super::{Paper, day, minute, qr};
use crate::clock::shanghai_date;
use crate::codes::{Channel, CreditCode, Post};
use crate::http::PublicUrl;
use crate::identity::Caller;
use crate::identity::party::open_name;
use crate::problem::Problem;

/// A receipt slip.
#[derive(Debug, Serialize, ToSchema)]
pub struct Slip {
    /// The application's number.
    pub number: String,
    /// A QR code as an SVG element, of `leads_to`.
    pub qr: String,
    /// What the QR code says: where progress is looked up, or the bare number when the server has no `public_url`.
    pub leads_to: String,
    /// The code that fetches the result.
    pub pickup_code: Option<String>,
    /// The applicant's name.
    pub applicant: String,
    /// The item, at the version it is pinned to.
    pub item: ItemReference,
    /// The department that decides, and where to ask.
    pub department: SlipDepartment,
    /// Where it was filed.
    pub channel: Channel,
    /// When it was handed in.
    pub submitted_at: DateTime<Utc>,
    /// Day 0 of the five working days: what comes after closing counts as received on the next working day.
    pub received_on: NaiveDate,
    /// Where it stands.
    pub status: Status,
    /// The same in words.
    pub status_text: String,
    /// What a matter (一件事) is made of: an application each.
    pub members: Vec<SlipMember>,
    /// What was handed in.
    pub materials: Vec<SlipMaterial>,
    /// What is still to follow, or is asked for by a supplement notice.
    pub following: Vec<SlipMaterial>,
    /// The last day to hand that in, once it was told.
    pub answer_by: Option<NaiveDate>,
    /// Before acceptance, the last day for the department's answer (art. 32).
    pub answered_by: Option<NaiveDate>,
    /// Day 0 of the limits, once accepted.
    pub accepted_on: Option<NaiveDate>,
    /// The promised due date, once accepted.
    pub promised_due_on: Option<NaiveDate>,
    /// The statutory due date, once accepted, if the law sets one.
    pub statutory_due_on: Option<NaiveDate>,
    /// When this was printed.
    pub printed_at: DateTime<Utc>,
    /// Whether that was after the day of receipt (补打).
    pub reprint: bool,
}

/// An application of a matter.
#[derive(Debug, Serialize, ToSchema)]
pub struct SlipMember {
    /// Its number.
    pub number: String,
    /// The item.
    pub name: String,
    /// The department that decides, by name.
    pub department: String,
}

/// A department, and where to ask.
#[derive(Debug, Serialize, ToSchema)]
pub struct SlipDepartment {
    /// Its credit code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Where to go.
    pub address: Option<String>,
    /// Whom to call.
    pub phone: Option<String>,
    /// When it is open.
    pub hours: Option<String>,
}

impl Slip {
    /// Whether the caller works at a window that hands slips out: that of the deciding department, of who receives for it, or where it was taken in. Recused people do not.
    pub fn is_handed_out_by(caller: &Caller, screen: &Screen, case: &Case) -> bool {
        let intake = screen.tasks.iter().filter(|task| task.kind == "intake");
        let receives = intake
            .into_iter()
            .any(|task| screen.holds(&task.department, &task.post));
        let own = screen.holds(&screen.application.department, &Post::WINDOW);
        let window = receives || own || screen.was_taken_in_by(caller);
        window && !case.recused.contains(&caller.account)
    }

    /// The slip of an application, as things stand; none before it was handed in. The screen is one with events.
    ///
    /// # Errors
    /// 500 when what is kept cannot be read.
    pub fn of(desk: &Desk, site: &PublicUrl, screen: &Screen, readable: &Readable) -> Result<Option<Self>, Problem> {
        let (row, case) = (&screen.application, &readable.case);
        let Some(submitted_at) = row.submitted_at else {
            return Ok(None);
        };
        let (number, now) = (row.number.to_string(), desk.clock.now());
        let leads_to = site
            .link(&format!("/progress?number={number}"))
            .unwrap_or_else(|| number.clone());
        let received_on = received_on(screen).unwrap_or_else(|| shanghai_date(submitted_at));
        let item = &readable.version.item;
        Ok(Some(Self {
            qr: qr::svg(&leads_to),
            leads_to,
            pickup_code: row.pickup_code.clone(),
            applicant: open_name(&desk.cipher, &screen.applicant.name)?,
            department: department(
                desk,
                &row.department,
                [&item.address, &item.phone, &item.hours].map(Clone::clone),
            ),
            item: ItemReference {
                code: row.item_code.to_string(),
                version: row.item_version,
                name: row.item_name.clone(),
            },
            channel: row.channel,
            submitted_at,
            received_on,
            status: case.phase.status(),
            status_text: status_text(case, delivery_mode(row)).zh.into_owned(),
            members: members(desk, screen),
            materials: handed_in(screen, readable),
            following: following(screen, readable),
            answer_by: match &case.phase {
                Phase::AwaitingSupplement(receipt) => receipt.supplement.as_ref().map(|told| told.answer_by),
                _ => case.awaited().map(|following| following.by),
            },
            answered_by: answered_by(screen, case),
            accepted_on: row.accepted_on,
            promised_due_on: row.promised_due_on,
            statutory_due_on: row.statutory_due_on,
            printed_at: now,
            reprint: shanghai_date(now) > shanghai_date(submitted_at),
            number,
        }))
    }
}

fn members(desk: &Desk, screen: &Screen) -> Vec<SlipMember> {
    let rows = screen.members.iter().map(|member| &member.application);
    rows.map(|row| SlipMember {
        number: row.number.to_string(),
        name: row.item_name.clone(),
        department: view::department(desk, row).name,
    })
    .collect()
}

/// Day 0, as the log has it.
fn received_on(screen: &Screen) -> Option<NaiveDate> {
    let events = screen.events.as_ref()?;
    let submitted = events.iter().find(|event| event.kind == "submitted")?;
    match serde_json::from_str(&submitted.payload).ok()? {
        Event::Submitted { received_on } => Some(received_on),
        _ => None,
    }
}

/// The last day of the task that answers the receipt.
fn answered_by(screen: &Screen, case: &Case) -> Option<NaiveDate> {
    let open = screen
        .tasks
        .iter()
        .rfind(|task| task.kind == "intake" && ["open", "claimed"].contains(&task.status.as_str()));
    open.filter(|_| case.phase.status() == Status::Submitted)
        .and_then(|task| task.due_on)
}

/// The item's own address, telephone and hours come before the department's.
fn department(desk: &Desk, code: &CreditCode, [address, phone, hours]: [Option<String>; 3]) -> SlipDepartment {
    let known = desk.catalogue.department(code);
    let known = known.as_ref();
    SlipDepartment {
        code: code.to_string(),
        name: known.map_or_else(|| code.to_string(), |known| known.name.clone()),
        address: address.or_else(|| known.and_then(|known| known.address.clone())),
        phone: phone.or_else(|| known.and_then(|known| known.phone.clone())),
        hours: hours.or_else(|| known.and_then(|known| known.hours.clone())),
    }
}

/// The slip on paper.
#[derive(Template)]
#[template(path = "print/receipt.html")]
pub struct SlipPage<'a> {
    /// What it says.
    pub slip: &'a Slip,
    /// On what.
    pub paper: Paper,
}

impl SlipPage<'_> {
    fn day(&self, date: &NaiveDate) -> String {
        day(*date)
    }

    fn minute(&self, at: &DateTime<Utc>) -> String {
        minute(*at)
    }
}
