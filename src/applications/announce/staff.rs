//! Telling those who work on an application: what colleagues put into their hands, took out of them, or keep them from.
//!
//! Works off the outbox topic `applications.tell_staff`, which the one write fills.

use async_trait::async_trait;
use serde::Deserialize;
use uuid::Uuid;

use super::super::desk::Desk;
use super::super::store::{Screen, TELL_STAFF};
use super::words::{Lines, titled};
use super::{read, tell};
use crate::notifications::Message;
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
        let screen = read(&self.desk, job.owner_id).await?;
        let (title, body) = words(&kind, seq, &screen);
        let message = Message::new(account, job.owner_id, seq, kind, title, body);
        tell(&self.desk, job, seq, [message]).await
    }
}

fn words(kind: &str, seq: i64, screen: &Screen) -> (Text, Text) {
    let row = &screen.application;
    let title = match kind {
        "task.assigned" => ("任务已交由您办理", "A task was put into your hands"),
        "task.reassigned" => ("您的任务已改由他人办理", "A task of yours was given to a colleague"),
        "task.released" => ("您的任务已放回待领取", "A task of yours was put back into the queue"),
        "application.recused" => ("您已回避此办件", "You are recused from a case"),
        _ => ("办件动态", "News of an application"),
    };
    let mut lines = Lines::about(row);
    if let Some(remark) = screen.remark(seq) {
        lines.add(format!("说明：{remark}"), format!("Reasons: {remark}"));
    }
    (titled(title, row), lines.text())
}
