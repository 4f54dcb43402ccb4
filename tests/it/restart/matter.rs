//! A matter on a server that is killed: its members come into being together, and move on once.

use std::time::Duration;

use serde_json::json;

use super::MOMENTS_MS;
use super::city::{Call, City, Reply};
use crate::support::matters::{BIRTH_CERTIFICATE, FOOD, HOUSEHOLD, LICENCE_CHECK, NEWBORN, RESTAURANT};

/// The application of a member.
fn member(receipt: &Reply, item: &str) -> String {
    let members = receipt.body["members"].as_array().unwrap();
    let found = members.iter().find(|member| member["item"] == item).unwrap();
    found["id"].as_str().unwrap().to_owned()
}

/// Completes a task while the server is killed, and sends it again until it is answered: that it happened once is seen in the events.
async fn complete(city: &mut City, login: &str, application: &str, what: &str, completion: serde_json::Value) {
    let call = city.claim(login, application, what, completion).await;
    let answered = city.ask(login, &call).await;
    city.kill_and_restart();
    assert_eq!(city.ask(login, &call).await, answered, "a repeat gets the first answer");
    answered.expect(200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killing_it_while_a_matter_runs_loses_and_repeats_nothing() {
    let mut city = City::start().await;
    let file = city.matter_filing(NEWBORN, json!({"mode": "electronic"})).await;
    let receipt = city.ask("citizen", &file).await;
    receipt.expect(201);
    city.kill_and_restart();
    assert_eq!(
        city.ask("citizen", &file).await,
        receipt,
        "a repeat gets the first answer"
    );
    let members = receipt.body["members"].as_array().unwrap().len();
    let (birth, household) = (member(&receipt, BIRTH_CERTIFICATE), member(&receipt, HOUSEHOLD));
    assert_eq!(members, 7);

    let matter = receipt.text("id");
    complete(&mut city, "window", &matter, "intake", json!({"outcome": "accept"})).await;
    complete(&mut city, "window", &birth, "intake", json!({"outcome": "accept"})).await;
    let stated =
        json!({"outcome": "pass", "opinion": "符合条件", "result": {"birth_certificate_number": "Z990000017"}});
    complete(&mut city, "reviewer", &birth, "review", stated).await;
    complete(&mut city, "approver", &birth, "approval", json!({"outcome": "approve"})).await;
    complete(&mut city, "window", &birth, "issue", json!({"outcome": "issue"})).await;

    // What follows leaves through the outbox, which the killed server had not worked off.
    let begun = |body: &serde_json::Value| body["status"] == "in_review";
    let call = Call::get(format!("/applications/{household}"));
    let read = city.ask_until("citizen", &call, begun).await;
    assert_eq!(read["form"]["birth_certificate_number"], "Z990000017");
    city.kill_and_restart();
    let events = city.events(&household).await;
    for kind in ["submitted", "in_order", "begun", "accepted"] {
        let times = events.iter().filter(|event| *event == kind).count();
        assert_eq!(times, 1, "{kind} in {events:?}");
    }
}

/// Sends a call, kills the server at any moment meanwhile, and sends it again until it is answered.
async fn shot_at(city: &mut City, login: &str, call: &Call) -> Reply {
    let sent = tokio::spawn(city.sending(login, call));
    let moment = Duration::from_millis(rand::random_range(0..MOMENTS_MS));
    tokio::time::sleep(moment).await;
    city.program.kill();
    let first = sent.await.unwrap().ok();
    city.program.again();
    let answered = city.ask(login, call).await;
    assert!(answered.status < 300, "after {moment:?}: {answered:?}");
    if let Some(first) = first {
        assert_eq!(answered, first, "after {moment:?}");
    }
    answered
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_matter_comes_to_its_one_end_whenever_it_is_killed() {
    let mut city = City::start().await;
    let file = city.matter_filing(RESTAURANT, json!({"mode": "electronic"})).await;
    let receipt = shot_at(&mut city, "citizen", &file).await;
    let matter = receipt.text("id");
    let (check, food) = (member(&receipt, LICENCE_CHECK), member(&receipt, FOOD));
    let stated = json!({"outcome": "approve", "result": {"entity_name": "示范餐饮店", "premises_address": "成都市示范大道100号（虚构地址）"}});
    let (accept, pass) = (
        json!({"outcome": "accept"}),
        json!({"outcome": "pass", "opinion": "符合条件"}),
    );
    let steps = [
        ("window", &matter, "intake", accept.clone()),
        ("reviewer", &check, "review", pass.clone()),
        ("approver", &check, "approval", stated),
        ("window", &food, "intake", accept),
        ("reviewer", &food, "food_review", pass.clone()),
        ("reviewer", &food, "health_review", pass),
        ("approver", &food, "approval", json!({"outcome": "approve"})),
        ("window", &food, "issue", json!({"outcome": "issue"})),
    ];
    for (login, owner, what, completion) in steps {
        let call = city.claim(login, owner, what, completion).await;
        shot_at(&mut city, login, &call).await;
    }
    let call = Call::get(format!("/matters/{matter}"));
    city.ask_until("citizen", &call, |read| read["status"] == "completed")
        .await;
    city.kill_and_restart();
    let events = city.events_of_matter(&matter).await;
    for (kind, times) in [("submitted", 1), ("accepted", 1), ("member_ended", 2), ("completed", 1)] {
        assert_eq!(
            events.iter().filter(|event| *event == kind).count(),
            times,
            "{kind} in {events:?}"
        );
    }
    for member in [&check, &food] {
        let events = city.events(member).await;
        for kind in ["submitted", "accepted", "decided", "completed"] {
            assert_eq!(
                events.iter().filter(|event| *event == kind).count(),
                1,
                "{kind} in {events:?}"
            );
        }
    }
    let told = |inbox: &serde_json::Value| {
        let rows = inbox["data"].as_array().unwrap().iter();
        rows.filter(|row| row["kind"] == "matter.completed" && row["link"]["id"] == *matter)
            .count()
    };
    let inbox = Call::get("/notifications?limit=100");
    let read = city.ask_until("citizen", &inbox, |inbox| told(inbox) > 0).await;
    assert_eq!(told(&read), 1);
}
