//! Tasks, and what else is open in the procedure.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use super::super::event::{Event, TaskOpening};
use super::super::state::{Case, Task, TaskKind, TaskStatus, light};
use crate::clock::shanghai_date;
use crate::procedure::NodeId;

impl Case {
    /// Tasks, and what else is open in the procedure.
    pub(super) fn work(&mut self, event: &Event, at: DateTime<Utc>) {
        match event {
            Event::TaskOpened(opening) => self.open(opening, at),
            Event::TaskClaimed { task, holder } | Event::TaskAssigned { task, holder, .. } => {
                self.touch(*task, TaskStatus::Claimed { holder: *holder });
            }
            Event::TaskReopened { task, holder } => {
                let status = holder.map_or(TaskStatus::Open, |holder| TaskStatus::Claimed { holder });
                self.touch(*task, status);
                self.went_along(*task, &BTreeSet::new());
            }
            Event::TaskReleased { task } => self.touch(*task, TaskStatus::Open),
            Event::ConsultationSilent { task, consent: true } => self.touch(*task, TaskStatus::Silent { at }),
            Event::TaskCancelled { task } | Event::ConsultationSilent { task, .. } => {
                self.touch(*task, TaskStatus::Cancelled { at });
            }
            Event::TaskCompleted {
                task,
                by,
                outcome,
                verdicts,
                officers,
            } => {
                self.verdicts
                    .extend(verdicts.iter().map(|(material, verdict)| (material.clone(), *verdict)));
                let outcome = outcome.clone();
                self.touch(*task, TaskStatus::Completed { by: *by, at, outcome });
                self.went_along(*task, officers);
            }
            // A light that was warned of and is not reached any more is warned of anew when it is.
            Event::TaskRescheduled {
                task,
                due_on,
                yellow_on,
            } => {
                let version = self.version;
                if let Some(task) = self.task_mut(*task) {
                    task.due_on = Some(*due_on);
                    task.yellow_on = Some(*yellow_on);
                    task.warned = task
                        .warned
                        .filter(|warned| *warned <= light(shanghai_date(at), *yellow_on, *due_on));
                    task.version = version;
                }
            }
            // What its post sees of the task does not change, so neither does its version.
            Event::TaskWarned { task, light } => {
                if let Some(task) = self.task_mut(*task) {
                    task.warned = Some(*light);
                }
            }
            Event::ProcedureMoved { run } => {
                self.run = run.clone();
                let rests = |token: &u32| run.tokens.iter().any(|at| at.id == *token);
                self.waits.retain(|token, _| rests(token));
                self.calls.retain(|token, _| rests(token));
            }
            // Decided, by silence too: nothing of the procedure is waited for any more.
            Event::Decided { .. } => {
                self.waits.clear();
                self.calls.clear();
            }
            Event::Migrated { nodes, .. } => self.rename(nodes),
            Event::WaitBegan { token, until, .. } => drop(self.waits.insert(*token, *until)),
            Event::WaitEnded { token } => drop(self.waits.remove(token)),
            Event::CallBegan { token, node } => drop(self.calls.insert(*token, node.clone())),
            Event::CallAnswered { token, .. } | Event::CallFailed { token } => drop(self.calls.remove(token)),
            _ => {}
        }
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
            warned: None,
            officers: BTreeSet::new(),
        });
    }

    /// Work goes by the new names. What is open is to be looked at again: it may ask for something else now.
    fn rename(&mut self, nodes: &BTreeMap<NodeId, NodeId>) {
        let version = self.version;
        let mut names: Vec<&mut NodeId> = self.calls.values_mut().collect();
        for task in &mut self.tasks {
            if task.is_active() {
                task.version = version;
            }
            if let TaskKind::Node { node, .. } = &mut task.kind {
                names.push(node);
            }
        }
        for name in names {
            if let Some(new) = nodes.get(name) {
                *name = new.clone();
            }
        }
    }

    fn touch(&mut self, id: uuid::Uuid, status: TaskStatus) {
        let version = self.version;
        if let Some(task) = self.task_mut(id) {
            task.status = status;
            task.version = version;
        }
    }

    fn went_along(&mut self, id: uuid::Uuid, officers: &BTreeSet<uuid::Uuid>) {
        if let Some(task) = self.task_mut(id) {
            task.officers.clone_from(officers);
        }
    }

    fn task_mut(&mut self, id: uuid::Uuid) -> Option<&mut Task> {
        self.tasks.iter_mut().find(|task| task.id == id)
    }
}

impl Task {
    /// Whether it is work of the procedure.
    pub fn is_in_procedure(&self) -> bool {
        matches!(self.kind, TaskKind::Node { .. })
    }

    /// Who holds it.
    pub fn holder(&self) -> Option<uuid::Uuid> {
        match self.status {
            TaskStatus::Claimed { holder } => Some(holder),
            _ => None,
        }
    }
}
