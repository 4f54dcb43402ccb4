//! One command over several applications: a matter and its members, decided together and written together.
//!
//! 1. Read all of them, in one statement.
//! 2. Command one after the other; each command is decided on what the ones before it led to.
//! 3. Draw up the notices that the events of each call for.
//! 4. Write: one write per application that has changed, in the order of their ids, all or nothing.

mod execute;

pub use execute::execute;

use std::collections::BTreeMap;

use serde_json::Value;
use uuid::Uuid;

use super::content::Content;
use super::desk::Desk;
use super::execute::apply;
use super::ground::Ground;
use super::lifecycle::{Case, Command, Context, Event, Refusal, decide};
use super::notices::{self, Wording};
use super::scene::{Opened, Scene};
use super::store::rows::{ApplicationRow, AttachmentRow, OwnerKind};
use super::store::{self, Actor, Applied, CommandQuery, Extras, Loaded, Target, Write};
use crate::catalogue::ItemVersion;
use crate::codes::CreditCode;
use crate::db::idempotency::StoredAnswer;
use crate::problem::{Code, Problem};

/// Several applications under one command.
pub struct Joint<'d> {
    desk: &'d Desk,
    whole: Uuid,
    files: BTreeMap<Uuid, File>,
    acting: Option<CreditCode>,
}

/// One of them: what was read, and what has been decided so far.
pub struct File {
    loaded: Loaded,
    opened: Opened,
    ground: Ground,
    /// The state so far.
    case: Case,
    /// What has happened so far.
    events: Vec<Event>,
    /// What changes beside the events.
    pub extras: Extras,
    /// What a clerk wrote for the notices.
    pub wording: Wording,
}

impl<'d> Joint<'d> {
    /// Reads a matter with its members; none when there is no such matter.
    ///
    /// # Errors
    /// 500 when the database fails.
    pub async fn load(desk: &'d Desk, target: Target, query: &CommandQuery) -> Result<Option<Self>, Problem> {
        let mut connection = desk.db.get().await?;
        let all = store::load_together(&mut connection, target, query).await?;
        drop(connection);
        let mut files = BTreeMap::new();
        let mut whole = None;
        for loaded in all {
            let opened = Opened::of(desk, &loaded).await?;
            let scene = opened.scene(desk, &loaded);
            let ground = ground(desk, &scene).await?;
            let id = loaded.application.id;
            if loaded.application.kind == OwnerKind::Matter {
                whole = Some(id);
            }
            let case = opened.case.clone();
            files.insert(
                id,
                File {
                    loaded,
                    opened,
                    ground,
                    case,
                    events: Vec::new(),
                    extras: Extras::default(),
                    wording: Wording::default(),
                },
            );
        }
        let acting = None;
        Ok(whole.map(|whole| Self {
            desk,
            whole,
            files,
            acting,
        }))
    }

    /// Says for which of their departments the caller acts.
    pub fn act_for(&mut self, department: CreditCode) {
        self.acting = Some(department);
    }

    /// The matter's id.
    pub fn id(&self) -> Uuid {
        self.whole
    }

    /// The matter.
    ///
    /// # Errors
    /// 500 never, since it was loaded.
    pub fn whole(&self) -> Result<&File, Problem> {
        self.file(self.whole)
    }

    /// The members, by id.
    pub fn members(&self) -> impl Iterator<Item = (&Uuid, &File)> {
        self.files.iter().filter(|(id, _)| **id != self.whole)
    }

    /// The members' states so far.
    pub fn cases(&self) -> BTreeMap<Uuid, &Case> {
        self.members().map(|(id, file)| (*id, &file.case)).collect()
    }

    /// One of them.
    ///
    /// # Errors
    /// 404 when it is none of them.
    pub fn file(&self, id: Uuid) -> Result<&File, Problem> {
        self.files.get(&id).ok_or_else(|| Problem::new(Code::NotFound))
    }

    /// One of them, to say what changes beside its events.
    ///
    /// # Errors
    /// 404 when it is none of them.
    pub fn file_mut(&mut self, id: Uuid) -> Result<&mut File, Problem> {
        self.files.get_mut(&id).ok_or_else(|| Problem::new(Code::NotFound))
    }

