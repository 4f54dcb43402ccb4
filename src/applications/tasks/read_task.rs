//! A task with everything its screen needs. What there is to say of each member, of the task of a matter, is told elsewhere.
//!
//! 1. Read the application that owns it, with what the caller's rights are decided on, in one statement.
//! 2. The task must be of a post the caller holds, or of a department they manage.
//! 3. The tag is the task's alone, for `If-Match`; the screen also shows its application, so it is never answered by 304.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use super::super::desk::Desk;
use super::super::lifecycle::{Case, Light};
use super::super::notices::MaterialWord;
use super::super::ops::read_application::visible_screen;
use super::super::phrases::PhrasesByKind;
use super::super::scene::{case_of, item_version};
use super::super::stated::is_lacking;
use super::super::store::rows::{ApplicationRow, OwnerKind};
use super::super::store::{MemberRow, Target};
use super::super::view::{ApplicationView, AttachedDocument, MatterReference};
use super::answers::{TaskWord, task_light, task_tag};
use super::approving::name_result;
use super::asked::{ConsultationView, PastTask, consultations, history};
use super::draft_task::DraftView;
use super::members::TaskMember;
use super::name::name_in;
use super::outcomes::{OutcomeView, actions, outcomes};
use super::rows::age;
use crate::catalogue::{Asking, Facts, ItemVersion};
use crate::codes::Post;
use crate::identity::party::open_name;
use crate::identity::{Action, Caller, Operation};
use crate::problem::{Code, Problem};
use crate::text::Language;

/// Who may, and what can go wrong.
pub const OPERATION: Operation = Operation {
    id: "read_task",
    action: Action::ReadTasks,
    problems: &[Code::NotFound],
};

/// A task with everything its screen needs.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Task)]
pub struct TaskView {
    /// Its id.
    pub id: Uuid,
    /// Its version: what `If-Match` compares.
    pub version: i64,
    /// `intake`, `node`, `consultation`, `check` or `issue`.
    pub kind: String,
    /// The procedure's node, of a `node` task.
    pub node: Option<String>,
    /// What is to be done.
    pub name: String,
    /// Its state.
    pub status: TaskWord,
    /// Its department.
    pub department: String,
    /// Its post.
    pub post: String,
    /// Who holds it.
    pub holder: Option<Uuid>,
    /// Their name.
    pub holder_name: Option<String>,
    /// Working days since the application was received, while the task is still to be done.
    pub age: Option<i64>,
    /// When it was opened.
    pub opened_at: DateTime<Utc>,
    /// Its last day.
    pub due_on: Option<NaiveDate>,
    /// Its light, if it has a limit.
    pub light: Option<Light>,
    /// Whether the same work was done before.
    pub resubmitted: bool,
    /// How it was finished, once it is.
    pub outcome: Option<String>,
    /// What it can come to, and what each outcome needs; nothing for whoever is recused from the case.
    pub outcomes: Vec<OutcomeView>,
    /// What the caller may do with it now, as the last word of the operation's path; putting it back is `release`.
    pub actions: Vec<&'static str>,
    /// What is asked, of a consultation.
    pub question: Option<String>,
    /// What other departments were asked about it, and what they answered.
    pub consultations: Vec<ConsultationView>,
    /// The matter (一件事) it is about, or whose member.
    pub matter: Option<MatterReference>,
    /// Of the task of a matter as a whole: the members a word is to be said on, in the order of the bundle.
    pub members: Vec<TaskMember>,
    /// The application, or what the matter itself asks for.
    pub application: ApplicationView,
    /// The JSON Schema of the form.
    #[schema(value_type = Option<Object>)]
    pub form_schema: Option<Value>,
    /// The JSON Schema of what the decision states beside its outcome, if it states anything.
    #[schema(value_type = Option<Object>)]
    pub result_schema: Option<Value>,
    /// The item's materials, with the files handed in and the word on each.
    pub materials: Vec<MaterialView>,
    /// The tasks of the application before this one, with their opinions.
    pub history: Vec<PastTask>,
    /// The common phrases of the task's post.
    pub phrases: PhrasesByKind,
    /// What the caller has written so far, while they hold the task.
    pub draft: Option<DraftView>,
}

/// A material of the item.
#[derive(Debug, Serialize, ToSchema)]
pub struct MaterialView {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Whether it must be handed in.
    pub required: bool,
    /// The files handed in for it.
    pub documents: Vec<AttachedDocument>,
    /// The word on it so far.
    pub verdict: Option<MaterialWord>,
}

