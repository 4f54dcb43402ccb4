//! One command = one read, one pure decision, one write.
//!
//! 1. Read everything the command depends on, in one statement.
//! 2. A repeat of an answered request gets its first answer.
//! 3. What is not the caller's to see is not found.
//! 4. Compare the version the caller saw.
//! 5. The operation checks its input and says what is commanded.
//! 6. Decide: the lifecycle gives the events, or refuses.
//! 7. Draw up the notices the events call for.
//! 8. Write everything in one statement. Who was overtaken begins again, three times at most.

use std::sync::Arc;

use uuid::Uuid;

use super::desk::Desk;
use super::ground::Ground;
use super::lifecycle::{Alarm, Case, Command, Context, Onto, Refusal, alarms, decide};
use super::notices::{self, Wording};
use super::rights::{self, Right};
use super::scene::{Opened, Scene};
use super::store::rows::ApplicationRow;
use super::store::{self, Actor, Applied, CommandQuery, Extras, Loaded, Target};
use super::terms::policy;
use crate::catalogue::ItemVersion;
use crate::db::idempotency::StoredAnswer;
use crate::documents::usable_since;
use crate::http::{Answer, Fingerprint, Heading, IfMatch, RequestId};
use crate::identity::{Caller, Operation};
use crate::problem::{Code, Problem};

pub(super) const TRIES: usize = 3;
/// Alarms of one application often ring at the same instant; each that loses has let another one win.
const ALARM_TRIES: usize = 16;

/// What an operation knows of its request.
#[derive(Clone, Debug)]
pub struct Envelope {
    /// The operation.
    pub operation: &'static Operation,
    /// Who asks.
    pub caller: Caller,
    /// The request's id.
    pub request_id: RequestId,
    /// The keyed request, if it is one.
    pub fingerprint: Option<Fingerprint>,
    /// By what right.
    pub right: Right,
    /// What the caller saw.
    pub precondition: Precondition,
    /// The documents offered with it.
    pub documents: Vec<Uuid>,
    /// Whether what the applicant is barred from matters.
    pub bars: bool,
    /// The logins of colleagues named in it.
    pub colleagues: Vec<String>,
}

impl Envelope {
    /// The envelope of a command that needs the version seen: the task's for a right over a task, otherwise the application's.
    pub fn new(
        operation: &'static Operation,
        caller: Caller,
        right: Right,
        heading: Heading,
        body_digest: &[u8],
    ) -> Self {
        Self {
            operation,
            caller,
            fingerprint: heading.idempotency.fingerprint(caller.account, body_digest),
            request_id: heading.request_id,
            right,
            precondition: match right {
                Right::Post(task) | Right::Supervise(task) => Precondition::Task(task, heading.seen),
                Right::Party
                | Right::Window
                | Right::SomeWindow
                | Right::Colleague
                | Right::Manager
                | Right::Handler
                | Right::Head => Precondition::Application(heading.seen),
            },
            documents: Vec::new(),
            bars: false,
            colleagues: Vec::new(),
        }
    }

    /// Asks what the applicant is barred from.
    #[must_use]
    pub fn minding_bars(mut self) -> Self {
        self.bars = true;
        self
    }

    /// Whatever version the caller saw.
    #[must_use]
    pub fn unconditional(mut self) -> Self {
        self.precondition = Precondition::None;
        self
    }

    /// Never repeated: the method is not POST.
    #[must_use]
    pub fn unrepeatable(mut self) -> Self {
        self.fingerprint = None;
        self
    }

