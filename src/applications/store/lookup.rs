//! The one read of a lookup at the counter: people and their applications by something they are known by, as far as the caller's windows
//! go, and how often the caller guessed wrong of late.

use diesel::result::Error;
use diesel::sql_types::Text;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde::Deserialize;
use uuid::Uuid;

use super::load::parse;
use super::members::{Glance, glances};
use super::query::{Param, statement};
use super::rows::ApplicationRow;
use crate::codes::{ApplicationNumber, CreditCode};
use crate::db::bytea;

/// What somebody or something is looked up by; personal data by its blind index.
#[derive(Clone, Debug)]
pub enum Key {
    /// The index of an ID number.
    CitizenId(Vec<u8>),
    /// A credit code.
    CreditCode(CreditCode),
    /// The index of a phone: one's own, or one left at a window.
    Phone(Vec<u8>),
    /// An application's number.
    Number(ApplicationNumber),
    /// The code on a receipt slip, of applications that are open.
    PickupCode(String),
}

impl Key {
    /// The action under which it is audited: the kind of key; the key itself is never kept.
    pub fn action(&self) -> &'static str {
        match self {
            Self::CitizenId(_) => "look_up_by_citizen_id",
            Self::CreditCode(_) => "look_up_by_credit_code",
            Self::Phone(_) => "look_up_by_phone",
            Self::Number(_) => "look_up_by_number",
            Self::PickupCode(_) => "look_up_by_pickup_code",
        }
    }
}

/// What a lookup found.
#[derive(Clone, Debug, Deserialize)]
pub struct Found {
    /// The departments whose window the caller works at.
    pub windows: Vec<CreditCode>,
    /// The people, whoever their applications belong to.
    pub people: Vec<FoundPerson>,
    /// The applications, newest first: those of these departments, the matters these lead, and those the caller took in.
    pub applications: Vec<FoundCase>,
    /// How many numbers and pickup codes of nothing the caller has tried since the id given.
    pub misses: i64,
}

/// An application or a matter as a lookup finds it.
#[derive(Clone, Debug, Deserialize)]
pub struct FoundCase {
    /// What is kept of it.
    pub row: ApplicationRow,
    /// Of a matter, its members.
    pub members: Vec<Glance>,
}

/// A person as a lookup finds them.
#[derive(Clone, Debug, Deserialize)]
pub struct FoundPerson {
    /// Their account.
    pub id: Uuid,
    /// `natural_person` or `legal_person`.
    pub kind: String,
    /// The encrypted name.
    #[serde(with = "bytea")]
    pub name: Vec<u8>,
    /// Whether they can sign in.
    pub has_account: bool,
}

// A matter is handed over at the window of the department that leads it, too, so that one finds it as well.
// A person is shown by an ID number or credit code, which is on the document in the clerk's hand, and otherwise with an application that the
// clerk may see.
macro_rules! lookup {
    ($which:literal, $people:literal) => {
        concat!(
            "with counter as (select m.department from membership m where m.account_id = {} and m.post = 'window'),
found as (select a.* from application a where ",
            $which,
            " and ((a.status <> 'draft' and (a.department in (select c.department from counter c)
                or exists (select from bundle_version v where a.kind = 'matter' and v.bundle_code = a.item_code and v.version = a.item_version
                    and v.document ->> 'lead_department' in (select c.department from counter c))))
            or (a.filed_by = {} and a.channel in ('window', 'integrated_window') and exists (select from counter)))
    order by a.id desc limit 20)
select jsonb_build_object(
    'windows', (select coalesce(jsonb_agg(c.department), '[]') from counter c),
    'people', (select coalesce(jsonb_agg(jsonb_build_object('id', p.id, 'kind', p.kind, 'name', p.name,
            'has_account', p.password_hash is not null) order by p.id), '[]') from account p where ",
            $people,
            "),
    'applications', (select coalesce(jsonb_agg(jsonb_build_object('row', to_jsonb(a), 'members', ",
            glances!(),
            ") order by a.id desc), '[]') from found a),
    'misses', (select count(*) from audit u where u.owner_id = {} and u.id >= {} and u.actor = {} and u.result = 'not-found'
        and u.action in ('look_up_by_number', 'look_up_by_pickup_code'))
)::text"
        )
    };
}

statement! {
    /// By the index of an ID number.
    ByCitizenId -> Text,
    lookup!("a.applicant_id in (select k.id from account k where k.citizen_id_index = decode({}, 'hex'))",
        "p.citizen_id_index = decode({}, 'hex')")
}

statement! {
    /// By credit code.
    ByCreditCode -> Text,
    lookup!("a.applicant_id in (select k.id from account k where k.credit_code = {})", "p.credit_code = {}")
}

statement! {
    /// By the index of a phone.
    ByPhone -> Text,
    lookup!("a.applicant_id in (select k.id from account k where k.phone_index = decode({}, 'hex')
            or k.contact_phone_index = decode({}, 'hex'))", "p.id in (select f.applicant_id from found f)")
}

statement! {
    /// By number.
    ByNumber -> Text,
    lookup!("a.number = {}", "p.id in (select f.applicant_id from found f)")
}

statement! {
    /// By pickup code.
    ByPickupCode -> Text,
    lookup!("a.pickup_code = {} and (a.status in ('submitted', 'awaiting_supplement', 'in_review', 'suspended', 'decided')
            or exists (select from application m where m.matter_id = a.id and m.status = 'decided'))",
        "p.id in (select f.applicant_id from found f)")
}

/// Looks up; misses are counted from `since`, the lowest id of an instant.
///
/// # Errors
/// When the database fails.
pub async fn look_up(connection: &mut AsyncPgConnection, caller: Uuid, key: &Key, since: Uuid) -> Result<Found, Error> {
    let caller = Param::Id(caller);
    let word = |word: String| Param::Word(Some(word));
    let params = |which: Vec<Param>, people: Vec<Param>| {
        let before = [caller.clone()].into_iter().chain(which).chain([caller.clone()]);
        let after = [Param::Id(Uuid::nil()), Param::Id(since), caller.clone()];
        before.chain(people).chain(after).collect()
    };
    let text: String = match key {
        Key::CitizenId(index) => {
            let index = word(hex::encode(index));
            let params = params(vec![index.clone()], vec![index]);
            ByCitizenId { params }.get_result(connection).await?
        }
        Key::CreditCode(code) => {
            let code = word(code.to_string());
            let params = params(vec![code.clone()], vec![code]);
            ByCreditCode { params }.get_result(connection).await?
        }
        Key::Phone(index) => {
            let index = word(hex::encode(index));
            let params = params(vec![index.clone(), index], Vec::new());
            ByPhone { params }.get_result(connection).await?
        }
        Key::Number(number) => {
            let params = params(vec![word(number.to_string())], Vec::new());
            ByNumber { params }.get_result(connection).await?
        }
        Key::PickupCode(code) => {
            let params = params(vec![word(code.clone())], Vec::new());
            ByPickupCode { params }.get_result(connection).await?
        }
    };
    parse(&text)
}
