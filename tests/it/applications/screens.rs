//! Every screen of docs/screens.md takes at most two calls, and they answer what it shows.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::support::matters::NEWBORN;
use crate::support::{Answer, FOOD_LICENCE, GRANDMOTHER, TestApp, VACCINATION, sample};

/// A screen as the page tells of it.
struct Screen {
    login: &'static str,
    name: String,
    calls: Vec<Call>,
}

/// A call, and the fields its screen shows.
struct Call {
    method: String,
    path: String,
    fields: Vec<String>,
}

/// The screens of the page, by its chapters.
fn screens() -> Vec<Screen> {
    let page = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/screens.md")).unwrap();
    let (mut login, mut screens) = ("", Vec::new());
    for line in page.lines() {
        match line {
            "## Citizen" => login = "citizen",
            "## Window" => login = "window",
            "## Reviewer" => login = "reviewer",
            "## Manager" => login = "manager",
            _ => {}
        }
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        if let [name, calls] = cells[..]
            && calls.starts_with('`')
        {
            screens.push(Screen {
                login,
                name: name.to_owned(),
                calls: calls.split("<br>").map(call).collect(),
            });
        }
    }
    screens
}

/// "`METHOD /path` → `field` `field`".
fn call(text: &str) -> Call {
    let mut quoted = text.split('`').skip(1).step_by(2).map(str::to_owned);
    let first = quoted.next().unwrap();
    let (method, path) = first.split_once(' ').unwrap();
    Call {
        method: method.to_owned(),
        path: path.to_owned(),
        fields: quoted.collect(),
    }
}

/// Whether an answer has a field, which may be null; of a list the first has it.
fn has(answer: &Value, field: &str) -> bool {
    let mut value = answer;
    for step in field.split('.') {
        let (name, each) = step.strip_suffix("[]").map_or((step, false), |name| (name, true));
        match value.get(name) {
            Some(found) => value = found,
            None => return false,
        }
        if each {
            match value.get(0) {
                Some(first) => value = first,
                None => return false,
            }
        }
    }
    true
}

/// A city where something of everything goes on, and what the screens are about.
async fn city(app: &TestApp) -> BTreeMap<&'static str, String> {
    let ready = app.filed(VACCINATION).await;
    let grant = json!({"outcome": "grant"});
    ready.complete("window", "intake", grant).await.expect(200);
    ready.issue().await;
    let certificate = ready.read().await["certificate"]["number"].clone();
    let noticed = app.filed(FOOD_LICENCE).await;
    let notice = json!({"outcome": "request_supplement",
        "verdicts": [{"material": "layout_plan", "verdict": "defective", "reason": "图纸不清晰"}]});
    noticed.complete("window", "intake", notice).await.expect(200);
    let reviewed = app.in_review().await;
    let review = reviewed.task("reviewer", "food_review").await;
    let application = app.filed(FOOD_LICENCE).await;
    let intake = application.task("window", "intake").await;
    let matter = app.matter("citizen", NEWBORN, |_| {}).await;
    let whole = matter.tasks("window", &matter.id).await[0]["id"].clone();
    app.settle().await;
    let messages = app.as_("citizen").get("/notifications").send().await.expect(200);
    BTreeMap::from([
        ("item", sample(FOOD_LICENCE)["item"].as_str().unwrap().to_owned()),
        ("certificate", certificate.as_str().unwrap().to_owned()),
        ("matter", matter.id.clone()),
        ("whole", whole.as_str().unwrap().to_owned()),
        ("ready", ready.id),
        ("noticed", noticed.id),
        ("reviewed", reviewed.id),
        ("application", application.id),
        ("review", review),
        ("intake", intake),
        ("notification", messages["data"][0]["id"].as_str().unwrap().to_owned()),
    ])
}

/// What is sent to a path.
async fn body(app: &TestApp, login: &str, path: &str) -> Value {
    match path {
        "/applications" if login == "window" => app.at_window(login, FOOD_LICENCE, "陈示例", GRANDMOTHER).await,
        "/applications/{reviewed}/supervisions" => json!({"reasons": "请说明办理进展"}),
        "/items/{item}/checklist" => json!({"answers": sample(FOOD_LICENCE)["answers"]}),
        "/applications" => app.filing("citizen", FOOD_LICENCE).await,
        "/applications/{noticed}/supplement" => {
            json!({"documents": [{"material": "layout_plan", "document": app.upload("citizen").await}]})
        }
        _ => json!({}),
    }
}

async fn send(app: &TestApp, login: &str, call: &Call, about: &BTreeMap<&str, String>) -> Answer {
    let mut path = call.path.clone();
    for (name, id) in about {
        path = path.replace(&format!("{{{name}}}"), id);
    }
    assert!(!path.contains('{'), "nothing is called so: {path}");
    match call.method.as_str() {
        "GET" => app.as_(login).get(&path).send().await,
        "POST" => {
            let sent = app.as_(login).post(&path).key();
            let sent = match path.starts_with("/applications/") {
                true => sent.if_match("*"),
                false => sent,
            };
            sent.json(body(app, login, &call.path).await).send().await
        }
        method => panic!("{method} is no call of a screen"),
    }
}

#[tokio::test]
async fn every_screen_takes_two_calls_at_most_and_gets_what_it_shows() {
    let app = TestApp::start().await;
    let about = city(&app).await;
    let screens = screens();
    assert!(screens.len() >= 18, "the page was read: {}", screens.len());
    let mut missing = Vec::new();
    for screen in &screens {
        let name = format!("{} of {}", screen.name, screen.login);
        assert!(
            (1..=2).contains(&screen.calls.len()),
            "{name}: {} calls",
            screen.calls.len()
        );
        for call in &screen.calls {
            let answer = send(&app, screen.login, call, &about).await;
            assert!(
                answer.status < 300,
                "{name}: {} {}: {}",
                call.method,
                call.path,
                answer.text
            );
            for field in &call.fields {
                if !has(&answer.json(), field) {
                    missing.push(format!("{name}: {} {}: {field}", call.method, call.path));
                }
            }
        }
    }
    assert!(missing.is_empty(), "{missing:#?}");
}
