//! Members that another system handles: what it has done is imported, and the others go on.

use serde_json::{Value, json};

use super::small::{APART, FIRST, Matter, NEXT, documents};
use crate::support::{Answer, TestApp};

/// The small bundle, with the first member handled elsewhere; its decision states a number that the next takes over.
pub fn elsewhere() -> Value {
    let mut all = documents();
    all[0]["result"] = json!({"kind": "none", "schema": {"type": "object", "required": ["customs_number"],
        "additionalProperties": false, "properties": {"customs_number": {"type": "string", "title": "海关编号", "x-sensitive": true}}}});
    all[3]["members"][0]["handled_by"] = json!("external");
    all[3]["members"][1]["result_map"] = json!({format!("/{FIRST}/data/customs_number"): "/registered_as"});
    all
}

/// An administrator imports records; what follows is done.
pub async fn import(app: &TestApp, query: &str, records: Value) -> Answer {
    let call = app.as_("admin").post(&format!("/applications/imports{query}")).key();
    let answer = call.json(records).send().await;
    app.settle().await;
    answer
}

fn number(matter: &Matter<'_>, item: &str) -> Value {
    let members = matter.receipt["members"].as_array().unwrap();
    members.iter().find(|member| member["item"] == item).unwrap()["number"].clone()
}

/// A record of the first member.
pub fn record(matter: &Matter<'_>, more: Value) -> Value {
    let mut record = json!({"number": number(matter, FIRST), "item": FIRST});
    for (field, value) in more.as_object().unwrap() {
        record[field] = value.clone();
    }
    record
}

/// What a report tells: how many are updated and unchanged, and what is rejected.
pub fn told(report: &Value) -> (u64, u64, Vec<(u64, &str, &str)>) {
    let rejected = report["rejected"].as_array().unwrap().iter();
    let word = |row: &'_ Value, name: &str| row[name].as_u64().unwrap();
    (
        word(report, "updated"),
        word(report, "unchanged"),
        rejected
            .map(|row| {
                let text = |name: &str| row[name].as_str().unwrap();
                (word(row, "line"), text("pointer"), text("code"))
            })
            .collect(),
    )
}

/// On Friday, looked through by the window.
pub async fn matter(app: &TestApp) -> Matter<'_> {
    app.at("2026-11-20T02:00:00Z").await;
    let matter = app.file_small(|_| {}).await;
    matter.accept().await;
    app.at("2026-11-24T02:00:00Z").await;
    matter
}

#[tokio::test]
async fn what_another_system_has_done_moves_the_matter_on() {
    let app = TestApp::with_bundle(elsewhere()).await;
    let matter = matter(&app).await;
    assert_eq!(
        matter.statuses([FIRST, NEXT, APART]).await,
        ["submitted", "submitted", "submitted"],
        "nobody here works on it"
    );
    let accepted = record(&matter, json!({"accepted_at": "2026-11-23T02:00:00Z"}));
    let once = async |record: &Value| import(&app, "", json!([record])).await.expect(200);
    assert_eq!(told(&once(&accepted).await), (1, 0, vec![]));
    assert_eq!(told(&once(&accepted).await), (0, 1, vec![]), "the same again");
    let first = matter.read(FIRST).await;
    assert_eq!(
        (&first["status"], &first["due"]["accepted_on"]),
        (&json!("in_review"), &json!("2026-11-23"))
    );
    assert_eq!(first["notices"], json!([]), "who handles it gives the notices");

    let mut more = accepted.clone();
    more["events"] = json!([{"at": "2026-11-23T03:00:00Z", "activity": "核查", "actor": "李示例"}]);
    assert_eq!(told(&once(&more).await), (1, 0, vec![]));
    assert_eq!(told(&once(&more).await), (0, 1, vec![]));
    more["decided_at"] = json!("2026-11-23T09:00:00Z");
    more["outcome"] = json!("approved");
    more["result"] = json!({"customs_number": "H-2026-7"});
    let planned = import(&app, "?dry_run=true", json!([more])).await.expect(200);
    assert_eq!(told(&planned), (1, 0, vec![]));
    assert_eq!(
        matter.statuses([FIRST]).await,
        ["in_review"],
        "a dry run changes nothing"
    );
    assert_eq!(told(&once(&more).await), (1, 0, vec![]));
    assert_eq!(told(&once(&more).await), (0, 1, vec![]));
    assert_eq!(
        matter.statuses([FIRST, NEXT, APART]).await,
        ["completed", "in_review", "submitted"],
        "who waited for it begins"
    );
    assert_eq!(matter.read(NEXT).await["form"]["registered_as"], "H-2026-7");
}

