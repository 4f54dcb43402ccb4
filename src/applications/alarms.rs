//! Alarms that ring: each is an ordinary command by nobody, and does nothing when it comes too late.

use async_trait::async_trait;

use super::desk::Desk;
use super::execute::execute_alarm;
use super::lifecycle::AlarmKind;
use crate::outbox::{Alarm, Failure, TimerHandler};

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
        execute_alarm(&self.desk, alarm.owner_id, self.kind.as_str(), command)
            .await
            .map_err(Failure::retry)?;
        Ok(())
    }
}
