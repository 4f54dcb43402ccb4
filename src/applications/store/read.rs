//! The one read of a screen: an application with everything a person is shown of it, in one statement and so of one snapshot.

use chrono::NaiveDate;
use diesel::result::{Error, OptionalExtension};
use diesel::sql_types::Text;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde::Deserialize;
use uuid::Uuid;

use super::load::{Membership, Target, parse};
use super::members::{MatterRow, MemberRow};
use super::query::{Param, statement};
use super::rows::{
    ApplicationRow, AttachmentRow, CardRow, CertificateRow, ConsentRow, DraftRow, EventRow, FormRow, NoticeRow,
    PartyRow, PhraseRow, RatingRow, RemarkRow, TaskRow, ThirdPartyRow,
};
use crate::codes::{Channel, CreditCode, Post};
use crate::db::bytea;
use crate::identity::Caller;

/// What a screen asks for.
#[derive(Clone, Copy, Debug)]
pub struct ScreenQuery {
    /// Whose rights are to be read.
    pub caller: Uuid,
    /// Today, for mandates that end.
    pub today: NaiveDate,
    /// Whether the events are wanted.
    pub events: bool,
}

/// An application as it is shown.
#[derive(Clone, Debug, Deserialize)]
pub struct Screen {
    /// The application.
    pub application: ApplicationRow,
    /// Its answers and form.
    pub form: FormRow,
    /// The files handed in.
    pub attached: Vec<AttachmentRow>,
    /// The applicant.
    pub applicant: PartyRow,
    /// Its tasks, in the order of opening.
    pub tasks: Vec<TaskRow>,
    /// Its notices, in the order of issue.
    pub notices: Vec<NoticeRow>,
    /// Its certificates.
    pub certificates: Vec<CertificateRow>,
    /// Third parties told, and heard.
    pub third_parties: Vec<ThirdPartyRow>,
    /// Those named whose consent there is to be, in the order of naming.
    pub consents: Vec<ConsentRow>,
    /// Its cards, in the order of issue.
    pub cards: Vec<CardRow>,
    /// Its ratings: the first, and what follows it up.
    pub ratings: Vec<RatingRow>,
    /// Its events, if asked for.
    pub events: Option<Vec<EventRow>>,
    /// What was said of events, for colleagues.
    pub remarks: Vec<RemarkRow>,
    /// The posts the caller holds.
    pub posts: Vec<Membership>,
    /// Whether the caller has a mandate of the applicant for this item, or for the bundle of the matter it belongs to.
    pub mandated: bool,
    /// The matter it is, or belongs to.
    pub matter: Option<MatterRow>,
    /// Its members, of a matter.
    pub members: Vec<MemberRow>,
    /// What the work on a task needs, of the screen of a task.
    #[serde(default)]
    pub work: Option<Work>,
}

/// What the work on a task needs beside its application.
#[derive(Clone, Debug, Deserialize)]
pub struct Work {
    /// The sealed name of whoever holds it.
    #[serde(with = "bytea::option")]
    pub holder_name: Option<Vec<u8>>,
    /// The common phrases of its post, oldest first.
    pub phrases: Vec<PhraseRow>,
    /// What the caller has written so far, while they hold it.
    pub draft: Option<DraftRow>,
}

impl Screen {
    /// Whether the caller is the applicant, or acts for them under a mandate in force.
    pub fn is_party(&self, caller: &Caller) -> bool {
        self.application.applicant_id == caller.account || self.mandated
    }

    /// Whether the caller works on it: holds a post in its department, or the post of one of its tasks. Drafts are the applicant's alone.
    pub fn is_handled_by_caller(&self) -> bool {
        let works_on = |task: &TaskRow| self.holds(&task.department, &task.post) || self.manages(&task.department);
        self.application.status != "draft"
            && (self
                .posts
                .iter()
                .any(|held| held.department == self.application.department)
                || self.tasks.iter().any(works_on))
    }

    /// Whether the caller took it in at a window and still works at one, be it that of another department: they see what the applicant sees.
    pub fn was_taken_in_by(&self, caller: &Caller) -> bool {
        let at_window = matches!(self.application.channel, Channel::Window | Channel::IntegratedWindow);
        at_window
            && self.application.filed_by == caller.account
            && self.posts.iter().any(|held| held.post == Post::WINDOW)
    }

    /// Whether the caller holds a post in a department.
    pub fn holds(&self, department: &CreditCode, post: &Post) -> bool {
        self.posts
            .iter()
            .any(|held| held.department == *department && held.post == *post)
    }

    /// What was said of an event, for colleagues.
    pub fn remark(&self, seq: i64) -> Option<&str> {
        let remark = self.remarks.iter().find(|remark| remark.event_seq == seq);
        remark.map(|remark| remark.text.as_str())
    }

    /// Leaves only the events that an applicant is shown.
    pub fn keep_public_events(&mut self, is_public: impl Fn(&str) -> bool) {
        if let Some(events) = &mut self.events {
            events.retain(|event| is_public(&event.kind));
        }
    }

    fn manages(&self, department: &CreditCode) -> bool {
        self.posts
            .iter()
            .any(|held| held.department == *department && held.post == Post::MANAGER)
    }
}