    /// With colleagues named, by login.
    #[must_use]
    pub fn naming<'a>(mut self, logins: impl IntoIterator<Item = &'a str>) -> Self {
        self.colleagues = logins.into_iter().map(rights::login).collect();
        self
    }

    /// What is read for it.
    pub(super) fn query(&self, desk: &Desk) -> CommandQuery {
        CommandQuery {
            caller: self.caller.account,
            key: self.fingerprint.as_ref().map(|fingerprint| fingerprint.key.clone()),
            documents: self.documents.clone(),
            bars: self.bars,
            colleagues: self.colleagues.clone(),
            today: desk.clock.today(),
            documents_since: usable_since(desk.clock.now()),
        }
    }

    /// Who acts by it.
    pub(super) fn actor(&self, scene: &Scene<'_>) -> Actor {
        Actor {
            account: Some(self.caller.account),
            role: Some(self.caller.role.as_str()),
            on_behalf_of: on_behalf_of(&self.caller, scene.loaded),
            department: self.right.department(scene),
            request_id: Some(self.request_id.0.clone()),
            operation: self.operation.id,
        }
    }

    /// The answer as it is kept to be repeated, if it may be.
    pub(super) fn kept(&self, answer: &Answer) -> Option<StoredAnswer> {
        let print = self.fingerprint.clone()?;
        Some(StoredAnswer::new(print, answer, crate::clock::machine_now()))
    }

    /// With documents offered.
    #[must_use]
    pub fn offering(mut self, documents: impl IntoIterator<Item = Uuid>) -> Self {
        self.documents = documents.into_iter().collect();
        self
    }
}

/// The version a caller must have seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Precondition {
    /// None.
    None,
    /// The application's.
    Application(IfMatch),
    /// One task's.
    Task(Uuid, IfMatch),
}

/// What is commanded.
pub struct Plan {
    /// The command.
    pub command: Command,
    /// Commands that follow at once, each decided on what the ones before it led to.
    pub then: Vec<Command>,
    /// What changes beside its events.
    pub extras: Extras,
    /// What a clerk wrote for the notices.
    pub wording: Wording,
    /// The version of the item that the application is to go on under, when it is moved to another.
    pub onto: Option<Arc<ItemVersion>>,
}

impl Plan {
    /// A command that changes nothing beside its events.
    pub fn new(command: Command) -> Self {
        Self {
            command,
            then: Vec::new(),
            extras: Extras::default(),
            wording: Wording::default(),
            onto: None,
        }
    }
}

