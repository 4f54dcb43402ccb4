//! Every screen of docs/screens.md takes at most two calls, and they answer what it shows.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::support::matters::{
    BIRTH_CERTIFICATE, CARD, GUIDANCE, HOUSEHOLD, INSURANCE, Matter, NEWBORN, REIMBURSEMENT, VACCINATION_BOOK,
};
use crate::support::{Answer, FOOD_LICENCE, GRANDMOTHER, TestApp, VACCINATION, sample};

/// What is missing of a matter.
const LACKING: &str = "mother_id";

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
    let told = told(app).await;
    let finished = finished(app).await;
    app.settle().await;
    let messages = app.as_("citizen").get("/notifications").send().await.expect(200);
    BTreeMap::from([
        ("item", sample(FOOD_LICENCE)["item"].as_str().unwrap().to_owned()),
        ("certificate", certificate.as_str().unwrap().to_owned()),
        ("bundle", NEWBORN.to_owned()),
        ("matter", matter.id.clone()),
        ("told", told.id.clone()),
        ("finished", finished.id.clone()),
        ("code", finished.receipt["pickup_code"].as_str().unwrap().to_owned()),
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

/// A matter whose applicant has been told what is missing.
async fn told(app: &TestApp) -> Matter<'_> {
    let matter = app.matter("citizen", NEWBORN, |_| {}).await;
    let gap = json!({"material": LACKING, "verdict": "defective", "reason": "照片模糊"});
    let looked = json!({"outcome": "accept", "verdicts": [gap]});
    matter.look_through(looked).await.expect(200);
    for member in matter.members.values() {
        if matter.find_task("window", member).await.is_some() {
            let accepted = matter.complete("window", member, json!({"outcome": "accept"})).await;
            accepted.expect(200);
        }
    }
    matter.settle().await;
    matter
}

/// A matter whose results are all there.
async fn finished(app: &TestApp) -> Matter<'_> {
    let matter = app.matter("citizen", NEWBORN, |_| {}).await;
    matter.look_through(json!({"outcome": "accept"})).await.expect(200);
    let number = json!({"birth_certificate_number": "Z990000017"});
    matter.grant_with(BIRTH_CERTIFICATE, number).await;
    matter
        .grant_with(HOUSEHOLD, json!({"citizen_id": "990101202602050029"}))
        .await;
    for item in [VACCINATION_BOOK, INSURANCE, CARD, REIMBURSEMENT, GUIDANCE] {
        matter.grant_with(item, Value::Null).await;
    }
    matter
}

/// What is sent to a path.
async fn body(app: &TestApp, login: &str, path: &str, about: &BTreeMap<&str, String>) -> Value {
    match path {
        "/bundles/{bundle}/checklist" => json!({"answers": app.matter_filing(login, NEWBORN).await["answers"]}),
        "/matters" => {
            let mut filing = app.matter_filing(login, NEWBORN).await;
            if login == "window" {
                filing["applicant"] = json!({"name": "张示例", "citizen_id": "990101199003070015"});
                filing["identity_check"] = json!({"document": "resident_id_card"});
            }
            filing
        }
        "/matters/{told}/supplement" => {
            json!({"documents": [{"material": LACKING, "document": app.upload("citizen").await}]})
        }
        "/matters/{finished}/delivery" => json!({"mode": "window", "pickup_code": about["code"], "signed_by": "本人"}),
        "/desk/lookups" => json!({"pickup_code": about["code"]}),
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
            let command = ["/applications/", "/matters/"];
            let sent = match command.iter().any(|room| path.starts_with(room)) {
                true => sent.if_match("*"),
                false => sent,
            };
            sent.json(body(app, login, &call.path, about).await).send().await
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
