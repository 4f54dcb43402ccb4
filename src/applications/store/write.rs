//! The one write: everything a command changes, in one statement that is its own transaction.
//!
//! The application's row is updated only if its version is still the one that was decided on; every other branch hangs on that row, so
//! either all of it happens or none. The statement counts what each branch wrote and divides by zero when a count is not as expected,
//! which rolls everything back; only alarms taken down go uncounted, because one that has just rung may be gone already. Filing is the same statement with an insert at its head.

use diesel::result::{DatabaseErrorKind, Error, OptionalExtension};
use diesel::sql_types::Integer;
use diesel_async::{AsyncConnection, AsyncPgConnection, RunQueryDsl};
use futures_util::future::join_all;
use serde::Serialize;
use uuid::Uuid;

use super::query::{Param, statement};
use super::rows::{
    ApplicationRow, AttachmentRow, BarRow, CardRow, CertificateRow, ConsentRow, EventRow, FormRow, NoticeRow, PlaceRow,
    RecusalRow, RemarkRow, TaskRow, ThirdPartyRow,
};
use crate::db::audit::AuditRow;
use crate::db::idempotency::StoredAnswer;
use crate::outbox::{OutboxRow, TimerRow};

/// Everything a command changes.
#[derive(Clone, Debug)]
pub struct Write {
    /// The version decided on; none for filing.
    pub decided_on: Option<i64>,
    /// The application after the command.
    pub application: ApplicationRow,
    /// What happened.
    pub events: Vec<EventRow>,
    /// Answers and form, when they changed.
    pub form: Option<FormRow>,
    /// Files added.
    pub attach: Vec<AttachmentRow>,
    /// Files removed.
    pub detach: Vec<AttachmentRow>,
    /// Tasks opened or changed, each once.
    pub tasks: Vec<TaskRow>,
    /// Alarms set or moved.
    pub timers: Vec<TimerRow>,
    /// Alarms no longer needed.
    pub disarm: Vec<TimerRow>,
    /// Notices given.
    pub notices: Vec<NoticeRow>,
    /// Certificates made, or changed in their state.
    pub certificates: Vec<CertificateRow>,
    /// Cards issued.
    pub cards: Vec<CardRow>,
    /// Bars put up or lifted.
    pub bars: Vec<BarRow>,
    /// People recused.
    pub recusals: Vec<RecusalRow>,
    /// What was said of events.
    pub remarks: Vec<RemarkRow>,
    /// The place taken under a quota.
    pub places: Vec<PlaceRow>,
    /// Whether the place taken before is free again.
    pub frees_place: bool,
    /// Third parties told, or heard.
    pub third_parties: Vec<ThirdPartyRow>,
    /// Those named whose consent there is to be.
    pub consents: Vec<ConsentRow>,
    /// Side effects to follow.
    pub outbox: Vec<OutboxRow>,
    /// Who did it.
    pub audit: Vec<AuditRow>,
    /// The answer to repeat.
    pub idempotency: Option<StoredAnswer>,
}

/// How a write went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Applied {
    /// All of it is committed.
    Done,
    /// Somebody changed the application since it was read; nothing is.
    Stale,
    /// A request with the same idempotency key was faster; nothing is.
    Twin,
}