/// A task as its caller sees it.
pub struct Opened {
    /// The screen.
    pub view: TaskView,
    /// Its entity tag.
    pub tag: String,
    /// Of the task of a matter as a whole.
    pub whole: Option<Whole>,
}

/// The matter that a task is about.
pub struct Whole {
    /// Its row.
    pub row: ApplicationRow,
    /// Its state.
    pub case: Case,
    /// Its members.
    pub members: Vec<MemberRow>,
}

/// Reads a task of the caller's.
///
/// # Errors
/// 404 when there is no such task, or it is of none of the caller's posts.
pub async fn open(desk: &Desk, id: Uuid, caller: &Caller, language: Language) -> Result<Opened, Problem> {
    let mut screen = visible_screen(desk, Target::Task(id), caller, true).await?;
    let task = screen
        .tasks
        .iter()
        .find(|task| task.id == id)
        .cloned()
        .ok_or_else(|| Problem::new(Code::NotFound))?;
    if !screen.holds(&task.department, &task.post) && !screen.holds(&task.department, &Post::MANAGER) {
        return Err(Problem::new(Code::NotFound));
    }
    let today = desk.clock.today();
    let tag = task_tag(task.version, task.yellow_on, task.due_on, today);
    let version = item_version(desk, &screen.application).await?;
    let case = case_of(&screen.application)?;
    let past = history(desk, &screen, &case, &task, language).await?;
    let asked = consultations(&screen, task.id, today);
    let actions = actions(task.id, &case, &screen, caller.account);
    let recused = case.recused.contains(&caller.account);
    let work = screen.work.take().ok_or_else(|| Problem::new(Code::NotFound))?;
    let lacks_result = is_lacking(&screen.application, &version, &desk.cipher)?;
    let matter = screen.matter.as_ref().map(MatterReference::of);
    let whole = (screen.application.kind == OwnerKind::Matter).then(|| Whole {
        row: screen.application.clone(),
        case: case.clone(),
        members: std::mem::take(&mut screen.members),
    });
    let application = ApplicationView::of(desk, screen, caller, language).await?;
    let asking = Asking::of(&application.applicant.kind, application.service);
    let facts = version.facts(&application.answers, &application.form, asking);
    let mut outcomes = match recused {
        true => Vec::new(),
        false => outcomes(&task, &case, &version, language),
    };
    if lacks_result {
        name_result(&mut outcomes, &case, task.id, &version, &facts);
    }
    let view = TaskView {
        id: task.id,
        version: task.version,
        name: name_in(Some(&version), &task.kind, task.node.as_deref())
            .in_language(language)
            .to_owned(),
        status: TaskWord::from_word(&task.status),
        department: task.department.to_string(),
        post: task.post.to_string(),
        holder: task.holder,
        holder_name: work
            .holder_name
            .map(|sealed| open_name(&desk.cipher, &sealed))
            .transpose()?,
        age: ["open", "claimed"]
            .contains(&task.status.as_str())
            .then(|| age(desk, &task.department, task.received_at, today)),
        opened_at: task.opened_at,
        due_on: task.due_on,
        light: task_light(task.yellow_on, task.due_on, today),
        resubmitted: task.resubmitted,
        outcome: task.outcome.clone(),
        outcomes,
        actions,
        question: task.question.clone(),
        consultations: asked,
        matter,
        members: Vec::new(),
        form_schema: version.item.form_schema.clone(),
        result_schema: version.item.result.schema.clone(),
        materials: materials(&version, &application, &facts),
        history: past,
        phrases: PhrasesByKind::of(work.phrases),
        draft: work.draft.map(|row| DraftView::open(&row, &desk.cipher)).transpose()?,
        kind: task.kind,
        node: task.node,
        application,
    };
    Ok(Opened { view, tag, whole })
}

fn materials(version: &ItemVersion, application: &ApplicationView, facts: &Facts) -> Vec<MaterialView> {
    version
        .materials(facts)
        .into_iter()
        .map(|material| MaterialView {
            code: material.code.clone(),
            name: material.name.clone(),
            required: material.necessity == crate::codes::Necessity::Required,
            documents: application
                .documents
                .iter()
                .filter(|file| file.material == material.code)
                .cloned()
                .collect(),
            verdict: application
                .verdicts
                .iter()
                .find(|word| word.material == material.code)
                .cloned(),
        })
        .collect()
}
