//! Who is told what follows from a command: the applicant, colleagues, and the matter that an application belongs to.

use chrono::{DateTime, Utc};
use serde_json::json;
use uuid::Uuid;

use super::project::Actor;
use super::rows::{AttachmentRow, EventRow};
use crate::applications::lifecycle::{Case, CertificateEvent, ConsentEvent, Event, MatterEvent, Task};
use crate::outbox::OutboxRow;

/// The topic of announcements to the applicant.
pub const ANNOUNCE: &str = "applications.announce";
/// The topic of messages to those who work on an application.
pub const TELL_STAFF: &str = "applications.tell_staff";
/// The topic that marks documents as attached.
pub const ATTACHED: &str = "documents.attached";
/// The topic of matters whose members have moved: what follows for the whole and the others is to be worked out.
pub const MATTER_MOVED: &str = "matters.moved";

/// What follows from the command: the applicant is told, and documents handed in are kept.
pub(super) fn applicant(
    owner: Uuid,
    after: &Case,
    chain: &[EventRow],
    events: &[Event],
    attached: &[AttachmentRow],
    at: DateTime<Utc>,
) -> Vec<OutboxRow> {
    let has = |what: fn(&Event) -> bool| events.iter().any(what);
    let completed = has(|event| matches!(event, Event::Completed));
    // The end of a matter is told with how each of its members ended.
    let told_at_once = completed || (after.whole().is_some() && has(is_end));
    let revoked = has(|event| matches!(event, Event::Revoked { .. }));
    // Members that end together are told of together: a message on a matter's progress lists all of them.
    let progress = events.iter().rposition(is_progress);
    let is_told = |nth: usize, event: &Event| match event {
        Event::Completed if revoked => false,
        event if is_progress(event) && progress != Some(nth) => false,
        event => is_told(event, after, told_at_once),
    };
    let mut rows: Vec<OutboxRow> = events
        .iter()
        .zip(chain)
        .enumerate()
        .filter(|(nth, (event, _))| is_told(*nth, event))
        .map(|(_, told)| told)
        .map(|(_, row)| {
            OutboxRow::new(
                owner,
                Uuid::now_v7(),
                ANNOUNCE,
                json!({"seq": row.seq, "kind": row.kind}),
                at,
            )
        })
        .collect();
    if !attached.is_empty() {
        let documents: Vec<Uuid> = attached.iter().map(|row| row.document_id).collect();
        rows.push(OutboxRow::new(
            owner,
            Uuid::now_v7(),
            ATTACHED,
            json!({"documents": documents}),
            at,
        ));
    }
    rows
}

/// Colleagues are told what others put into their hands, took out of them, or keep them from.
pub(super) fn staff(
    owner: Uuid,
    before: &Case,
    chain: &[EventRow],
    events: &[Event],
    actor: &Actor,
    at: DateTime<Utc>,
) -> Vec<OutboxRow> {
    let mut rows = Vec::new();
    // Who is recused is told of that, not of each task put back with it.
    let recusal = events.iter().any(|event| matches!(event, Event::Recused { .. }));
    for (event, row) in events.iter().zip(chain) {
        let told = match event {
            Event::TaskAssigned { task, holder, .. } => {
                let former = before.task(*task).and_then(Task::holder);
                vec![(Some(*holder), "task.assigned"), (former, "task.reassigned")]
            }
            Event::TaskReleased { task } if !recusal => {
                vec![(before.task(*task).and_then(Task::holder), "task.released")]
            }
            Event::Recused { person } => vec![(Some(*person), "application.recused")],
            _ => continue,
        };
        let others = told.into_iter().filter_map(|(whom, kind)| Some((whom?, kind)));
        for (account, kind) in others.filter(|(account, _)| actor.account != Some(*account)) {
            let payload = json!({"seq": row.seq, "account": account, "kind": kind});
            rows.push(OutboxRow::new(owner, Uuid::now_v7(), TELL_STAFF, payload, at));
        }
    }
    rows
}

/// Whether the applicant is told of an event. What completes at once, receipt or decision, is told once, as the completion.
fn is_told(event: &Event, after: &Case, completed: bool) -> bool {
    if after.member().is_some() && of_the_whole(event, after.is_delivered_together()) {
        return false;
    }
    match event {
        Event::SupplementRequested { .. }
        | Event::SupplementReminded
        | Event::CertificateOverdue
        | Event::Accepted { .. }
        | Event::Declined
        | Event::Completed
        | Event::Lapsed
        | Event::MaterialsFollowed { .. }
        | Event::FollowingReminded
        | Event::FollowingLapsed
        | Event::Revoked { .. }
        | Event::BarLifted { .. }
        | Event::Withdrawn
        | Event::Terminated { .. }
        | Event::Suspended { .. }
        | Event::SuspensionProlonged { .. }
        | Event::SuspensionEnded { .. }
        | Event::Extended { .. }
        | Event::Consent(
            ConsentEvent::ConsentGiven { at_window: false, .. }
            | ConsentEvent::ConsentRefused { .. }
            | ConsentEvent::ConsentExpired { .. },
        )
        | Event::Certificate(CertificateEvent::CollectionReminded | CertificateEvent::CertificateEnded { .. }) => true,
        Event::Matter(MatterEvent::ResultsReady | MatterEvent::LateResult { .. }) => true,
        Event::Submitted { .. }
        | Event::Decided { .. }
        | Event::CertificateIssued { .. }
        | Event::Matter(MatterEvent::MemberEnded { .. } | MatterEvent::ResultReleased) => !completed,
        _ => false,
    }
}

/// What a matter's progress is told by.
fn is_progress(event: &Event) -> bool {
    matches!(event, Event::Matter(MatterEvent::MemberEnded { .. }))
}

fn is_end(event: &Event) -> bool {
    matches!(
        event,
        Event::Declined | Event::Completed | Event::Lapsed | Event::Withdrawn | Event::Terminated { .. }
    )
}

/// What the applicant of a matter is told of the whole, once, and not of each member. What is ready to be fetched by itself is told by itself.
fn of_the_whole(event: &Event, delivered_together: bool) -> bool {
    match event {
        Event::CertificateIssued { .. } => delivered_together,
        Event::Submitted { .. }
        | Event::SupplementRequested { .. }
        | Event::Accepted { .. }
        | Event::Decided { .. } => true,
        event => is_end(event),
    }
}

/// A matter is looked at again when one of its members has come to something the others or the whole depend on.
pub(super) fn matter(owner: Uuid, after: &Case, events: &[Event], at: DateTime<Utc>) -> Option<OutboxRow> {
    let matter = match (after.whole(), after.member()) {
        (Some(_), _) if events.iter().any(moves_whole) => owner,
        (_, Some(member)) if events.iter().any(moves_member) => member.matter,
        _ => return None,
    };
    Some(OutboxRow::new(
        owner,
        Uuid::now_v7(),
        MATTER_MOVED,
        json!({"matter": matter}),
        at,
    ))
}

fn moves_whole(event: &Event) -> bool {
    matches!(
        event,
        Event::Submitted { .. } | Event::TaskCompleted { .. } | Event::Matter(MatterEvent::NoticeDue)
    )
}

fn moves_member(event: &Event) -> bool {
    matches!(
        event,
        Event::Accepted { .. }
            | Event::Declined
            | Event::Decided { .. }
            | Event::CertificateIssued { .. }
            | Event::Completed
            | Event::Lapsed
            | Event::Withdrawn
            | Event::Terminated { .. }
            | Event::Matter(MatterEvent::InOrder | MatterEvent::GapsFound { .. } | MatterEvent::DeliveryDue)
    )
}
