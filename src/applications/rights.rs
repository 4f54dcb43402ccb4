//! Whose an application or task is. Decided on what was read, never on the token; what is not the caller's to see is not found.

use uuid::Uuid;

use super::execute::Scene;
use super::lifecycle::Task;
use super::store::Loaded;
use crate::codes::{CreditCode, Post};
use crate::identity::Caller;
use crate::problem::{Code, Problem};

impl Loaded {
    /// Whether the caller is the applicant, or acts for them under a mandate in force.
    pub fn is_party(&self, caller: &Caller) -> bool {
        self.application.applicant_id == caller.account || self.mandated
    }

    /// Whether the caller holds a post in a department.
    pub fn holds(&self, department: &CreditCode, post: &Post) -> bool {
        self.posts
            .iter()
            .any(|held| held.department == *department && held.post == *post)
    }
}

/// Asks that the caller be a party to the application.
///
/// # Errors
/// 404 otherwise.
pub fn party(scene: &Scene<'_>, caller: &Caller) -> Result<(), Problem> {
    if scene.loaded.is_party(caller) {
        Ok(())
    } else {
        Err(Problem::new(Code::NotFound))
    }
}

/// Asks that the task be of a post the caller holds.
///
/// # Errors
/// 404 otherwise.
pub fn task<'a>(scene: &Scene<'a>, id: Uuid) -> Result<&'a Task, Problem> {
    let task = scene.case.task(id).ok_or_else(|| Problem::new(Code::NotFound))?;
    if scene.loaded.holds(&task.department, &task.post) {
        Ok(task)
    } else {
        Err(Problem::new(Code::NotFound))
    }
}

/// Asks that the caller work at the window of the deciding department.
///
/// # Errors
/// 404 otherwise.
pub fn window(scene: &Scene<'_>) -> Result<(), Problem> {
    let department = &scene.application.department;
    if scene.loaded.holds(department, &Post::WINDOW) {
        Ok(())
    } else {
        Err(Problem::new(Code::NotFound))
    }
}
