//! `GET /tasks/{id}`: a task with everything its screen needs.
//!
//! 1. Read the application that owns it, with what the caller's rights are decided on, in one statement.
//! 2. The task must be of a post the caller holds, or of a department they manage.
//! 3. The tag is the task's alone, for `If-Match`; the screen also shows its application, so it is never answered by 304.

use actix_web::http::header::ETAG;
use actix_web::{HttpResponse, get, web};
use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use super::super::desk::Desk;
use super::super::lifecycle::{BROKEN, KEPT, Light, intake_outcomes};
use super::super::notices::MaterialWord;
use super::super::ops::read_application::visible_screen;
use super::super::store::rows::TaskRow;
use super::super::store::{Screen, Target};
use super::super::view::{ApplicationView, AttachedDocument};
use super::answers::{TaskWord, task_light, task_tag};
use super::name::name_in;
use crate::catalogue::ItemVersion;
use crate::codes::Post;
use crate::http::CallerLanguage;
use crate::identity::access::may;
use crate::identity::{Action, Allowed, Operation};
use crate::problem::{Code, Problem};
use crate::procedure::{OutcomeCode, Requirement};
use crate::text::{Language, Text};

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
    /// `intake`, `node` or `issue`.
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
    /// What it can come to, and what each outcome needs.
    pub outcomes: Vec<OutcomeView>,
    /// The application.
    pub application: ApplicationView,
    /// The JSON Schema of the form.
    #[schema(value_type = Option<Object>)]
    pub form_schema: Option<Value>,
    /// The item's materials, with the files handed in and the word on each.
    pub materials: Vec<MaterialView>,
    /// The tasks of the application before this one, with their opinions.
    pub history: Vec<PastTask>,
}

/// One outcome of a task.
#[derive(Debug, Serialize, ToSchema)]
pub struct OutcomeView {
    /// Its code.
    pub code: String,
    /// Its name.
    pub label: String,
    /// The fields it needs beside the outcome.
    pub required_fields: Vec<&'static str>,
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

/// A task done before.
#[derive(Debug, Serialize, ToSchema)]
pub struct PastTask {
    /// What was done.
    pub name: String,
    /// The department.
    pub department: String,
    /// The post.
    pub post: String,
    /// How it was finished.
    pub outcome: Option<String>,
    /// The opinion given.
    pub opinion: Option<String>,
    /// When.
    pub closed_at: Option<DateTime<Utc>>,
}

/// Read a task
#[utoipa::path(
    operation_id = "read_task",
    tag = "Tasks",
    params(("id" = Uuid, Path, description = "The task")),
    responses(
        (status = 200, description = "The task", body = TaskView, headers(("ETag" = String, description = "Version and light"))),
    )
)]
#[get("/tasks/{id}")]
pub async fn handle(
    caller: Allowed<may::ReadTasks>,
    id: web::Path<Uuid>,
    language: CallerLanguage,
    desk: web::Data<Desk>,
) -> Result<HttpResponse, Problem> {
    let screen = visible_screen(&desk, Target::Task(*id), &caller, true).await?;
    let task = screen
        .tasks
        .iter()
        .find(|task| task.id == *id)
        .cloned()
        .ok_or_else(|| Problem::new(Code::NotFound))?;
    if !screen.holds(&task.department, &task.post) && !screen.holds(&task.department, &Post::MANAGER) {
        return Err(Problem::new(Code::NotFound));
    }
    let today = desk.clock.today();
    let tag = task_tag(task.version, task.yellow_on, task.due_on, today);
    let version = super::super::scene::item_version(&desk, &screen.application).await?;
    let past = history(&screen, &task, &version, language.0);
    let application = ApplicationView::of(&desk, screen, &caller, language.0).await?;
    let view = TaskView {
        id: task.id,
        version: task.version,
        name: name_in(Some(&version), &task.kind, task.node.as_deref())
            .in_language(language.0)
            .to_owned(),
        status: TaskWord::from_word(&task.status),
        department: task.department.to_string(),
        post: task.post.to_string(),
        holder: task.holder,
        opened_at: task.opened_at,
        due_on: task.due_on,
        light: task_light(task.yellow_on, task.due_on, today),
        resubmitted: task.resubmitted,
        outcome: task.outcome.clone(),
        outcomes: outcomes(&task, &version, language.0),
        form_schema: version.item.form_schema.clone(),
        materials: materials(&version, &application),
        history: past,
        kind: task.kind,
        node: task.node,
        application,
    };
    Ok(HttpResponse::Ok().insert_header((ETAG, tag)).json(view))
}

fn outcomes(task: &TaskRow, version: &ItemVersion, language: Language) -> Vec<OutcomeView> {
    let own = |code: &str, label: Text, required_fields: &[&'static str]| OutcomeView {
        code: code.to_owned(),
        label: label.in_language(language).to_owned(),
        required_fields: required_fields.to_vec(),
    };
    match task.kind.as_str() {
        "intake" => intake_outcomes(version.item.case_type)
            .map(|code| match code {
                "accept" => own(code, Text::new("受理", "Accept"), &[]),
                "decline" => own(code, Text::new("不予受理", "Decline"), &["reasons"]),
                "request_supplement" => own(code, Text::new("一次性告知补正", "Tell what is missing"), &["verdicts"]),
                "grant" => own(code, Text::new("当场准予", "Grant on the spot"), &[]),
                _ => own(code, Text::new("当场不予", "Refuse on the spot"), &["reasons"]),
            })
            .collect(),
        "check" => vec![
            own(KEPT, Text::new("承诺属实", "Kept"), &[]),
            own(BROKEN, Text::new("承诺不实", "Broken"), &["reasons"]),
        ],
        "issue" => vec![own(OutcomeCode::ISSUE.as_str(), Text::new("制证", "Issue"), &[])],
        _ => {
            let node = task.node.as_deref().and_then(|node| node.parse().ok());
            let outcomes = node
                .and_then(|node| version.item.procedure.task(&node))
                .map(|task| &task.outcomes);
            outcomes
                .into_iter()
                .flatten()
                .map(|(code, outcome)| OutcomeView {
                    code: code.to_string(),
                    label: match language {
                        Language::ZhCn => outcome.label(code),
                        Language::En => outcome.label_en(code),
                    }
                    .to_owned(),
                    required_fields: outcome
                        .requires(code)
                        .iter()
                        .map(|requirement| field(*requirement))
                        .collect(),
                })
                .collect()
        }
    }
}

fn field(requirement: Requirement) -> &'static str {
    match requirement {
        Requirement::Opinion => "opinion",
        Requirement::Reasons => "reasons",
        Requirement::Verdicts => "verdicts",
    }
}

fn materials(version: &ItemVersion, application: &ApplicationView) -> Vec<MaterialView> {
    let kind = &application.applicant.kind;
    let facts = version.facts(&application.answers, &application.form, Some(kind));
    version
        .materials(&facts)
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

fn history(screen: &Screen, present: &TaskRow, version: &ItemVersion, language: Language) -> Vec<PastTask> {
    screen
        .tasks
        .iter()
        .filter(|task| task.id != present.id && task.status == "completed")
        .map(|task| PastTask {
            name: name_in(Some(version), &task.kind, task.node.as_deref())
                .in_language(language)
                .to_owned(),
            department: task.department.to_string(),
            post: task.post.to_string(),
            outcome: task.outcome.clone(),
            opinion: task.opinion.clone(),
            closed_at: task.closed_at,
        })
        .collect()
}
