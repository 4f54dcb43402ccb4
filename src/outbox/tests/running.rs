//! The engine left to itself.

use std::time::Duration;

use tokio::sync::{mpsc, oneshot, watch};
use tokio::time::timeout;

use super::*;

/// Long enough for any machine; only a test that fails waits for it.
const PATIENCE: Duration = Duration::from_secs(60);

/// Says when it begins and when it is dropped, and ends when the gate opens.
struct Gated {
    begun: mpsc::UnboundedSender<Uuid>,
    dropped: mpsc::UnboundedSender<()>,
    gate: watch::Receiver<bool>,
}

struct TellsWhenDropped(mpsc::UnboundedSender<()>);

impl Drop for TellsWhenDropped {
    fn drop(&mut self) {
        self.0.send(()).ok();
    }
}

#[async_trait]
impl Handler for Gated {
    fn topic(&self) -> &'static str {
        TOPIC
    }

    async fn handle(&self, job: &Job) -> Result<(), Failure> {
        let _guard = TellsWhenDropped(self.dropped.clone());
        self.begun.send(job.id).map_err(Failure::retry)?;
        self.gate.clone().wait_for(|open| *open).await.map_err(Failure::retry)?;
        Ok(())
    }
}

/// An engine that runs, and the strings it hangs on.
struct Running {
    begun: mpsc::UnboundedReceiver<Uuid>,
    dropped: mpsc::UnboundedReceiver<()>,
    gate: watch::Sender<bool>,
    stop: oneshot::Sender<()>,
    ended: tokio::task::JoinHandle<()>,
}

impl Running {
    fn start(bench: &Bench, open: bool) -> Self {
        let (begun_tx, begun) = mpsc::unbounded_channel();
        let (dropped_tx, dropped) = mpsc::unbounded_channel();
        let (gate, gate_rx) = watch::channel(open);
        let (stop, stopped) = oneshot::channel();
        let engine = bench.patient_engine().on(Gated {
            begun: begun_tx,
            dropped: dropped_tx,
            gate: gate_rx,
        });
        let ended = tokio::spawn(async move { engine.run(async { stopped.await.unwrap_or(()) }).await });
        Self {
            begun,
            dropped,
            gate,
            stop,
            ended,
        }
    }

    /// Waits until it has looked once: what comes now is found only by being told.
    async fn has_looked(&mut self, bench: &Bench) {
        let first = bench.enqueue(TOPIC, 1).await.remove(0);
        assert_eq!(self.next().await, first.id);
    }

    async fn next(&mut self) -> Uuid {
        timeout(PATIENCE, self.begun.recv()).await.unwrap().unwrap()
    }
}

#[tokio::test]
async fn a_commit_wakes_the_engine_even_after_its_listener_was_cut_off() {
    let bench = Bench::new().await;
    let mut running = Running::start(&bench, true);
    let first = bench.enqueue(TOPIC, 1).await.remove(0);
    assert_eq!(running.next().await, first.id);

    let cut_off = bench
        .run_sql("select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and query ilike 'listen%'")
        .await;
    assert_eq!(cut_off, 1);
    let second = bench.enqueue(TOPIC, 1).await.remove(0);

    assert_eq!(running.next().await, second.id);
    running.stop.send(()).unwrap();
    running.ended.await.unwrap();
    assert_eq!(bench.rows().await, []);
}

#[tokio::test]
async fn a_bell_is_heard_by_the_other_instances() {
    let bench = Bench::new().await;
    let mut theirs = Running::start(&bench, true);
    theirs.has_looked(&bench).await;
    let bell = Bell::default();
    let ours = Engine::woken_by(
        bell.clone(),
        bench.db.clone(),
        bench.clock.clone(),
        EngineOptions::default(),
    );
    let (stop, stopped) = oneshot::channel();
    let ended = tokio::spawn(async move { ours.run(async { stopped.await.unwrap_or(()) }).await });

    let row = bench.insert_silently(TOPIC).await;
    bell.ring();

    assert_eq!(theirs.next().await, row.id);
    stop.send(()).unwrap();
    ended.await.unwrap();
    theirs.stop.send(()).unwrap();
    theirs.ended.await.unwrap();
}

#[tokio::test]
async fn shutting_down_finishes_what_is_held() {
    let bench = Bench::new().await;
    let mut running = Running::start(&bench, false);
    bench.enqueue(TOPIC, 1).await;
    running.next().await;

    running.stop.send(()).unwrap();
    assert!(!running.ended.is_finished());
    running.gate.send(true).unwrap();

    timeout(PATIENCE, running.ended).await.unwrap().unwrap();
    assert_eq!(bench.rows().await, []);
}

#[tokio::test]
async fn a_slow_job_keeps_its_lease() {
    let bench = Bench::new().await;
    let mut running = Running::start(&bench, false);
    let row = bench.enqueue(TOPIC, 1).await.remove(0);
    running.next().await;
    let claimed = bench.lease_of(&row).await;

    let renewed = timeout(PATIENCE, async {
        // Renewed at least three times: well past the lease it was claimed for.
        while bench.lease_of(&row).await < claimed.map(|at| at + chrono::TimeDelta::milliseconds(900)) {
            tokio::task::yield_now().await;
        }
    });
    renewed.await.unwrap();

    let other = bench.engine(EngineOptions::default()).on(Recorder::answering(Ok(())));
    assert_eq!(other.drain().await.unwrap(), 0);
    running.gate.send(true).unwrap();
    running.stop.send(()).unwrap();
    running.ended.await.unwrap();
}

#[tokio::test]
async fn a_worker_that_lost_its_lease_lets_go() {
    let bench = Bench::new().await;
    let mut running = Running::start(&bench, false);
    bench.enqueue(TOPIC, 1).await;
    running.next().await;

    bench
        .run_sql("update outbox set attempts = attempts + 1, lease_until = now() + interval '1 hour'")
        .await;

    timeout(PATIENCE, running.dropped.recv()).await.unwrap().unwrap();
    running.stop.send(()).unwrap();
    timeout(PATIENCE, running.ended).await.unwrap().unwrap();
    assert_eq!(bench.rows().await.len(), 1);
}
