//! Folding events into the state. Never fails: what happened, happened.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::event::Event;
use super::state::{Case, Step, Task, TaskKind};

mod facts;
mod part;
mod parties;
mod phase;
mod work;

impl Case {
    /// The state after one more event.
    #[must_use]
    pub fn apply(mut self, event: &Event, at: DateTime<Utc>) -> Self {
        self.quiet_since = match event.is_quiet() {
            true => self.quiet_since.or(Some(self.version)),
            false => None,
        };
        self.version += 1;
        self.remember(event);
        self.work(event, at);
        self.facts(event, at);
        self.parties(event, at);
        self.part(event, at);
        let happened_at = self.happened_at(event, at);
        self.phase = phase::after(self.phase, event, happened_at);
        self
    }

    /// When it happened: what another system has decided was decided when it says, not when it told of it.
    fn happened_at(&self, event: &Event, at: DateTime<Utc>) -> DateTime<Utc> {
        match event {
            Event::Decided { .. } => self.member().and_then(|member| member.decided_at).unwrap_or(at),
            _ => at,
        }
    }

    /// The state after some more events.
    #[must_use]
    pub fn apply_all(self, events: &[Event], at: DateTime<Utc>) -> Self {
        events.iter().fold(self, |case, event| case.apply(event, at))
    }

    /// What a step would have to undo, from its completion until somebody acts on what it led to.
    fn remember(&mut self, event: &Event) {
        match event {
            Event::TaskCompleted { task, by, .. } => self.begin_step(*task, *by),
            Event::StepTakenBack { .. } => {
                if let Some(step) = self.step.take() {
                    self.verdicts = step.verdicts;
                }
            }
            Event::TaskOpened(opening) => {
                if let Some(step) = self.unsettled_step() {
                    step.opened.push(opening.id);
                }
            }
            Event::TaskCancelled { task } => {
                let holder = self.task(*task).and_then(Task::holder);
                if let Some(step) = self.unsettled_step() {
                    step.cancelled.push((*task, holder));
                }
            }
            Event::ProcedureMoved { run } => {
                // A service that was being asked cannot be asked as if nothing had happened.
                let given_up = |token: &u32| run.tokens.iter().all(|at| at.id != *token);
                if self.calls.keys().any(given_up) {
                    self.step = None;
                }
                if let Some(step) = &mut self.step {
                    step.settled = true;
                }
            }
            Event::TaskClaimed { task, .. } | Event::TaskAssigned { task, .. } => {
                self.step.take_if(|step| step.opened.contains(task));
            }
            Event::MaterialsFollowed { materials } => {
                if let Some(step) = &mut self.step {
                    step.verdicts.retain(|material, _| !materials.contains(material));
                }
            }
            Event::TaskReleased { .. }
            | Event::TaskWarned { .. }
            | Event::TaskRescheduled { .. }
            | Event::ConsultationSilent { .. }
            | Event::Recused { .. }
            | Event::WaitBegan { .. }
            | Event::CardIssued { .. }
            | Event::Reprojected { .. }
            | Event::FollowingReminded
            | Event::Supervision(_) => {}
            _ => self.step = None,
        }
    }

    /// Work of the procedure is a step; an answer to a question neither is one nor ends one.
    fn begin_step(&mut self, task: Uuid, by: Uuid) {
        match self.task(task).map(|task| &task.kind) {
            Some(TaskKind::Node { .. }) => {
                self.step = Some(Step {
                    task,
                    by,
                    run: self.run.clone(),
                    verdicts: self.verdicts.clone(),
                    waits: self.waits.clone(),
                    opened: Vec::new(),
                    cancelled: Vec::new(),
                    settled: false,
                });
            }
            Some(TaskKind::Consultation { .. }) => {}
            _ => self.step = None,
        }
    }

    fn unsettled_step(&mut self) -> Option<&mut Step> {
        self.step.as_mut().filter(|step| !step.settled)
    }
}
