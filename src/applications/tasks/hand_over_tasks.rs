//! `POST /handovers`: an absent colleague's tasks pass to another, or back to the queue.
//!
//! 1. The caller manages the department; it has the colleagues named.
//! 2. Read the tasks the colleague holds there, due first, 200 at most.
//! 3. Each is assigned or put back by the ordinary command, some at a time: who takes over must hold its post and not be recused, by what
//!    that command reads. One that cannot be handed over does not stop the others.
//! 4. Both are told, task by task, as of any assignment.

use actix_web::{post, web};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::super::desk::Desk;
use super::super::execute::{Envelope, Plan};
use super::super::lifecycle::{Command, Task};
use super::super::rights::{self, Right};
use super::super::scene::Scene;
use super::super::words::reasons;
use super::answers::command;
use super::batch::{self, Before};
use super::colleagues::{colleague, not_of_post};
use super::handover::{self, HeldTask};
use crate::codes::{CreditCode, Post};
use crate::http::{Answer, Body, Heading};
use crate::identity::access::may;
use crate::identity::{Action, Allowed, Caller, Operation};
use crate::problem::{Code, FieldError, Problem};
use crate::text::Text;

/// Who may, and what can go wrong.
pub const OPERATION: Operation = Operation {
    id: "hand_over_tasks",
    action: Action::SuperviseTasks,
    problems: &[Code::NotFound, Code::InvalidInput, Code::IdempotencyKeyReused],
};

/// The most tasks of one request.
const MOST: usize = 200;

/// Whose tasks, and to whom.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HandOverTasks {
    /// The login of the absent colleague.
    #[schema(example = "li.si")]
    pub from: String,
    /// The login of whoever takes over; back to the queue when absent.
    #[serde(default)]
    #[schema(example = "reviewer")]
    pub to: Option<String>,
    /// The department, which the caller manages.
    pub department: CreditCode,
    /// Only tasks of this post.
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "reviewer")]
    pub post: Option<Post>,
    /// Why; for colleagues. `reason` is understood too.
    #[serde(alias = "reason")]
    #[schema(example = "本周病假，请代为办理")]
    pub reasons: String,
}

/// What became of each task.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct HandoverReport {
    /// A result for each, due first.
    pub results: Vec<HandoverResult>,
    /// Whether the colleague holds more: ask again, under another key.
    pub more: bool,
}

/// What became of a task.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct HandoverResult {
    /// The task.
    pub task: Uuid,
    /// The application's number.
    pub number: String,
    /// What was done.
    pub result: HandoverDone,
    /// Why nothing was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why: Option<NotHandedOver>,
}

/// What was done with a task.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum HandoverDone {
    /// It is in the hands of whoever takes over.
    Assigned,
    /// It is back in the queue.
    Released,
    /// Nothing.
    Skipped,
}

/// Why a task was not handed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum NotHandedOver {
    /// Who takes over does not hold its post.
    LacksPost,
    /// Who takes over, or the caller, is recused from the case.
    Recused,
    /// The colleague does not hold it any more.
    Changed,
    /// Others kept changing the application; ask again.
    Busy,
}

/// Hand over an absent colleague's tasks
///
/// Everything the colleague has claimed in the department, at most 200 tasks at once. Both are told.
#[utoipa::path(
    operation_id = "hand_over_tasks",
    tag = "Tasks",
    params(("Idempotency-Key" = Option<String>, Header, description = "A unique value that makes retrying safe")),
    request_body(content = HandOverTasks, examples(
        ("to" = (summary = "To a colleague", value = json!({"from": "li.si", "to": "reviewer", "department": "119901009999900619",
            "reasons": "本周病假，请代为办理"}))),
        ("back" = (summary = "Back to the queue", value = json!({"from": "li.si", "department": "119901009999900619", "post": "reviewer",
            "reasons": "已调离"}))),
    )),
    responses((status = 200, description = "A result for each task", body = HandoverReport, example = json!({"results": [
        {"task": "019a1c2e-7d1c-7c3e-8a43-0e6c1a2b3c4d", "number": "BJ202611200000000018", "result": "assigned"},
        {"task": "019a1c2e-7d1c-7c3e-8a43-0e6c1a2b3c4e", "number": "BJ202611200000000026", "result": "skipped", "why": "recused"}
    ], "more": false})))
)]
#[post("/handovers")]
pub async fn handle(
    caller: Allowed<may::SuperviseTasks>,
    heading: Heading,
    body: Body<HandOverTasks>,
    desk: web::Data<Desk>,
) -> Result<Answer, Problem> {
    let asked = &body.value;
    let remark = reasons(&asked.reasons)?;
    let fingerprint = heading.idempotency.fingerprint(caller.account, &body.digest);
    let before = match batch::before(&desk, fingerprint.as_ref()).await? {
        Before::Finished(answer) => return Ok(answer),
        Before::Begun(parts) => parts,
    };
    let mut results = before.iter().map(done).collect::<Result<Vec<_>, _>>()?;
    let (from, mut tasks) = read(&desk, &caller, asked).await?;
    tasks.retain(|task| results.iter().all(|done| done.task != task.id));
    let more = tasks.len() > MOST;
    tasks.truncate(MOST);
    let one = One {
        desk: &desk,
        caller: *caller,
        from,
        to: asked.to.as_deref(),
        remark,
        digest: &body.digest,
    };
    let answers = batch::each(&tasks, async |_, task: &HeldTask| {
        let heading = Heading {
            idempotency: heading.idempotency.part(task.id),
            ..heading.clone()
        };
        one.hand_over(task.id, heading).await
    })
    .await;
    for (task, answer) in tasks.iter().zip(answers) {
        results.push(match answer {
            Ok(answer) => done(&answer)?,
            Err(problem) => skipped(task, problem)?,
        });
    }
    let answer = Answer::new(200, &HandoverReport { results, more })?;
    batch::keep_answer(&desk, fingerprint, answer).await
}