/// Executes a caller's command on an application.
///
/// # Errors
/// 404 when there is no such application or it is not the caller's, 428/412 by the precondition, whatever `plan` answers, the refusal of
/// the lifecycle, 409 when others were faster three times.
pub async fn execute<P, R>(
    desk: &Desk,
    target: Target,
    envelope: &Envelope,
    plan: P,
    respond: R,
) -> Result<Answer, Problem>
where
    P: AsyncFn(&Scene<'_>) -> Result<Plan, Problem>,
    R: Fn(&ApplicationRow, &Case) -> Result<Answer, Problem>,
{
    let query = envelope.query(desk);
    for _ in 0..TRIES {
        let loaded = load(desk, target, &query)
            .await?
            .ok_or_else(|| Problem::new(Code::NotFound))?;
        if let (Some(stored), Some(fingerprint)) = (loaded.stored.clone(), &envelope.fingerprint) {
            return stored.repeat(fingerprint);
        }
        let opened = Opened::of(desk, &loaded).await?;
        let scene = opened.scene(desk, &loaded);
        envelope.right.check(&scene, &envelope.caller)?;
        envelope.precondition.check(&opened.case)?;
        let plan = plan(&scene).await?;
        let actor = envelope.actor(&scene);
        let (case, mut write) = decide_and_project(desk, &scene, plan, &actor).await?;
        let answer = respond(&write.application, &case)?;
        write.idempotency = envelope.kept(&answer);
        if apply(desk, &write).await? == Applied::Done {
            return Ok(answer);
        }
    }
    Err(Problem::new(Code::ConcurrentChange))
}

/// Executes a timer's command; tells whether it did anything. A refusal means that there is nothing to do any more.
///
/// # Errors
/// When the database fails, or others were faster every time.
pub async fn execute_alarm(
    desk: &Desk,
    owner: Uuid,
    operation: &'static str,
    command: Command,
) -> Result<bool, Problem> {
    let query = by_nobody(desk);
    for _ in 0..ALARM_TRIES {
        let Some(loaded) = load(desk, Target::Application(owner), &query).await? else {
            return Ok(false);
        };
        let opened = Opened::of(desk, &loaded).await?;
        let scene = opened.scene(desk, &loaded);
        let actor = Actor {
            operation,
            ..Actor::default()
        };
        let write = match decide_and_project(desk, &scene, Plan::new(command.clone()), &actor).await {
            Ok((_, write)) => write,
            Err(problem) if problem.code == Code::InvalidTransition => return Ok(false),
            Err(problem) => return Err(problem),
        };
        if apply(desk, &write).await? == Applied::Done {
            return Ok(true);
        }
    }
    Err(Problem::new(Code::ConcurrentChange))
}

/// The read of a command that rests on nobody's own rights.
pub(crate) fn by_nobody(desk: &Desk) -> CommandQuery {
    CommandQuery {
        caller: Uuid::nil(),
        key: None,
        documents: Vec::new(),
        colleagues: Vec::new(),
        bars: false,
        today: desk.clock.today(),
        documents_since: usable_since(desk.clock.now()),
    }
}

pub(super) async fn load(desk: &Desk, target: Target, query: &CommandQuery) -> Result<Option<Loaded>, Problem> {
    let mut connection = desk.db.get().await?;
    Ok(store::load_command(&mut connection, target, query).await?)
}

/// Step 8. What is left to do is begun at once.
pub(super) async fn apply(desk: &Desk, write: &store::Write) -> Result<Applied, Problem> {
    let mut connection = desk.db.get().await?;
    let applied = store::apply(&mut connection, write).await?;
    if applied == Applied::Done && !write.outbox.is_empty() {
        desk.bell.ring();
    }
    Ok(applied)
}

/// Steps 6 and 7, and the rows of step 8.
pub(super) async fn decide_and_project(
    desk: &Desk,
    scene: &Scene<'_>,
    plan: Plan,
    actor: &Actor,
) -> Result<(Case, store::Write), Problem> {
    let ground = Ground::for_plan(desk, scene, &plan).await?;
    let Plan {
        command,
        then,
        mut extras,
        wording,
        onto,
    } = plan;
    let context = Context {
        onto: onto.as_deref().map(|onto| Onto {
            version: onto.version,
            policy: policy(onto, scene.application.service),
        }),
        ..ground.context(scene)
    };
    let refused = |refusal: Refusal| refusal.into_problem(scene.version);
    let mut events = decide(scene.case, command, &context).map_err(refused)?;
    for command in then {
        let so_far = scene.case.clone().apply_all(&events, scene.now);
        events.extend(decide(&so_far, command, &context).map_err(refused)?);
    }
    extras.notices = notices::draw_up(scene, &events, &wording, &desk.numbers).await?;
    extras.certificate_name = scene.version.item.result.name.clone();
    extras.certificates.clone_from(&scene.loaded.certificates);
    store::project(scene.application, scene.case, &events, actor, &context, extras).map_err(Problem::internal)
}

/// The alarms an application needs as it stands; none when there is no such application.
///
/// # Errors
/// When the database fails.
pub(super) async fn alarms_of(desk: &Desk, owner: Uuid) -> Result<Vec<Alarm>, Problem> {
    let Some(loaded) = load(desk, Target::Application(owner), &by_nobody(desk)).await? else {
        return Ok(Vec::new());
    };
    let opened = Opened::of(desk, &loaded).await?;
    let scene = opened.scene(desk, &loaded);
    let ground = Ground::of(desk, &scene).await?;
    Ok(alarms(&opened.case, &ground.context(&scene)))
}

fn on_behalf_of(caller: &Caller, loaded: &Loaded) -> Option<Uuid> {
    let applicant = loaded.application.applicant_id;
    (loaded.mandated && caller.account != applicant).then_some(applicant)
}

impl Precondition {
    /// Asks that it be that version.
    ///
    /// # Errors
    /// 428 when the caller saw none, 412 when another.
    pub fn check(self, case: &Case) -> Result<(), Problem> {
        match self {
            Self::None => Ok(()),
            // Nobody reloads because a colleague was reminded of something.
            Self::Application(seen) => seen.check_since(case.quiet_since.unwrap_or(case.version), case.version),
            Self::Task(id, seen) => seen.check(case.task(id).map_or(0, |task| task.version)),
        }
    }
}
