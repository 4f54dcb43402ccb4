//! The ledger on an application's screen: how each due date came about, day by day, in words.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use super::super::desk::Desk;
use super::super::lifecycle::{Acceptance, Account, Case, Entry, Ledger, Why};
use super::super::refusals::days;
use super::super::store::rows::ApplicationRow;
use super::clock::SuspensionView;
use crate::calendar::{Limit, PeriodWord, Unit};
use crate::catalogue::ItemVersion;
use crate::text::{Language, Text};

const ARTICLE_82: &str = "《中华人民共和国行政许可法》第八十二条";
const ARTICLE_201: &str = "《中华人民共和国民法典》第二百零一条";
const ARTICLE_203: &str = "《中华人民共和国民法典》第二百零三条";

/// How the due dates of an application come about.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Ledger)]
pub struct LedgerView {
    /// Day 0 of the limits; none before acceptance.
    pub accepted_on: Option<NaiveDate>,
    /// The promise's date; none before acceptance, and when it ended undecided.
    pub promise: Option<AccountView>,
    /// The law's date, if it sets a limit.
    pub statute: Option<AccountView>,
    /// Every special procedure so far, in order; also one that begins after a due date and does not move it.
    pub suspensions: Vec<SuspensionView>,
}

/// How one due date comes about.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = LedgerAccount)]
pub struct AccountView {
    /// The date.
    pub due_on: NaiveDate,
    /// Whether it rests on a year whose notice of holidays is not out, and may move when it is.
    pub provisional: bool,
    /// The limits that run one after another.
    pub limits: Vec<LimitView>,
    /// Every day from day 0 through the last, without gaps or overlaps.
    pub periods: Vec<PeriodView>,
    /// The days counted; always the days of the limits together.
    pub total_counted: u32,
    /// Where the periods end, when that is not the due date, and why not.
    pub remark: Option<String>,
}

/// A limit that runs.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = LedgerLimit)]
pub struct LimitView {
    /// Whose limit, in words.
    pub name: String,
    /// How long.
    #[serde(flatten)]
    pub limit: Limit,
    /// The law or rule it rests on; a promise rests on none.
    pub legal_basis: Option<String>,
}

/// A stretch of days.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = LedgerPeriod)]
pub struct PeriodView {
    /// Its first day.
    pub from: NaiveDate,
    /// Its last day.
    pub to: NaiveDate,
    /// Whether it counts.
    pub kind: PeriodWord,
    /// The days it counts, in the limit's unit.
    pub counted_days: u32,
    /// Why, in words.
    pub reason: String,
    /// The law it rests on.
    pub legal_basis: Option<String>,
}

/// The ledger of an application.
pub fn ledger(desk: &Desk, row: &ApplicationRow, case: &Case, version: &ItemVersion, language: Language) -> LedgerView {
    let Some(acceptance) = case.phase.acceptance() else {
        return LedgerView {
            accepted_on: row.accepted_on,
            promise: None,
            statute: None,
            suspensions: Vec::new(),
        };
    };
    let (item, calendar) = (&version.item, desk.calendars.of(&row.division));
    let Ledger { promise, statute } = Ledger::of(acceptance, &calendar, item.promised_limit, item.statutory_limit);
    let words = Words { acceptance, language };
    let promised = Text::new("承诺时限", "Promised limit");
    let lawful = Text::new("法定时限", "Statutory limit");
    let dates = &acceptance.dates;
    let law_ends = statute.as_ref().map(|statute| statute.ends.date);
    LedgerView {
        accepted_on: Some(acceptance.accepted_on),
        promise: Some(words.account(&promise, dates.promised_due_on, law_ends, (promised, None))),
        statute: statute.map(|statute| {
            let due_on = dates.statutory_due_on.unwrap_or(statute.ends.date);
            words.account(&statute, due_on, None, (lawful, item.statutory_basis()))
        }),
        suspensions: acceptance
            .suspensions
            .iter()
            .map(|suspension| SuspensionView::of(suspension, language))
            .collect(),
    }
}

struct Words<'a> {
    acceptance: &'a Acceptance,
    language: Language,
}

