//! The event log is the truth about what happened; everything else follows from it.

use serde_json::{Value, json};
use yiwang::applications::lifecycle::{Case, Event};
use yiwang::applications::store::{hash, rows::EventRow};

use crate::support::{FOOD_LICENCE, TestApp};

#[tokio::test]
async fn the_state_is_what_its_events_fold_to_and_every_event_hashes_to_its_hash() {
    let app = TestApp::start().await;
    let case = app.filed(FOOD_LICENCE).await;
    case.accept().await;
    case.pass_reviews().await;
    case.approve().await;
    case.issue().await;
    let code = case.read().await["pickup_code"].clone();
    case.deliver(json!({"mode": "window", "pickup_code": code}))
        .await
        .expect(200);

    let query = format!(
        "select to_jsonb(e) from event e where e.owner_id = '{}' order by e.seq",
        case.id
    );
    let mut folded = Case::new();
    let mut events = 0;
    for line in app.database().lines(&query).await {
        let row: EventRow = serde_json::from_str(&line).unwrap();
        assert_eq!(row.hash, hash(&row), "event {} was tampered with", row.seq);
        let event: Event = serde_json::from_str(&row.payload).unwrap();
        folded = folded.apply(&event, row.at);
        events += 1;
    }
    assert!(events > 15, "the events were read: {events}");
    let kept = format!("select state from application where id = '{}'", case.id);
    let kept: Value = serde_json::from_str(&app.database().lines(&kept).await[0]).unwrap();
    assert_eq!(kept, serde_json::to_value(folded).unwrap());
}
