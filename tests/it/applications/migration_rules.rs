//! Which applications may go on under another version, what they keep of the old one, and how a run of many is asked for and repeated.

use serde_json::{Value, json};

use super::migration::{plain, renamed, row};
use crate::support::{HEALTH_DEPARTMENT, TestApp};

/// Administrative Licensing Law art. 8: what was promised is kept.
#[tokio::test]
async fn a_limit_gives_way_only_to_a_shorter_one() {
    let app = TestApp::start().await;
    app.at("2026-03-02T10:00:00+08:00").await;
    app.publish(plain()).await;
    let case = app.asked().await;
    case.accept().await;
    assert_eq!(case.read().await["due"]["promised_due_on"], "2026-03-16");

    let with_limits = |promised: u32, statutory: u32| {
        let mut item = plain();
        item["promised_limit"] = json!(promised);
        item["statutory_limit"] = json!(statutory);
        item
    };
    app.publish(with_limits(15, 18)).await;
    let report = app.migrate("", json!({"from": 1})).await.expect(200);
    assert_eq!(
        row(&report, &case)["due"],
        json!({"before": {"promised_due_on": "2026-03-16", "statutory_due_on": "2026-03-30"},
            "after": {"promised_due_on": "2026-03-16", "statutory_due_on": "2026-03-26"}})
    );
    // It stays so when the dates are counted again under a third version.
    app.publish(with_limits(8, 30)).await;
    app.migrate("", json!({"from": 2})).await.expect(200);
    let due = case.read().await["due"].clone();
    assert_eq!(
        (&due["promised_due_on"], &due["statutory_due_on"]),
        (&json!("2026-03-12"), &json!("2026-03-26"))
    );
    // And nobody becomes late by being moved: three working days would have passed on the 5th.
    app.at("2026-03-09T10:00:00+08:00").await;
    app.publish(with_limits(3, 30)).await;
    app.migrate("", json!({"from": 3})).await.expect(200);
    assert_eq!(case.read().await["due"]["promised_due_on"], "2026-03-12");
}

#[tokio::test]
async fn before_acceptance_the_new_version_must_be_satisfied() {
    let app = TestApp::start().await;
    let mut first = plain();
    first["materials"] = json!([{"code": "plan", "name": "平面图", "necessity": "required", "form": "copy", "copies": 1, "source": "applicant"}]);
    first["form_schema"] = json!({"type": "object", "properties": {"area": {"type": "number"}}});
    app.publish(first.clone()).await;
    let plan = app.upload("citizen").await;
    let body = |submit: bool, area: Value| {
        json!({"item": "990101-7", "answers": {}, "form": {"area": area}, "documents": [{"material": "plan", "document": plan}],
            "submit": submit})
    };
    let draft = app.filed_with("citizen", body(false, json!(10))).await;
    let full = app.filed_with("citizen", body(true, json!(10))).await;
    let lacking = app
        .filed_with(
            "citizen",
            json!({"item": "990101-7", "answers": {}, "form": {},
        "documents": [{"material": "plan", "document": plan}], "submit": true}),
        )
        .await;
    let asked = app.filed_with("citizen", body(true, json!(20))).await;
    let verdict = json!([{"material": "plan", "verdict": "defective", "reason": "未标注尺寸"}]);
    asked
        .complete(
            "window",
            "intake",
            json!({"outcome": "request_supplement", "verdicts": verdict}),
        )
        .await
        .expect(200);

    let mut second = first.clone();
    second["form_schema"]["required"] = json!(["area"]);
    second["form_schema"]["properties"]["area"]["x-sensitive"] = json!(true);
    app.publish(second).await;
    let report = app.migrate("", json!({"from": 1})).await.expect(200);
    assert_eq!(
        (&report["moved"], &report["refused"]),
        (&json!(3), &json!(1)),
        "{report}"
    );
    let reason = &row(&report, &lacking)["reason"];
    assert_eq!(
        (&reason["code"], &reason["errors"][0]["pointer"]),
        (&json!("invalid-input"), &json!("/form/area"))
    );
    for moved in [&draft, &full, &asked] {
        assert_eq!(moved.read().await["item"]["version"], 2);
        let form = format!(
            "select form->'area' from application_form where owner_id = '{}'",
            moved.id
        );
        let kept = app.database().lines(&form).await;
        assert!(
            !kept[0].starts_with(char::is_numeric),
            "sensitive now, so encrypted: {kept:?}"
        );
    }
    assert_eq!(full.read().await["form"]["area"], 10);
    asked
        .command(
            "supplement",
            json!({"documents": [{"material": "plan", "document": plan}]}),
        )
        .await
        .expect(200);

    let mut third = first;
    third["materials"].as_array_mut().unwrap().push(
        json!({"code": "lease", "name": "租赁合同", "necessity": "required", "form": "copy", "copies": 1, "source": "applicant"}),
    );
    app.publish(third).await;
    let report = app.migrate("", json!({"from": 2})).await.expect(200);
    assert_eq!(row(&report, &draft)["result"], "moved", "a draft may be incomplete");
    let reason = &row(&report, &full)["reason"];
    assert_eq!(reason["errors"][0]["code"], "material-missing");
}

