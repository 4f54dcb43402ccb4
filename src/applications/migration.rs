//! Moving one running application to another version of its item: one read, one pure decision, one write, like any command.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use uuid::Uuid;

use super::content::FORM;
use super::demanded::Reliance;
use super::desk::Desk;
use super::execute::{Plan, TRIES, apply, by_nobody, decide_and_project, load};
use super::lifecycle::{Case, Command, DueDates, Phase, Status};
use super::scene::{Opened, Scene};
use super::store::{Actor, Applied, Target};
use crate::catalogue::ItemVersion;
use crate::problem::{Code, FieldError, Problem};
use crate::procedure::NodeId;
use crate::text::Text;

/// Where applications are moved, and how.
pub struct Migration {
    /// The version they come from.
    pub from: Arc<ItemVersion>,
    /// The version they go to.
    pub to: Arc<ItemVersion>,
    /// The new name of each node that is called otherwise there.
    pub nodes: BTreeMap<NodeId, NodeId>,
    /// Whether only to tell what would happen.
    pub dry_run: bool,
    /// Who does it.
    pub actor: Actor,
}

/// What became, or would become, of one application.
pub struct Outcome {
    /// Which.
    pub application: Uuid,
    /// Its number and status, if there is such an application.
    pub known: Option<(String, Status)>,
    /// What became of it.
    pub fate: Fate,
}

/// What becomes of an application.
pub enum Fate {
    /// It goes on under the new version.
    Moves {
        /// Where something rests, under the old name and the new.
        nodes: Vec<(NodeId, NodeId)>,
        /// When it was due.
        before: Option<DueDates>,
        /// When it is due now.
        after: Option<DueDates>,
    },
    /// It was under that version before.
    AlreadyThere,
    /// It stays, for this reason.
    Refused(Problem),
}

impl Migration {
    /// Moves one application.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn of(&self, desk: &Desk, id: Uuid) -> Result<Outcome, Problem> {
        let query = by_nobody(desk);
        let told = |known, fate| Outcome {
            application: id,
            known,
            fate,
        };
        for _ in 0..TRIES {
            let loaded = load(desk, Target::Application(id), &query).await?;
            let Some(loaded) = loaded.filter(|loaded| loaded.application.item_code == self.from.code) else {
                return Ok(told(None, Fate::Refused(Problem::new(Code::NotFound))));
            };
            let (number, version) = (loaded.application.number.to_string(), loaded.application.item_version);
            let opened = Opened::of(desk, &loaded).await?;
            let known = Some((number, opened.case.phase.status()));
            if version == self.to.version {
                return Ok(told(known, Fate::AlreadyThere));
            }
            let scene = opened.scene(desk, &loaded);
            let decided = match self.plan(desk, &scene) {
                Ok(plan) => decide_and_project(desk, &scene, plan, &self.actor).await,
                Err(problem) => Err(problem),
            };
            let (after, write) = match decided {
                Ok(decided) => decided,
                Err(problem) if problem.code.status() >= 500 => return Err(problem),
                Err(problem) => return Ok(told(known, Fate::Refused(problem))),
            };
            if self.dry_run || apply(desk, &write).await? == Applied::Done {
                return Ok(told(known, moves(&opened.case, &after)));
            }
        }
        Ok(told(None, Fate::Refused(Problem::new(Code::ConcurrentChange))))
    }

    /// What is commanded, if what was handed in satisfies the new version.
    fn plan(&self, desk: &Desk, scene: &Scene<'_>) -> Result<Plan, Problem> {
        if scene.application.item_version != self.from.version {
            return Err(Problem::invalid_field(
                "/from",
                "other-version",
                format!("该办件适用第 {} 版。", scene.application.item_version),
                format!("It is under version {}.", scene.application.item_version),
            ));
        }
        let gaps = gaps(scene, &self.to);
        if !gaps.is_empty() {
            return Err(Problem::invalid(gaps));
        }
        let mut plan = Plan::new(Command::Migrate {
            nodes: self.nodes.clone(),
        });
        plan.onto = Some(Arc::clone(&self.to));
        // What the new version holds sensitive is kept encrypted from now on.
        if scene.version.sensitive_fields() != self.to.sensitive_fields() {
            plan.extras.form = Some(scene.content.seal(scene.application.id, &self.to, &desk.cipher)?);
        }
        Ok(plan)
    }
}

fn moves(before: &Case, after: &Case) -> Fate {
    let due = |case: &Case| case.phase.undecided().map(|acceptance| acceptance.dates);
    let pairs = before.run.tokens.iter().zip(&after.run.tokens);
    Fate::Moves {
        nodes: pairs.map(|(old, new)| (old.node.clone(), new.node.clone())).collect(),
        before: due(before),
        after: due(after),
    }
}

/// What the new version asks for and the application does not have.
fn gaps(scene: &Scene<'_>, to: &ItemVersion) -> Vec<FieldError> {
    let reliance = Reliance {
        committed: scene.case.commitment.is_some(),
        barred: false,
    };
    if matches!(scene.case.phase, Phase::Draft) {
        let mut errors = scene.content.check_draft(to);
        errors.extend(reliance.fault(to));
        return errors;
    }
    let (asking, attached) = (scene.application.asking(), &scene.loaded.attached);
    let awaited = awaited(scene.case);
    let mut errors = scene.content.check_awaiting(&awaited, to, asking, attached, reliance);
    let unknown = awaited
        .into_iter()
        .filter(|code| *code != FORM && to.material(code).is_none());
    errors.extend(unknown.map(|code| {
        let message = Text::new(
            format!("已要求补交的材料 {code} 不在该版本中。"),
            format!("That version does not have the material {code}, which was asked for."),
        );
        FieldError::new("/documents", "unknown-material", message)
    }));
    errors
}

/// The materials that are still to come: by a supplement notice, or on a written commitment.
fn awaited(case: &Case) -> BTreeSet<&str> {
    let told = match &case.phase {
        Phase::AwaitingSupplement(receipt) => receipt.supplement.as_ref(),
        _ => None,
    };
    let told = told.map(|supplement| &supplement.outstanding);
    let following = case.following.as_ref().map(|following| &following.outstanding);
    let awaited = told.into_iter().chain(following).flatten();
    awaited.map(String::as_str).collect()
}
