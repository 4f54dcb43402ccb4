//! Telling those who work on an application: what colleagues put into their hands, took out of them, or keep them from.
//!
//! Works off the outbox topic `applications.tell_staff`, which the one write fills.

use async_trait::async_trait;
use chrono::TimeDelta;
use serde::Deserialize;
use uuid::Uuid;

use super::super::desk::Desk;
use super::super::store::{Screen, TELL_STAFF};
use super::read;
use crate::notifications::{self, Message};
use crate::outbox::{Failure, Handler, Job};
use crate::text::Text;

/// Tells staff what concerns them.
pub struct StaffTeller {
    desk: Desk,
}

#[derive(Deserialize)]
struct Told {
    seq: i64,
    account: Uuid,
    kind: String,
}

impl StaffTeller {
    /// A teller at a desk.
    pub fn new(desk: Desk) -> Self {
        Self { desk }
    }
}

#[async_trait]
impl Handler for StaffTeller {
    fn topic(&self) -> &'static str {
        TELL_STAFF
    }

    async fn handle(&self, job: &Job) -> Result<(), Failure> {
        let Told { seq, account, kind } = job.payload()?;
        let Some(screen) = read(&self.desk, job.owner_id).await? else {
            return Err(Failure::dead("the application is gone"));
        };
        let (title, body) = words(&kind, seq, &screen);
        let message = Message::new(account, job.owner_id, seq, kind, title, body);
        let mut connection = self.desk.db.get().await.map_err(Failure::retry)?;
        let told_at = job.created_at + TimeDelta::microseconds(seq);
        notifications::deliver(&mut connection, &message, told_at)
            .await
            .map_err(Failure::retry)?;
        self.desk.bell.ring();
        Ok(())
    }
}

fn words(kind: &str, seq: i64, screen: &Screen) -> (Text, Text) {
    let row = &screen.application;
    let (zh, en) = match kind {
        "task.assigned" => ("任务已交由您办理", "A task was put into your hands"),
        "task.reassigned" => ("您的任务已改由他人办理", "A task of yours was given to a colleague"),
        "application.recused" => ("您已回避此办件", "You are recused from a case"),
        _ => ("办件动态", "News of an application"),
    };
    let mut body = Text::new(
        format!("事项：{}\n办件编号：{}", row.item_name, row.number),
        format!("Item: {}\nApplication number: {}", row.item_name, row.number),
    );
    if let Some(remark) = screen.remark(seq) {
        body = Text::new(
            format!("{}\n说明：{remark}", body.zh),
            format!("{}\nReasons: {remark}", body.en),
        );
    }
    let title = Text::new(
        format!("{zh}（{}）", row.item_name),
        format!("{en} ({})", row.item_name),
    );
    (title, body)
}