impl Words<'_> {
    fn say(&self, text: &Text) -> String {
        text.in_language(self.language).to_owned()
    }

    fn account(
        &self,
        account: &Account,
        due_on: NaiveDate,
        law_ends: Option<NaiveDate>,
        (name, basis): (Text, Option<String>),
    ) -> AccountView {
        let extension = self.acceptance.extension.as_ref();
        let granted = Text::new("延长期限", "Extension");
        let names = [
            (name, basis),
            (granted, extension.map(|extension| extension.basis.clone())),
        ];
        let limits = account
            .limits
            .iter()
            .zip(names)
            .map(|(limit, (name, legal_basis))| LimitView {
                name: self.say(&name),
                limit: *limit,
                legal_basis,
            });
        let limits: Vec<LimitView> = limits.collect();
        AccountView {
            due_on,
            provisional: account.ends.provisional,
            periods: account
                .entries
                .iter()
                .map(|entry| self.period(entry, &limits))
                .collect(),
            total_counted: account.total(),
            remark: self
                .remark(account.ends.date, due_on, law_ends)
                .map(|text| self.say(&text)),
            limits,
        }
    }

    /// Why the periods end on another day than the due date.
    fn remark(&self, ends: NaiveDate, due_on: NaiveDate, law_ends: Option<NaiveDate>) -> Option<Text> {
        if ends == due_on {
            return None;
        }
        Some(if law_ends == Some(due_on) && due_on < ends {
            Text::new(
                format!("按承诺时限应至 {ends}，但承诺不得晚于法定期限，故为 {due_on}。"),
                format!("The promise would end on {ends}, but never later than the law allows: {due_on}."),
            )
        } else {
            Text::new(
                format!("按现行工作日历推算至 {ends}；到期日仍为 {due_on}。"),
                format!("By the present calendar the days end on {ends}; the due date remains {due_on}."),
            )
        })
    }

    fn period(&self, entry: &Entry, limits: &[LimitView]) -> PeriodView {
        let (kind, reason, legal_basis) = self.why(entry, limits);
        PeriodView {
            from: entry.from,
            to: entry.to,
            kind,
            counted_days: entry.counted,
            reason: self.say(&reason),
            legal_basis,
        }
    }

    fn why(&self, entry: &Entry, limits: &[LimitView]) -> (PeriodWord, Text, Option<String>) {
        let suspension = |position: usize| self.acceptance.suspensions.get(position);
        let name = |position| suspension(position).map_or(Text::new("", ""), |known| known.kind.label());
        match entry.why {
            Why::DayZero => (PeriodWord::DayZero, self.day_zero(), Some(ARTICLE_201.to_owned())),
            Why::Counted { limit, beside } => {
                let running = limits.get(limit);
                let mut text = counted(entry, running.map(|running| running.limit));
                if limit > 0 {
                    text = Text::new(format!("延长期限：{}", text.zh), format!("Extension: {}", text.en));
                }
                if let Some(name) = beside.map(name) {
                    text = Text::new(
                        format!("{}；其间进行{}，无法定依据，照计", text.zh, name.zh),
                        format!("{}; {}, without a legal basis, counts", text.en, name.en),
                    );
                }
                let working = running.is_none_or(|running| running.limit.unit == Unit::WorkingDay);
                (PeriodWord::Counted, text, working.then(|| ARTICLE_82.to_owned()))
            }
            Why::LeftOut { suspension: position } => {
                let name = name(position);
                let text = Text::new(
                    format!("{}所需时间，不计入期限", name.zh),
                    format!("{}: not counted", name.en),
                );
                let basis = suspension(position).and_then(|known| known.basis.clone());
                (PeriodWord::NotCounted, text, basis)
            }
            Why::MovedToWorkingDay => {
                let text = Text::new(
                    "最后一日为休息日，顺延至下一工作日",
                    "The last day was a day off: moved to the next working day",
                );
                (PeriodWord::MovedToWorkingDay, text, Some(ARTICLE_203.to_owned()))
            }
        }
    }

    fn day_zero(&self) -> Text {
        if self.acceptance.deemed {
            Text::new(
                "视为受理之日，当日不计入",
                "The day from which it counts as accepted: not counted",
            )
        } else {
            Text::new("受理之日，当日不计入", "The day of acceptance: not counted")
        }
    }
}

/// What a stretch counts; of working days also how many days off lie in it.
fn counted(entry: &Entry, limit: Option<Limit>) -> Text {
    let unit = limit.map_or(Unit::WorkingDay, |limit| limit.unit);
    let said = days(Limit {
        days: entry.counted,
        unit,
    });
    let off = (entry.to - entry.from).num_days() + 1 - i64::from(entry.counted);
    if unit == Unit::CalendarDay || off == 0 {
        return Text::new(format!("计入 {}", said.zh), format!("{} counted", said.en));
    }
    let plural = if off == 1 { "day" } else { "days" };
    Text::new(
        format!("计入 {}，另有 {off} 天休息日不计", said.zh),
        format!("{} counted; {off} {plural} off not counted", said.en),
    )
}
