//! The inbox: what was told, to whom, and what of it was read.

use serde_json::{Value, json};

use crate::support::{FOOD_LICENCE, TestApp};

#[tokio::test]
async fn messages_are_unread_until_their_owner_reads_them() {
    let app = TestApp::start().await;
    let case = app.filed(FOOD_LICENCE).await;
    case.accept().await;
    app.settle().await;
    let list = async |query: &str| {
        app.as_("citizen")
            .get(&format!("/notifications{query}"))
            .send()
            .await
            .expect(200)
    };
    let unread = list("?unread=true&count=true").await;
    assert_eq!(unread["count"], 2);
    let newest = &unread["data"][0];
    assert_eq!(newest["kind"], "application.accepted");
    assert_eq!(newest["link"], json!({"kind": "application", "id": case.id}));
    assert_eq!(newest["read_at"], Value::Null);

    let path = format!("/notifications/{}/read", newest["id"].as_str().unwrap());
    app.as_("window").post(&path).send().await.problem(404, "not-found");
    app.anyone().post(&path).send().await.problem(401, "unauthenticated");
    assert_eq!(list("?unread=true&count=true").await["count"], 2);
    app.as_("citizen").post(&path).send().await.expect(204);
    let read = list("?unread=false").await;
    assert_eq!(read["data"][0]["id"], newest["id"]);
    app.as_("citizen").post(&path).send().await.expect(204);
    assert_eq!(list("?unread=false").await, read, "the first reading stands");
    assert_eq!(list("?unread=true&count=true").await["count"], 1);
}

#[tokio::test]
async fn messages_come_page_by_page_in_the_readers_language() {
    let app = TestApp::start().await;
    let case = app.filed(FOOD_LICENCE).await;
    case.accept().await;
    app.settle().await;
    let first = app
        .as_("citizen")
        .get("/notifications?limit=1")
        .in_english()
        .send()
        .await
        .expect(200);
    assert!(
        first["data"][0]["title"]
            .as_str()
            .unwrap()
            .starts_with("Your application has been accepted")
    );
    let cursor = first["next_cursor"].as_str().unwrap();
    let next = app
        .as_("citizen")
        .get(&format!("/notifications?limit=1&cursor={cursor}"))
        .send()
        .await
        .expect(200);
    assert!(next["data"][0]["title"].as_str().unwrap().starts_with("收件回执"));
    assert_eq!(next["next_cursor"], Value::Null);
    let clerk = app.as_("window").get("/notifications").send().await.expect(200);
    assert_eq!(clerk["data"], json!([]));
}
