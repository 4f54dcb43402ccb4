//! Colleagues named in a command on a task.

use uuid::Uuid;

use super::super::lifecycle::Task;
use super::super::scene::Scene;
use crate::problem::FieldError;
use crate::text::Text;

/// The account of a colleague who does the tasks of the same post.
pub(super) fn colleague(scene: &Scene<'_>, task: &Task, login: &str) -> Option<Uuid> {
    let known = scene.loaded.colleague(login)?;
    known.does(&task.department, &task.post).then_some(known.account)
}

/// The fault of a login that is nobody's of the post; whether it is anybody's at all is not said.
pub(super) fn not_of_post(pointer: impl Into<String>) -> FieldError {
    let message = Text::new(
        "该部门的此岗位没有这名工作人员。",
        "Nobody of that login holds the task's post in its department.",
    );
    FieldError::new(pointer, "not-of-post", message)
}
