//! The members on which the window of a matter is to say a word.

use crate::applications::Desk;
use crate::applications::scene::case_of;
use crate::applications::store::MemberRow;
use crate::applications::tasks::read_task::{TaskView, Whole};
use crate::applications::tasks::{ServingMaterial, TaskMember, of_member};
use crate::applications::view::department;
use crate::matters::bundled::Bundled;
use crate::problem::Problem;
use crate::text::Language;

/// Those received of which nothing was said and nobody asked yet, in the order of the bundle; of a task that is still to be done.
///
/// # Errors
/// 500 when what is kept cannot be read.
pub async fn to_speak_of(
    desk: &Desk,
    whole: &Whole,
    task: &TaskView,
    language: Language,
) -> Result<Vec<TaskMember>, Problem> {
    let Some(plan) = whole.case.whole() else {
        return Ok(Vec::new());
    };
    let bundled = Bundled::under(desk, &whole.row, &whole.case, &task.application.answers).await?;
    let situation = bundled.situation();
    let shared = situation.materials(&task.application.form);
    let mut members = Vec::new();
    for joined in &situation.members {
        let found = whole.members.iter().map(|member: &MemberRow| &member.application);
        let mut found = found.filter(|row| row.item_code == *joined.item());
        let Some((row, plan)) = found.next().and_then(|row| Some((row, plan.members.get(&row.id)?))) else {
            continue;
        };
        let case = case_of(row)?;
        if plan.external || !case.awaits_word() {
            continue;
        }
        let department = department(desk, row);
        let serving = shared.iter().filter(|shared| shared.serves.contains(&joined.item()));
        members.push(TaskMember {
            application: row.id,
            number: row.number.to_string(),
            item: row.item_code.to_string(),
            name: row.item_name.clone(),
            department: department.code,
            department_name: department.name,
            delegated: plan.delegated,
            materials: serving
                .map(|shared| ServingMaterial {
                    code: shared.material.code.clone(),
                    name: shared.material.name.clone(),
                })
                .collect(),
            outcomes: of_member(plan.delegated, language),
        });
    }
    Ok(members)
}
