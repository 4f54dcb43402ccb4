//! Tasks as queues show them.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::super::desk::Desk;
use super::super::lifecycle::Light;
use super::super::view::MatterReference;
use super::answers::{TaskWord, task_light};
use super::name::task_name;
use super::queue::Held;
use crate::clock::shanghai_date;
use crate::codes::CreditCode;
use crate::identity::party::open_name;
use crate::problem::Problem;
use crate::text::Language;

/// A task in the queue.
#[derive(Debug, Serialize, ToSchema)]
pub struct TaskRowView {
    /// Its id.
    pub id: Uuid,
    /// Its version.
    pub version: i64,
    /// `intake`, `node`, `consultation`, `check` or `issue`.
    pub kind: String,
    /// What is to be done.
    pub name: String,
    /// Its state.
    pub status: TaskWord,
    /// Its department.
    pub department: String,
    /// Its post.
    pub post: String,
    /// The application.
    pub application: Uuid,
    /// The application's number.
    pub number: String,
    /// The item's code.
    pub item: String,
    /// The item's name.
    pub item_name: String,
    /// The applicant, masked.
    pub applicant: String,
    /// When the application was received.
    pub received_at: DateTime<Utc>,
    /// When the task was opened.
    pub opened_at: DateTime<Utc>,
    /// Its last day.
    pub due_on: Option<NaiveDate>,
    /// Its light, if it has a limit and is still to be done.
    pub light: Option<Light>,
    /// Who holds it.
    pub holder: Option<Uuid>,
    /// Their name.
    pub holder_name: Option<String>,
    /// Working days since the application was received, while the task is still to be done.
    pub age: Option<i64>,
    /// Whether the same work was done before.
    pub resubmitted: bool,
    /// The matter (一件事) it is about, or whose member.
    pub matter: Option<MatterReference>,
}

/// The rows as they are shown.
pub(super) async fn view(
    desk: &Desk,
    (row, holder_name, matter_name): Held,
    today: NaiveDate,
    language: Language,
) -> Result<TaskRowView, Problem> {
    let status = TaskWord::from_word(&row.status);
    let active = matches!(status, TaskWord::Open | TaskWord::Claimed);
    Ok(TaskRowView {
        name: task_name(
            desk,
            &row.kind,
            row.node.as_deref(),
            &row.item_code,
            row.item_version,
            language,
        )
        .await?,
        light: task_light(row.yellow_on, row.due_on, today).filter(|_| active),
        age: match row.department.parse() {
            Ok(department) if active => Some(age(desk, &department, row.received_at, today)),
            _ => None,
        },
        holder_name: holder_name.map(|sealed| open_name(&desk.cipher, &sealed)).transpose()?,
        matter: row
            .matter_id
            .zip(row.matter_number)
            .map(|(id, number)| MatterReference {
                id,
                number,
                name: matter_name.unwrap_or_default(),
            }),
        status,
        id: row.id,
        version: row.version,
        kind: row.kind,
        department: row.department,
        post: row.post,
        application: row.owner_id,
        number: row.application_number,
        item: row.item_code,
        item_name: row.item_name,
        applicant: row.applicant_masked,
        received_at: row.received_at,
        opened_at: row.opened_at,
        due_on: row.due_on,
        holder: row.holder,
        resubmitted: row.resubmitted,
    })
}

/// Working days since an instant, by the calendar of a department's division.
pub(super) fn age(desk: &Desk, department: &CreditCode, since: DateTime<Utc>, today: NaiveDate) -> i64 {
    let calendar = desk.catalogue.department(department).map_or_else(
        || desk.calendars.national(),
        |department| desk.calendars.of(&department.division),
    );
    calendar.between(shanghai_date(since), today)
}
