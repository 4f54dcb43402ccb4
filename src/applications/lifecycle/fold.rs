//! Folding events into the state. Never fails: what happened, happened.

use chrono::{DateTime, Utc};

use super::event::{Event, TaskOpening};
use super::state::{Acceptance, Case, Decided, Outcome, Phase, Receipt, Supplement, Task, TaskStatus};

impl Case {
    /// The state after one more event.
    #[must_use]
    pub fn apply(mut self, event: &Event, at: DateTime<Utc>) -> Self {
        self.version += 1;
        match event {
            Event::Drafted { .. } | Event::Revised => {}
            Event::TaskOpened(opening) => self.open(opening, at),
            Event::TaskClaimed { task, holder } => self.touch(*task, TaskStatus::Claimed { holder: *holder }),
            Event::TaskReleased { task } => self.touch(*task, TaskStatus::Open),
            Event::TaskCancelled { task } => self.touch(*task, TaskStatus::Cancelled { at }),
            Event::TaskCompleted {
                task,
                by,
                outcome,
                verdicts,
            } => {
                self.verdicts
                    .extend(verdicts.iter().map(|(material, verdict)| (material.clone(), *verdict)));
                let outcome = outcome.clone();
                self.touch(*task, TaskStatus::Completed { by: *by, at, outcome });
            }
            Event::ProcedureMoved { run } => self.run = run.clone(),
            Event::Supplemented { materials, .. } => {
                self.verdicts.retain(|material, _| !materials.contains(material));
                self.phase = moved(self.phase, event, at);
            }
            _ => self.phase = moved(self.phase, event, at),
        }
        self
    }

    /// The state after some more events.
    #[must_use]
    pub fn apply_all(self, events: &[Event], at: DateTime<Utc>) -> Self {
        events.iter().fold(self, |case, event| case.apply(event, at))
    }

    fn open(&mut self, opening: &TaskOpening, at: DateTime<Utc>) {
        self.tasks.push(Task {
            id: opening.id,
            version: self.version,
            kind: opening.kind.clone(),
            department: opening.department.clone(),
            post: opening.post.clone(),
            status: TaskStatus::Open,
            opened_at: at,
            due_on: opening.due_on,
            yellow_on: opening.yellow_on,
            resubmitted: opening.resubmitted,
        });
    }

    fn touch(&mut self, id: uuid::Uuid, status: TaskStatus) {
        let version = self.version;
        if let Some(task) = self.tasks.iter_mut().find(|task| task.id == id) {
            task.status = status;
            task.version = version;
        }
    }
}

/// The phase an event leads to.
fn moved(phase: Phase, event: &Event, at: DateTime<Utc>) -> Phase {
    match (phase, event) {
        (Phase::Draft, Event::Submitted { received_on }) => Phase::Submitted(Receipt {
            submitted_at: at,
            received_on: *received_on,
            supplement: None,
        }),
        (Phase::Submitted(receipt), Event::SupplementRequested { materials, answer_by }) => {
            let told = receipt.supplement.as_ref().map(|told| told.materials.clone());
            Phase::AwaitingSupplement(Receipt {
                supplement: Some(Supplement {
                    materials: told.unwrap_or_else(|| materials.clone()),
                    outstanding: materials.clone(),
                    answer_by: *answer_by,
                    answered_on: None,
                }),
                ..receipt
            })
        }
        (Phase::AwaitingSupplement(mut receipt), Event::Supplemented { on, .. }) => {
            if let Some(supplement) = &mut receipt.supplement {
                supplement.outstanding.clear();
                supplement.answered_on = Some(*on);
            }
            Phase::Submitted(receipt)
        }
        (
            Phase::Submitted(receipt),
            Event::Accepted {
                accepted_on,
                deemed,
                promised_due_on,
                statutory_due_on,
                yellow_on,
            },
        ) => Phase::InReview(Acceptance {
            receipt,
            accepted_on: *accepted_on,
            deemed: *deemed,
            promised_due_on: *promised_due_on,
            statutory_due_on: *statutory_due_on,
            yellow_on: *yellow_on,
        }),
        (Phase::InReview(acceptance), Event::Decided { outcome }) => Phase::Decided(Decided {
            acceptance,
            outcome: *outcome,
            decided_at: at,
            certificate: None,
        }),
        (Phase::Decided(decided), Event::CertificateIssued { number, .. }) => Phase::Decided(Decided {
            certificate: Some(number.clone()),
            ..decided
        }),
        (Phase::Decided(decided), Event::Completed) => Phase::Completed(decided),
        (_, Event::Declined) => Phase::Declined,
        (_, Event::Lapsed) => Phase::Lapsed,
        (_, Event::Withdrawn) => Phase::Withdrawn,
        (_, Event::Terminated { .. }) => Phase::Terminated,
        (phase, _) => phase,
    }
}

impl Outcome {
    /// The word of the API and the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Approved => "approved",
            Self::Denied => "denied",
        }
    }

    /// Reads the word back.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Approved, Self::Denied]
            .into_iter()
            .find(|outcome| outcome.as_str() == word)
    }
}
