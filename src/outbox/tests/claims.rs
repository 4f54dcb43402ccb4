//! Who gets what.

use std::time::Duration;

use super::super::queue::OUTBOX;
use super::super::store;
use super::*;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn engines_that_share_a_database_run_every_job_once() {
    let bench = Bench::new().await;
    bench.enqueue(TOPIC, 300).await;
    let recorder = Recorder::answering(Ok(()));
    let [one, two, three] = [(); 3].map(|()| bench.engine(EngineOptions::default()).on(recorder.clone()));

    let (a, b, c) = tokio::join!(one.drain(), two.drain(), three.drain());

    assert_eq!(a.unwrap() + b.unwrap() + c.unwrap(), 300);
    assert_eq!(recorder.attempts(), vec![vec![1]; 300]);
    assert_eq!(bench.rows().await, []);
}

#[tokio::test]
async fn of_two_claims_only_one_wins_a_row() {
    let bench = Bench::new().await;
    bench.enqueue(TOPIC, 5).await;
    let (topics, now, lease) = ([TOPIC.to_owned()], bench.clock.now(), Duration::from_secs(60));
    let mut conn = bench.db.get().await.unwrap();

    let first = store::claim(&mut conn, &OUTBOX, &topics, now, lease, 3).await.unwrap();
    let second = store::claim(&mut conn, &OUTBOX, &topics, now, lease, 10).await.unwrap();

    assert_eq!((first.len(), second.len()), (3, 2));
    assert!(first.iter().all(|row| !second.contains(row)));
}

#[tokio::test]
async fn a_dead_workers_job_is_taken_over_when_its_lease_has_run_out() {
    let bench = Bench::new().await;
    bench.enqueue(TOPIC, 1).await;
    let (topics, now) = ([TOPIC.to_owned()], bench.clock.now());
    let dead = store::claim(
        &mut bench.db.get().await.unwrap(),
        &OUTBOX,
        &topics,
        now,
        Duration::from_secs(3600),
        1,
    )
    .await
    .unwrap();
    let recorder = Recorder::answering(Ok(()));
    let engine = bench.engine(EngineOptions::default()).on(recorder.clone());
    assert_eq!(engine.drain().await.unwrap(), 0);

    bench
        .run_sql("update outbox set lease_until = now() - interval '1 second'")
        .await;

    assert_eq!(engine.drain().await.unwrap(), 1);
    assert_eq!(recorder.attempts(), [[2]]);
    assert_eq!(dead[0].attempt, 1);
}

#[tokio::test]
async fn a_worker_that_lost_its_row_cannot_settle_it() {
    let bench = Bench::new().await;
    bench.enqueue(TOPIC, 1).await;
    let (topics, now, lease) = ([TOPIC.to_owned()], bench.clock.now(), Duration::from_secs(60));
    let mut conn = bench.db.get().await.unwrap();
    let slow = store::claim(&mut conn, &OUTBOX, &topics, now, lease, 1).await.unwrap();
    bench
        .run_sql("update outbox set lease_until = now() - interval '1 second'")
        .await;
    let quick = store::claim(&mut conn, &OUTBOX, &topics, now, lease, 1).await.unwrap();

    for settlement in [
        store::Settlement::Done,
        store::Settlement::Kept(60.0),
        store::Settlement::Postponed(now, "slow".into()),
        store::Settlement::Dead(now, "slow".into()),
    ] {
        assert!(!store::settle(&mut conn, &OUTBOX, &slow[0], &settlement).await.unwrap());
    }
    assert!(
        store::settle(&mut conn, &OUTBOX, &quick[0], &store::Settlement::Done)
            .await
            .unwrap()
    );
}

#[tokio::test]
async fn a_topic_nobody_here_serves_is_left_alone() {
    let bench = Bench::new().await;
    let rows = bench.enqueue("test.other", 2).await;
    let engine = bench.engine(EngineOptions::default()).on(Recorder::answering(Ok(())));

    assert_eq!(engine.drain().await.unwrap(), 0);

    assert_eq!(bench.rows().await, rows);
}

#[tokio::test]
async fn enqueueing_again_changes_nothing() {
    let bench = Bench::new().await;
    let rows = bench.enqueue(TOPIC, 2).await;

    enqueue(&mut bench.db.get().await.unwrap(), &rows).await.unwrap();

    assert_eq!(bench.rows().await, rows);
}

#[tokio::test]
async fn rows_populate_the_table_as_the_one_write_sends_them() {
    let bench = Bench::new().await;
    let row = OutboxRow::new(
        Uuid::now_v7(),
        Uuid::now_v7(),
        TOPIC,
        json!({"id": 1}),
        bench.clock.now(),
    )
    .not_before(bench.clock.now() + chrono::TimeDelta::hours(1));

    diesel::sql_query("insert into outbox select * from jsonb_populate_recordset(null::outbox, $1)")
        .bind::<diesel::sql_types::Jsonb, _>(serde_json::to_value([&row]).unwrap())
        .execute(&mut bench.db.get().await.unwrap())
        .await
        .unwrap();

    assert_eq!(bench.rows().await, [row]);
}
