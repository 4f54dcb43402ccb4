//! The chain of legs by which open due dates follow: what it keeps, and what it does when legs run twice, late or for nothing.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use super::{day, set};
use crate::calendar::load::{Loader, NewYear, load};
use crate::calendar::reprojection::{CHECK_AFTER, Leg, Page, Progress, TOPIC, progress};
use crate::calendar::{Calendars, Divisions, WorkingDays, YearArrangement};
use crate::db::schema::outbox;
use crate::db::testing::TestDatabase;
use crate::db::{Connection, Db};

struct Bench {
    db: Db,
    conn: Connection,
    // Keeps its PostgreSQL alive.
    _database: TestDatabase,
}

impl Bench {
    async fn new() -> Self {
        let (database, db) = TestDatabase::migrated().await;
        let conn = db.get().await.unwrap();
        Self {
            db,
            conn,
            _database: database,
        }
    }

    async fn notice(&mut self, years: &[i32]) {
        let new = |year: &i32| {
            let arrangement = YearArrangement {
                off: set(&[&format!("{year}-01-01"), &format!("{year}-01-04")]),
                work: set(&[]),
            };
            (
                *year,
                NewYear {
                    arrangement,
                    source: None,
                },
            )
        };
        let years: BTreeMap<i32, NewYear> = years.iter().map(new).collect();
        load(&mut self.conn, &years, &Loader::default(), noon()).await.unwrap();
    }

    /// Takes the legs that wait out of the queue, each with when it may run.
    async fn legs(&mut self) -> Vec<(Leg, DateTime<Utc>)> {
        let rows: Vec<(serde_json::Value, DateTime<Utc>)> = outbox::table
            .filter(outbox::topic.eq(TOPIC))
            .order(outbox::available_at)
            .select((outbox::payload, outbox::available_at))
            .load(&mut self.conn)
            .await
            .unwrap();
        diesel::delete(outbox::table).execute(&mut self.conn).await.unwrap();
        let leg = |payload| serde_json::from_value(payload).unwrap();
        rows.into_iter().map(|(payload, at)| (leg(payload), at)).collect()
    }

    /// Takes the one leg that waits.
    async fn leg(&mut self) -> Leg {
        let [(leg, _)] = self.legs().await[..] else {
            panic!("not one leg")
        };
        leg
    }

    async fn done(&mut self, leg: Leg, done: i64, changed: i64, last: Option<u128>) {
        let last = last.map(Uuid::from_u128);
        let page = Page { done, changed, last };
        leg.done(&mut self.conn, page, &[], noon()).await.unwrap();
    }

    async fn progress(&mut self, year: i32) -> Progress {
        progress(&mut self.conn, year).await.unwrap().unwrap()
    }

    /// What was counted of a year: total, done, changed, and whether it is over.
    async fn counted(&mut self, year: i32) -> (Option<i64>, i64, i64, bool) {
        let progress = self.progress(year).await;
        (
            progress.total,
            progress.done,
            progress.changed,
            progress.finished_at.is_some(),
        )
    }
}

fn noon() -> DateTime<Utc> {
    "2026-11-20T04:00:00Z".parse().unwrap()
}

#[tokio::test]
async fn a_chain_counts_its_legs_and_ends_with_a_check() {
    let mut bench = Bench::new().await;
    assert_eq!(progress(&mut bench.conn, 2027).await.unwrap(), None);
    bench.notice(&[2027]).await;
    let first = bench.leg().await;
    assert_eq!((first.generation, first.after, first.since), (1, None, None));
    first.count(&mut bench.conn, 150).await.unwrap();
    bench.done(first, 100, 7, Some(100)).await;
    assert_eq!(bench.counted(2027).await, (Some(150), 100, 7, false));

    let second = bench.leg().await;
    assert_eq!(second.after, Some(Uuid::from_u128(100)));
    bench.done(second, 49, 1, None).await;
    assert_eq!(
        bench.counted(2027).await,
        (Some(149), 149, 8, true),
        "one was closed on the way"
    );

    let [(check, at)] = bench.legs().await[..] else {
        panic!("no check")
    };
    assert_eq!(at, noon() + CHECK_AFTER);
    assert!(check.after.is_none() && check.since.is_some_and(|since| since < noon()));
    bench.done(check, 100, 2, Some(500)).await;
    let further = bench.leg().await;
    assert_eq!(
        (further.after, further.since),
        (Some(Uuid::from_u128(500)), check.since)
    );
    bench.done(further, 3, 0, None).await;
    assert_eq!(bench.counted(2027).await, (Some(149), 149, 10, true));
    assert!(bench.legs().await.is_empty(), "that was all");
}

