//! A caller's command on a matter and its members, as [`super::super::execute`] is on one application.

use super::super::desk::Desk;
use super::super::execute::{Envelope, TRIES};
use super::super::store::{Applied, Target};
use super::Joint;
use crate::http::Answer;
use crate::problem::{Code, Problem};

/// Executes a caller's command on a matter and its members. The right and the version seen are those of the matter.
///
/// # Errors
/// 404 when there is no such matter or it is not the caller's, 428/412 by the precondition, whatever `plan` answers, 409 when others were
/// faster three times.
pub async fn execute<P, R>(
    desk: &Desk,
    target: Target,
    envelope: &Envelope,
    plan: P,
    respond: R,
) -> Result<Answer, Problem>
where
    P: AsyncFn(&mut Joint<'_>) -> Result<(), Problem>,
    R: Fn(&Joint<'_>) -> Result<Answer, Problem>,
{
    let query = envelope.query(desk);
    for _ in 0..TRIES {
        let joint = Joint::load(desk, target, &query).await?;
        let mut joint = joint.ok_or_else(|| Problem::new(Code::NotFound))?;
        if let (Some(stored), Some(fingerprint)) = (&joint.whole()?.loaded().stored, &envelope.fingerprint) {
            return stored.clone().repeat(fingerprint);
        }
        let scene = joint.scene(joint.id())?;
        envelope.right.check(&scene, &envelope.caller)?;
        envelope.precondition.check(scene.case)?;
        let actor = envelope.actor(&scene);
        plan(&mut joint).await?;
        let answer = respond(&joint)?;
        let kept = envelope.kept(&answer);
        if joint.write(&actor, kept).await? == Applied::Done {
            return Ok(answer);
        }
    }
    Err(Problem::new(Code::ConcurrentChange))
}
