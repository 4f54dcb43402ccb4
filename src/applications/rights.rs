//! Whose an application or task is. Decided on what was read, never on the token; what is not the caller's to see is not found.

use uuid::Uuid;

use super::scene::Scene;
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

/// By what right a caller commands an application.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Right {
    /// They applied, or act for who did under a mandate in force.
    Party,
    /// They work at the window of the deciding department.
    Window,
    /// They hold the post of this task.
    Post(Uuid),
    /// They hold the post of the organ's head in the deciding department.
    Head,
}

impl Right {
    /// Asks that the caller have the right.
    ///
    /// # Errors
    /// 404 otherwise.
    pub fn check(self, scene: &Scene<'_>, caller: &Caller) -> Result<(), Problem> {
        let has = match self {
            Self::Party => scene.loaded.is_party(caller),
            Self::Window => scene.loaded.holds(&scene.application.department, &Post::WINDOW),
            Self::Head => {
                let rule = scene.version.extension.as_ref();
                let post = rule.map_or(&Post::APPROVER, |rule| &rule.post);
                scene.loaded.holds(&scene.application.department, post)
            }
            Self::Post(task) => {
                let task = scene.case.task(task);
                task.is_some_and(|task| scene.loaded.holds(&task.department, &task.post))
            }
        };
        if has { Ok(()) } else { Err(Problem::new(Code::NotFound)) }
    }

    /// The department that staff act for by it.
    pub fn department(self, scene: &Scene<'_>) -> Option<String> {
        let department = match self {
            Self::Party => None,
            Self::Window | Self::Head => Some(&scene.application.department),
            Self::Post(task) => scene.case.task(task).map(|task| &task.department),
        };
        department.map(ToString::to_string)
    }
}