#[tokio::test]
async fn a_run_that_stopped_in_the_middle_is_repeated() {
    let app = TestApp::start().await;
    app.publish(plain()).await;
    let cases = [app.asked().await, app.asked().await, app.asked().await];
    let over = app.asked().await;
    over.command("withdrawal", json!({})).await.expect(200);
    app.publish(renamed()).await;
    let first = app.migrate("?limit=2", json!({"from": 1})).await.expect(200);
    assert_eq!((&first["moved"], &first["refused"]), (&json!(2), &json!(0)));
    let cursor = first["next_cursor"].as_str().unwrap();
    // The same page once more, as if the answer had been lost: those that are there are not touched again.
    let ids: Vec<&str> = cases.iter().map(|case| case.id.as_str()).collect();
    let versions = || app.database().lines("select version from application order by id");
    let before = versions().await;
    let named = json!({"from": 1, "applications": &ids[..2]});
    let again = app.migrate("", named).await.expect(200);
    assert_eq!((&again["already_moved"], &again["moved"]), (&json!(2), &json!(0)));
    assert_eq!(versions().await, before);
    let rest = app
        .migrate(&format!("?cursor={cursor}"), json!({"from": 1}))
        .await
        .expect(200);
    assert_eq!((&rest["moved"], &rest["next_cursor"]), (&json!(1), &Value::Null));
    assert_eq!(row(&rest, &cases[2])["status"], "submitted");
    let none = app.migrate("", json!({"from": 1})).await.expect(200);
    assert_eq!(none["applications"], json!([]), "what is over is not moved");
    let named = json!({"from": 1, "applications": [over.id, uuid::Uuid::now_v7()]});
    let refused = app.migrate("", named).await.expect(200);
    let mut codes: Vec<_> = refused["applications"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["reason"]["code"].clone())
        .collect();
    codes.sort_by_key(ToString::to_string);
    assert_eq!(codes, ["invalid-transition", "not-found"]);
    let audited = "select count(*) from audit where action = 'migrate_applications'";
    assert_eq!(app.database().lines(audited).await, ["3"]);
}

#[tokio::test]
async fn a_repeated_request_gets_its_first_answer() {
    let app = TestApp::start().await;
    app.publish(plain()).await;
    let case = app.asked().await;
    app.publish(renamed()).await;
    let post = |body: Value| {
        let call = app
            .as_("admin")
            .post("/items/990101-7/migrations")
            .header("idempotency-key", "move-1");
        call.json(body).send()
    };
    let first = post(json!({"from": 1})).await.expect(200);
    assert_eq!(row(&first, &case)["result"], "moved");
    assert_eq!(post(json!({"from": 1})).await.expect(200), first);
    post(json!({"from": 1, "to": 2}))
        .await
        .problem(422, "idempotency-key-reused");
}

#[tokio::test]
async fn what_makes_no_sense_is_refused() {
    let app = TestApp::start().await;
    app.publish(plain()).await;
    app.import(renamed()).await;
    let refused = async |query: &str, body: Value| {
        let problem = app.migrate(query, body).await.problem(422, "invalid-input");
        let errors = problem["errors"].as_array().unwrap().clone();
        let told = errors
            .iter()
            .map(|error| format!("{} {}", error["pointer"], error["code"]).replace('"', ""));
        told.collect::<Vec<_>>().join(", ")
    };
    assert_eq!(refused("", json!({"from": 1})).await, "/to same-version");
    assert_eq!(
        refused("", json!({"from": 1, "to": 2})).await,
        "/to unknown-version",
        "a draft is no version to go on under"
    );
    assert_eq!(refused("", json!({"from": 7, "to": 1})).await, "/from unknown-version");
    app.publish_draft().await.expect(201);
    let nodes = json!({"review": "nowhere", "never": "approval"});
    assert_eq!(
        refused("", json!({"from": 1, "nodes": nodes})).await,
        "/nodes/never unknown-node, /nodes/review unknown-node"
    );
    assert_eq!(refused("?limit=0", json!({"from": 1})).await, "?limit out-of-range");
    assert_eq!(refused("?cursor=x", json!({"from": 1})).await, "?cursor invalid-cursor");
    let many: Vec<_> = (0..101).map(|_| uuid::Uuid::now_v7()).collect();
    assert_eq!(
        refused("", json!({"from": 1, "applications": many})).await,
        "/applications too-many"
    );
    let nothing = app.as_("admin").post("/items/990101-8/migrations").key();
    nothing.json(json!({"from": 1})).send().await.problem(404, "not-found");
    app.migrate("", json!({})).await.problem(422, "invalid-input");
    app.migrate("?colour=red", json!({"from": 1}))
        .await
        .problem(422, "invalid-input");
}

#[tokio::test]
async fn nobody_is_moved_to_another_organ() {
    let app = TestApp::start().await;
    app.publish(plain()).await;
    let case = app.asked().await;
    let mut elsewhere = plain();
    elsewhere["department"] = json!(HEALTH_DEPARTMENT);
    app.publish(elsewhere).await;
    let report = app.migrate("", json!({"from": 1})).await.expect(200);
    assert_eq!(row(&report, &case)["reason"]["errors"][0]["code"], "other-department");
}
