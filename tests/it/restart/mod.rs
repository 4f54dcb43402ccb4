//! The real program, killed: what was answered is kept, what was begun is finished, and nothing is done twice.

mod city;
mod matter;
mod program;

use std::collections::BTreeSet;
use std::fs;
use std::time::Duration;

use mail_parser::MessageParser;
use serde_json::{Value, json};

use crate::support::{FOOD_LICENCE, VACCINATION};
use city::{Call, City};
use program::{Program, eventually};

/// What the applicant is told on the way to a certificate fetched at the window.
const TOLD: [&str; 5] = ["submitted", "accepted", "decided", "certificate_issued", "completed"];
/// And to one that is granted on the spot and delivered electronically.
const TOLD_AT_ONCE: [&str; 4] = ["submitted", "accepted", "decided", "completed"];
const ROUNDS: usize = 5;
const AT_ONCE: usize = 4;
/// A completion is answered within about this long on a quiet machine.
const MOMENTS_MS: u64 = 60;

/// The `Message-ID`s of the letters about an application, by the events that caused them; each file is named by its own.
fn letters(program: &Program, application: &str) -> BTreeSet<u64> {
    let mut events = BTreeSet::new();
    let Ok(files) = fs::read_dir(program.mail()) else {
        return events;
    };
    for file in files {
        let path = file.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        // Half a letter of a killed server; it has no name yet.
        if !name.starts_with(application) {
            continue;
        }
        let bytes = fs::read(&path).unwrap();
        let message = MessageParser::default().parse(&bytes).unwrap();
        let id = message.message_id().unwrap();
        assert_eq!(format!("{id}.eml"), name);
        let cause = id.strip_suffix("@yiwang.example").unwrap();
        let (_, seq) = cause.split_once('.').unwrap();
        assert!(events.insert(seq.parse().unwrap()), "two letters of one event");
    }
    events
}

