//! Alarms.

use chrono::TimeDelta;

use super::super::{Alarm, TimerHandler, TimerRow};
use super::*;
use crate::db::schema::timer;

async fn set(db: &Db, row: &TimerRow) {
    diesel::sql_query("insert into timer select * from jsonb_populate_recordset(null::timer, $1)
        on conflict (owner_id, kind, reference) do update set fire_at = excluded.fire_at, attempts = 0, lease_until = null")
        .bind::<diesel::sql_types::Jsonb, _>(serde_json::to_value([row]).unwrap())
        .execute(&mut db.get().await.unwrap())
        .await
        .unwrap();
}

async fn alarms(db: &Db) -> Vec<TimerRow> {
    timer::table
        .select(TimerRow::as_select())
        .load(&mut db.get().await.unwrap())
        .await
        .unwrap()
}

/// Fires; as often as told it sets the alarm again, as a command that moves it would.
struct Snooze {
    db: Db,
    by: Option<TimeDelta>,
    fired: Arc<Mutex<Vec<Alarm>>>,
}

#[async_trait]
impl TimerHandler for Snooze {
    fn kind(&self) -> &'static str {
        "test.snooze"
    }

    async fn fire(&self, alarm: &Alarm) -> Result<(), Failure> {
        self.fired.lock().unwrap().push(alarm.clone());
        if let Some(by) = self.by {
            let again = TimerRow::new(alarm.owner_id, &*alarm.kind, &*alarm.reference, alarm.fire_at + by);
            set(&self.db, &again).await;
        }
        Ok(())
    }
}

#[tokio::test]
async fn an_alarm_goes_off_in_law_time_and_is_gone() {
    let bench = Bench::new().await;
    let db = &bench.db;
    let row = TimerRow::new(
        Uuid::now_v7(),
        "test.snooze",
        "task-1",
        bench.clock.now() + TimeDelta::days(5),
    );
    set(db, &row).await;
    let fired = Arc::default();
    let engine = bench.engine(EngineOptions::default()).on_timer(Snooze {
        db: db.clone(),
        by: None,
        fired: Arc::clone(&fired),
    });

    assert_eq!(engine.drain().await.unwrap(), 0);
    bench.clock.set_offset(TimeDelta::days(6));
    assert_eq!(engine.drain().await.unwrap(), 1);

    let expected = Alarm {
        owner_id: row.owner_id,
        kind: row.kind,
        reference: row.reference,
        fire_at: row.fire_at,
        attempt: 1,
    };
    assert_eq!(*fired.lock().unwrap(), [expected]);
    assert_eq!(alarms(db).await, []);
}

#[tokio::test]
async fn an_alarm_that_its_command_moved_stays() {
    let bench = Bench::new().await;
    let db = &bench.db;
    let row = TimerRow::new(Uuid::now_v7(), "test.snooze", "", bench.clock.now());
    set(db, &row).await;
    let engine = bench.engine(EngineOptions::default()).on_timer(Snooze {
        db: db.clone(),
        by: Some(TimeDelta::days(1)),
        fired: Arc::default(),
    });

    assert_eq!(engine.drain().await.unwrap(), 1);

    let moved = TimerRow::new(row.owner_id, row.kind, row.reference, row.fire_at + TimeDelta::days(1));
    assert_eq!(alarms(db).await, [moved]);
}
