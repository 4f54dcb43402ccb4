//! Folding events into the state. Never fails: what happened, happened.

use chrono::{DateTime, Utc};

use super::event::Event;
use super::state::{Case, Step, Task};

mod facts;
mod phase;
mod work;

impl Case {
    /// The state after one more event.
    #[must_use]
    pub fn apply(mut self, event: &Event, at: DateTime<Utc>) -> Self {
        self.version += 1;
        self.remember(event);
        self.work(event, at);
        self.facts(event, at);
        self.phase = phase::after(self.phase, event, at);
        self
    }

    /// The state after some more events.
    #[must_use]
    pub fn apply_all(self, events: &[Event], at: DateTime<Utc>) -> Self {
        events.iter().fold(self, |case, event| case.apply(event, at))
    }

    /// What a step would have to undo, from its completion until somebody else acts.
    fn remember(&mut self, event: &Event) {
        match (event, &mut self.step) {
            (Event::TaskCompleted { task, by, .. }, step) => {
                let in_procedure = self
                    .tasks
                    .iter()
                    .any(|known| known.id == *task && known.is_in_procedure());
                *step = in_procedure.then(|| Step {
                    task: *task,
                    by: *by,
                    run: self.run.clone(),
                    waits: self.waits.clone(),
                    opened: Vec::new(),
                    cancelled: Vec::new(),
                });
            }
            (Event::TaskOpened(opening), Some(step)) => step.opened.push(opening.id),
            (Event::TaskCancelled { task }, Some(step)) => {
                let holder = self.tasks.iter().find(|known| known.id == *task).and_then(Task::holder);
                step.cancelled.push((*task, holder));
            }
            (
                Event::ProcedureMoved { .. }
                | Event::WaitBegan { .. }
                | Event::TaskWarned { .. }
                | Event::CardIssued { .. }
                | Event::Reprojected { .. }
                | Event::MaterialsFollowed { .. }
                | Event::FollowingReminded
                | Event::TaskRescheduled { .. },
                _,
            ) => {}
            (_, step) => *step = None,
        }
    }
}
