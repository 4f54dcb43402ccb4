//! Alarms that ring: each is an ordinary command by nobody, and does nothing when it comes too late.
//!
//! Nor when it comes too early, which happens when a year of the calendar was loaded since it was set: then it is set again.

use async_trait::async_trait;

use super::desk::Desk;
use super::execute::{alarms_of, execute_alarm};
use super::lifecycle::AlarmKind;
use crate::outbox::{self, Alarm, Failure, TimerHandler, TimerRow};
use crate::problem::Problem;

/// Answers one kind of alarm.
pub struct AlarmBell {
    desk: Desk,
    kind: AlarmKind,
}

impl AlarmBell {
    /// One bell for each kind of alarm.
    pub fn all(desk: &Desk) -> Vec<Self> {
        let bell = |kind| Self {
            desk: desk.clone(),
            kind,
        };
        AlarmKind::ALL.iter().copied().map(bell).collect()
    }

    /// Sets an alarm that rang for nothing, if there is something to ring for later. Written aside from the application's version: what an alarm does is
    /// judged by the state it finds.
    async fn set_again(&self, rang: &Alarm) -> Result<(), Problem> {
        let due = alarms_of(&self.desk, rang.owner_id).await?;
        let mut same = due
            .iter()
            .filter(|alarm| (alarm.kind, &alarm.reference) == (self.kind, &rang.reference));
        let Some(later) = same.find(|alarm| alarm.fire_at > self.desk.clock.now()) else {
            return Ok(());
        };
        let row = TimerRow::new(rang.owner_id, self.kind.as_str(), &rang.reference, later.fire_at);
        let mut connection = self.desk.db.get().await?;
        outbox::arm(&mut connection, &row).await?;
        Ok(())
    }
}

#[async_trait]
impl TimerHandler for AlarmBell {
    fn kind(&self) -> &'static str {
        self.kind.as_str()
    }

    async fn fire(&self, alarm: &Alarm) -> Result<(), Failure> {
        let Some(command) = self.kind.command(&alarm.reference) else {
            return Err(Failure::dead("the alarm refers to nothing"));
        };
        let acted = execute_alarm(&self.desk, alarm.owner_id, self.kind.as_str(), command);
        if !acted.await.map_err(Failure::retry)? {
            self.set_again(alarm).await.map_err(Failure::retry)?;
        }
        Ok(())
    }
}
