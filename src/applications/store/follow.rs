//! What follows from events beside telling the applicant: staff are warned, services are asked, and so are those whose consent there is to
//! be; certificates end.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use super::rows::EventRow;
use crate::applications::lifecycle::{Case, Colour, ConsentEvent, Event, Light, Outcome, SupervisionEvent};
use crate::codes::{CertificateNumber, CertificateState, Service};
use crate::outbox::OutboxRow;
use crate::procedure::NodeId;

/// The topic of warnings to staff.
pub const WARN: &str = "applications.warn";
/// The topic of questions to services.
pub const CALL: &str = "applications.call";

/// The topic of certificates that hold no more.
pub const END_CERTIFICATE: &str = "applications.end_certificate";

/// A certificate that is to hold no more, because of an application about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ending {
    /// The application it was issued on.
    pub owner: Uuid,
    /// Its number.
    pub number: CertificateNumber,
    /// What becomes of it.
    pub state: CertificateState,
    /// The application that leads to it.
    pub by: Uuid,
    /// The certificate that takes its place.
    pub replaced_by: Option<CertificateNumber>,
}

/// The topic of questions to those whose consent there is to be.
pub const ASK_CONSENT: &str = "applications.ask_consent";

/// What staff are warned of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Warning {
    /// The event.
    pub seq: i64,
    /// What it says.
    #[serde(flatten)]
    pub of: WarningOf,
}

/// The sorts of warning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "of", rename_all = "snake_case")]
pub enum WarningOf {
    /// A task is about to be late, or is.
    Task {
        /// Which.
        task: Uuid,
        /// Which of the two.
        light: Light,
        /// Its last day, as it stood then.
        due_on: Option<chrono::NaiveDate>,
    },
    /// A due date has passed without a decision.
    Card {
        /// Which.
        colour: Colour,
        /// The date.
        due_on: chrono::NaiveDate,
    },
    /// The result was not delivered in time.
    Certificate,
    /// The applicant urges (催办).
    Urged,
    /// A manager asks for an account (督办).
    Supervised {
        /// The last day to give it.
        answer_by: chrono::NaiveDate,
    },
    /// It was given.
    SupervisionAnswered,
    /// It was not given in time.
    SupervisionOverdue,
}

/// The service that is to be asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// The token that rests at the node.
    pub token: u32,
    /// The node.
    pub node: NodeId,
}

/// Who is to be asked for their consent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inquiry {
    /// The event.
    pub seq: i64,
    /// Their number.
    pub party: u32,
}

/// The rows of what follows from the events of one command; `after` is the state they lead to.
pub(super) fn follow(
    owner: Uuid,
    chain: &[EventRow],
    events: &[Event],
    after: &Case,
    at: DateTime<Utc>,
) -> Result<Vec<OutboxRow>, serde_json::Error> {
    let row = |topic: &str, payload: Value| OutboxRow::new(owner, Uuid::now_v7(), topic, payload, at);
    let mut rows = Vec::new();
    for (event, EventRow { seq, .. }) in events.iter().zip(chain) {
        if let Some(of) = warning(event, after) {
            rows.push(row(WARN, serde_json::to_value(Warning { seq: *seq, of })?));
        }
        if let Event::CallBegan { token, node } = event {
            let (token, node) = (*token, node.clone());
            rows.push(row(CALL, serde_json::to_value(Question { token, node })?));
        }
        if let Some(ending) = ending(owner, event, after) {
            rows.push(row(END_CERTIFICATE, serde_json::to_value(ending)?));
        }
        if let Event::Consent(ConsentEvent::ConsentAsked { party, .. }) = event {
            let (seq, party) = (*seq, *party);
            rows.push(row(ASK_CONSENT, serde_json::to_value(Inquiry { seq, party })?));
        }
    }
    Ok(rows)
}

/// What ends by an event: the certificate whose place another takes, and the one whose cancellation was approved.
fn ending(owner: Uuid, event: &Event, after: &Case) -> Option<Ending> {
    let concern = after.concern.as_ref()?;
    let replaced_by = match event {
        Event::CertificateIssued { number, .. } => Some(number.clone()),
        Event::Decided {
            outcome: Outcome::Approved,
        } if concern.service == Service::Cancellation => None,
        _ => return None,
    };
    Some(Ending {
        owner: concern.issued_on,
        number: concern.number.clone(),
        state: CertificateState::Cancelled,
        by: owner,
        replaced_by,
    })
}

fn warning(event: &Event, after: &Case) -> Option<WarningOf> {
    match event {
        Event::TaskWarned { task, light } => Some(WarningOf::Task {
            task: *task,
            light: *light,
            due_on: after.task(*task).and_then(|task| task.due_on),
        }),
        Event::CardIssued { colour, due_on } => Some(WarningOf::Card {
            colour: *colour,
            due_on: *due_on,
        }),
        Event::CertificateOverdue => Some(WarningOf::Certificate),
        Event::Supervision(event) => Some(match event {
            SupervisionEvent::Urged { .. } => WarningOf::Urged,
            SupervisionEvent::Supervised { answer_by, .. } => WarningOf::Supervised { answer_by: *answer_by },
            SupervisionEvent::SupervisionAnswered { .. } => WarningOf::SupervisionAnswered,
            SupervisionEvent::SupervisionOverdue { .. } => WarningOf::SupervisionOverdue,
        }),
        _ => None,
    }
}