    /// What an operation sees of one of them, as it was read.
    ///
    /// # Errors
    /// 404 when it is none of them.
    pub fn scene(&self, id: Uuid) -> Result<Scene<'_>, Problem> {
        let file = self.file(id)?;
        Ok(file.opened.scene(self.desk, &file.loaded))
    }

    /// One more command on one of them.
    ///
    /// # Errors
    /// The lifecycle's refusal.
    pub fn then(&mut self, id: Uuid, command: Command) -> Result<(), Problem> {
        let scene_version = self.file(id)?.opened.version.clone();
        self.attempt(id, command)?
            .map_err(|refusal| refusal.into_problem(&scene_version))
    }

    /// One more command on one of them, if the lifecycle allows it; tells whether it did.
    ///
    /// # Errors
    /// 404 when it is none of them.
    pub fn attempt(&mut self, id: Uuid, command: Command) -> Result<Result<(), Refusal>, Problem> {
        let desk = self.desk;
        let file = self.file_mut(id)?;
        let scene = file.opened.scene(desk, &file.loaded);
        let context = file.ground.context(&scene);
        let context = Context {
            lacks_result: context.lacks_result && file.extras.result.is_none(),
            ..context
        };
        let decided = decide(&file.case, command, &context);
        let now = scene.now;
        Ok(decided.map(|events| {
            file.case = std::mem::take(&mut file.case).apply_all(&events, now);
            file.events.extend(events);
        }))
    }

    /// Fills in what was not known when it was filed: its form, and files.
    ///
    /// # Errors
    /// 500 when something cannot be encrypted or read.
    pub async fn fill_in(&mut self, id: Uuid, form: Value, attach: Vec<AttachmentRow>) -> Result<(), Problem> {
        let desk = self.desk;
        let file = self.file_mut(id)?;
        let content = Content {
            answers: file.opened.content.answers.clone(),
            form,
        };
        file.extras.form = Some(content.seal(id, &file.opened.version, &desk.cipher)?);
        file.opened.content = content;
        file.loaded.attached.extend(attach.iter().cloned());
        file.extras.attach = attach;
        file.ground = ground(desk, &file.opened.scene(desk, &file.loaded)).await?;
        Ok(())
    }

    /// Whether anything has happened.
    pub fn has_changed(&self) -> bool {
        self.files.values().any(|file| !file.events.is_empty())
    }

    /// Writes everything that has happened, with the answer that is kept if there is one, for the whole.
    ///
    /// # Errors
    /// 500 when the database fails.
    pub async fn write(self, actor: &Actor, answer: Option<StoredAnswer>) -> Result<Applied, Problem> {
        let Self {
            desk,
            whole,
            files,
            acting,
        } = self;
        let acting = acting.map(|department| department.to_string());
        let actor = &Actor {
            department: acting.or_else(|| actor.department.clone()),
            ..actor.clone()
        };
        let mut writes = Vec::new();
        for (id, file) in files {
            let answered = id == whole && answer.is_some();
            if !file.has_changed() && !answered {
                continue;
            }
            let mut write = file.project(desk, actor).await?;
            if id == whole {
                write.idempotency.clone_from(&answer);
            }
            writes.push(write);
        }
        write_together(desk, &writes).await
    }
}

/// Writes several applications, all or nothing. What is left to do is begun at once.
pub(crate) async fn write_together(desk: &Desk, writes: &[Write]) -> Result<Applied, Problem> {
    match writes {
        [] => Ok(Applied::Done),
        [one] => apply(desk, one).await,
        several => {
            let mut connection = desk.db.get().await?;
            let applied = store::apply_together(&mut connection, several).await?;
            if applied == Applied::Done {
                desk.bell.ring();
            }
            Ok(applied)
        }
    }
}

/// What decisions stand on. Whatever is commanded may come to a decision, so places under a quota (art. 57) are always looked at.
async fn ground(desk: &Desk, scene: &Scene<'_>) -> Result<Ground, Problem> {
    let ground = Ground::of(desk, scene).await?;
    ground.under_quota(desk, scene, &Command::DeemAccepted).await
}

impl File {
    /// The row, as it was read.
    pub fn row(&self) -> &ApplicationRow {
        &self.loaded.application
    }

    /// The item, at the version it is pinned to.
    pub fn version(&self) -> &ItemVersion {
        &self.opened.version
    }

    /// Answers and form.
    pub fn content(&self) -> &Content {
        &self.opened.content
    }

    /// The row as it will be, as far as answers tell of it.
    pub fn row_after(&self) -> ApplicationRow {
        ApplicationRow {
            version: self.case.version,
            status: self.case.phase.status().as_str().to_owned(),
            ..self.row().clone()
        }
    }

    /// What was read of it.
    pub fn loaded(&self) -> &Loaded {
        &self.loaded
    }

    /// The state so far.
    pub fn case(&self) -> &Case {
        &self.case
    }

    /// Whether anything has happened, or what was handed in has changed.
    fn has_changed(&self) -> bool {
        let content = self.extras.form.is_some() || !self.extras.attach.is_empty();
        content || !self.events.is_empty()
    }

    async fn project(mut self, desk: &Desk, actor: &Actor) -> Result<Write, Problem> {
        let scene = self.opened.scene(desk, &self.loaded);
        self.extras.notices = notices::draw_up(&scene, &self.events, &self.wording, &desk.numbers).await?;
        self.extras.certificate_name = scene.version.item.result.name.clone();
        self.extras.certificates.clone_from(&scene.loaded.certificates);
        let context = self.ground.context(&scene);
        let projected = store::project(
            scene.application,
            scene.case,
            &self.events,
            actor,
            &context,
            self.extras,
        );
        Ok(projected.map_err(Problem::internal)?.1)
    }
}
