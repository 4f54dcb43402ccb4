//! The one read of a command: everything it depends on, in one statement and so of one snapshot.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::result::{Error, OptionalExtension};
use diesel::sql_types::Text;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::bars::Bars;
use super::concerned::{Concerned, concerned, concerned_params};
use super::holdings::{KnownRow, LastForm};
use super::query::{Param, statement};
use super::rows::{ApplicationRow, AttachmentRow, CertificateRow, ConsentRow, DocumentRow, FormRow, PartyRow};
use crate::codes::{CertificateNumber, CreditCode, Post};
use crate::db::idempotency::StoredAnswer;

/// Which application a command is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// The application with this id.
    Application(Uuid),
    /// The application that owns this task.
    Task(Uuid),
}

/// What a command's read asks for.
#[derive(Clone, Debug)]
pub struct CommandQuery {
    /// Whose rights are to be read; nil for timers.
    pub caller: Uuid,
    /// The key of an answer that may be stored.
    pub key: Option<String>,
    /// The documents offered with the command.
    pub documents: Vec<Uuid>,
    /// The logins of colleagues named in the command.
    pub colleagues: Vec<String>,
    /// Today, for mandates that end.
    pub today: NaiveDate,
    /// Whether bars matter to the command.
    pub bars: bool,
    /// Unattached documents uploaded before this have expired.
    pub documents_since: DateTime<Utc>,
}

/// Everything a command on an application depends on.
#[derive(Clone, Debug, Deserialize)]
pub struct Loaded {
    /// The application.
    pub application: ApplicationRow,
    /// Its answers and form.
    pub form: FormRow,
    /// The files handed in.
    pub attached: Vec<AttachmentRow>,
    /// The applicant.
    pub applicant: PartyRow,
    /// The certificates made.
    pub certificates: Vec<CertificateRow>,
    /// Those named whose consent there is to be, in the order of naming.
    pub consents: Vec<ConsentRow>,
    /// The posts the caller holds.
    pub posts: Vec<Membership>,
    /// The colleagues named in the command, as far as there are any.
    pub colleagues: Vec<Colleague>,
    /// Whether the caller has a mandate of the applicant for this item, or for the bundle of the matter it belongs to.
    pub mandated: bool,
    /// The answer stored under the key.
    pub stored: Option<StoredAnswer>,
    /// Those of the offered documents that are the caller's, the applicant's or their agents', or in the application already.
    pub offered: Vec<DocumentRow>,
    /// What the applicant is barred from, if it was asked.
    #[serde(default)]
    pub bars: Bars,
}

/// A post held in a department.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Membership {
    /// The department.
    pub department: CreditCode,
    /// The post.
    pub post: Post,
}

/// A colleague, with the posts they hold.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Colleague {
    /// Their account.
    pub account: Uuid,
    /// Their login.
    pub login: String,
    /// `staff`, or `manager`, who does no tasks.
    pub role: String,
    /// Their posts.
    pub posts: Vec<Membership>,
}

/// Everything filing depends on.
#[derive(Clone, Debug, Deserialize)]
pub struct LoadedFiling {
    /// The one who applies.
    pub applicant: Option<PartyRow>,
    /// Whether the caller is the applicant or has their mandate for this item.
    pub mandated: bool,
    /// The answer stored under the key.
    pub stored: Option<StoredAnswer>,
    /// Those of the offered documents that are the caller's, the applicant's or their agents'.
    pub offered: Vec<DocumentRow>,
    /// What the applicant is barred from.
    pub bars: Bars,
    /// The posts the caller holds.
    pub posts: Vec<Membership>,
    /// The certificate it is about, if there is one of that number.
    pub concerned: Option<Concerned>,
    /// What is on record of the applicant.
    pub known: Option<KnownRow>,
    /// The form they handed in before, that this one was filled in from.
    pub earlier: Option<LastForm>,
}

impl Loaded {
    /// What would have been read of an application that is just being filed.
    pub fn at_filing(application: ApplicationRow, form: FormRow, applicant: PartyRow, posts: Vec<Membership>) -> Self {
        Self {
            application,
            form,
            attached: Vec::new(),
            applicant,
            certificates: Vec::new(),
            consents: Vec::new(),
            posts,
            colleagues: Vec::new(),
            mandated: false,
            stored: None,
            offered: Vec::new(),
            bars: Bars::default(),
        }
    }
}

