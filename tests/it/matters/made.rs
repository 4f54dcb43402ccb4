//! What members are made of: the one form, the one set of materials, what is on record, and what others have come to.

use serde_json::{Value, json};

use super::small::{APART, FIRST, NEXT, documents};
use crate::support::TestApp;

/// The small bundle with a question, by which the member that accepts itself is in.
fn asked_for_apart() -> Value {
    let mut all = documents();
    all[3]["questions"] = json!([{"key": "apart", "text": "是否办理许可？",
        "options": [{"value": "yes", "label": "是"}, {"value": "no", "label": "否"}]}]);
    all[3]["members"][2]["when"] = json!("answers.apart == 'yes'");
    all
}

#[tokio::test]
async fn what_is_on_record_is_filled_in_only_where_it_is_asked_for() {
    let mut all = asked_for_apart();
    let phone = json!({"type": "string", "title": "联系电话", "maxLength": 20, "x-source": "applicant.phone"});
    all[2]["form_schema"]["properties"]["contact_phone"] = phone.clone();
    all[3]["form_schema"]["properties"]["contact_phone"] = phone;
    let app = TestApp::with_bundle(all).await;
    let without = app.file_small(|body| body["answers"] = json!({"apart": "no"})).await;
    let read = without.read(FIRST).await;
    assert!(read["form"].get("contact_phone").is_none(), "{read}");
    let with = app.file_small(|body| body["answers"] = json!({"apart": "yes"})).await;
    let read = with.read(APART).await;
    assert!(read["form"]["contact_phone"].is_string(), "{read}");
}

#[tokio::test]
async fn documents_go_to_members_that_ask_for_them_by_what_others_have_come_to() {
    let mut all = documents();
    all[1]["materials"] = json!([{"code": "site", "name": "场所证明", "necessity": "optional",
        "when": "has(form.registered_as) && form.registered_as != ''"}]);
    let app = TestApp::with_bundle(all).await;
    let matter = app.file_small(|_| {}).await;
    let shared = |read: &Value| read["documents"].as_array().unwrap().len();
    let whole = app
        .as_("citizen")
        .get(&format!("/matters/{}", matter.id))
        .send()
        .await
        .expect(200);
    let first = matter.read(FIRST).await;
    assert_eq!(shared(&first), 2, "only what its item asks for: {first}");
    assert_eq!(shared(&matter.read(NEXT).await), 0, "nobody knows yet whether it asks");
    let file = |read: &Value, material: &str| {
        let files = read["documents"].as_array().unwrap().iter();
        let mut files = files.filter(|file| file["material"] == material);
        files.next().unwrap()["document"].clone()
    };
    let of_whole = whole["materials"].as_array().unwrap().iter();
    let photo = of_whole.clone().find(|material| material["code"] == "photo").unwrap();
    assert_eq!(
        file(&first, "photo"),
        photo["documents"][0]["document"],
        "the same file, not a copy: {whole}"
    );
    matter.accept().await;
    matter.grant(FIRST).await;
    let next = matter.read(NEXT).await;
    assert_eq!(next["status"], "in_review");
    assert_eq!(shared(&next), 1, "{next}");
}

#[tokio::test]
async fn a_member_asks_for_what_it_cannot_do_without_whatever_the_bundle_says() {
    let mut all = documents();
    for place in [0, 3] {
        all[place]["form_schema"]["properties"]["area"] = json!({"type": "integer", "title": "面积"});
        all[place]["form_schema"]["required"] = json!(["name", "area"]);
    }
    all[0]["materials"][0]["when"] = json!("form.area > 300");
    all[3]["materials"][0]["when"] = json!("form.area > 500");
    let app = TestApp::with_bundle(all).await;
    let file = async |area: i64, lacking: &str| {
        let mut documents = Vec::new();
        for material in ["id", "photo", "site"]
            .into_iter()
            .filter(|material| *material != lacking)
        {
            documents.push(json!({"material": material, "document": app.upload("citizen").await}));
        }
        let body = json!({"bundle": "one-small", "form": {"name": "示范", "area": area}, "documents": documents});
        app.as_("citizen").post("/matters").key().json(body).send().await
    };
    let lacking = file(400, "id").await.problem(422, "invalid-input");
    assert_eq!(lacking["errors"][0]["code"], "material-missing", "{lacking}");
    file(400, "").await.expect(201);
    file(200, "id").await.expect(201);
}

#[tokio::test]
async fn nobody_decides_on_the_spot_what_waits_for_others() {
    let mut all = documents();
    all[1]["case_type"] = json!("immediate");
    all[1]["acceptance"] = json!("department");
    let app = TestApp::with_bundle(all).await;
    let matter = app.file_small(|_| {}).await;
    matter.accept().await;
    let next = matter.member(NEXT);
    let task = matter.find_task("window", &next).await.unwrap();
    let read = app
        .as_("window")
        .get(&format!("/tasks/{task}"))
        .send()
        .await
        .expect(200);
    let codes: Vec<&Value> = read["outcomes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["code"])
        .collect();
    assert_eq!(codes, ["accept", "decline", "request_supplement"]);
    matter
        .complete("window", &next, json!({"outcome": "grant"}))
        .await
        .problem(422, "invalid-input");
    matter
        .complete_claimed("window", &next, json!({"outcome": "accept"}))
        .await
        .expect(200);
    matter.grant(FIRST).await;
    assert_eq!(
        matter.statuses([NEXT]).await,
        ["in_review"],
        "it begins, accepted as it was"
    );
}

#[tokio::test]
async fn twins_that_file_at_the_same_time_get_one_answer() {
    let app = TestApp::with_bundle(documents()).await;
    let mut documents = Vec::new();
    for material in ["id", "photo", "site"] {
        documents.push(json!({"material": material, "document": app.upload("citizen").await}));
    }
    let body = json!({"bundle": "one-small", "form": {"name": "示范"}, "documents": documents});
    for round in 0..5 {
        let key = format!("twin-{round}");
        let file = async || {
            let call = app.as_("citizen").post("/matters").header("idempotency-key", &key);
            call.json(body.clone()).send().await.expect(201)
        };
        let (one, other, third) = tokio::join!(file(), file(), file());
        assert_eq!(one["id"], other["id"]);
        assert_eq!(one["id"], third["id"]);
    }
    let cases = app.as_("citizen").get("/cases").send().await.expect(200);
    assert_eq!(cases["data"].as_array().unwrap().len(), 5);
}
