//! An applicant's cases, matters and applications that belong to none: a page with its counts, in one statement.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use diesel::result::Error;
use diesel::sql_types::Text;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use super::load::parse;
use super::members::{Glance, glances};
use super::query::{Param, statement};
use super::rows::OwnerKind;
use crate::applications::lifecycle::{DeliveryMode, Tab};

/// Which cases.
#[derive(Clone, Debug)]
pub struct CasesQuery {
    /// Whose, or under whose mandates.
    pub caller: Uuid,
    /// Today, for mandates that end.
    pub today: NaiveDate,
    /// Only in this tab.
    pub tab: Option<Tab>,
    /// Only those whose number begins so, or whose item's name has it.
    pub words: Option<String>,
    /// Only what comes after.
    pub after: Option<CaseKey>,
    /// How many at most.
    pub limit: i64,
}

/// Where a case stands in the list: the last to change first.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct CaseKey {
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
    /// Which.
    pub id: Uuid,
}

/// A page of cases.
#[derive(Clone, Debug, Deserialize)]
pub struct Cases {
    /// The page.
    pub rows: Vec<CaseRow>,
    /// How many there are in each tab, whichever tab is shown.
    pub counts: BTreeMap<Tab, i64>,
}

/// A case in the list.
#[derive(Clone, Debug, Deserialize)]
#[expect(missing_docs, reason = "the migration documents the columns")]
pub struct CaseRow {
    pub id: Uuid,
    pub kind: OwnerKind,
    pub number: String,
    pub item_code: String,
    pub item_name: String,
    pub applicant_id: Uuid,
    pub applicant_masked: String,
    pub tab: Tab,
    pub state: Value,
    /// How the result is handed over; at the window when not said.
    pub mode: Option<DeliveryMode>,
    pub yellow_on: Option<NaiveDate>,
    pub promised_due_on: Option<NaiveDate>,
    pub updated_at: DateTime<Utc>,
    /// Of a matter, its members.
    pub members: Vec<Glance>,
}

// What the applicant is to do for a member of a matter, they are to do for the matter.
macro_rules! tab {
    () => {
        "case when a.kind = 'matter' and a.tab = 'in_progress'
            and exists (select from application b where b.matter_id = a.id and b.tab = 'todo') then 'todo' else a.tab end"
    };
}

// Members of matters are not cases of their own: the matter is.
// The applicants are named twice: once so that the index is found, once for the items a mandate is limited to.
macro_rules! mine {
    () => {
        "application a where a.matter_id is null and a.applicant_id in (select w.principal from who w)
        and exists (select from who w where w.principal = a.applicant_id and (w.items is null or a.item_code = any(w.items)))
        and (w.words is null or starts_with(a.number, upper(w.words)) or strpos(lower(a.item_name), lower(w.words)) > 0)"
    };
}

statement! {
    /// Reads a page of an applicant's cases.
    CasesOf -> Text,
    concat!("with who as (select {} as principal, null::text[] as items
    union all select m.principal, m.items from mandate m where m.agent = {} and m.revoked_at is null
        and (m.valid_until is null or m.valid_until >= {})),
asked as (select {} as words, {} as tab, cast({} as timestamptz) as updated_at, cast({} as uuid) as id)
select jsonb_build_object(
    'rows', (select coalesce(jsonb_agg(to_jsonb(p) order by p.updated_at desc, p.id desc), '[]') from (
        select a.id, a.kind, a.number, a.item_code, a.item_name, a.applicant_id, a.applicant_masked, ", tab!(), " as tab, a.state,
            a.delivery ->> 'mode' as mode, a.yellow_on, a.promised_due_on, a.updated_at,
            ", glances!(), " as members
        from asked w, ", mine!(), " and (w.tab is null or ", tab!(), " = w.tab)
            and (w.id is null or (a.updated_at, a.id) < (w.updated_at, w.id))
        order by a.updated_at desc, a.id desc limit {}) p),
    'counts', (select coalesce(jsonb_object_agg(c.tab, c.cases), jsonb_build_object()) from (
        select m.tab, count(*) as cases from (select ", tab!(), " as tab from asked w, ", mine!(), ") m group by m.tab) c)
)::text")
}

/// Reads a page of the cases that somebody is party to.
///
/// # Errors
/// When the database fails.
pub async fn read_cases(connection: &mut AsyncPgConnection, query: &CasesQuery) -> Result<Cases, Error> {
    let (caller, after) = (Param::Id(query.caller), query.after);
    let params = vec![
        caller.clone(),
        caller,
        Param::Day(query.today),
        Param::Word(query.words.clone()),
        Param::Word(query.tab.map(|tab| tab.as_str().to_owned())),
        Param::Word(after.map(|after| after.updated_at.to_rfc3339())),
        Param::Word(after.map(|after| after.id.to_string())),
        Param::Number(query.limit),
    ];
    let text: String = CasesOf { params }.get_result(connection).await?;
    parse(&text)
}
