//! A notice (文书) on paper: what was written out when it was drawn up, and nothing that could have changed since.

use askama::Template;
use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use super::super::desk::Desk;
use super::super::lifecycle::{Event, Verdict};
use super::super::notices::{Facts, Kept, NoticeContent, NoticeKind, Sheet};
use super::super::store::Screen;
use super::super::store::rows::NoticeRow;
use super::super::terms::extended_by;
use super::super::third_parties;
use super::super::view::{DepartmentReference, Readable};
use super::day;
use crate::clock::shanghai_date;
use crate::identity::party::open_name;
use crate::problem::Problem;

/// A notice, as it is printed.
#[derive(Debug, Serialize, ToSchema)]
pub struct NoticeSheet {
    /// Its number (文号).
    pub number: String,
    /// Its kind.
    pub kind: NoticeKind,
    /// Its date.
    pub issued_on: NaiveDate,
    /// The organ that gives it, by the name it had then.
    pub department: DepartmentReference,
    /// To whom it is given, by the name they had then. The name of a third party is shown only to those who handle the application.
    pub addressee: String,
    /// What it says.
    pub content: NoticeContent,
    /// Its sentences before materials and reasons, in Chinese.
    pub body: Vec<String>,
    /// Its sentences after them, in Chinese.
    pub closing: Vec<String>,
    /// Where the department's window was.
    pub address: Option<String>,
    /// Whom to call.
    pub phone: Option<String>,
}

impl NoticeSheet {
    /// A notice of an application. The screen is one with events.
    ///
    /// # Errors
    /// 500 when what is kept cannot be read.
    pub fn of(desk: &Desk, screen: &Screen, readable: &Readable, row: &NoticeRow) -> Result<Self, Problem> {
        let kept: Kept = serde_json::from_value(row.content.clone()).map_err(Problem::internal)?;
        let kind = NoticeKind::from_word(&row.kind).ok_or_else(|| Problem::internal("a notice of no known kind"))?;
        let content = kept.content;
        let sheet = kept
            .sheet
            .unwrap_or_else(|| written_now(desk, screen, readable, kind, row, &content));
        let addressee = match &sheet.addressee {
            Some(sealed) => open_name(&desk.cipher, sealed)?,
            None => third_party(desk, screen, readable, &content)?,
        };
        Ok(Self {
            number: row.number.clone(),
            kind,
            issued_on: row.issued_on,
            department: DepartmentReference {
                code: row.issued_by.clone(),
                name: content.department.clone(),
            },
            addressee,
            content,
            body: sheet.body.body,
            closing: sheet.body.closing,
            address: sheet.address,
            phone: sheet.phone,
        })
    }
}

/// The sheet of a notice that was drawn up before sheets were kept.
fn written_now(
    desk: &Desk,
    screen: &Screen,
    readable: &Readable,
    kind: NoticeKind,
    row: &NoticeRow,
    content: &NoticeContent,
) -> Sheet {
    let application = &screen.application;
    let events = screen.events.iter().flatten();
    let event = events
        .filter(|event| event.seq == row.event_seq)
        .find_map(|event| serde_json::from_str::<Event>(&event.payload).ok());
    let receipt = readable.case.phase.receipt();
    let facts = Facts {
        received_on: receipt
            .map(|receipt| receipt.received_on)
            .or(application.submitted_at.map(shanghai_date)),
        deemed: matches!(event, Some(Event::Accepted { deemed: true, .. })),
        service: application.service,
        head: extended_by(&readable.case, &readable.version, application.service),
        ..Facts::of(&readable.version, &application.applicant_kind)
    };
    let department = desk.catalogue.department(&application.department);
    Sheet::write(kind, content, &facts, department.as_ref(), &screen.applicant)
}

/// A third party's name for those who handle the application, and its number for others.
fn third_party(desk: &Desk, screen: &Screen, readable: &Readable, content: &NoticeContent) -> Result<String, Problem> {
    let number = content.third_party.as_ref().map_or(1, |party| party.number);
    let mut name = None;
    if screen.is_handled_by_caller() {
        let parties = third_parties::open(&desk.cipher, &readable.case, &screen.third_parties)?;
        name = parties
            .into_iter()
            .find(|party| party.number == number)
            .map(|party| party.name);
    }
    Ok(name.unwrap_or_else(|| format!("利害关系人（第{number}号）")))
}

/// The notice on paper.
#[derive(Template)]
#[template(path = "print/notice.html")]
pub struct NoticePage<'a> {
    /// What it says.
    pub sheet: &'a NoticeSheet,
}

impl NoticePage<'_> {
    fn day(&self, date: &NaiveDate) -> String {
        day(*date)
    }

    fn verdict(&self, verdict: &Verdict) -> &'static str {
        match verdict {
            Verdict::Ok => "符合要求",
            Verdict::Missing => "未提交",
            Verdict::Defective => "不符合要求",
            Verdict::OriginalSeen => "已核验原件",
        }
    }
}
