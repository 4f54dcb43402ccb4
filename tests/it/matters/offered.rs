//! What is offered is accepted: every action on a matter, on its members and in the view of a task, whoever sees it.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::consents::{asking, naming};
use super::following::{following, promised};
use super::small::{APART, FIRST, Matter, NEXT, documents};
use crate::support::TestApp;

/// An action, where it is posted to and who does it.
type Offer = (&'static str, String, String);

const PEOPLE: [&str; 4] = ["citizen", "window", "reviewer", "manager"];

/// What changes least comes first, so that as much as possible is tried.
const ORDER: [&str; 10] = [
    "urges",
    "supervisions",
    "suspensions",
    "suspensions/current/end",
    "suspensions/current/prolongation",
    "supplement",
    "delivery",
    "rating",
    "termination",
    "withdrawal",
];

fn words(actions: &Value) -> Vec<String> {
    let actions = actions.as_array().unwrap().iter();
    actions.map(|action| action.as_str().unwrap().to_owned()).collect()
}

/// Where an action on a matter is posted to.
fn on_matter(id: &str, action: &str) -> String {
    let room = match action {
        "urges" | "supervisions" => "applications",
        _ => "matters",
    };
    format!("/{room}/{id}/{action}")
}

/// Everything offered to anybody, one of them last.
async fn offers(app: &TestApp, matter: &Matter<'_>, last: &str) -> Vec<Offer> {
    let mut offers = Vec::new();
    for login in PEOPLE {
        let screen = app.as_(login).get(&format!("/matters/{}", matter.id)).send().await;
        if screen.status == 200 {
            let screen = screen.json();
            let own = words(&screen["actions"]).into_iter();
            offers.extend(own.map(|action| (login, on_matter(&matter.id, &action), action)));
            for member in screen["members"].as_array().unwrap() {
                let id = member["id"].as_str().unwrap();
                let own = words(&member["actions"]).into_iter();
                offers.extend(own.map(|action| (login, format!("/applications/{id}/{action}"), action)));
            }
        }
        for item in [FIRST, NEXT, APART] {
            let path = format!("/applications/{}", matter.member(item));
            let screen = app.as_(login).get(&path).send().await;
            if screen.status == 200 {
                let own = words(&screen.json()["actions"]).into_iter();
                offers.extend(own.map(|action| (login, format!("{path}/{action}"), action)));
            }
        }
        if login != "citizen" {
            let queue = app.as_(login).get("/tasks?limit=100").send().await.expect(200);
            for row in queue["data"].as_array().unwrap() {
                let path = format!("/tasks/{}", row["id"].as_str().unwrap());
                let task = app.as_(login).get(&path).send().await.expect(200);
                let id = task["application"]["id"].as_str().unwrap().to_owned();
                let own = words(&task["application"]["actions"]).into_iter();
                let path = |action: &str| match id == matter.id {
                    true => on_matter(&id, action),
                    false => format!("/applications/{id}/{action}"),
                };
                offers.extend(own.map(|action| (login, path(&action), action)));
            }
        }
    }
    let place = |action: &str| ORDER.iter().position(|known| *known == action).unwrap_or(ORDER.len());
    offers.sort_by_key(|(_, path, action)| (action == last, place(action), path.contains("/matters/")));
    offers
}

async fn body(app: &TestApp, matter: &Matter<'_>, action: &str) -> Value {
    match action {
        "supervisions" => json!({"reasons": "请说明办理进展"}),
        "suspensions" => json!({"kind": "site_visit", "until": "2026-03-06", "reasons": "现场核查"}),
        "suspensions/current/prolongation" => json!({"until": "2026-03-10", "reasons": "天气原因"}),
        "termination" => json!({"basis": "no_longer_possible", "reasons": "无法办理"}),
        "delivery" => json!({"mode": "window", "pickup_code": matter.receipt["pickup_code"], "signed_by": "本人"}),
        "rating" => json!({"grade": 5}),
        "supplement" => {
            let screen = super::reading::seen(app, "citizen", matter).await;
            let mut documents = Vec::new();
            for missing in screen["missing"].as_array().unwrap() {
                documents.push(json!({"material": missing["material"], "document": app.upload("citizen").await}));
            }
            json!({"documents": documents})
        }
        _ => json!({}),
    }
}

/// Does whatever is offered, each thing once and one of them last, until nothing more is. Gives what was done.
async fn do_all(app: &TestApp, matter: &Matter<'_>, last: &str) -> BTreeSet<String> {
    let (mut tried, mut done) = (BTreeSet::new(), BTreeSet::new());
    loop {
        let offers = offers(app, matter, last).await.into_iter();
        let mut untried = offers.filter(|(_, path, _)| !tried.contains(path));
        let Some((login, path, action)) = untried.next() else {
            return done;
        };
        let call = app.as_(login).post(&path).if_match("*").key();
        let answer = call.json(body(app, matter, &action).await).send().await;
        assert!(
            answer.status < 300 || answer.status == 422,
            "{login} {path}: {} {}",
            answer.status,
            answer.text
        );
        if answer.status < 300 {
            done.insert(action);
        }
        tried.insert(path);
        app.settle().await;
    }
}

fn has(done: &BTreeSet<String>, actions: &[&str]) {
    for action in actions {
        assert!(done.contains(*action), "{action} was not offered: {done:?}");
    }
}

#[tokio::test]
async fn all_that_is_offered_of_a_matter_just_filed_or_under_way_is_accepted() {
    let app = TestApp::with_bundle(documents()).await;
    app.at("2026-03-02T02:00:00Z").await;
    let filed = app.file_small(|_| {}).await;
    has(
        &do_all(&app, &filed, "termination").await,
        &["urges", "supervisions", "withdrawal", "rating"],
    );
    let running = app.file_small(|_| {}).await;
    running.accept().await;
    has(
        &do_all(&app, &running, "withdrawal").await,
        &["urges", "suspensions", "termination"],
    );
}

#[tokio::test]
async fn all_that_is_offered_of_a_matter_that_waits_for_its_applicant_is_accepted() {
    let app = TestApp::with_bundle(following()).await;
    let promised = promised(&app).await;
    has(&do_all(&app, &promised, "withdrawal").await, &["supplement"]);
    let told = app.file_small(|_| {}).await;
    told.accept().await;
    let gap = json!({"material": "site", "verdict": "defective", "reason": "未盖章"});
    let missing = json!({"outcome": "request_supplement", "verdicts": [gap]});
    told.complete("window", &told.member(APART), missing).await.expect(200);
    has(&do_all(&app, &told, "withdrawal").await, &["supplement"]);
}

#[tokio::test]
async fn all_that_is_offered_of_a_matter_that_is_ready_is_accepted() {
    let app = TestApp::with_bundle(documents()).await;
    let matter = app.file_small(|_| {}).await;
    matter.accept().await;
    matter.accept_apart().await;
    for item in [FIRST, NEXT, APART] {
        matter.grant(item).await;
    }
    let done = do_all(&app, &matter, "withdrawal").await;
    has(&done, &["delivery", "rating"]);
    assert!(!done.contains("urges"), "it is for the applicant to fetch it");
}

#[tokio::test]
async fn all_that_is_offered_of_a_matter_that_waits_for_consents_is_accepted() {
    let app = TestApp::with_bundle(asking()).await;
    let matter = app.file_small(naming).await;
    let done = do_all(&app, &matter, "withdrawal").await;
    assert_eq!(done, BTreeSet::from(["withdrawal".to_owned()]));
}