#[tokio::test]
async fn a_leg_that_runs_twice_counts_once_and_has_one_successor() {
    let mut bench = Bench::new().await;
    bench.notice(&[2027]).await;
    let first = bench.leg().await;
    bench.done(first, 100, 7, Some(100)).await;
    bench.done(first, 100, 0, Some(100)).await;
    assert_eq!(bench.counted(2027).await, (None, 100, 7, false));
    let second = bench.leg().await;
    bench.done(second, 0, 0, None).await;
    bench.done(second, 0, 0, None).await;
    assert_eq!(bench.legs().await.len(), 1);
}

#[tokio::test]
async fn loading_a_year_again_ends_its_chain_and_begins_anew() {
    let mut bench = Bench::new().await;
    bench.notice(&[2027]).await;
    let old = bench.leg().await;
    bench.done(old, 100, 7, Some(100)).await;
    let late = bench.leg().await;
    bench.notice(&[2027]).await;
    assert_eq!(bench.counted(2027).await, (None, 0, 0, false));
    assert_eq!(late.begun(&mut bench.conn).await.unwrap(), None);
    bench.done(late, 100, 7, Some(200)).await;
    assert_eq!(
        bench.counted(2027).await,
        (None, 0, 0, false),
        "what is late counts for nothing"
    );
    assert_eq!(bench.leg().await.generation, 2);
}

#[tokio::test]
async fn years_loaded_together_share_a_chain_until_one_is_loaded_again() {
    let mut bench = Bench::new().await;
    bench.notice(&[2027, 2028]).await;
    let shared = bench.leg().await;
    bench.done(shared, 100, 7, Some(100)).await;
    let next = bench.leg().await;
    bench.notice(&[2027]).await;
    let own = bench.leg().await;
    bench.done(next, 20, 0, None).await;
    assert_eq!(bench.counted(2028).await, (Some(120), 120, 7, true));
    assert_eq!(bench.counted(2027).await, (None, 0, 0, false));
    bench.done(own, 120, 0, None).await;
    assert_eq!(bench.counted(2027).await, (Some(120), 120, 0, true));
}

#[tokio::test]
async fn every_instance_takes_up_what_one_has_loaded() {
    let mut bench = Bench::new().await;
    let (here, there) = (calendars(&bench.db).await, calendars(&bench.db).await);
    assert_eq!(
        (here.generation(), here.refresh_if_changed().await.unwrap()),
        (0, false)
    );
    let held = here.national();
    bench.notice(&[2027]).await;
    assert!(here.refresh_if_changed().await.unwrap() && !here.refresh_if_changed().await.unwrap());
    let due = |calendar: crate::calendar::Calendar| calendar.add(day("2026-12-31"), WorkingDays(1));
    assert_eq!(
        (due(here.national()).date, due(here.national()).provisional),
        (day("2027-01-05"), false)
    );
    assert!(due(held).provisional, "what is held stays as it is");
    assert!(due(there.national()).provisional, "not asked yet");
    assert!(there.refresh_if_changed().await.unwrap());
    assert_eq!(due(there.national()), due(here.national()));
    let later = calendars(&bench.db).await;
    assert_eq!((later.generation(), due(later.national())), (1, due(here.national())));
}

async fn calendars(db: &Db) -> Calendars {
    Calendars::load(db.clone(), Divisions::default()).await.unwrap()
}
