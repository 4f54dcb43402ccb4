//! A matter moves on: what follows from where its members stand is worked out and done.
//!
//! Works off the outbox topic `matters.moved`, which the one write fills whenever a member has come to something that others depend on.
//! Doing it twice changes nothing: what has happened is not called for again.

use async_trait::async_trait;
use serde::Deserialize;
use uuid::Uuid;

use super::bundled::Bundled;
use super::rules::{Step, reckon};
use super::{gaps, results};
use crate::applications::Desk;
use crate::applications::delivery::Handover;
use crate::applications::execute::by_nobody;
use crate::applications::joint::Joint;
use crate::applications::lifecycle::{Case, Command, DeliveryMode, MatterCommand};
use crate::applications::store::{Actor, Applied, MATTER_MOVED, Target};
use crate::applications::terms::delivery_mode;
use crate::applications::view::not_approved;
use crate::outbox::{Failure, Handler, Job};
use crate::problem::{Code, Problem};

/// Members of one matter often move at the same time; each that loses has let another one win.
const TRIES: usize = 16;
/// Every round takes each member a step further, and no member has more steps than this.
const MOST_STEPS: usize = 12;

/// Moves matters on.
pub struct Mover {
    desk: Desk,
}

#[derive(Deserialize)]
struct Moved {
    matter: Uuid,
}

impl Mover {
    /// One at a desk.
    pub fn new(desk: Desk) -> Self {
        Self { desk }
    }
}

#[async_trait]
impl Handler for Mover {
    fn topic(&self) -> &'static str {
        MATTER_MOVED
    }

    async fn handle(&self, job: &Job) -> Result<(), Failure> {
        let Moved { matter } = job.payload()?;
        for _ in 0..TRIES {
            if move_on(&self.desk, matter).await.map_err(Failure::retry)? {
                return Ok(());
            }
        }
        Err(Failure::retry("others were faster every time"))
    }
}

/// Takes every step there is to take, all or nothing; false when somebody else was faster.
async fn move_on(desk: &Desk, matter: Uuid) -> Result<bool, Problem> {
    let joint = Joint::load(desk, Target::Application(matter), &by_nobody(desk)).await?;
    let mut joint = joint.ok_or_else(|| Problem::new(Code::NotFound))?;
    let electronic = delivery_mode(joint.whole()?.row()) == DeliveryMode::Electronic;
    let bundled = Bundled::of(desk, joint.whole()?).await?;
    for _ in 0..MOST_STEPS * joint.members().count() {
        let steps = next(&joint, electronic)?;
        if steps.is_empty() {
            break;
        }
        for step in steps {
            take(desk, &bundled, &mut joint, step).await?;
        }
    }
    if !joint.has_changed() {
        return Ok(true);
    }
    let actor = Actor {
        operation: "move_matter",
        ..Actor::default()
    };
    Ok(joint.write(&actor, None).await? == Applied::Done)
}

fn next(joint: &Joint<'_>, electronic: bool) -> Result<Vec<Step>, Problem> {
    let whole: &Case = joint.whole()?.case();
    Ok(reckon(whole, &joint.cases(), electronic))
}

async fn take(desk: &Desk, bundled: &Bundled, joint: &mut Joint<'_>, step: Step) -> Result<(), Problem> {
    let whole = joint.id();
    let of_whole = |command| Command::Matter(command);
    match step {
        Step::HandIn(member) => joint.then(member, Command::Submit),
        Step::Begin(member) => {
            let complete = results::map_in(desk, bundled, joint, member).await?;
            joint.then(member, of_whole(MatterCommand::Begin { complete }))?;
            joint.then(whole, of_whole(MatterCommand::NoteBegun { member }))
        }
        Step::Cancel { member, because } => {
            let why = joint.file(because)?.row().item_name.clone();
            joint.file_mut(member)?.extras.closing_note = Some(not_approved(&why).zh.into_owned());
            joint.then(member, Command::Matter(MatterCommand::Cancel { because }))
        }
        Step::Tell { gaps, close } => gaps::tell(desk, bundled, joint, &gaps, &close).await,
        Step::Close(member) => joint.then(member, of_whole(MatterCommand::Close)),
        Step::Accept => joint.then(whole, of_whole(MatterCommand::Accept)),
        Step::NoteEnded { member, end, because } => {
            joint.then(whole, of_whole(MatterCommand::NoteEnded { member, end, because }))
        }
        Step::NoteReady => joint.then(whole, of_whole(MatterCommand::NoteReady)),
        Step::NoteLate(member) => joint.then(whole, of_whole(MatterCommand::NoteLate { member })),
        Step::Release(member) => {
            if delivery_mode(joint.file(member)?.row()) == DeliveryMode::Electronic {
                handed_over(desk, joint, member)?;
            }
            joint.then(member, of_whole(MatterCommand::Release))
        }
        Step::HandOver(member) => {
            handed_over(desk, joint, member)?;
            let mode = DeliveryMode::Electronic;
            joint.then(member, Command::Deliver { mode })
        }
        Step::Finish(end) => joint.then(whole, of_whole(MatterCommand::Finish(end))),
    }
}

/// Keeps that a member's result is handed over electronically now.
fn handed_over(desk: &Desk, joint: &mut Joint<'_>, member: Uuid) -> Result<(), Problem> {
    let handover = Handover {
        mode: DeliveryMode::Electronic,
        at: desk.clock.now(),
        tracking: None,
        signed_by: None,
    };
    let wish = joint.file(member)?.row().delivery.clone();
    joint.file_mut(member)?.extras.delivery = Some(handover.seal(wish.as_ref(), &desk.cipher)?);
    Ok(())
}