macro_rules! screen_read {
    ($more:literal, $which:literal) => {
        concat!(
            "select jsonb_build_object(
    'application', to_jsonb(a),
    'form', (select to_jsonb(f) from application_form f where f.owner_id = a.id),
    'attached', (select coalesce(jsonb_agg(to_jsonb(d) order by d.material, d.document_id), '[]') from application_document d
        where d.owner_id = a.id),
    'applicant', (select jsonb_build_object('id', p.id, 'kind', p.kind, 'name', p.name) from account p where p.id = a.applicant_id),
    'tasks', (select coalesce(jsonb_agg(to_jsonb(t) order by t.opened_at, t.id), '[]') from task t where t.owner_id = a.id),
    'notices', (select coalesce(jsonb_agg(to_jsonb(n) order by n.event_seq), '[]') from notice n where n.owner_id = a.id),
    'certificates', (select coalesce(jsonb_agg(to_jsonb(c) order by c.number), '[]') from certificate c where c.owner_id = a.id),
    'cards', (select coalesce(jsonb_agg(to_jsonb(k) order by k.issued_on, k.due_on), '[]') from card k where k.owner_id = a.id),
    'third_parties', (select coalesce(jsonb_agg(to_jsonb(p) order by p.number, p.stage), '[]') from third_party p where p.owner_id = a.id),
    'consents', (select coalesce(jsonb_agg(to_jsonb(c) order by c.number), '[]') from consent c where c.owner_id = a.id),
    'ratings', (select coalesce(jsonb_agg(to_jsonb(g) order by g.number), '[]') from rating g where g.owner_id = a.id),
    'events', case when {} = 1 then (select jsonb_agg(to_jsonb(e) order by e.seq) from event e where e.owner_id = a.id) end,
    'remarks', (select coalesce(jsonb_agg(to_jsonb(r) order by r.event_seq), '[]') from remark r where r.owner_id = a.id),
    'posts', (select coalesce(jsonb_agg(jsonb_build_object('department', m.department, 'post', m.post)), '[]') from membership m
        where m.account_id = {}),
    'mandated', exists (select from mandate m where m.agent = {} and m.principal = a.applicant_id and m.revoked_at is null
        and (m.valid_until is null or m.valid_until >= {}) and (m.items is null or a.item_code = any(m.items)
            or a.state #>> array['part', 'member', 'bundle'] = any(m.items))),
    'matter', (select jsonb_build_object('id', w.id, 'number', w.number, 'name', w.item_name,
            'after', (select coalesce(jsonb_agg(jsonb_build_object('name', b.item_name, 'status', b.status, 'outcome', b.outcome) order by b.id), '[]')
                from application b where b.matter_id = w.id and jsonb_exists(w.state #> array['part', 'whole', 'members', a.id::text, 'after'], b.id::text)))
        from application w where w.id = case when a.kind = 'matter' then a.id else a.matter_id end),
    'members', (select coalesce(jsonb_agg(jsonb_build_object('application', to_jsonb(b),
            'certificates', (select coalesce(jsonb_agg(to_jsonb(c) order by c.number), '[]') from certificate c where c.owner_id = b.id),
            'tasks', (select coalesce(jsonb_agg(distinct jsonb_build_object('department', t.department, 'post', t.post)), '[]')
                from task t where t.owner_id = b.id)) order by b.id), '[]')
        from application b where a.kind = 'matter' and b.matter_id = a.id)",
            $more,
            "
)::text from application a where a.id = ",
            $which
        )
    };
}

statement! {
    /// Reads the screen of an application.
    ScreenByApplication -> Text, screen_read!("", "{}")
}

statement! {
    /// Reads the screen of the application that owns a task.
    ScreenByTask -> Text, screen_read!(",
    'work', (select jsonb_build_object(
        'holder_name', (select h.name from account h where h.id = w.holder),
        'phrases', (select coalesce(jsonb_agg(to_jsonb(p) order by p.id), '[]') from phrase p
            where p.department = w.department and p.post = w.post),
        'draft', (select to_jsonb(d) from task_draft d where d.owner_id = w.owner_id and d.task_id = w.id and d.account_id = w.holder
            and w.holder = {} and w.status = 'claimed'))
        from task w where w.owner_id = a.id and w.id = {})",
        "(select t.owner_id from task t where t.id = {})")
}

/// Reads an application as it is shown; none when there is no such application.
///
/// # Errors
/// When the database fails.
pub async fn read_screen(
    connection: &mut AsyncPgConnection,
    target: Target,
    query: ScreenQuery,
) -> Result<Option<Screen>, Error> {
    let caller = Param::Id(query.caller);
    let mut params = vec![
        Param::Number(i64::from(query.events)),
        caller.clone(),
        caller.clone(),
        Param::Day(query.today),
    ];
    let text: Option<String> = match target {
        Target::Application(id) => {
            params.push(Param::Id(id));
            ScreenByApplication { params }.get_result(connection).await.optional()?
        }
        Target::Task(id) => {
            params.extend([caller, Param::Id(id), Param::Id(id)]);
            ScreenByTask { params }.get_result(connection).await.optional()?
        }
    };
    text.as_deref().map(parse).transpose()
}
