//! A thread that starts PostgreSQL again, on the same port, whenever it ends without having been asked to.

use std::process::Child;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use super::cluster::{Cluster, shut_down};

/// How often the process is looked at.
const LOOK: Duration = Duration::from_millis(100);
/// The longest pause between attempts to start it again.
const LONGEST_PAUSE: Duration = Duration::from_secs(5);
/// A process that lived this long was well: the next pause is short again.
const WELL_AFTER: Duration = Duration::from_secs(10);

/// Keeps one PostgreSQL running until told to stop.
#[derive(Debug)]
pub(super) struct Supervisor {
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

#[derive(Debug)]
struct Shared {
    state: Mutex<State>,
    woken: Condvar,
}

#[derive(Debug)]
struct State {
    /// `None` between a failed attempt and the next, and after the end.
    child: Option<Child>,
    stopping: bool,
}

impl Supervisor {
    pub(super) fn watch(cluster: Cluster, child: Child, port: u16) -> Self {
        let shared = Arc::new(Shared {
            state: Mutex::new(State {
                child: Some(child),
                stopping: false,
            }),
            woken: Condvar::new(),
        });
        let watched = Arc::clone(&shared);
        let thread = thread::spawn(move || watched.run(&cluster, port));
        Self {
            shared,
            thread: Some(thread),
        }
    }

    /// Ends PostgreSQL in order. Doing it twice is harmless.
    pub(super) fn stop(&mut self) {
        let child = {
            let mut state = self.shared.lock();
            state.stopping = true;
            state.child.take()
        };
        self.shared.woken.notify_all();
        if let Some(mut child) = child {
            shut_down(&mut child);
        }
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }

    /// The process id of the moment.
    #[cfg(test)]
    pub(super) fn pid(&self) -> Option<u32> {
        self.shared.lock().child.as_ref().map(Child::id)
    }
}

impl Shared {
    fn run(&self, cluster: &Cluster, port: u16) {
        let mut pause = LOOK;
        let mut started = Instant::now();
        let mut state = self.lock();
        while !state.stopping {
            let ended = match state.child.as_mut().map(Child::try_wait) {
                Some(Ok(None)) => None,
                Some(Ok(Some(status))) => Some(status.to_string()),
                Some(Err(error)) => Some(error.to_string()),
                None => Some("it could not be started".to_owned()),
            };
            if let Some(how) = ended {
                pause = if started.elapsed() > WELL_AFTER {
                    LOOK
                } else {
                    (pause * 2).min(LONGEST_PAUSE)
                };
                tracing::error!(how, log = %cluster.layout.log.display(), "PostgreSQL ended; starting it again");
                started = Instant::now();
                state.child = cluster
                    .spawn(port)
                    .inspect_err(|error| tracing::error!(%error, "PostgreSQL cannot be started"))
                    .ok();
            } else if started.elapsed() > WELL_AFTER {
                pause = LOOK;
            }
            state = self
                .woken
                .wait_timeout(state, pause)
                .unwrap_or_else(PoisonError::into_inner)
                .0;
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
