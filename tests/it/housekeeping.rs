//! Rows that have served are cleared away, and nothing else.

use serde_json::json;
use yiwang::clock::machine_now;
use yiwang::db::housekeeping;

use crate::support::{FOOD_LICENCE, TestApp};

#[tokio::test]
async fn answers_are_repeated_for_a_week_and_then_cleared() {
    let app = TestApp::start().await;
    let case = app.filed(FOOD_LICENCE).await;
    let mut conn = app.parts.db.get().await.unwrap();
    assert_eq!(
        housekeeping::clear(&mut conn, machine_now()).await.unwrap(),
        0,
        "nothing is old yet"
    );
    let later = machine_now() + chrono::TimeDelta::days(housekeeping::ANSWERS_KEPT_DAYS + 1);
    let cleared = housekeeping::clear(&mut conn, later).await.unwrap();
    assert!(cleared > 0);
    assert!(app.database().lines("select key from idempotency").await.is_empty());
    assert_eq!(
        case.read().await["status"],
        json!("submitted"),
        "what was answered stays"
    );
    assert!(
        !app.database()
            .lines("select session_id::text from refresh_token")
            .await
            .is_empty()
    );
}
