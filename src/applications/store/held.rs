//! Certificates as people see them: one, or those of a holder, with the applications about them that are open.

use chrono::NaiveDate;
use diesel::result::{Error, OptionalExtension};
use diesel::sql_types::Text;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde::Deserialize;
use uuid::Uuid;

use super::load::{Membership, parse};
use super::query::{Param, statement};
use super::rows::{CertificateRow, PartyRow};
use crate::codes::{ApplicationNumber, CertificateNumber, CertificateState, ItemCode, Service};

/// A certificate, with what is known of the application it was issued on.
#[derive(Clone, Debug, Deserialize)]
pub struct Held {
    /// The certificate.
    #[serde(flatten)]
    pub certificate: CertificateRow,
    /// The number of the application it was issued on.
    pub application_number: ApplicationNumber,
    /// The item.
    pub item_code: ItemCode,
    /// The version that application is pinned to.
    pub item_version: i32,
    /// The item's name.
    pub item_name: String,
    /// The holder's name, masked.
    pub applicant_masked: String,
}

/// An application about a certificate that is not over.
#[derive(Clone, Debug, Deserialize)]
pub struct OpenConcern {
    /// The certificate's number.
    pub certificate: String,
    /// The application.
    pub id: Uuid,
    /// Its number.
    pub number: ApplicationNumber,
    /// What it asks.
    pub service: Service,
    /// Whether it is granted, and only its result is still to come.
    pub granted: bool,
}

/// One certificate, with what the caller's rights are decided on.
#[derive(Clone, Debug, Deserialize)]
pub struct HeldScreen {
    /// The certificate.
    pub held: Held,
    /// Who holds it.
    pub holder: PartyRow,
    /// The applications about it that are open.
    pub open: Vec<OpenConcern>,
    /// The posts the caller holds.
    pub posts: Vec<Membership>,
    /// Whether the caller has a mandate of the holder for the item.
    pub mandated: bool,
}

/// The certificates of a holder.
#[derive(Clone, Debug, Deserialize)]
pub struct HeldPage {
    /// The certificates, newest number first.
    pub held: Vec<Held>,
    /// The applications about any of the holder's certificates that are open.
    pub open: Vec<OpenConcern>,
}

/// Which certificates of a holder.
#[derive(Clone, Debug)]
pub struct HeldQuery {
    /// Who asks.
    pub caller: Uuid,
    /// Whose they are.
    pub holder: Uuid,
    /// Today, for what has expired and mandates that end.
    pub today: NaiveDate,
    /// Only in this state, as it shows today.
    pub state: Option<CertificateState>,
    /// Only of this item.
    pub item: Option<ItemCode>,
    /// Only with lower numbers than this.
    pub after: Option<String>,
    /// At most so many.
    pub limit: i64,
}

macro_rules! open_concerns {
    ($whose:literal) => {
        concat!(
            "(select coalesce(jsonb_agg(jsonb_build_object('certificate', r.certificate, 'id', r.id, 'number', r.number, 'service', r.service,
        'granted', r.status = 'decided' and r.outcome = 'approved') order by r.id), '[]')
    from application r where ",
            $whose,
            " and r.status not in ('completed', 'declined', 'lapsed', 'withdrawn', 'terminated'))"
        )
    };
}

macro_rules! held {
    () => {
        "select c.*, o.number as application_number, o.item_code, o.item_version, o.item_name, o.applicant_masked
        from certificate c join application o on o.id = c.owner_id where "
    };
}

statement! {
    /// Reads one certificate.
    OneHeld -> Text, concat!("select jsonb_build_object(
    'held', to_jsonb(h),
    'holder', (select jsonb_build_object('id', p.id, 'kind', p.kind, 'name', p.name) from account p where p.id = h.holder_id),
    'open', ", open_concerns!("r.certificate = {}"), ",
    'posts', (select coalesce(jsonb_agg(jsonb_build_object('department', m.department, 'post', m.post)), '[]') from membership m
        where m.account_id = {}),
    'mandated', exists (select from mandate m where m.agent = {} and m.principal = h.holder_id and m.revoked_at is null
        and (m.valid_until is null or m.valid_until >= {}) and (m.items is null or h.item_code = any(m.items)))
)::text from (", held!(), "c.number = {}) h")
}

statement! {
    /// Reads the certificates of a holder that the caller may see. What was renewed holds until the new one is made, whatever its last day.
    AllHeld -> Text, concat!("select jsonb_build_object(
    'held', (select coalesce(jsonb_agg(to_jsonb(h) order by h.number desc), '[]') from (", held!(), "c.holder_id = {}
        and (c.holder_id = {} or exists (select from mandate m where m.agent = {} and m.principal = c.holder_id and m.revoked_at is null
            and (m.valid_until is null or m.valid_until >= {}) and (m.items is null or o.item_code = any(m.items))))
        and ({} or o.item_code = {}) and ({} or c.number < {})
        and ({} or {} = case when c.state = 'valid' and c.valid_until < {} and c.number not in (select r.certificate from application r
            where r.applicant_id = {} and r.certificate is not null and r.service = 'renewal' and r.status = 'decided'
                and r.outcome = 'approved') then 'expired' else c.state end)
        order by c.number desc limit {}) h),
    'open', ", open_concerns!("r.applicant_id = {} and r.certificate is not null"), "
)::text")
}

/// Reads a certificate; none when there is none of that number.
///
/// # Errors
/// When the database fails.
pub async fn read_held(
    connection: &mut AsyncPgConnection,
    number: &CertificateNumber,
    caller: Uuid,
    today: NaiveDate,
) -> Result<Option<HeldScreen>, Error> {
    let (number, caller) = (Param::Word(Some(number.to_string())), Param::Id(caller));
    let params = vec![number.clone(), caller.clone(), caller, Param::Day(today), number];
    let text: Option<String> = OneHeld { params }.get_result(connection).await.optional()?;
    text.as_deref().map(parse).transpose()
}

/// Reads the certificates of a holder: their own, or those that the caller has a mandate for.
///
/// # Errors
/// When the database fails.
pub async fn list_held(connection: &mut AsyncPgConnection, query: &HeldQuery) -> Result<HeldPage, Error> {
    let (caller, holder, today) = (
        Param::Id(query.caller),
        Param::Id(query.holder),
        Param::Day(query.today),
    );
    let mut params = vec![holder.clone(), caller.clone(), caller, today.clone()];
    for wanted in [query.item.as_ref().map(ToString::to_string), query.after.clone()] {
        params.extend(filter(wanted));
    }
    params.extend(filter(query.state.map(|state| state.as_str().to_owned())));
    params.extend([today, holder.clone(), Param::Number(query.limit), holder]);
    let text: String = AllHeld { params }.get_result(connection).await?;
    parse(&text)
}

/// Whether nothing is asked for, and what is.
fn filter(wanted: Option<String>) -> [Param; 2] {
    [Param::Flag(wanted.is_none()), Param::Word(wanted)]
}
