//! Whose an application or task is. Decided on what was read, never on the token; what is not the caller's to see is not found.

use uuid::Uuid;

use super::lifecycle::{Phase, Task};
use super::scene::Scene;
use super::store::{Colleague, Loaded, Membership};
use crate::codes::{CreditCode, Post};
use crate::identity::{Caller, Role};
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

    /// Whether the caller holds any post in a department.
    pub fn works_in(&self, department: &CreditCode) -> bool {
        self.posts.iter().any(|held| held.department == *department)
    }

    /// The colleague with a login, if there is one and it was named in the command.
    pub fn colleague(&self, named: &str) -> Option<&Colleague> {
        let named = login(named);
        self.colleagues.iter().find(|colleague| colleague.login == named)
    }
}

impl Colleague {
    /// Whether they do the tasks of a post in a department.
    pub fn does(&self, department: &CreditCode, post: &Post) -> bool {
        let held = |held: &Membership| held.department == *department && held.post == *post;
        self.role == Role::Staff.as_str() && self.posts.iter().any(held)
    }
}

/// A login as it is kept, from what somebody typed.
pub fn login(typed: &str) -> String {
    typed.trim().to_ascii_lowercase()
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
    /// They hold the post of this task, or manage its department.
    Supervise(Uuid),
    /// They hold a post in the deciding department, or in that of one of the tasks.
    Colleague,
    /// They hold the post of the organ's head in the deciding department.
    Head,
}

impl Right {
    /// Asks that the caller have the right, and may work on the case.
    ///
    /// # Errors
    /// 404 without the right, 409 when they are recused.
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
            Self::Supervise(task) => {
                let (task, loaded) = (scene.case.task(task), scene.loaded);
                let holds = |task: &Task, post: &Post| loaded.holds(&task.department, post);
                task.is_some_and(|task| holds(task, &task.post) || holds(task, &Post::MANAGER))
            }
            Self::Colleague => departments(scene).any(|department| scene.loaded.works_in(department)),
        };
        if !has {
            return Err(Problem::new(Code::NotFound));
        }
        let as_party = self == Self::Party;
        if !as_party && scene.case.recused.contains(&caller.account) {
            return Err(Problem::new(Code::Recused));
        }
        Ok(())
    }

    /// The department that staff act for by it.
    pub fn department(self, scene: &Scene<'_>) -> Option<String> {
        let department = match self {
            Self::Party => None,
            Self::Window | Self::Head => Some(&scene.application.department),
            Self::Post(task) | Self::Supervise(task) => scene.case.task(task).map(|task| &task.department),
            Self::Colleague => departments(scene).find(|department| scene.loaded.works_in(department)),
        };
        department.map(ToString::to_string)
    }
}

/// The departments that work on an application: the one that decides, and those of its tasks. Nobody works on a draft.
pub fn departments<'a>(scene: &'a Scene<'_>) -> impl Iterator<Item = &'a CreditCode> {
    let drafted = matches!(scene.case.phase, Phase::Draft);
    let tasks = scene.case.tasks.iter().map(|task| &task.department);
    [&scene.application.department]
        .into_iter()
        .chain(tasks)
        .filter(move |_| !drafted)
}
