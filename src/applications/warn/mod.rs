//! Warning staff: work that is about to be late, or is, due dates that have passed, and who asks why it takes so long.
//!
//! Works off the outbox topic `applications.warn`, which the one write fills. Everybody is told of a thing once: a message's id is derived
//! from the application's event and the account, so that doing it again changes nothing.

mod words;

use std::collections::BTreeSet;

use async_trait::async_trait;
use uuid::Uuid;

use super::announce::{read, tell};
use super::desk::Desk;
use super::lifecycle::Case;
use super::scene::{case_of, item_version};
use super::store::{Screen, WARN, Warning, WarningOf};
use super::tasks::name::name_in;
use crate::codes::Post;
use crate::identity::accounts::holders;
use crate::notifications::Message;
use crate::outbox::{Failure, Handler, Job};
use crate::text::Text;

/// Warns those whose work it is, and the managers of their department.
pub struct Warner {
    desk: Desk,
}

impl Warner {
    /// A warner at a desk.
    pub fn new(desk: Desk) -> Self {
        Self { desk }
    }

    /// Those who hold one of these posts in a department.
    async fn holders(&self, department: &str, posts: &[Post]) -> Result<BTreeSet<Uuid>, Failure> {
        let posts: BTreeSet<&str> = posts.iter().map(Post::as_str).collect();
        let posts: Vec<&str> = posts.into_iter().collect();
        let mut connection = self.desk.db.get().await.map_err(Failure::retry)?;
        Ok(holders(&mut connection, department, &posts)
            .await?
            .into_iter()
            .collect())
    }

    /// Those who have work on it now: whoever holds an open task, or its post while nobody does; the window when there is none.
    async fn at_work(&self, case: &Case, own: &str) -> Result<BTreeSet<Uuid>, Failure> {
        let mut told = BTreeSet::new();
        for task in case.active_tasks() {
            match task.holder() {
                Some(holder) => drop(told.insert(holder)),
                None => told.extend(
                    self.holders(task.department.as_str(), std::slice::from_ref(&task.post))
                        .await?,
                ),
            }
        }
        if told.is_empty() {
            told = self.holders(own, &[Post::WINDOW]).await?;
        }
        Ok(told)
    }

    /// What a warning is about, if it is about a task: its name and whose it is.
    async fn work(&self, screen: &Screen, warning: &Warning) -> Result<Option<Work>, Failure> {
        let WarningOf::Task { task, .. } = warning.of else {
            return Ok(None);
        };
        let row = screen.tasks.iter().find(|row| row.id == task);
        let row = row.ok_or_else(|| Failure::dead("the task is gone"))?;
        let version = item_version(&self.desk, &screen.application)
            .await
            .map_err(Failure::retry)?;
        Ok(Some(Work {
            name: name_in(Some(&version), &row.kind, row.node.as_deref()),
            department: row.department.to_string(),
            post: row.post.clone(),
        }))
    }
}

/// A task, as a warning speaks of it.
struct Work {
    name: Text,
    department: String,
    post: Post,
}

#[async_trait]
impl Handler for Warner {
    fn topic(&self) -> &'static str {
        WARN
    }

    /// 1. Read the application, and the task if it is about one.
    /// 2. Whose is it? A task's post and its manager's; cards and what became of supervision are the managers' alone; the certificate
    ///    waits at the window; urging and supervision go to whoever has work on it now.
    /// 3. Whoever may not work on this case (回避) is told nothing of it.
    /// 4. Tell each of them.
    async fn handle(&self, job: &Job) -> Result<(), Failure> {
        let warning: Warning = job.payload()?;
        let screen = read(&self.desk, job.owner_id).await?;
        let case = case_of(&screen.application).map_err(Failure::dead)?;
        let work = self.work(&screen, &warning).await?;
        let own = screen.application.department.to_string();
        let mut told = match (&work, warning.of) {
            (Some(work), _) => {
                self.holders(&work.department, &[work.post.clone(), Post::MANAGER])
                    .await?
            }
            (None, WarningOf::Urged) => {
                let mut told = self.at_work(&case, &own).await?;
                told.extend(self.holders(&own, &[Post::MANAGER]).await?);
                told
            }
            (None, WarningOf::Supervised { .. }) => self.at_work(&case, &own).await?,
            (None, WarningOf::Certificate) => self.holders(&own, &[Post::WINDOW, Post::MANAGER]).await?,
            (None, _) => self.holders(&own, &[Post::MANAGER]).await?,
        };
        told.retain(|account| !case.recused.contains(account));
        let (kind, title, body) = words::compose(&screen, work.as_ref().map(|work| &work.name), &warning);
        let to = |account| Message::new(account, job.owner_id, warning.seq, kind, title.clone(), body.clone());
        tell(&self.desk, job, warning.seq, told.into_iter().map(to)).await
    }
}
