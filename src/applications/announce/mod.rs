//! Telling the applicant: what happened to an application becomes a message in the inbox and an e-mail.
//!
//! Works off the outbox topic `applications.announce`, which the one write fills. Delivering is idempotent: the message's id is derived
//! from the application's event.

mod certificates;
mod clock;
mod consents;
mod matters;
mod staff;
pub(super) mod words;

pub use staff::StaffTeller;

use async_trait::async_trait;
use chrono::TimeDelta;
use serde::Deserialize;
use uuid::Uuid;

use super::desk::Desk;
use super::notices::NoticeContent;
use super::scene::case_of;
use super::store::{self, ANNOUNCE, Screen, ScreenQuery, Target};
use crate::notifications::{self, Message};
use crate::outbox::{Failure, Handler, Job};

/// Tells applicants what happened.
pub struct Announcer {
    desk: Desk,
}

#[derive(Deserialize)]
struct Announcement {
    seq: i64,
    kind: String,
}

impl Announcer {
    /// An announcer at a desk.
    pub fn new(desk: Desk) -> Self {
        Self { desk }
    }
}

/// The application that somebody is told of.
pub(super) async fn read(desk: &Desk, owner: Uuid) -> Result<Screen, Failure> {
    let query = ScreenQuery {
        caller: Uuid::nil(),
        today: desk.clock.today(),
        events: false,
    };
    let mut connection = desk.db.get().await.map_err(Failure::retry)?;
    store::read_screen(&mut connection, Target::Application(owner), query)
        .await
        .map_err(Failure::retry)?
        .ok_or_else(|| Failure::dead("the application is gone"))
}

/// Puts messages about an event into their inboxes, and rings for the letters that follow. Messages are read in the order of what
/// happened, not of delivery.
pub(super) async fn tell(
    desk: &Desk,
    job: &Job,
    seq: i64,
    messages: impl IntoIterator<Item = Message>,
) -> Result<(), Failure> {
    let told_at = job.created_at + TimeDelta::microseconds(seq);
    let mut connection = desk.db.get().await.map_err(Failure::retry)?;
    for message in messages {
        notifications::deliver(&mut connection, &message, told_at)
            .await
            .map_err(Failure::retry)?;
    }
    desk.bell.ring();
    Ok(())
}

#[async_trait]
impl Handler for Announcer {
    fn topic(&self) -> &'static str {
        ANNOUNCE
    }

    async fn handle(&self, job: &Job) -> Result<(), Failure> {
        let Announcement { seq, kind } = job.payload()?;
        let screen = read(&self.desk, job.owner_id).await?;
        let case = case_of(&screen.application).map_err(Failure::dead)?;
        // The completion tells what the decision's notice says.
        let notice = match kind.as_str() {
            "completed" => screen.notices.last(),
            // A reminder says again what was told.
            "supplement_reminded" => screen.notices.iter().rev().find(|notice| notice.kind == "supplement"),
            _ => screen.notices.iter().find(|notice| notice.event_seq == seq),
        };
        let content: Option<NoticeContent> = notice.and_then(|row| serde_json::from_value(row.content.clone()).ok());
        let consented = consents::compose(&kind, &self.desk, &screen, &case).await;
        let (title, body) = consented
            .map_err(Failure::dead)?
            .or_else(|| matters::compose(&kind, &screen, &case))
            .unwrap_or_else(|| words::compose(&kind, &screen, &case, notice, content.as_ref()));
        let message = Message::new(
            screen.application.applicant_id,
            job.owner_id,
            seq,
            match case.whole() {
                Some(_) => format!("matter.{kind}"),
                None => format!("application.{kind}"),
            },
            title,
            body,
        );
        tell(&self.desk, job, seq, [message]).await
    }
}
