//! What another system tells late, or of times that cannot be.

use serde_json::{Value, json};

use super::external::{elsewhere, import, matter, record, told};
use super::small::FIRST;
use crate::support::TestApp;

fn approved(more: &Value) -> Value {
    let mut told = json!({"outcome": "approved", "result": {"customs_number": "H-2026-9"}});
    for (field, value) in more.as_object().unwrap() {
        told[field] = value.clone();
    }
    told
}

/// Accepted on the 23rd of November, promised by the 7th of December, decided on the 20th.
#[tokio::test]
async fn a_late_decision_has_its_card_whether_it_is_told_in_one_record_or_in_two() {
    let app = TestApp::with_bundle(elsewhere()).await;
    let (at_once, in_two) = (matter(&app).await, matter(&app).await);
    let accepted = json!({"accepted_at": "2026-11-23T02:00:00Z"});
    let two = record(&in_two, accepted.clone());
    import(&app, "", json!([two])).await.expect(200);
    app.at("2027-01-11T02:00:00Z").await;
    let mut decided = accepted;
    decided["decided_at"] = json!("2026-12-20T02:00:00Z");
    for matter in [&at_once, &in_two] {
        let all = record(matter, approved(&decided));
        let report = import(&app, "", json!([all])).await.expect(200);
        assert_eq!(told(&report), (1, 0, vec![]));
        let first = matter.read(FIRST).await;
        assert_eq!(
            (&first["status"], &first["decided_at"]),
            (&json!("completed"), &json!("2026-12-20T02:00:00Z")),
            "decided when it was, not when it was told"
        );
    }
    let cards = async |id: String| {
        let query = format!("select payload from event where owner_id = '{id}' and kind = 'card_issued'");
        app.database().lines(&query).await
    };
    let one = cards(at_once.member(FIRST)).await;
    assert!(one.len() == 1 && one[0].contains("yellow"), "{one:?}");
}

#[tokio::test]
async fn a_decision_is_not_lost_while_a_special_procedure_goes_on_here() {
    let app = TestApp::with_bundle(elsewhere()).await;
    let matter = matter(&app).await;
    let accepted = record(&matter, json!({"accepted_at": "2026-11-23T02:00:00Z"}));
    import(&app, "", json!([accepted])).await.expect(200);
    let hearing = json!({"kind": "hearing", "reasons": "申请人要求听证", "until": "2026-12-15"});
    matter
        .on(&matter.member(FIRST), "window", "suspensions", hearing)
        .await
        .expect(200);
    assert_eq!(matter.statuses([FIRST]).await, ["suspended"]);
    let step = json!({"events": [{"at": "2026-11-23T03:00:00Z", "activity": "听证"}]});
    let report = import(&app, "", json!([record(&matter, step)])).await.expect(200);
    assert_eq!(told(&report), (1, 0, vec![]));
    let decided = approved(&json!({"decided_at": "2026-11-24T01:00:00Z"}));
    let report = import(&app, "", json!([record(&matter, decided)])).await.expect(200);
    assert_eq!(told(&report), (1, 0, vec![]));
    assert_eq!(matter.statuses([FIRST]).await, ["completed"]);
}

/// Filed on Friday, the 20th of November.
#[tokio::test]
async fn nothing_is_accepted_or_decided_before_it_was_filed_nor_at_the_end_of_time() {
    let app = TestApp::with_bundle(elsewhere()).await;
    let matter = matter(&app).await;
    let fault = async |more: Value| {
        let report = import(&app, "?partial=true", json!([record(&matter, more)])).await;
        let report = report.expect(200);
        let rejected = told(&report).2;
        assert_eq!(rejected.len(), 1, "{report}");
        format!("{} {}", rejected[0].1, rejected[0].2)
    };
    let faults = [
        (
            json!({"accepted_at": "2026-11-19T02:00:00Z"}),
            "/accepted_at out-of-order",
        ),
        (
            approved(&json!({"decided_at": "2026-11-19T15:59:59Z"})),
            "/decided_at out-of-order",
        ),
        (
            json!({"accepted_at": "-262143-01-01T00:00:00Z"}),
            "/accepted_at out-of-order",
        ),
        (
            json!({"accepted_at": "9999-12-31T23:59:59Z"}),
            "/accepted_at in-the-future",
        ),
        (
            json!({"accepted_at": "+262142-12-31T23:59:59Z"}),
            "/accepted_at in-the-future",
        ),
    ];
    for (more, expected) in faults {
        assert_eq!(fault(more.clone()).await, expected, "{more}");
    }
    // A system that knows days only.
    let on_the_day = record(
        &matter,
        approved(&json!({"accepted_at": "2026-11-19T16:00:00Z", "decided_at": "2026-11-19T16:00:00Z"})),
    );
    let report = import(&app, "", json!([on_the_day])).await.expect(200);
    assert_eq!(told(&report), (1, 0, vec![]));
    let first = matter.read(FIRST).await;
    assert_eq!(first["decided_at"], first["submitted_at"], "no sooner than filed");
}
