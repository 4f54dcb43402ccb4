//! What must be true of every application in the database, whatever was done to it and by how many at once.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde_json::Value;
use uuid::Uuid;
use yiwang::applications::lifecycle::{Case, Context, Event, TaskStatus, alarms};
use yiwang::applications::store::hash;
use yiwang::applications::store::rows::{ApplicationRow, EventRow, TaskRow};
use yiwang::applications::terms::{delivery_mode, policy};
use yiwang::crypto::digest::sha256;

use super::app::TestApp;

/// The events with which an application is over.
const ENDS: [&str; 5] = ["completed", "declined", "lapsed", "withdrawn", "terminated"];

/// An application with all its rows.
#[derive(Deserialize)]
struct Kept {
    application: ApplicationRow,
    events: Vec<EventRow>,
    tasks: Vec<TaskRow>,
    timers: Vec<Timer>,
}

/// A row of `timer`.
#[derive(Debug, Deserialize, PartialEq, Eq, PartialOrd, Ord)]
struct Timer {
    kind: String,
    reference: String,
    fire_at: DateTime<Utc>,
}

impl TestApp {
    /// Every application is what its events say: they are without a gap, chained, and folded they give its state; its tasks and alarms are
    /// those of the state; what is over has ended once and leaves no work. Gives how many applications there are.
    pub async fn assert_lawful(&self) -> usize {
        let query = "select jsonb_build_object('application', to_jsonb(a),
            'events', (select jsonb_agg(to_jsonb(e) order by e.seq) from event e where e.owner_id = a.id),
            'tasks', (select coalesce(jsonb_agg(to_jsonb(t)), '[]') from task t where t.owner_id = a.id),
            'timers', (select coalesce(jsonb_agg(to_jsonb(m)), '[]') from timer m where m.owner_id = a.id)) from application a";
        let rows = self.database().lines(query).await;
        for row in &rows {
            let kept: Kept = serde_json::from_str(row).unwrap();
            let case = replayed(&kept);
            assert_tasks(&case, kept.tasks);
            assert_ends(&case, &kept.events);
            self.assert_timers(&case, &kept.application, kept.timers).await;
        }
        rows.len()
    }

    async fn assert_timers(&self, case: &Case, application: &ApplicationRow, mut timers: Vec<Timer>) {
        let catalogue = &self.parts.catalogue;
        let version = catalogue.version(&application.item_code, application.item_version);
        let version = version.await.unwrap().unwrap();
        let context = Context {
            application: application.id,
            now: self.clock().now(),
            today: self.clock().today(),
            calendar: &self.parts.calendars.of(&application.division),
            policy: policy(&version, application.service),
            facts: &|_: &str| false,
            delivery: delivery_mode(application),
            to_follow: &BTreeSet::new(),
            consents: &BTreeSet::new(),
            onto: None,
            lacks_result: false,
            quota: None,
        };
        let mut needed: Vec<Timer> = alarms(case, &context)
            .into_iter()
            .map(|alarm| Timer {
                kind: alarm.kind.as_str().to_owned(),
                reference: alarm.reference,
                fire_at: alarm.fire_at,
            })
            .collect();
        needed.sort();
        timers.sort();
        assert_eq!(timers, needed, "{}: {:?}", application.id, case.phase);
    }
}

/// The state that the events give, which must be the one that is kept.
fn replayed(kept: &Kept) -> Case {
    let (row, mut case) = (&kept.application, Case::new());
    let mut head = sha256(row.id.as_bytes()).to_vec();
    for (seq, event) in (1..).zip(&kept.events) {
        assert_eq!(event.seq, seq, "{} has a gap", row.id);
        assert_eq!(event.prev_hash, head, "{} is not chained at {seq}", row.id);
        assert_eq!(event.hash, hash(event), "{} was changed at {seq}", row.id);
        head.clone_from(&event.hash);
        let what: Event = serde_json::from_str(&event.payload).unwrap();
        case = case.apply(&what, event.at);
    }
    assert_eq!((row.version, &row.head_hash), (case.version, &head), "{}", row.id);
    let state: Value = serde_json::to_value(&case).unwrap();
    assert_eq!(row.state, state, "{} is not what its events say", row.id);
    assert_eq!(row.status, case.phase.status().as_str());
    case
}

fn assert_tasks(case: &Case, rows: Vec<TaskRow>) {
    let mut rows: BTreeMap<Uuid, TaskRow> = rows.into_iter().map(|row| (row.id, row)).collect();
    for task in &case.tasks {
        let row = rows.remove(&task.id).unwrap_or_else(|| panic!("{task:?} has no row"));
        let (status, holder) = match &task.status {
            TaskStatus::Open => ("open", None),
            TaskStatus::Claimed { holder } => ("claimed", Some(*holder)),
            TaskStatus::Completed { .. } | TaskStatus::Silent { .. } => ("completed", None),
            TaskStatus::Cancelled { .. } => ("cancelled", None),
        };
        assert_eq!((row.status.as_str(), row.holder), (status, holder), "{task:?}");
        assert_eq!((row.version, row.due_on), (task.version, task.due_on), "{task:?}");
        assert_eq!((&row.department, &row.post), (&task.department, &task.post), "{task:?}");
    }
    assert!(rows.is_empty(), "no task of the state: {rows:?}");
}

fn assert_ends(case: &Case, events: &[EventRow]) {
    let ends = events
        .iter()
        .filter(|event| ENDS.contains(&event.kind.as_str()))
        .count();
    let over = case.phase.status().is_final();
    assert_eq!(ends, usize::from(over), "{:?}", case.phase);
    assert!(
        !over || case.active_tasks().next().is_none(),
        "work is left: {:?}",
        case.tasks
    );
}
