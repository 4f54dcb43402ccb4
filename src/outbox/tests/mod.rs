//! The engine against a real PostgreSQL.

mod claims;
mod failures;
mod running;
mod timers;

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use serde_json::json;
use uuid::Uuid;

use super::{Bell, Engine, EngineOptions, Failure, Handler, Job, OutboxRow, enqueue};
use crate::clock::Clock;
use crate::db::Db;
use crate::db::schema::outbox;
use crate::db::testing::TestDatabase;

const TOPIC: &str = "test.topic";

/// A database, a clock, and engines on both.
struct Bench {
    db: Db,
    clock: Clock,
    // Keeps its PostgreSQL alive.
    _database: TestDatabase,
}

impl Bench {
    async fn new() -> Self {
        let (database, db) = TestDatabase::migrated().await;
        Self {
            db,
            clock: Clock::default(),
            _database: database,
        }
    }

    fn engine(&self, options: EngineOptions) -> Engine {
        Engine::new(self.db.clone(), self.clock.clone(), options)
    }

    /// An engine that wakes up when told, not by polling.
    fn patient_engine(&self) -> Engine {
        self.engine(EngineOptions {
            poll_milliseconds: 3_600_000,
            lease_seconds: 1,
            ..EngineOptions::default()
        })
    }

    async fn enqueue(&self, topic: &str, count: usize) -> Vec<OutboxRow> {
        let now = self.clock.now();
        let rows: Vec<_> = (0..count)
            .map(|n| OutboxRow::new(Uuid::now_v7(), Uuid::now_v7(), topic, json!({ "n": n }), now))
            .collect();
        enqueue(&mut self.db.get().await.unwrap(), &rows).await.unwrap();
        rows
    }

    /// Adds a row as a command does, which tells nobody.
    async fn insert_silently(&self, topic: &str) -> OutboxRow {
        let row = OutboxRow::new(Uuid::now_v7(), Uuid::now_v7(), topic, json!({}), self.clock.now());
        let mut conn = self.db.get().await.unwrap();
        diesel::insert_into(outbox::table)
            .values(&row)
            .execute(&mut conn)
            .await
            .unwrap();
        row
    }

    async fn rows(&self) -> Vec<OutboxRow> {
        outbox::table
            .order(outbox::id)
            .select(OutboxRow::as_select())
            .load(&mut self.db.get().await.unwrap())
            .await
            .unwrap()
    }

    async fn lease_of(&self, row: &OutboxRow) -> Option<DateTime<Utc>> {
        outbox::table
            .filter(outbox::id.eq(row.id))
            .select(outbox::lease_until)
            .first(&mut self.db.get().await.unwrap())
            .await
            .unwrap()
    }

    /// Returns how many rows it touched or found.
    async fn run_sql(&self, sql: &str) -> usize {
        diesel::sql_query(sql)
            .execute(&mut self.db.get().await.unwrap())
            .await
            .unwrap()
    }
}

/// Remembers what it was given, and answers as told.
#[derive(Clone)]
struct Recorder {
    runs: Arc<Mutex<HashMap<Uuid, Vec<i32>>>>,
    answer: Result<(), Failure>,
}

impl Recorder {
    fn answering(answer: Result<(), Failure>) -> Self {
        Self {
            runs: Arc::default(),
            answer,
        }
    }

    /// The attempts seen of each job.
    fn attempts(&self) -> Vec<Vec<i32>> {
        self.runs.lock().unwrap().values().cloned().collect()
    }
}

#[async_trait]
impl Handler for Recorder {
    fn topic(&self) -> &'static str {
        TOPIC
    }

    async fn handle(&self, job: &Job) -> Result<(), Failure> {
        // Lets other workers in between.
        tokio::task::yield_now().await;
        self.runs.lock().unwrap().entry(job.id).or_default().push(job.attempt);
        self.answer.clone()
    }
}
