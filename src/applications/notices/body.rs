//! The sentences of a notice, as official documents put them (公文). Chinese only: the document is the organ's, and its language is
//! Chinese (Law on the Standard Spoken and Written Chinese Language, art. 9). Articles without a name are those of the Administrative
//! Licensing Law.

mod acceptance;
mod decision;
mod limits;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::super::print::day;
use super::{NoticeContent, NoticeKind};
use crate::catalogue::ItemVersion;
use crate::catalogue::document::LegalBasis;
use crate::codes::{ItemType, Post, Service};

/// 行政许可法, as notices cite it.
const LAW: &str = "《中华人民共和国行政许可法》";

/// The sentences of a notice, without its reasons, materials and rights, which have their own places on the page.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Body {
    /// Paragraphs before the materials and reasons.
    pub body: Vec<String>,
    /// Paragraphs after them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub closing: Vec<String>,
}

/// What the sentences depend on beside the notice's content.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'a> {
    /// The item.
    pub version: &'a ItemVersion,
    /// How the applicant is spoken to: 你 or 你单位.
    pub you: &'static str,
    /// The day the application was received.
    pub received_on: Option<NaiveDate>,
    /// Whether it counts as accepted by silence.
    pub deemed: bool,
    /// What was asked of the item.
    pub service: Service,
    /// Who may extend its limits.
    pub head: Option<&'a Post>,
}

impl<'a> Facts<'a> {
    /// What the item and the kind of applicant say.
    pub fn of(version: &'a ItemVersion, applicant_kind: &str) -> Self {
        let person = applicant_kind == "natural_person";
        Self {
            version,
            you: if person { "你" } else { "你单位" },
            received_on: None,
            deemed: false,
            service: Service::New,
            head: version.extension.as_ref().map(|rule| &rule.post),
        }
    }

    /// Whether the Administrative Licensing Law governs it.
    fn is_licence(&self) -> bool {
        self.version.item.item_type == ItemType::Licence
    }

    /// The application, as a sentence names it.
    fn application(&self, content: &NoticeContent) -> String {
        format!(
            "{}提出的“{}”申请（办件编号：{}）",
            self.you, content.item, content.application
        )
    }

    /// The same, with the day it was received.
    fn received(&self, content: &NoticeContent) -> String {
        let on = self.received_on.map(|on| format!("，本机关于{}收到", day(on)));
        format!("{}{}", self.application(content), on.unwrap_or_default())
    }

    /// “根据……的规定，”: an article of the Administrative Licensing Law for licences, and nothing for other items.
    fn by_article(&self, article: &str) -> String {
        if self.is_licence() {
            format!("根据{LAW}{article}的规定，")
        } else {
            String::new()
        }
    }

    /// The same, after the laws that the item rests on.
    fn by_laws(&self, article: &str) -> String {
        let own = self.version.item.legal_basis.iter().map(cited);
        let general = self.is_licence().then(|| format!("{LAW}{article}"));
        let laws: Vec<String> = own.chain(general).collect();
        match laws.split_last() {
            None => String::new(),
            Some((only, [])) => format!("根据{only}的规定，"),
            Some((last, others)) => format!("根据{}和{last}的规定，", others.join("、")),
        }
    }
}

impl Body {
    /// The sentences of a notice.
    pub fn of(kind: NoticeKind, content: &NoticeContent, facts: &Facts<'_>) -> Self {
        let mut body = match kind {
            NoticeKind::Acceptance => acceptance::acceptance(content, facts),
            NoticeKind::Decline => acceptance::decline(content, facts),
            NoticeKind::Supplement => acceptance::supplement(content, facts),
            NoticeKind::Approval => decision::approval(content, facts),
            NoticeKind::Denial => decision::denial(content, facts),
            NoticeKind::Termination => decision::termination(content, facts),
            NoticeKind::Revocation => decision::revocation(content, facts),
            NoticeKind::Retraction => decision::retraction(content, facts),
            NoticeKind::Cancellation => decision::cancellation(content, facts),
            NoticeKind::BarLifting => decision::bar_lifting(content, facts),
            NoticeKind::ThirdParty => decision::third_party(content, facts),
            NoticeKind::Suspension => limits::suspension(content, facts),
            NoticeKind::Prolongation => limits::prolongation(content, facts),
            NoticeKind::Resumption => limits::resumption(content, facts),
            NoticeKind::Extension => limits::extension(content, facts),
        };
        body.closing
            .extend(content.bars.iter().map(|bar| bar.text.zh.clone().into_owned()));
        body
    }

    fn new(body: impl IntoIterator<Item = String>) -> Self {
        Self {
            body: body.into_iter().collect(),
            closing: Vec::new(),
        }
    }

    fn closing(mut self, closing: impl IntoIterator<Item = String>) -> Self {
        self.closing.extend(closing);
        self
    }
}

/// A law as a sentence cites it.
fn cited(law: &LegalBasis) -> String {
    let article = law.article.as_deref().unwrap_or_default();
    if law.name.starts_with('《') {
        format!("{}{article}", law.name)
    } else {
        format!("《{}》{article}", law.name)
    }
}

/// When the application is due, if it is told.
fn due(content: &NoticeContent) -> Option<String> {
    let promised = day(content.promised_due_on?);
    let by_law = content
        .statutory_due_on
        .map(|by_law| format!("，法定办结日期为{}", day(by_law)));
    Some(format!("承诺办结日期为{promised}{}。", by_law.unwrap_or_default()))
}
