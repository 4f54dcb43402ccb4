//! Materials that follow on a written commitment (容缺受理): promised to members, handed in on the matter.

use serde_json::{Value, json};

use super::reading::{member, seen, waiting};
use super::small::{APART, FIRST, Matter, documents};
use crate::support::TestApp;

/// The small bundle, in which one material may follow.
pub fn following() -> Value {
    let mut all = documents();
    all[0]["materials"][0]["necessity"] = json!("may_follow");
    all[0]["following"] = json!({"limit": 10, "on_lapse": "terminate"});
    all[3]["materials"][0]["necessity"] = json!("may_follow");
    all
}

/// Filed without it on Monday 2 March 2026, and looked through by the window.
pub async fn promised(app: &TestApp) -> Matter<'_> {
    app.at("2026-03-02T02:00:00Z").await;
    let without = |body: &mut Value| {
        let documents = body["documents"].as_array_mut().unwrap();
        documents.retain(|row| row["material"] != "id");
    };
    let matter = app.file_small(without).await;
    matter.accept().await;
    matter
}

async fn case(app: &TestApp) -> Value {
    app.as_("citizen").get("/cases").send().await.expect(200)
}

#[tokio::test]
async fn what_is_to_follow_for_a_member_is_asked_for_and_handed_in_on_the_matter() {
    let app = TestApp::with_bundle(following()).await;
    let matter = promised(&app).await;
    let asked = seen(&app, "citizen", &matter).await;
    assert_eq!(asked["actions"], json!(["supplement", "withdrawal", "urges"]));
    assert_eq!(asked["missing"], json!([{"material": "id", "name": "身份证明"}]));
    assert_eq!(asked["answer_by"], "2026-03-16");
    assert!(
        asked["next_action"].as_str().unwrap().contains("补交容缺材料"),
        "{asked}"
    );
    let waits = asked["waiting_for"][0].clone();
    assert_eq!(waiting(&asked)[0], ("supplement", 1));
    assert_eq!(
        (&waits["by"], &waits["members"]),
        (&json!("2026-03-16"), &json!([matter.member(FIRST)]))
    );
    let first = matter.read(FIRST).await;
    assert_eq!(first["missing"][0]["material"], "id");
    let offered = [&first["actions"], &member(&asked, FIRST)["actions"]];
    assert_eq!(offered, [&json!(["withdrawal", "urges"]); 2], "not on the member");
    let listed = case(&app).await;
    assert_eq!(
        (&listed["data"][0]["tab"], &listed["data"][0]["act_by"]),
        (&json!("todo"), &json!("2026-03-16"))
    );
    assert_eq!(listed["data"][0]["next_action"], asked["next_action"]);
    assert_eq!(
        listed["counts"],
        json!({"drafts": 0, "todo": 1, "in_progress": 0, "done": 0})
    );
    for (tab, rows) in [("todo", 1), ("in_progress", 0)] {
        let path = format!("/cases?tab={tab}");
        let page = app.as_("citizen").get(&path).send().await.expect(200);
        assert_eq!(page["data"].as_array().unwrap().len(), rows, "{tab}");
    }

    let follows = json!({"documents": [{"material": "id", "document": app.upload("citizen").await}]});
    matter.command("supplement", follows).await.expect(200);
    let there = seen(&app, "citizen", &matter).await;
    assert_eq!(
        (&there["actions"], &there["missing"], &there["answer_by"]),
        (&json!(["withdrawal", "urges"]), &json!([]), &Value::Null)
    );
    assert_eq!(case(&app).await["data"][0]["tab"], "in_progress");
    matter.accept_apart().await;
    matter.grant(FIRST).await;
    assert_eq!(matter.statuses([FIRST, APART]).await, ["decided", "in_review"]);
}
