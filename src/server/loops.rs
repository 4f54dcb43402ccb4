//! What happens without a request: the queues are worked off on every instance; in development its clock is followed.

use std::time::Duration;

use tokio::sync::watch;
use tokio::task::JoinSet;

use super::{Mode, Parts};
use crate::db::housekeeping;
use crate::{dev, documents};

/// How often it is asked whether another instance has loaded a year of the calendar.
const CALENDAR_POLL: Duration = Duration::from_secs(3);
/// How often it is asked whether another instance has published.
const CATALOGUE_POLL: Duration = Duration::from_secs(3);

/// The loops that run.
pub(super) struct Loops {
    stop: watch::Sender<bool>,
    running: JoinSet<()>,
}

impl Loops {
    /// Starts them all; the one that follows the clock in development mode only.
    pub(super) fn start(parts: &Parts, mode: Mode) -> Self {
        let (stop, told) = watch::channel(false);
        let mut running = JoinSet::new();
        if !parts.sends_mail {
            tracing::warn!("no mail server is configured (mail.host): no mail is sent");
        }
        if !parts.sends_texts {
            tracing::info!(
                "no SMS gateway is configured (sms.url): who left a phone only is told in the inbox and at the window"
            );
        }
        let engine = parts.engine.clone();
        let until = stopped(told.clone());
        running.spawn(async move { engine.run(until).await });
        if mode == Mode::Development {
            running.spawn(dev::clock::keep_following(
                parts.db.clone(),
                parts.clock.clone(),
                told.clone(),
            ));
        }
        running.spawn(documents::keep_sweeping(
            parts.db.clone(),
            parts.documents.clone(),
            parts.clock.clone(),
            told.clone(),
        ));
        running.spawn(housekeeping::keep_clearing(parts.db.clone(), told.clone()));
        let calendars = parts.calendars.clone();
        let until = stopped(told.clone());
        running.spawn(async move {
            tokio::select! {
                () = calendars.keep_fresh(CALENDAR_POLL) => {}
                () = until => {}
            }
        });
        let catalogue = parts.catalogue.clone();
        running.spawn(async move {
            tokio::select! {
                () = catalogue.keep_fresh(CATALOGUE_POLL) => {}
                () = stopped(told) => {}
            }
        });
        Self { stop, running }
    }

    /// Tells them to stop and waits until they have finished what they hold.
    pub(super) async fn stop(mut self) {
        let _ = self.stop.send(true);
        while let Some(ended) = self.running.join_next().await {
            if let Err(error) = ended {
                tracing::error!(%error, "a background loop failed");
            }
        }
    }
}

async fn stopped(mut told: watch::Receiver<bool>) {
    let _ = told.wait_for(|stop| *stop).await;
}
