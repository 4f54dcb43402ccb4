//! `POST /tasks/claims`: a clerk takes the next tasks of their queue.
//!
//! 1. A repeat of a finished request gets the same tasks; of one that was cut short, those it had claimed, and the rest.
//! 2. Read the open tasks of the caller's posts, due first, as `GET /tasks` lists them.
//! 3. Claim one after the other by the ordinary command. What somebody else took meanwhile is passed over, so that of two who ask at once
//!    each gets tasks of their own.
//! 4. Answer with their rows. Only their ids are kept to be repeated.

use actix_web::{post, web};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::super::desk::Desk;
use super::answers::TaskWord;
use super::batch::{self, Before};
use super::claim_task::claim;
use super::queue::{self, QueueFilter};
use super::rows::{TaskRowView, view};
use crate::codes::{CreditCode, ItemCode, Post};
use crate::http::{Answer, Body, CallerLanguage, Heading};
use crate::identity::access::may;
use crate::identity::{Action, Allowed, Caller, Operation};
use crate::problem::{Code, Problem};

/// Who may, and what can go wrong.
pub const OPERATION: Operation = Operation {
    id: "claim_next_tasks",
    action: Action::HandleTasks,
    problems: &[Code::InvalidInput, Code::IdempotencyKeyReused],
};

/// The most tasks of one request.
const MOST: usize = 20;
/// Candidates read at a time.
const PAGE: i64 = 40;
/// How often the queue is gone through when others kept changing an application.
const ROUNDS: usize = 3;

/// How many tasks, and which.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ClaimNextTasks {
    /// How many, 1 to 20.
    #[schema(minimum = 1, maximum = 20, example = 5)]
    pub next: usize,
    /// Only of this department.
    #[serde(default)]
    pub department: Option<CreditCode>,
    /// Only of this post.
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "reviewer")]
    pub post: Option<Post>,
    /// Only of this item.
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "990101-7")]
    pub item: Option<ItemCode>,
}

/// The tasks the caller holds now.
#[derive(Debug, Serialize, ToSchema)]
pub struct ClaimedTasks {
    /// Due first; fewer than asked for when there are no more.
    pub data: Vec<TaskRowView>,
}

/// What is kept to be repeated.
#[derive(Serialize, Deserialize)]
struct Kept {
    tasks: Vec<Uuid>,
}

/// Claim the next tasks
///
/// Takes the next open tasks of the caller's posts, due first. Tasks that colleagues take meanwhile are passed over.
#[utoipa::path(
    operation_id = "claim_next_tasks",
    tag = "Tasks",
    params(("Idempotency-Key" = Option<String>, Header, description = "A unique value that makes retrying safe")),
    request_body(content = ClaimNextTasks, example = json!({"next": 5, "post": "reviewer"})),
    responses((status = 200, description = "The tasks claimed", body = ClaimedTasks, example = json!({"data": [{
        "id": "019a1c2e-7d1c-7c3e-8a43-0e6c1a2b3c4d", "version": 5, "kind": "node", "name": "食品经营审查", "status": "claimed",
        "department": "119901009999900619", "post": "reviewer", "application": "019a1c2e-0000-7000-8000-000000000001",
        "number": "BJ202611200000000018", "item": "food-business-licence", "item_name": "食品经营许可", "applicant": "张**",
        "received_at": "2026-11-20T02:10:00Z", "opened_at": "2026-11-20T03:00:00Z", "due_on": "2026-11-25", "light": "green",
        "holder": "019a1c2e-0000-7000-8000-000000000002", "holder_name": "李审核", "age": 2, "resubmitted": false, "matter": null
    }]})))
)]
#[post("/tasks/claims")]
pub async fn handle(
    caller: Allowed<may::HandleTasks>,
    heading: Heading,
    language: CallerLanguage,
    body: Body<ClaimNextTasks>,
    desk: web::Data<Desk>,
) -> Result<web::Json<ClaimedTasks>, Problem> {
    let asked = &body.value;
    if !(1..=MOST).contains(&asked.next) {
        return Err(Problem::invalid_field(
            "/next",
            "out-of-range",
            format!("须为 1 至 {MOST}。"),
            format!("Must be 1 to {MOST}."),
        ));
    }
    let fingerprint = heading.idempotency.fingerprint(caller.account, &body.digest);
    let tasks = match batch::before(&desk, fingerprint.as_ref()).await? {
        Before::Finished(answer) => kept(answer)?,
        Before::Begun(parts) => {
            let begun = parts.iter().map(claimed).collect::<Result<_, _>>()?;
            let tasks = claim_next(&desk, *caller, &heading, &body, begun).await?;
            let answer = Answer::new(200, &Kept { tasks })?;
            kept(batch::keep_answer(&desk, fingerprint, answer).await?)?
        }
    };
    let today = desk.clock.today();
    let mut connection = desk.db.get().await?;
    let rows = queue::read_these(&mut connection, caller.account, &tasks).await?;
    drop(connection);
    let mut data = Vec::with_capacity(rows.len());
    for row in rows {
        data.push(view(&desk, row, today, language.0).await?);
    }
    Ok(web::Json(ClaimedTasks { data }))
}

/// Claims until there are enough, or no more.
async fn claim_next(
    desk: &Desk,
    caller: Caller,
    heading: &Heading,
    body: &Body<ClaimNextTasks>,
    mut tasks: Vec<Uuid>,
) -> Result<Vec<Uuid>, Problem> {
    let asked = &body.value;
    let filter = QueueFilter {
        state: Some(TaskWord::Open),
        department: asked.department.clone(),
        post: asked.post.clone(),
        item: asked.item.clone(),
        own_posts: true,
        ..QueueFilter::of(caller.account, desk.clock.today())
    };
    for _ in 0..ROUNDS {
        let (mut after, mut left_behind) = (None, false);
        loop {
            let mut connection = desk.db.get().await?;
            let rows = queue::read(&mut connection, &filter, after.as_ref(), PAGE).await?;
            drop(connection);
            for (row, _, _) in &rows {
                if tasks.len() >= asked.next {
                    return Ok(tasks);
                }
                let heading = Heading {
                    idempotency: heading.idempotency.part(format_args!("{:02}", tasks.len())),
                    ..heading.clone()
                };
                match claim(desk, &OPERATION, caller, row.id, heading, &body.digest).await {
                    Ok(answer) => tasks.push(claimed(&answer)?),
                    Err(problem) if problem.code == Code::ConcurrentChange => left_behind = true,
                    Err(problem) if is_gone(problem.code) => {}
                    Err(problem) => return Err(problem),
                }
            }
            let full = i64::try_from(rows.len()).is_ok_and(|read| read == PAGE);
            match rows.last() {
                Some((row, _, _)) if full => after = Some(row.key()),
                _ => break,
            }
        }
        if !left_behind {
            break;
        }
    }
    Ok(tasks)
}

/// Whether a task left the queue since it was read.
fn is_gone(code: Code) -> bool {
    matches!(
        code,
        Code::TaskTaken | Code::TaskClosed | Code::Recused | Code::NotFound
    )
}

/// The task that was claimed, from what the command answered.
fn claimed(answer: &Answer) -> Result<Uuid, Problem> {
    #[derive(Deserialize)]
    struct Claimed {
        id: Uuid,
    }
    let claimed: Claimed = serde_json::from_value(answer.body.clone()).map_err(Problem::internal)?;
    Ok(claimed.id)
}

fn kept(answer: Answer) -> Result<Vec<Uuid>, Problem> {
    let kept: Kept = serde_json::from_value(answer.body).map_err(Problem::internal)?;
    Ok(kept.tasks)
}