macro_rules! one_write {
    ($head:literal) => {
        concat!(
            "with app as (", $head, "),
fo as (insert into application_form select u.* from json_populate_recordset(null::application_form, {}::json) u, app
    on conflict (owner_id) do update set answers = excluded.answers, form = excluded.form returning 1),
ad as (insert into application_document select u.* from json_populate_recordset(null::application_document, {}::json) u, app returning 1),
dd as (delete from application_document d using json_populate_recordset(null::application_document, {}::json) u, app
    where d.owner_id = {} and d.material = u.material and d.document_id = u.document_id returning 1),
ev as (insert into event select u.* from json_populate_recordset(null::event, {}::json) u, app returning 1),
tk as (insert into task select u.* from json_populate_recordset(null::task, {}::json) u, app
    on conflict (owner_id, id) do update set version = excluded.version, node = excluded.node, item_version = excluded.item_version, status = excluded.status, holder = excluded.holder,
        outcome = excluded.outcome, opinion = excluded.opinion, due_on = excluded.due_on, yellow_on = excluded.yellow_on,
        closed_at = excluded.closed_at, closed_by = excluded.closed_by returning 1),
tm as (insert into timer select u.* from json_populate_recordset(null::timer, {}::json) u, app
    on conflict (owner_id, kind, reference) do update set fire_at = excluded.fire_at, attempts = 0, lease_until = null,
        last_error = null, dead_at = null returning 1),
td as (delete from timer t using json_populate_recordset(null::timer, {}::json) u, app
    where t.owner_id = {} and t.kind = u.kind and t.reference = u.reference),
nt as (insert into notice select u.* from json_populate_recordset(null::notice, {}::json) u, app returning 1),
ct as (insert into certificate select u.* from json_populate_recordset(null::certificate, {}::json) u, app
    on conflict (owner_id, number) do update set state = excluded.state, replaced_by = excluded.replaced_by,
        ended_on = excluded.ended_on, ended_by = excluded.ended_by, ground = excluded.ground returning 1),
cd as (insert into card select u.* from json_populate_recordset(null::card, {}::json) u, app returning 1),
br as (insert into bar select u.* from json_populate_recordset(null::bar, {}::json) u, app
    on conflict (owner_id, what) do update set basis = excluded.basis, until_on = excluded.until_on, lifted_at = excluded.lifted_at returning 1),
rc as (insert into recusal select u.* from json_populate_recordset(null::recusal, {}::json) u, app returning 1),
rm as (insert into remark select u.* from json_populate_recordset(null::remark, {}::json) u, app returning 1),
qp as (insert into quota_place select u.* from json_populate_recordset(null::quota_place, {}::json) u, app returning 1),
qd as (delete from quota_place q using app where q.owner_id = {} and {} = 1),
tp as (insert into third_party select u.* from json_populate_recordset(null::third_party, {}::json) u, app returning 1),
cs as (insert into consent select u.* from json_populate_recordset(null::consent, {}::json) u, app returning 1),
ob as (insert into outbox select u.* from json_populate_recordset(null::outbox, {}::json) u, app returning 1),
au as (insert into audit select u.* from json_populate_recordset(null::audit, {}::json) u, app returning 1),
id as (insert into idempotency select u.* from json_populate_recordset(null::idempotency, {}::json) u, app returning 1)
select 1 / (case when (select count(*) from fo) = {} and (select count(*) from ad) = {} and (select count(*) from dd) = {}
        and (select count(*) from ev) = {} and (select count(*) from tk) = {} and (select count(*) from tm) = {}
        and (select count(*) from nt) = {} and (select count(*) from ct) = {} and (select count(*) from cd) = {}
        and (select count(*) from br) = {} and (select count(*) from rc) = {} and (select count(*) from rm) = {}
        and (select count(*) from qp) = {} and (select count(*) from tp) = {} and (select count(*) from cs) = {}
        and (select count(*) from ob) = {} and (select count(*) from au) = {}
        and (select count(*) from id) = {} then 1 else 0 end)
from app"
        )
    };
}