/// The application completed once, and its applicant was told each thing once, in the inbox and by letter.
async fn told_once(city: &City, application: &str, told: &[&str]) {
    let events = city.events(application).await;
    for kind in told {
        let times = events.iter().filter(|event| event == kind).count();
        assert_eq!(times, 1, "{kind} in {events:?}");
    }
    let expected: Vec<String> = told.iter().map(|kind| format!("application.{kind}")).collect();
    let call = Call::get("/notifications?limit=100");
    let about = |inbox: &Value| -> Vec<String> {
        let rows = inbox["data"].as_array().unwrap().iter().rev();
        let rows = rows.filter(|row| row["link"]["id"] == application);
        rows.map(|row| row["kind"].as_str().unwrap().to_owned()).collect()
    };
    let inbox = city
        .ask_until("citizen", &call, |inbox| about(inbox).len() >= expected.len())
        .await;
    assert_eq!(about(&inbox), expected);
    let sent = eventually("the letters are written", || {
        Some(letters(&city.program, application)).filter(|sent| sent.len() >= told.len())
    });
    // The event's place in the chain is its number.
    let causes = told
        .iter()
        .map(|kind| 1 + events.iter().position(|event| event == kind).unwrap() as u64);
    assert_eq!(sent, causes.collect(), "{events:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killing_it_between_the_steps_of_the_main_job_loses_and_repeats_nothing() {
    let mut city = City::start().await;

    let file = city.filing(FOOD_LICENCE, Value::Null).await;
    let receipt = city.ask("citizen", &file).await;
    let id = receipt.text("id");
    city.kill_and_restart();
    assert_eq!(
        city.ask("citizen", &file).await,
        receipt,
        "a repeat gets the first answer"
    );
    let filed = city.ask("citizen", &Call::get("/applications?count=true")).await;
    assert_eq!(filed.expect(200)["count"], 1);
    assert_eq!(city.read(&id).await.text("status"), "submitted");

    let accept = city.claim("window", &id, "intake", json!({"outcome": "accept"})).await;
    let accepted = city.ask("window", &accept).await;
    assert_eq!(accepted.status, 200, "{accepted:?}");
    city.kill_and_restart();
    assert_eq!(city.ask("window", &accept).await, accepted);
    assert_eq!(city.read(&id).await.text("status"), "in_review");

    let pass = json!({"outcome": "pass", "opinion": "符合条件"});
    let review = city.claim("reviewer", &id, "food_review", pass.clone()).await;
    city.ask("reviewer", &review).await.expect(200);
    city.program.kill_postgres();
    let review = city.claim("reviewer", &id, "health_review", pass).await;
    city.ask("reviewer", &review).await.expect(200);

    let approve = city
        .claim("approver", &id, "approval", json!({"outcome": "approve"}))
        .await;
    city.ask("approver", &approve).await.expect(200);
    city.kill_and_restart();
    assert_eq!(city.read(&id).await.text("status"), "decided");

    let issue = city.claim("window", &id, "issue", json!({"outcome": "issue"})).await;
    city.ask("window", &issue).await.expect(200);
    city.kill_and_restart();
    let issued = city.read(&id).await;
    let certificate = issued.body["certificate"]["number"].clone();
    assert!(certificate.is_string(), "{issued:?}");

    let handover = json!({"mode": "window", "pickup_code": issued.body["pickup_code"], "signed_by": "本人"});
    let deliver = Call::post(format!("/applications/{id}/delivery"), handover).seen(&issued);
    let delivered = city.ask("window", &deliver).await;
    city.kill_and_restart();
    assert_eq!(city.ask("window", &deliver).await, delivered);
    assert_eq!(delivered.text("status"), "completed");

    let completed = city.read(&id).await;
    assert_eq!(completed.text("status"), "completed");
    assert_eq!(completed.body["certificate"]["number"], certificate);
    told_once(&city, &id, &TOLD).await;
    city.kill_and_restart();
    told_once(&city, &id, &TOLD).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn completions_sent_while_it_is_killed_happen_once() {
    let mut city = City::start().await;
    let mut applications = Vec::new();
    for round in 0..ROUNDS {
        let mut issues = Vec::new();
        for _ in 0..AT_ONCE {
            let file = city.filing(VACCINATION, json!({"mode": "electronic"})).await;
            let id = city.ask("citizen", &file).await.text("id");
            let grant = city.claim("window", &id, "intake", json!({"outcome": "grant"})).await;
            city.ask("window", &grant).await.expect(200);
            issues.push(city.claim("window", &id, "issue", json!({"outcome": "issue"})).await);
            applications.push(id);
        }
        let sent: Vec<_> = issues
            .iter()
            .map(|issue| tokio::spawn(city.sending("window", issue)))
            .collect();
        let moment = Duration::from_millis(rand::random_range(0..MOMENTS_MS));
        tokio::time::sleep(moment).await;
        city.program.kill();
        let mut first = Vec::new();
        for answer in sent {
            first.push(answer.await.unwrap().ok());
        }
        city.program.again();
        for (issue, first) in issues.iter().zip(first) {
            let repeated = city.ask("window", issue).await;
            assert_eq!(repeated.status, 200, "round {round} after {moment:?}: {repeated:?}");
            if let Some(first) = first {
                assert_eq!(repeated, first, "round {round} after {moment:?}");
            }
        }
    }
    for id in &applications {
        assert_eq!(city.read(id).await.text("status"), "completed");
        told_once(&city, id, &TOLD_AT_ONCE).await;
    }
}

#[test]
fn one_server_at_a_time_and_an_orderly_end() {
    let mut program = Program::start();
    let postgres = program.postgres().unwrap();
    let rival = program.rival();
    let told = String::from_utf8_lossy(&rival.stderr);
    assert_eq!(rival.status.code(), Some(1), "{told}");
    assert!(
        told.contains("another yiwang server") && told.contains("process "),
        "{told}"
    );
    assert!(program.runs(postgres), "the first server is not disturbed");

    let ended = program.stop();
    assert_eq!(ended.code(), Some(0), "{}", program.told());
    assert!(!program.runs(postgres), "PostgreSQL ended with its server");
    assert_eq!(program.postgres(), None, "in order");

    program.again();
    program.kill();
    let orphan = program.postgres().unwrap();
    assert!(program.runs(orphan), "kill -9 leaves PostgreSQL behind");
    program.again();
    assert!(!program.runs(orphan), "and the next server ends it");
    assert_eq!(program.stop().code(), Some(0), "{}", program.told());
}
