//! A matter on a server that is killed: its members come into being together, and move on once.

use serde_json::json;

use super::city::{Call, City, Reply};
use crate::support::matters::{BIRTH_CERTIFICATE, HOUSEHOLD, NEWBORN};

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
