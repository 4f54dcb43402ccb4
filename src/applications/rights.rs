//! Whose an application or task is. Decided on what was read, never on the token; what is not the caller's to see is not found.

use uuid::Uuid;

use super::lifecycle::{Case, Phase, Task};
use super::scene::Scene;
use super::store::{Colleague, Loaded, Membership};
use super::terms::extended_by;
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

    /// Whether the caller works on the application, whatever their post.
    fn handles(&self, case: &Case) -> bool {
        let own = |held: &Membership| held.department == self.application.department;
        let task = |task: &Task| self.holds(&task.department, &task.post);
        self.posts.iter().any(own) || case.tasks.iter().any(task)
    }

    /// The department that who handles the application acts for: the deciding one, or that of their task.
    fn own_department<'a>(&'a self, case: &'a Case) -> Option<&'a CreditCode> {
        let decides = self
            .posts
            .iter()
            .any(|held| held.department == self.application.department);
        let theirs = case
            .active_tasks()
            .find(|task| self.holds(&task.department, &task.post));
        match theirs {
            Some(task) if !decides => Some(&task.department),
            _ => Some(&self.application.department),
        }
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

/// Whoever may begin and end special procedures: see [`Right::Handler`].
pub(super) fn works_on(case: &Case, department: &CreditCode, holds: impl Fn(&CreditCode, &Post) -> bool) -> bool {
    let theirs = |task: &Task| task.is_in_procedure() && holds(&task.department, &task.post);
    [Post::WINDOW, Post::APPROVER]
        .iter()
        .any(|post| holds(department, post))
        || case.active_tasks().any(theirs)
}

/// The post that may extend the limits of a case: of what is handled in a unified way another than of the item by itself.
fn head<'a>(scene: &Scene<'a>) -> &'a Post {
    let service = scene.application.service;
    extended_by(scene.case, scene.version, service).unwrap_or(&Post::APPROVER)
}

/// The caller named somebody to act for who gave them no mandate.
pub(super) fn no_mandate() -> Problem {
    Problem::invalid_field(
        "/on_behalf_of/account",
        "no-mandate",
        "您没有此申请人对该事项的有效授权。",
        "You hold no mandate of this applicant for this item.",
    )
}

/// By what right a caller commands an application.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Right {
    /// They applied, or act for who did under a mandate in force.
    Party,
    /// They work at the window of the deciding department.
    Window,
    /// They work at some window; the command asks which.
    SomeWindow,
    /// They hold the post of this task.
    Post(Uuid),
    /// They hold the post of this task, or manage its department.
    Supervise(Uuid),
    /// They hold a post in the deciding department, or in that of one of the tasks.
    Colleague,
    /// They manage the deciding department, or that of one of the tasks.
    Manager,
    /// They hold the post of an open task of its procedure, or work at the window or as approver of the deciding department.
    Handler,
    /// They hold the post that may extend the limits: that of the organ's head (art. 42).
    Head,
}

impl Right {
    /// Asks that the caller have the right, and may work on the case.
    ///
    /// # Errors
    /// 404 without the right, 409 when they are recused, 403 for who handles the application and may see it but lacks the post.
    pub fn check(self, scene: &Scene<'_>, caller: &Caller) -> Result<(), Problem> {
        let has = match self {
            Self::Party => scene.loaded.is_party(caller),
            Self::Window => scene.loaded.holds(&scene.application.department, &Post::WINDOW),
            Self::SomeWindow => scene.loaded.posts.iter().any(|held| held.post == Post::WINDOW),
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
            Self::Manager => departments(scene).any(|department| scene.loaded.holds(department, &Post::MANAGER)),
            Self::Handler => works_on(scene.case, &scene.application.department, |department, post| {
                scene.loaded.holds(department, post)
            }),
            Self::Head => scene.loaded.holds(&scene.application.department, head(scene)),
        };
        if has && self != Self::Party && scene.case.recused.contains(&caller.account) {
            return Err(Problem::new(Code::Recused));
        }
        match self {
            // Drafts are the applicant's alone.
            Self::Handler | Self::Head if matches!(scene.case.phase, Phase::Draft) => Err(Problem::new(Code::NotFound)),
            _ if has => Ok(()),
            // Who may see the application is told that it is for another post.
            Self::Handler | Self::Head | Self::Manager if scene.loaded.handles(scene.case) => {
                Err(self.for_another_post(scene))
            }
            _ => Err(Problem::new(Code::NotFound)),
        }
    }

    fn for_another_post(self, scene: &Scene<'_>) -> Problem {
        let forbidden = Problem::new(Code::Forbidden);
        if self == Self::Manager {
            return forbidden.with_detail("须由部门管理人员督办。", "That is for a manager of the department.");
        }
        if self != Self::Head {
            return forbidden.with_detail(
                "须由在办环节、窗口或审批岗位办理。",
                "That is for the post of an open task, the window or the approver.",
            );
        }
        let post = head(scene);
        forbidden.with_detail(
            format!("此事须由“{}”岗位决定。", post.label_zh()),
            format!("That is for the post “{}”.", post.label_en()),
        )
    }

    /// The department that staff act for by it.
    pub fn department(self, scene: &Scene<'_>) -> Option<String> {
        let department = match self {
            Self::Party => None,
            Self::Window | Self::Head => Some(&scene.application.department),
            Self::SomeWindow => {
                let mut windows = scene.loaded.posts.iter().filter(|held| held.post == Post::WINDOW);
                windows.next().map(|held| &held.department)
            }
            Self::Post(task) | Self::Supervise(task) => scene.case.task(task).map(|task| &task.department),
            Self::Colleague => departments(scene).find(|department| scene.loaded.works_in(department)),
            Self::Manager => departments(scene).find(|department| scene.loaded.holds(department, &Post::MANAGER)),
            Self::Handler => scene.loaded.own_department(scene.case),
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