statement! {
    /// The one write on an application that is there.
    Change -> Integer,
    one_write!("update application a set version = r.version, head_hash = r.head_hash, item_version = r.item_version, status = r.status, outcome = r.outcome,
        deemed_accepted = r.deemed_accepted, state = r.state, delivery = r.delivery, subject = r.subject, certificate = r.certificate,
        pickup_code = r.pickup_code, closing_note = r.closing_note, updated_at = r.updated_at, submitted_at = r.submitted_at, accepted_on = r.accepted_on, accepted_at = r.accepted_at,
        promised_due_on = r.promised_due_on, statutory_due_on = r.statutory_due_on, yellow_on = r.yellow_on,
        decided_at = r.decided_at, completed_at = r.completed_at, tab = r.tab, gaps = r.gaps, result = r.result
    from json_populate_record(null::application, {}::json) r where a.id = {} and a.version = {} returning a.id")
}

statement! {
    /// Its insert twin.
    File -> Integer,
    one_write!("insert into application select r.* from json_populate_record(null::application, {}::json) r returning id")
}

/// Sends the one write.
///
/// # Errors
/// When the database cannot be reached, or a count was not as expected (nothing is written then).
pub async fn apply(connection: &mut AsyncPgConnection, write: &Write) -> Result<Applied, Error> {
    send(connection, write).await
}

async fn send(mut connection: &AsyncPgConnection, write: &Write) -> Result<Applied, Error> {
    let params = parameters(write)?;
    let done: Result<Option<i32>, Error> = match write.decided_on {
        Some(_) => Change { params }.get_result(&mut connection).await.optional(),
        None => File { params }.get_result(&mut connection).await.optional(),
    };
    match done {
        Ok(Some(_)) => Ok(Applied::Done),
        Ok(None) => Ok(Applied::Stale),
        Err(Error::DatabaseError(DatabaseErrorKind::UniqueViolation, about)) => match about.constraint_name() {
            Some("idempotency_pkey") => Ok(Applied::Twin),
            // Two commands decided on the same version: the loser's next event has the winner's seq.
            Some("event_pkey") => Ok(Applied::Stale),
            // Somebody else took the place meanwhile.
            Some("quota_place_pkey") => Ok(Applied::Stale),
            _ => Err(Error::DatabaseError(DatabaseErrorKind::UniqueViolation, about)),
        },
        Err(error) => Err(error),
    }
}

/// Sends several writes in one transaction, all or nothing: one write per owner, in the order of their ids so that none waits for another in a
/// circle, without waiting for one to send the next.
///
/// # Errors
/// See [`apply`].
pub async fn apply_together(connection: &mut AsyncPgConnection, writes: &[Write]) -> Result<Applied, Error> {
    let mut ordered: Vec<&Write> = writes.iter().collect();
    ordered.sort_by_key(|write| write.application.id);
    let all = connection
        .transaction(async |connection| {
            let shared: &AsyncPgConnection = connection;
            let sent = ordered.iter().map(|write| send(shared, write));
            // The first that fails is the reason why: the ones behind it fail because it did.
            for applied in join_all(sent).await {
                match applied? {
                    Applied::Done => {}
                    overtaken => return Err(Abandoned::Overtaken(overtaken)),
                }
            }
            Ok(())
        })
        .await;
    match all {
        Ok(()) => Ok(Applied::Done),
        Err(Abandoned::Overtaken(applied)) => Ok(applied),
        Err(Abandoned::Failed(error)) => Err(error),
    }
}

/// Why several writes were not made.
enum Abandoned {
    Overtaken(Applied),
    Failed(Error),
}

impl From<Error> for Abandoned {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

fn parameters(write: &Write) -> Result<Vec<Param>, Error> {
    let owner: Uuid = write.application.id;
    let mut params = vec![json(&write.application)?];
    if let Some(version) = write.decided_on {
        params.extend([Param::Id(owner), Param::Number(version)]);
    }
    params.extend([
        json(&list(write.form.as_ref()))?,
        json(&write.attach)?,
        json(&write.detach)?,
        Param::Id(owner),
    ]);
    params.extend([
        json(&write.events)?,
        json(&write.tasks)?,
        json(&write.timers)?,
        json(&write.disarm)?,
        Param::Id(owner),
    ]);
    params.extend([
        json(&write.notices)?,
        json(&write.certificates)?,
        json(&write.cards)?,
        json(&write.bars)?,
        json(&write.recusals)?,
        json(&write.remarks)?,
        json(&write.places)?,
        Param::Id(owner),
        Param::Number(i64::from(write.frees_place)),
        json(&write.third_parties)?,
        json(&write.consents)?,
        json(&write.outbox)?,
        json(&write.audit)?,
    ]);
    params.push(json(&list(write.idempotency.as_ref()))?);
    let counts = [
        usize::from(write.form.is_some()),
        write.attach.len(),
        write.detach.len(),
        write.events.len(),
        write.tasks.len(),
        write.timers.len(),
        write.notices.len(),
        write.certificates.len(),
        write.cards.len(),
        write.bars.len(),
        write.recusals.len(),
        write.remarks.len(),
        write.places.len(),
        write.third_parties.len(),
        write.consents.len(),
        write.outbox.len(),
        write.audit.len(),
        usize::from(write.idempotency.is_some()),
    ];
    params.extend(counts.map(|count| Param::Number(i64::try_from(count).unwrap_or(i64::MAX))));
    Ok(params)
}

fn list<T>(row: Option<&T>) -> Vec<&T> {
    row.into_iter().collect()
}

fn json(rows: &impl Serialize) -> Result<Param, Error> {
    serde_json::to_string(rows)
        .map(Param::Json)
        .map_err(|error| Error::SerializationError(error.into()))
}