macro_rules! command_read {
    ($which:literal) => {
        concat!(
            "select jsonb_build_object(
    'application', to_jsonb(a),
    'form', (select to_jsonb(f) from application_form f where f.owner_id = a.id),
    'attached', (select coalesce(jsonb_agg(to_jsonb(d) order by d.material, d.document_id), '[]') from application_document d
        where d.owner_id = a.id),
    'applicant', (select jsonb_build_object('id', p.id, 'kind', p.kind, 'name', p.name,
            'citizen_id', case when a.status = 'draft' then p.citizen_id end, 'phone', case when a.status = 'draft' then p.phone end,
            'email', case when a.status = 'draft' then p.email end) from account p where p.id = a.applicant_id),
    'certificates', (select coalesce(jsonb_agg(to_jsonb(c)), '[]') from certificate c where c.owner_id = a.id),
    'consents', (select coalesce(jsonb_agg(to_jsonb(c) order by c.number), '[]') from consent c where c.owner_id = a.id),
    'posts', (select coalesce(jsonb_agg(jsonb_build_object('department', m.department, 'post', m.post)), '[]') from membership m
        where m.account_id = {}),
    'colleagues', (select coalesce(jsonb_agg(jsonb_build_object('account', c.id, 'login', c.login, 'role', c.role, 'posts',
            (select coalesce(jsonb_agg(jsonb_build_object('department', m.department, 'post', m.post)), '[]') from membership m
                where m.account_id = c.id))), '[]')
        from account c where c.login in (select e from json_array_elements_text({}::json) e) and c.role in ('staff', 'manager')
            and c.disabled_at is null),
    'mandated', exists (select from mandate m where m.agent = {} and m.principal = a.applicant_id and m.revoked_at is null
        and (m.valid_until is null or m.valid_until >= {}) and (m.items is null or a.item_code = any(m.items)
            or a.state #>> array['part', 'member', 'bundle'] = any(m.items))),
    'stored', (select to_jsonb(i) from idempotency i where i.account_id = {} and i.key = {}),
    'offered', (select coalesce(jsonb_agg(to_jsonb(d)), '[]') from document d
        where d.id in (select e::uuid from json_array_elements_text({}::json) e) and (d.account_id in ({}, a.applicant_id)
                or exists (select from application_document h where h.owner_id = a.id and h.document_id = d.id)
                or exists (select from mandate g where g.agent = d.account_id and g.principal = a.applicant_id and g.revoked_at is null
                    and (g.valid_until is null or g.valid_until >= {})))
            and (d.attached_at is not null or d.uploaded_at > {})),
    'bars', case when {} = 1 then (select coalesce(jsonb_agg(to_jsonb(b)), '[]') from bar b where b.applicant_id = a.applicant_id
        and b.lifted_at is null and (b.until_on is null or b.until_on >= {}) and (b.what = 'commitment' or b.item_code = a.item_code))
        else '[]' end
)::text from application a where a.id = ",
            $which
        )
    };
}

statement! {
    /// Reads an application by its id.
    ByApplication -> Text, command_read!("{}")
}

statement! {
    /// Reads an application by one of its tasks.
    ByTask -> Text, command_read!("(select t.owner_id from task t where t.id = {})")
}

statement! {
    /// Reads a matter with its members; of an application that is none, the application.
    ByMatter -> Text, command_read!("{} or a.matter_id = {} order by a.id")
}

statement! {
    /// Reads the matter that owns a task with its members; of any other task its application.
    ByMatterTask -> Text,
    command_read!("(select t.owner_id from task t where t.id = {}) or a.matter_id = (select t.owner_id from task t where t.id = {})
    order by a.id")
}

statement! {
    /// Reads what filing depends on.
    ForFiling -> Text,
    concat!("select jsonb_build_object(
    'applicant', (select jsonb_build_object('id', p.id, 'kind', p.kind, 'name', p.name, 'citizen_id', p.citizen_id, 'phone', p.phone,
            'email', p.email) from account p
        where p.id = {} and p.disabled_at is null),
    'mandated', exists (select from mandate m where m.agent = {} and m.principal = {} and m.revoked_at is null
        and (m.valid_until is null or m.valid_until >= {}) and (m.items is null or {} = any(m.items))),
    'stored', (select to_jsonb(i) from idempotency i where i.account_id = {} and i.key = {}),
    'offered', (select coalesce(jsonb_agg(to_jsonb(d)), '[]') from (select f.*,
            (select h.owner_id from application_document h join application a on a.id = h.owner_id
                where h.document_id = f.id and a.applicant_id = {} and a.submitted_at is not null order by h.attached_at limit 1) as handed_in_with
            from document f where f.id in (select e::uuid from json_array_elements_text({}::json) e)) d
        where (d.account_id in ({}, {}) or d.handed_in_with is not null
                or exists (select from mandate g where g.agent = d.account_id and g.principal = {} and g.revoked_at is null
                    and (g.valid_until is null or g.valid_until >= {})))
            and (d.attached_at is not null or d.handed_in_with is not null or d.uploaded_at > {})),
    'bars', (select coalesce(jsonb_agg(to_jsonb(b)), '[]') from bar b where b.applicant_id = {}
        and b.lifted_at is null and (b.until_on is null or b.until_on >= {}) and (b.what = 'commitment' or b.item_code in (select e from json_array_elements_text({}::json) e))),
    'posts', (select coalesce(jsonb_agg(jsonb_build_object('department', m.department, 'post', m.post) order by m.department, m.post), '[]')
        from membership m where m.account_id = {}),
    'known', (select jsonb_build_object('name', p.name, 'citizen_id', p.citizen_id, 'credit_code', p.credit_code,
        'phone', coalesce(p.phone, p.contact_phone), 'email', coalesce(p.email, p.contact_email)) from account p where p.id = {}),
    'earlier', (select jsonb_build_object('application', a.id, 'number', a.number, 'form', f.form)
        from application a join application_form f on f.owner_id = a.id
        where a.id = {} and a.applicant_id = {} and a.item_code = {} and a.submitted_at is not null),
    'concerned', ", concerned!(), "
)::text")
}

/// Reads what a command on an application depends on; none when there is no such application.
///
/// # Errors
/// When the database fails.
pub async fn load_command(
    connection: &mut AsyncPgConnection,
    target: Target,
    query: &CommandQuery,
) -> Result<Option<Loaded>, Error> {
    let mut params = command_params(query)?;
    let text: Option<String> = match target {
        Target::Application(id) => {
            params.push(Param::Id(id));
            ByApplication { params }.get_result(connection).await.optional()?
        }
        Target::Task(id) => {
            params.push(Param::Id(id));
            ByTask { params }.get_result(connection).await.optional()?
        }
    };
    text.as_deref().map(parse).transpose()
}

/// Reads what a command on a matter and its members depends on, in the order of their ids. Of what is no matter, it is the application alone;
/// nothing when there is none.
///
/// # Errors
/// When the database fails.
pub async fn load_together(
    connection: &mut AsyncPgConnection,
    target: Target,
    query: &CommandQuery,
) -> Result<Vec<Loaded>, Error> {
    let mut params = command_params(query)?;
    let texts: Vec<String> = match target {
        Target::Application(id) => {
            params.extend([Param::Id(id), Param::Id(id)]);
            ByMatter { params }.get_results(connection).await?
        }
        Target::Task(id) => {
            params.extend([Param::Id(id), Param::Id(id)]);
            ByMatterTask { params }.get_results(connection).await?
        }
    };
    texts.iter().map(|text| parse(text)).collect()
}

fn command_params(query: &CommandQuery) -> Result<Vec<Param>, Error> {
    let caller = Param::Id(query.caller);
    Ok(vec![
        caller.clone(),
        list(&query.colleagues)?,
        caller.clone(),
        Param::Day(query.today),
        caller.clone(),
        Param::Word(query.key.clone()),
        list(&query.documents)?,
        caller,
        Param::Day(query.today),
        Param::Instant(query.documents_since),
        Param::Number(i64::from(query.bars)),
        Param::Day(query.today),
    ])
}

/// Reads what filing for `applicant` depends on; with the form handed in before that it was filled in from. The first of the items is what is
/// filed for; of all of them it matters whether the applicant is barred.
///
/// # Errors
/// When the database fails.
pub async fn load_filing(
    connection: &mut AsyncPgConnection,
    applicant: Uuid,
    items: &[String],
    certificate: Option<&CertificateNumber>,
    prefilled_from: Option<Uuid>,
    query: &CommandQuery,
) -> Result<LoadedFiling, Error> {
    let (caller, applicant) = (Param::Id(query.caller), Param::Id(applicant));
    let item = Param::Word(items.first().cloned());
    let mut params = vec![
        applicant.clone(),
        caller.clone(),
        applicant.clone(),
        Param::Day(query.today),
        item.clone(),
        caller.clone(),
        Param::Word(query.key.clone()),
        applicant.clone(),
        list(&query.documents)?,
        caller.clone(),
        applicant.clone(),
        applicant.clone(),
        Param::Day(query.today),
        Param::Instant(query.documents_since),
        applicant.clone(),
        Param::Day(query.today),
        list(items)?,
        caller,
        applicant.clone(),
        Param::Id(prefilled_from.unwrap_or_default()),
        applicant,
        item,
    ];
    params.extend(concerned_params(certificate, Uuid::nil()));
    let text: String = ForFiling { params }.get_result(connection).await?;
    parse(&text)
}

pub(super) fn list<T: Serialize>(entries: &[T]) -> Result<Param, Error> {
    serde_json::to_string(entries)
        .map(Param::Json)
        .map_err(|error| Error::SerializationError(error.into()))
}

/// Reads a row that crossed as JSON.
pub(super) fn parse<T: DeserializeOwned>(text: &str) -> Result<T, Error> {
    serde_json::from_str(text).map_err(|error| Error::DeserializationError(error.into()))
}