#[tokio::test]
async fn what_another_system_declines_or_refuses_ends_those_that_wait_for_it() {
    let app = TestApp::with_bundle(elsewhere()).await;
    for (told, end) in [
        (json!({"declined": true}), "declined"),
        (
            json!({"outcome": "denied", "decided_at": "2026-11-23T02:00:00Z"}),
            "completed",
        ),
    ] {
        let matter = matter(&app).await;
        let report = import(&app, "", json!([record(&matter, told)])).await.expect(200);
        assert_eq!(report["updated"], 1);
        assert_eq!(
            matter.statuses([FIRST, NEXT, APART]).await,
            [end, "terminated", "submitted"]
        );
    }
}

#[tokio::test]
async fn records_that_cannot_be_are_rejected_line_by_line() {
    let app = TestApp::with_bundle(elsewhere()).await;
    let matter = matter(&app).await;
    let one = async |more: Value| {
        let query = "?partial=true&dry_run=true";
        let report = import(&app, query, json!([record(&matter, more)])).await.expect(200);
        let row = report["rejected"][0].clone();
        assert_eq!(told(&report).2.len(), 1, "{report}");
        format!("{} {}", row["pointer"].as_str().unwrap(), row["code"].as_str().unwrap())
    };
    let apart = json!({"number": number(&matter, APART), "item": APART});
    let next = json!({"number": number(&matter, NEXT), "item": NEXT});
    let approved = |more: Value| {
        let mut told =
            json!({"outcome": "approved", "decided_at": "2026-11-23T02:00:00Z", "result": {"customs_number": "H"}});
        for (field, value) in more.as_object().unwrap() {
            told[field] = value.clone();
        }
        told
    };
    let faults = [
        (apart, "/number not-handled-elsewhere"),
        (next, "/number not-handled-elsewhere"),
        (json!({"number": matter.number}), "/number not-handled-elsewhere"),
        (json!({"number": "BJ202611200000000019"}), "/number number-check"),
        (json!({"item": NEXT}), "/item other-item"),
        (
            json!({"accepted_at": "2026-11-25T02:00:00Z"}),
            "/accepted_at in-the-future",
        ),
        (
            approved(json!({"accepted_at": "2026-11-23T03:00:00Z"})),
            "/decided_at out-of-order",
        ),
        (
            approved(json!({"completed_at": "2026-11-22T03:00:00Z"})),
            "/completed_at out-of-order",
        ),
        (json!({"decided_at": "2026-11-23T02:00:00Z"}), "/outcome required"),
        (
            json!({"declined": true, "accepted_at": "2026-11-23T02:00:00Z"}),
            "/declined contradictory",
        ),
        (
            approved(json!({"result": {"customs_number": 7}})),
            "/result/customs_number type",
        ),
        (approved(json!({"result": null})), "/result required"),
        (
            json!({"events": [{"at": "2026-11-23T02:00:00Z", "activity": " "}]}),
            "/events/0/activity required",
        ),
        (json!({"more": 1}), "/more unknown-field"),
    ];
    for (more, fault) in faults {
        assert_eq!(one(more.clone()).await, fault, "{more}");
    }
}

#[tokio::test]
async fn one_rejected_record_stops_an_import_unless_it_is_partial() {
    let app = TestApp::with_bundle(elsewhere()).await;
    let matter = matter(&app).await;
    let good = record(&matter, json!({"accepted_at": "2026-11-23T02:00:00Z"}));
    let bad = json!({"number": number(&matter, APART), "item": APART});
    let refused = import(&app, "", json!([good, bad])).await.problem(422, "invalid-input");
    assert_eq!(told(&refused), (1, 0, vec![(2, "/number", "not-handled-elsewhere")]));
    assert_eq!(refused["errors"][0]["pointer"], "/1/number");
    assert_eq!(matter.statuses([FIRST]).await, ["submitted"]);

    let lines = format!("{good}\n\n{bad}\n{good}\nnot json\n");
    let partial = || {
        let call = app.as_("admin").post("/applications/imports?partial=true");
        let call = call.header("idempotency-key", "once");
        call.body("application/x-ndjson", lines.clone()).send()
    };
    let report = partial().await.expect(200);
    let rejected = told(&report).2;
    assert_eq!(told(&report).0, 1);
    assert_eq!(
        rejected,
        [
            (3, "/number", "not-handled-elsewhere"),
            (4, "/number", "duplicate"),
            (5, "", "malformed-json")
        ]
    );
    assert_eq!(partial().await.expect(200), report, "the first answer again");
    assert_eq!(matter.statuses([FIRST]).await, ["in_review"]);
}

