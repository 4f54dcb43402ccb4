//! What an applicant has handed in and been issued before, and what is on record of them: in one statement.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::result::{Error, OptionalExtension};
use diesel::sql_types::Text;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde::Deserialize;
use serde_json::Value;
use uuid::Uuid;

use super::load::{list, parse};
use super::query::{Param, statement};
use crate::codes::{CertificateNumber, ItemCode};
use crate::db::bytea;

/// What is on record of an applicant, sealed as it is kept.
#[derive(Clone, Debug, Deserialize)]
#[expect(missing_docs, reason = "the migration documents the columns")]
pub struct KnownRow {
    #[serde(with = "bytea")]
    pub name: Vec<u8>,
    #[serde(with = "bytea::option")]
    pub citizen_id: Option<Vec<u8>>,
    pub credit_code: Option<String>,
    /// The number they sign in with, or left at a window.
    #[serde(with = "bytea::option")]
    pub phone: Option<Vec<u8>>,
    /// The address they sign in with, or left at a window.
    #[serde(with = "bytea::option")]
    pub email: Option<Vec<u8>>,
}

/// What is asked for.
#[derive(Clone, Debug)]
pub struct HoldingsQuery {
    /// Who asks.
    pub caller: Uuid,
    /// For whom.
    pub applicant: Uuid,
    /// For which item.
    pub item: ItemCode,
    /// The codes of its materials.
    pub materials: Vec<String>,
    /// Names of certificates, and codes of items that lead to one.
    pub certificates: Vec<String>,
    /// Today, for mandates and certificates that end.
    pub today: NaiveDate,
}

/// What an applicant holds.
#[derive(Clone, Debug, Deserialize)]
pub struct Holdings {
    /// `natural_person` or `legal_person`.
    pub kind: String,
    /// What is on record of them.
    pub known: KnownRow,
    /// Whether who asks has their mandate for the item.
    pub mandated: bool,
    /// Documents handed in for materials of these codes and not found defective, newest first.
    pub documents: Vec<HeldDocument>,
    /// Certificates in force.
    pub certificates: Vec<HeldCertificate>,
    /// The form they last handed in for the item.
    pub last: Option<LastForm>,
}

/// A document handed in before.
#[derive(Clone, Debug, Deserialize)]
#[expect(missing_docs, reason = "the migration documents the columns")]
pub struct HeldDocument {
    pub document_id: Uuid,
    pub material: String,
    pub name: String,
    pub sha256: String,
    pub attached_at: DateTime<Utc>,
    pub number: String,
    pub item_code: ItemCode,
}

/// A certificate in force.
#[derive(Clone, Debug, Deserialize)]
#[expect(missing_docs, reason = "the migration documents the columns")]
pub struct HeldCertificate {
    pub number: CertificateNumber,
    pub name: String,
    pub department: String,
    pub issued_on: NaiveDate,
    pub valid_until: Option<NaiveDate>,
    pub item_code: ItemCode,
    #[serde(with = "bytea")]
    pub holder: Vec<u8>,
}

/// A form handed in before.
#[derive(Clone, Debug, Deserialize)]
#[expect(missing_docs, reason = "the migration documents the columns")]
pub struct LastForm {
    pub application: Uuid,
    pub number: String,
    pub form: Value,
}

macro_rules! in_force {
    ($which:literal) => {
        concat!(
            "(select c.number, c.name, c.department, c.issued_on, c.valid_until, a.item_code, p.name as holder
        from certificate c join application a on a.id = c.owner_id join account p on p.id = c.holder_id
        where c.holder_id = {} and c.state = 'valid' and (c.valid_until is null or c.valid_until >= {}) and ",
            $which,
            ")"
        )
    };
}

statement! {
    /// Reads what an applicant holds.
    HoldingsOf -> Text,
    concat!("select jsonb_build_object(
    'kind', p.kind,
    'known', jsonb_build_object('name', p.name, 'citizen_id', p.citizen_id, 'credit_code', p.credit_code,
        'phone', coalesce(p.phone, p.contact_phone), 'email', coalesce(p.email, p.contact_email)),
    'mandated', exists (select from mandate m where m.agent = {} and m.principal = p.id and m.revoked_at is null
        and (m.valid_until is null or m.valid_until >= {}) and (m.items is null or {} = any(m.items))),
    'documents', (select coalesce(jsonb_agg(to_jsonb(h) order by h.attached_at desc), '[]') from (
        select d.document_id, d.material, d.name, d.sha256, d.attached_at, a.number, a.item_code,
            row_number() over (partition by d.material order by d.attached_at desc) as place
        from application a join application_document d on d.owner_id = a.id
        where a.applicant_id = {} and a.submitted_at is not null
            and d.material in (select e from json_array_elements_text({}::json) e)
            and exists (select from document f where f.id = d.document_id)
            and a.state -> 'verdicts' ->> d.material is distinct from 'defective'
            and (a.applicant_id = {} or exists (select from mandate m where m.agent = {} and m.principal = a.applicant_id
                and m.revoked_at is null and (m.valid_until is null or m.valid_until >= {})
                and (m.items is null or a.item_code = any(m.items))))) h where h.place <= 30),
    'certificates', (select coalesce(jsonb_agg(to_jsonb(c) order by c.issued_on desc, c.number), '[]') from ",
    in_force!("(c.name in (select e from json_array_elements_text({}::json) e)
            or a.item_code in (select e from json_array_elements_text({}::json) e))"), " c),
    'last', (select jsonb_build_object('application', a.id, 'number', a.number, 'form', f.form)
        from application a join application_form f on f.owner_id = a.id
        where a.applicant_id = {} and a.item_code = {} and a.submitted_at is not null order by a.submitted_at desc limit 1)
)::text from account p where p.id = {} and p.disabled_at is null")
}

statement! {
    /// Reads certificates in force by their numbers.
    CertificatesOf -> Text,
    concat!("select coalesce(jsonb_agg(to_jsonb(c)), '[]')::text from ",
    in_force!("c.number in (select e from json_array_elements_text({}::json) e)"), " c")
}

/// Reads what an applicant holds; none when there is nobody.
///
/// # Errors
/// When the database fails.
pub async fn read_holdings(
    connection: &mut AsyncPgConnection,
    query: &HoldingsQuery,
) -> Result<Option<Holdings>, Error> {
    let (caller, applicant) = (Param::Id(query.caller), Param::Id(query.applicant));
    let (item, today) = (Param::Word(Some(query.item.to_string())), Param::Day(query.today));
    let certificates = list(&query.certificates)?;
    let params = vec![
        caller.clone(),
        today.clone(),
        item.clone(),
        applicant.clone(),
        list(&query.materials)?,
        caller.clone(),
        caller,
        today.clone(),
        applicant.clone(),
        today,
        certificates.clone(),
        certificates,
        applicant.clone(),
        item,
        applicant,
    ];
    let text: Option<String> = HoldingsOf { params }.get_result(connection).await.optional()?;
    text.as_deref().map(parse).transpose()
}

/// Reads those of these certificates that somebody holds and that are in force.
///
/// # Errors
/// When the database fails.
pub async fn read_certificates(
    connection: &mut AsyncPgConnection,
    holder: Uuid,
    numbers: &[CertificateNumber],
    today: NaiveDate,
) -> Result<Vec<HeldCertificate>, Error> {
    let params = vec![Param::Id(holder), Param::Day(today), list(numbers)?];
    let text: String = CertificatesOf { params }.get_result(connection).await?;
    parse(&text)
}
