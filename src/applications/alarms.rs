//! Alarms that ring: each is an ordinary command by nobody, and does nothing when it comes too late.

use async_trait::async_trait;

use super::desk::Desk;
use super::execute::execute_alarm;
use super::lifecycle::{AlarmKind, Command};
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
        AlarmKind::ALL.into_iter().map(bell).collect()
    }
}

#[async_trait]
impl TimerHandler for AlarmBell {
    fn kind(&self) -> &'static str {
        self.kind.as_str()
    }

    async fn fire(&self, alarm: &Alarm) -> Result<(), Failure> {
        let command = match self.kind {
            AlarmKind::DeemedAcceptance => Command::DeemAccepted,
            AlarmKind::SupplementLapse => Command::Lapse,
        };
        execute_alarm(&self.desk, alarm.owner_id, self.kind.as_str(), command)
            .await
            .map_err(Failure::retry)?;
        Ok(())
    }
}