#[tokio::test]
async fn other_results_than_those_told_before_are_rejected() {
    let app = TestApp::with_bundle(elsewhere()).await;
    let matter = matter(&app).await;
    let told_first = json!({"outcome": "denied", "decided_at": "2026-11-23T02:00:00Z"});
    import(&app, "", json!([record(&matter, told_first)])).await.expect(200);
    let other = record(
        &matter,
        json!({"outcome": "approved", "decided_at": "2026-11-23T02:00:00Z", "result": {"customs_number": "H"}}),
    );
    let refused = import(&app, "", json!([other])).await.problem(422, "invalid-input");
    assert_eq!(told(&refused).2, [(1, "/outcome", "contradictory")]);

    let withdrawn = self::matter(&app).await;
    withdrawn.command("withdrawal", json!({})).await.expect(200);
    let late = record(&withdrawn, json!({"accepted_at": "2026-11-23T02:00:00Z"}));
    let refused = import(&app, "", json!([late])).await.problem(422, "invalid-input");
    assert_eq!(told(&refused).2, [(1, "/number", "over")]);
}

/// The record as the API describes it, with everything there may be.
#[tokio::test]
async fn a_record_may_tell_everything_another_system_keeps() {
    let app = TestApp::with_bundle(elsewhere()).await;
    let matter = matter(&app).await;
    let full = json!({"number": number(&matter, FIRST), "item": FIRST, "channel": "web", "submitted_at": "2026-11-20T03:00:00Z",
        "accepted_at": "2026-11-20T04:00:00Z", "due_on": "2026-12-04", "decided_at": "2026-11-23T02:00:00Z",
        "completed_at": "2026-11-23T03:00:00Z", "outcome": "approved", "result": {"customs_number": "H-2026-8"},
        "events": [{"at": "2026-11-21T03:00:00Z", "activity": "核查", "department": crate::support::FOOD_DEPARTMENT, "actor": "李示例"}]});
    let faults = [
        (
            "submitted_at",
            json!("2026-11-20T05:00:00Z"),
            "/accepted_at out-of-order",
        ),
        (
            "submitted_at",
            json!("2026-11-25T02:00:00Z"),
            "/submitted_at in-the-future",
        ),
        ("due_on", json!("2026-11-19"), "/due_on out-of-order"),
    ];
    for (field, value, fault) in faults {
        let mut wrong = full.clone();
        wrong[field] = value;
        let report = import(&app, "?partial=true", json!([wrong])).await.expect(200);
        let rejected = told(&report).2;
        assert_eq!(format!("{} {}", rejected[0].1, rejected[0].2), fault);
    }
    let report = import(&app, "", json!([full])).await.expect(200);
    assert_eq!(told(&report), (1, 0, vec![]));
    let report = import(&app, "", json!([full])).await.expect(200);
    assert_eq!(told(&report), (0, 1, vec![]), "the same again");
    let first = matter.read(FIRST).await;
    assert_eq!(
        (&first["status"], &first["due"]["accepted_on"]),
        (&json!("completed"), &json!("2026-11-20"))
    );
}

#[tokio::test]
async fn imports_that_are_no_imports_are_refused() {
    let app = TestApp::with_bundle(elsewhere()).await;
    let matter = matter(&app).await;
    let accepted = record(&matter, json!({"accepted_at": "2026-11-23T02:00:00Z"}));
    let many = import(&app, "", json!(vec![accepted.clone(); 1001])).await;
    let many = many.problem(422, "invalid-input");
    assert_eq!(many["errors"][0]["code"], "too-many");
    let call = || {
        let call = app.as_("admin").post("/applications/imports");
        call.header("idempotency-key", "once")
    };
    let sheet = call().body("text/csv", "number,item").send().await;
    sheet.problem(415, "unsupported-media-type");
    call().json(json!([accepted])).send().await.expect(200);
    let other = record(&matter, json!({"accepted_at": "2026-11-23T03:00:00Z"}));
    let reused = call().json(json!([other])).send().await;
    reused.problem(422, "idempotency-key-reused");
}
