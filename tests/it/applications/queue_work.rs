//! Working through a queue: the next tasks, several completions at once, drafts.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::concurrency::city;
use crate::support::{Answer, FOOD_DEPARTMENT, FOOD_LICENCE, Filed, TestApp, VACCINATION};

async fn claim_next(app: &TestApp, login: &str, body: Value, key: &str) -> Answer {
    let call = app.as_(login).post("/tasks/claims").header("idempotency-key", key);
    call.json(body).send().await
}

fn ids(answer: &Answer) -> Vec<String> {
    let rows = answer.expect(200)["data"].as_array().unwrap().clone();
    rows.iter().map(|row| row["id"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn two_clerks_who_ask_at_once_get_tasks_of_their_own() {
    let app = city().await;
    for _ in 0..8 {
        app.asked().await;
    }
    let (one, other) = tokio::join!(
        claim_next(&app, "window", json!({"next": 4}), "a"),
        claim_next(&app, "window2", json!({"next": 4}), "b")
    );
    let (one, other) = (ids(&one), ids(&other));
    assert_eq!((one.len(), other.len()), (4, 4));
    let all: BTreeSet<_> = one.iter().chain(&other).collect();
    assert_eq!(all.len(), 8, "disjoint");
    let more = claim_next(&app, "window", json!({"next": 4}), "c").await;
    assert_eq!(ids(&more), [""; 0]);
}

#[tokio::test]
async fn the_next_tasks_are_those_due_first_and_of_what_was_asked_for() {
    let app = TestApp::start().await;
    app.at("2026-03-03T09:00:00+08:00").await;
    app.filed(FOOD_LICENCE).await;
    app.at("2026-03-02T09:00:00+08:00").await;
    let early = app.filed(FOOD_LICENCE).await;
    app.filed(VACCINATION).await;
    app.at("2026-03-05T09:00:00+08:00").await;
    let queue = app.as_("window").get("/tasks").send().await.expect(200);
    let food = queue["data"]
        .as_array()
        .unwrap()
        .iter()
        .find(|row| row["application"] == early.id.as_str());
    let item = food.unwrap()["item"].clone();
    let claimed = claim_next(&app, "window", json!({"next": 1, "item": item}), "a")
        .await
        .expect(200);
    let row = &claimed["data"][0];
    assert_eq!(row["application"], early.id.as_str());
    assert_eq!(row["status"], "claimed");
    assert_eq!(row["age"], 3, "working days since it was received");
    assert_eq!(
        row["holder_name"],
        app.as_("window").get("/me").send().await.expect(200)["name"]
    );
    let none = claim_next(&app, "reviewer", json!({"next": 20}), "a").await;
    assert_eq!(ids(&none), [""; 0], "nothing of their posts");
    let elsewhere = json!({"next": 20, "post": "reviewer"});
    assert_eq!(ids(&claim_next(&app, "window", elsewhere, "b").await), [""; 0]);
}

#[tokio::test]
async fn asking_again_gives_the_same_tasks() {
    let app = city().await;
    for _ in 0..3 {
        app.asked().await;
    }
    let first = ids(&claim_next(&app, "window", json!({"next": 2}), "a").await);
    assert_eq!(ids(&claim_next(&app, "window", json!({"next": 2}), "a").await), first);
    claim_next(&app, "window", json!({"next": 3}), "a")
        .await
        .problem(422, "idempotency-key-reused");
    // As if the server had gone down before it answered, after one claim of two.
    app.database()
        .execute("delete from idempotency where key in ('a', 'a·01')")
        .await;
    let again = ids(&claim_next(&app, "window", json!({"next": 2}), "a").await);
    assert_eq!(again.len(), 2);
    assert_eq!(again[0], first[0], "what was claimed before");
    let kept = app
        .database()
        .lines("select body::text from idempotency where key = 'a'")
        .await;
    let kept: Value = serde_json::from_str(&kept[0]).unwrap();
    assert_eq!(kept, json!({"tasks": again}), "ids only");
}

#[tokio::test]
async fn at_most_twenty_are_claimed_at_once() {
    let app = TestApp::start().await;
    for next in [0, 21] {
        let refused = claim_next(&app, "window", json!({"next": next}), "a").await;
        assert_eq!(refused.problem(422, "invalid-input")["errors"][0]["pointer"], "/next");
    }
    let unknown = claim_next(&app, "window", json!({"next": 1, "colour": "red"}), "a").await;
    unknown.problem(422, "invalid-input");
    claim_next(&app, "citizen", json!({"next": 1}), "a")
        .await
        .problem(403, "forbidden");
}

/// A claimed intake as an entry of a batch.
async fn intake(case: &Filed<'_>, outcome: Value) -> Value {
    let id = case.claim("window", "intake").await;
    let task = case.find_task("window", "intake").await.unwrap();
    let mut entry = json!({"task": id, "version": task["version"]});
    for (key, value) in outcome.as_object().unwrap() {
        entry[key] = value.clone();
    }
    entry
}

async fn complete(app: &TestApp, login: &str, entries: Vec<Value>, key: &str) -> Answer {
    let call = app.as_(login).post("/tasks/completions").header("idempotency-key", key);
    call.json(json!({"completions": entries})).send().await
}

fn statuses(answer: &Answer) -> Vec<i64> {
    let results = answer.expect(200)["results"].as_array().unwrap().clone();
    results
        .iter()
        .map(|result| result["status"].as_i64().unwrap())
        .collect()
}

#[tokio::test]
async fn each_completion_has_its_own_result() {
    let app = TestApp::start().await;
    let (good, bad, stale) = (
        app.filed(FOOD_LICENCE).await,
        app.filed(FOOD_LICENCE).await,
        app.filed(FOOD_LICENCE).await,
    );
    let good_entry = intake(&good, json!({"outcome": "accept"})).await;
    let bad_entry = intake(&bad, json!({"outcome": "decline"})).await;
    let mut stale_entry = intake(&stale, json!({"outcome": "accept"})).await;
    stale_entry["version"] = json!(1);
    let nobodys = json!({"task": uuid::Uuid::now_v7(), "version": 1, "outcome": "accept"});
    let entries = vec![bad_entry.clone(), good_entry.clone(), stale_entry, nobodys];
    let answer = complete(&app, "window", entries, "a").await;
    assert_eq!(statuses(&answer), [422, 200, 412, 404]);
    let results = answer.json()["results"].clone();
    assert_eq!(results[0]["task"], bad_entry["task"]);
    assert_eq!(results[0]["problem"]["code"], "invalid-input");
    assert_eq!(results[0]["problem"]["errors"][0]["pointer"], "/reasons");
    assert!(results[0].get("etag").is_none());
    let seen = app
        .as_("window")
        .get(&format!("/tasks/{}", good_entry["task"].as_str().unwrap()))
        .send()
        .await;
    assert_eq!(results[1]["etag"].as_str().unwrap(), seen.etag());
    assert!(results[1].get("problem").is_none());
    assert_eq!(results[2]["problem"]["code"], "stale-version");
    assert_eq!(good.read().await["status"], "in_review");
    assert_eq!(bad.read().await["status"], "submitted");
}

#[tokio::test]
async fn a_repeat_completes_the_rest_and_tells_the_same_of_what_was_done() {
    let app = TestApp::start().await;
    let case = app.in_review().await;
    let mut entries = Vec::new();
    for node in ["food_review", "health_review"] {
        let id = case.claim("reviewer", node).await;
        let task = app.see_task("reviewer", &id).await;
        entries.push(json!({"task": id, "version": task["version"], "outcome": "pass"}));
    }
    let health = entries[1]["task"].as_str().unwrap();
    let question = json!({"department": FOOD_DEPARTMENT, "question": "是否符合规定？"});
    let asked = app
        .on_task("reviewer", health, "consultations", question)
        .await
        .expect(201);
    let first = complete(&app, "reviewer", entries.clone(), "a").await;
    assert_eq!(statuses(&first), [200, 409]);
    assert_eq!(first.json()["results"][1]["problem"]["code"], "consultation-open");
    let question = format!("/tasks/{health}/consultations/{}", asked["id"].as_str().unwrap());
    app.as_("reviewer").delete(&question).send().await.expect(200);
    let second = complete(&app, "reviewer", entries.clone(), "a").await;
    assert_eq!(statuses(&second), [200, 200]);
    assert_eq!(second.json()["results"][0], first.json()["results"][0]);
    assert_eq!(
        complete(&app, "reviewer", entries.clone(), "a").await.json(),
        second.json()
    );
    entries.pop();
    complete(&app, "reviewer", entries, "a")
        .await
        .problem(422, "idempotency-key-reused");
}

#[tokio::test]
async fn what_was_refused_may_be_tried_again_under_the_same_key() {
    let app = TestApp::start().await;
    let case = app.filed(FOOD_LICENCE).await;
    let mut entry = intake(&case, json!({"outcome": "accept"})).await;
    let id = entry["task"].as_str().unwrap().to_owned();
    let path = format!("/tasks/{id}/claim");
    app.as_("window").delete(&path).send().await.expect(200);
    let reclaimed_version = entry["version"].as_i64().unwrap() + 2;
    entry["version"] = json!(reclaimed_version);
    assert_eq!(
        statuses(&complete(&app, "window", vec![entry.clone()], "a").await),
        [412]
    );
    app.as_("window").post(&path).send().await.expect(200);
    assert_eq!(
        statuses(&complete(&app, "window", vec![entry.clone()], "a").await),
        [200]
    );
    assert_eq!(statuses(&complete(&app, "window", vec![entry], "a").await), [200]);
}

#[tokio::test]
async fn tasks_of_one_application_are_completed_side_by_side() {
    let app = city().await;
    let mut entries = Vec::new();
    for _ in 0..4 {
        let case = app.asked().await;
        case.accept().await;
        for node in ["review", "health"] {
            let id = case.claim("reviewer", node).await;
            let task = app.see_task("reviewer", &id).await;
            entries.push(json!({"task": id, "version": task["version"], "outcome": "pass"}));
        }
    }
    let answer = complete(&app, "reviewer", entries, "a").await;
    assert_eq!(statuses(&answer), [200; 8]);
}

#[tokio::test]
async fn a_batch_has_fifty_at_most_and_no_task_twice() {
    let app = TestApp::start().await;
    let entry = || json!({"task": uuid::Uuid::now_v7(), "version": 1, "outcome": "accept"});
    let refused = async |entries: Vec<Value>, pointer: &str| {
        let answer = complete(&app, "window", entries, "a").await;
        assert_eq!(answer.problem(422, "invalid-input")["errors"][0]["pointer"], pointer);
    };
    refused(Vec::new(), "/completions").await;
    refused((0..51).map(|_| entry()).collect(), "/completions").await;
    let twice = entry();
    refused(vec![twice.clone(), entry(), twice], "/completions/2/task").await;
    let mut unknown = entry();
    unknown["colour"] = json!("red");
    refused(vec![unknown], "/completions/0/colour").await;
    let answer = complete(&app, "window", (0..50).map(|_| entry()).collect(), "a").await;
    assert_eq!(statuses(&answer), [404; 50]);
}