/// Who hands over, and the tasks they hold: up to one more than are handed over at once.
async fn read(desk: &Desk, caller: &Caller, asked: &HandOverTasks) -> Result<(Uuid, Vec<HeldTask>), Problem> {
    let department = asked.department.as_str();
    let mut connection = desk.db.get().await?;
    handover::must_manage(&mut connection, caller.account, department).await?;
    let (from, to) = (rights::login(&asked.from), asked.to.as_deref().map(rights::login));
    let absent = handover::absent(&mut connection, &from, department).await?;
    let mut errors = Vec::new();
    if absent.is_none() {
        errors.push(not_of_department("/from"));
    }
    if let Some(to) = &to {
        if *to == from {
            let message = Text::new("接办人须为他人。", "Somebody else must take over.");
            errors.push(FieldError::new("/to", "same-person", message));
        } else if !handover::is_colleague(&mut connection, to, department).await? {
            errors.push(not_of_department("/to"));
        }
    }
    let from = absent
        .filter(|_| errors.is_empty())
        .ok_or_else(|| Problem::invalid(errors))?;
    let whose = handover::Whose {
        department,
        post: asked.post.as_ref().map(Post::as_str),
    };
    let limit = i64::try_from(MOST + 1).unwrap_or(i64::MAX);
    Ok((from, handover::tasks(&mut connection, from, whose, limit).await?))
}

fn not_of_department(pointer: &str) -> FieldError {
    let message = Text::new(
        "本部门没有这名工作人员。",
        "Nobody of that login works in the department.",
    );
    FieldError::new(pointer, "not-of-department", message)
}

/// The handing over of one task after the other.
struct One<'a> {
    desk: &'a Desk,
    caller: Caller,
    from: Uuid,
    to: Option<&'a str>,
    remark: String,
    digest: &'a [u8],
}

impl One<'_> {
    async fn hand_over(&self, task: Uuid, heading: Heading) -> Result<Answer, Problem> {
        let envelope = Envelope::new(&OPERATION, self.caller, Right::Supervise(task), heading, self.digest)
            .unconditional()
            .naming(self.to);
        command(self.desk, task, &envelope, async |scene| {
            let known = scene.case.task(task).ok_or_else(|| Problem::new(Code::NotFound))?;
            let mut plan = Plan::new(self.command(scene, known)?);
            plan.extras.remark = Some(self.remark.clone());
            Ok(plan)
        })
        .await
    }

    /// By what was read now: the caller still manages the department, and the colleague still holds the task.
    fn command(&self, scene: &Scene<'_>, task: &Task) -> Result<Command, Problem> {
        if !scene.loaded.holds(&task.department, &Post::MANAGER) {
            return Err(Problem::new(Code::NotFound));
        }
        if task.holder() != Some(self.from) {
            return Err(Problem::new(Code::TaskTaken));
        }
        let Some(to) = self.to else {
            return Ok(Command::Release {
                task: task.id,
                by: self.from,
            });
        };
        Ok(Command::Assign {
            task: task.id,
            by: self.caller.account,
            to: colleague(scene, task, to).ok_or_else(|| Problem::invalid(vec![not_of_post("/to")]))?,
            supervised: true,
        })
    }
}

/// What was done, from what the command answered.
fn done(answer: &Answer) -> Result<HandoverResult, Problem> {
    #[derive(Deserialize)]
    struct Done {
        id: Uuid,
        holder: Option<Uuid>,
        application: Application,
    }
    #[derive(Deserialize)]
    struct Application {
        number: String,
    }
    let done: Done = serde_json::from_value(answer.body.clone()).map_err(Problem::internal)?;
    Ok(HandoverResult {
        task: done.id,
        number: done.application.number,
        result: match done.holder {
            Some(_) => HandoverDone::Assigned,
            None => HandoverDone::Released,
        },
        why: None,
    })
}

/// Why a task stays where it is, from the command's refusal; a fault of ours fails the whole.
fn skipped(task: &HeldTask, problem: Problem) -> Result<HandoverResult, Problem> {
    let why = match problem.code {
        Code::InvalidInput => NotHandedOver::LacksPost,
        Code::Recused => NotHandedOver::Recused,
        Code::TaskTaken | Code::TaskUnclaimed | Code::TaskClosed | Code::NotFound => NotHandedOver::Changed,
        Code::ConcurrentChange => NotHandedOver::Busy,
        _ => return Err(problem),
    };
    Ok(HandoverResult {
        task: task.id,
        number: task.number.clone(),
        result: HandoverDone::Skipped,
        why: Some(why),
    })
}
