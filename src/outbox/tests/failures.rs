//! What fails, and what becomes of it.

use chrono::TimeDelta;
use futures_util::FutureExt;

use super::*;

#[tokio::test]
async fn a_failure_waits_in_law_time_and_is_tried_again() {
    let bench = Bench::new().await;
    bench.enqueue(TOPIC, 1).await;
    let recorder = Recorder::answering(Err(Failure::retry("out of paper")));
    let engine = bench.engine(EngineOptions::default()).on(recorder.clone());

    assert_eq!(engine.drain().await.unwrap(), 1);
    let row = bench.rows().await.remove(0);
    assert_eq!((row.attempts, row.last_error.as_deref()), (1, Some("out of paper")));
    assert_eq!((row.lease_until, row.dead_at), (None, None));
    let wait = row.available_at - bench.clock.now();
    assert!(wait > TimeDelta::zero() && wait <= TimeDelta::seconds(5), "{wait}");

    assert_eq!(engine.drain().await.unwrap(), 0);
    bench.clock.set_offset(TimeDelta::seconds(6));
    assert_eq!(engine.drain().await.unwrap(), 1);
    assert_eq!(recorder.attempts(), [[1, 2]]);
}

#[tokio::test]
async fn what_fails_too_often_becomes_a_dead_letter() {
    let bench = Bench::new().await;
    bench.enqueue(TOPIC, 1).await;
    let recorder = Recorder::answering(Err(Failure::retry("still out of paper")));
    let engine = bench
        .engine(EngineOptions {
            max_attempts: 3,
            ..EngineOptions::default()
        })
        .on(recorder.clone());

    for day in 0..10 {
        bench.clock.set_offset(TimeDelta::days(day));
        engine.drain().await.unwrap();
    }

    assert_eq!(recorder.attempts(), [[1, 2, 3]]);
    let row = bench.rows().await.remove(0);
    assert!(row.dead_at.is_some());
    assert_eq!(row.last_error.as_deref(), Some("still out of paper"));
}

#[tokio::test]
async fn what_is_hopeless_becomes_a_dead_letter_at_once() {
    let bench = Bench::new().await;
    bench.enqueue(TOPIC, 1).await;
    let recorder = Recorder::answering(Err(Failure::dead("no such address")));
    let engine = bench.engine(EngineOptions::default()).on(recorder.clone());

    engine.drain().await.unwrap();
    bench.clock.set_offset(TimeDelta::days(1));

    assert_eq!(engine.drain().await.unwrap(), 0);
    assert!(bench.rows().await[0].dead_at.is_some());
    assert_eq!(recorder.attempts(), [[1]]);
}

struct Clumsy;

#[async_trait]
impl Handler for Clumsy {
    fn topic(&self) -> &'static str {
        TOPIC
    }

    async fn handle(&self, _job: &Job) -> Result<(), Failure> {
        panic!("dropped it")
    }
}

#[tokio::test]
async fn a_panic_is_raised_by_drain_and_counts_as_a_failure() {
    let bench = Bench::new().await;
    bench.enqueue(TOPIC, 1).await;
    let engine = bench.engine(EngineOptions::default()).on(Clumsy);

    let panic = std::panic::AssertUnwindSafe(engine.drain())
        .catch_unwind()
        .await
        .unwrap_err();

    assert_eq!(panic.downcast_ref(), Some(&"dropped it"));
    let row = bench.rows().await.remove(0);
    assert_eq!(row.last_error.as_deref(), Some("the handler panicked"));
    assert!(row.available_at > bench.clock.now());
}

#[tokio::test]
async fn a_payload_that_does_not_fit_is_hopeless() {
    let bench = Bench::new().await;
    let row = bench.enqueue(TOPIC, 1).await.remove(0);
    let job = Job {
        owner_id: row.owner_id,
        id: row.id,
        topic: row.topic,
        payload: row.payload,
        created_at: row.created_at,
        attempt: 1,
    };

    assert_eq!(job.payload::<HashMap<String, i32>>().unwrap()["n"], 0);
    assert!(matches!(job.payload::<Vec<i32>>(), Err(Failure::Dead(_))));
}
