//! What publication says of a bundle that leaves something open, and the checklist of one that does not.

use serde_json::{Value, json};

use crate::support::{Answer, SERVICE_BUREAU, TestApp, made_up, steps, task};

const RESTAURANT: &str = "one-restaurant";
const SCHOOL: &str = "one-school-entry";

/// A made-up item with its own code and form.
fn item(code: &str, name: &str, form: Value) -> Value {
    let mut item = made_up(steps(
        "r",
        json!({"r": task(json!({"pass": "granted", "fail": "refused"}))}),
    ));
    item["code"] = json!(code);
    item["name"] = json!(name);
    item["form_schema"] = form;
    item
}

fn form(fields: Value) -> Value {
    let required: Vec<&String> = fields.as_object().unwrap().keys().collect();
    json!({"type": "object", "required": required, "properties": fields})
}

/// Three items, imported and published, and a bundle of them with the gaps.
async fn with_gaps(app: &TestApp) {
    let text = json!({"type": "string", "maxLength": 50});
    let items = [
        item("food", "食品经营许可", form(json!({"shop_name": text}))),
        item(
            "sign",
            "户外招牌设置",
            form(json!({"shop_name": text, "width": {"type": "number", "maximum": 6}})),
        ),
        item(
            "tobacco",
            "烟草专卖零售许可",
            form(json!({"shop_name": text, "distance": {"type": "integer"}})),
        ),
    ];
    let bundle = json!({"kind": "bundle", "code": "one-shop", "name": "开店一件事", "lead_department": SERVICE_BUREAU,
        "window_department": SERVICE_BUREAU, "form_schema": form(json!({"shop_name": text, "sign_width": {"type": "string"}})),
        "questions": [{"key": "tobacco", "text": "是否经营烟草？",
            "options": [{"value": "yes", "label": "是"}, {"value": "no", "label": "否"}]}],
        "members": [{"item": "food", "after": ["sign"]},
            {"item": "sign", "after": ["food"], "form_map": {"/sign_width": "/width"}},
            {"item": "tobacco", "when": "answers.tobacco == 'yes'"}]});
    let documents: Vec<Value> = items.into_iter().chain([bundle]).collect();
    let import = app.as_("admin").post("/catalogue/imports").key();
    import.json(json!(documents)).send().await.expect(200);
    for code in ["food", "sign", "tobacco"] {
        let publication = app.as_("admin").post(&format!("/items/{code}/publication")).key();
        publication.json(json!({})).send().await.expect(201);
    }
}

async fn checklist(app: &TestApp, bundle: &str, body: Value) -> Answer {
    let path = format!("/bundles/{bundle}/checklist");
    app.anyone().post(&path).json(body).send().await
}

/// The answers of somebody who opens a small restaurant, with or without tobacco.
fn small(tobacco: &str) -> Value {
    json!({"answers": {"entity": "individual", "area": "small", "cold_dishes": "no", "sign": "no", "tobacco": tobacco,
        "tobacco_chain": "no", "premises": "leased"}, "applicant_kind": "natural_person"})
}

/// The members as (name, in, the reason).
fn members(told: &Value) -> Vec<(&str, bool, &str)> {
    let rows = told["members"].as_array().unwrap();
    rows.iter()
        .map(|row| {
            let reason = row["reason"]["text"]["zh"].as_str().unwrap();
            (row["name"].as_str().unwrap(), row["in"] == true, reason)
        })
        .collect()
}

fn codes<'a>(told: &'a Value, list: &str, key: &str) -> Vec<&'a str> {
    let rows = told[list].as_array().unwrap();
    rows.iter().map(|row| row[key].as_str().unwrap()).collect()
}

#[tokio::test]
async fn a_circle_a_field_without_source_and_a_clash_of_types_are_told_with_evidence() {
    let app = TestApp::start().await;
    with_gaps(&app).await;
    let publication = app
        .as_("admin")
        .post("/bundles/one-shop/publication")
        .key()
        .in_english();
    let told = publication.json(json!({})).send().await.problem(422, "unsound-bundle");
    insta::assert_snapshot!("unsound_bundle", serde_json::to_string_pretty(&told["errors"]).unwrap());
    let page = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/bundles.md")).unwrap();
    let report = serde_json::to_string_pretty(&told["errors"]).unwrap();
    assert!(page.contains(&report), "docs/bundles.md shows this report:\n{report}");
}

#[tokio::test]
async fn the_checklist_tells_who_is_in_and_why_and_what_is_saved() {
    let app = TestApp::start().await;
    let with = checklist(&app, RESTAURANT, small("yes")).await.expect(200);
    let without = checklist(&app, RESTAURANT, small("no")).await.expect(200);
    let told = |of: &Value, name: &str| {
        let found = members(of).into_iter().find(|row| row.0.contains(name));
        found.map(|(_, is_in, reason)| (is_in, reason.to_owned())).unwrap()
    };
    assert_eq!(told(&with, "烟草"), (true, "因为“是否零售卷烟：是”".to_owned()));
    assert_eq!(told(&without, "烟草"), (false, "因为“是否零售卷烟：否”".to_owned()));
    assert_eq!(told(&with, "食品经营"), (true, "任何情形都需要办理".to_owned()));

    let asked = |of: &Value, field: &str| of["form_schema"]["properties"].get(field).is_some();
    assert!(asked(&with, "tobacco_supplier") && !asked(&without, "tobacco_supplier"));
    assert!(asked(&without, "shop_name") && !asked(&without, "sign_text"));
    assert_eq!(with["open_questions"], json!([]));
    assert!(codes(&with, "materials", "code").len() > codes(&without, "materials", "code").len());
    let shared = with["materials"].as_array().unwrap();
    assert!(
        shared
            .iter()
            .all(|material| !material["serves"].as_array().unwrap().is_empty())
    );
    for saved in ["fields", "materials"] {
        let saved = &with["saved"][saved];
        assert!(
            saved["together"].as_u64().unwrap() <= saved["separately"].as_u64().unwrap(),
            "{saved}"
        );
    }
    assert_eq!(
        with["filing"],
        json!({"periods": [], "open": true, "from": null, "until": null})
    );
    // Everybody waits for the registration to be checked.
    let tobacco = with["members"]
        .as_array()
        .unwrap()
        .iter()
        .find(|row| row["name"].as_str().unwrap().contains("烟草"));
    assert_eq!(tobacco.unwrap()["after"], json!([with["members"][0]["item"]]));
    assert!(tobacco.unwrap()["expected_on"].as_str() > with["members"][0]["expected_on"].as_str());
}

#[tokio::test]
async fn open_questions_leave_members_undecided_and_wrong_answers_are_refused() {
    let app = TestApp::start().await;
    let nothing = checklist(&app, RESTAURANT, json!({})).await.expect(200);
    assert!(codes(&nothing, "open_questions", "key").contains(&"tobacco"));
    let tobacco = nothing["members"]
        .as_array()
        .unwrap()
        .iter()
        .find(|row| row["name"].as_str().unwrap().contains("烟草"));
    assert_eq!(tobacco.unwrap()["reason"]["code"], "undecided");

    let food = nothing["members"][1]["item"].clone();
    let wrong = json!({"answers": {"tobacco": "perhaps", "x": "y"}, "without": [food, "none"]});
    let wrong = checklist(&app, RESTAURANT, wrong).await.problem(422, "invalid-input");
    let told: Vec<_> = wrong["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|error| error["code"].as_str().unwrap())
        .collect();
    for code in ["unknown-option", "unknown-question", "not-optional", "unknown-member"] {
        assert!(told.contains(&code), "{code} in {told:?}");
    }
    checklist(&app, RESTAURANT, json!({"more": 1}))
        .await
        .problem(422, "invalid-input");
    checklist(&app, "none", json!({})).await.problem(404, "not-found");
}

#[tokio::test]
async fn whoever_is_signed_in_is_offered_what_they_hold() {
    let app = TestApp::start().await;
    let ask = app.as_("citizen").post(&format!("/bundles/{RESTAURANT}/checklist"));
    let told = ask
        .json(json!({"answers": small("no")["answers"]}))
        .send()
        .await
        .expect(200);
    assert_eq!(told["prefill"]["form"]["contact_phone"], "13900000001");
    assert!(
        told["materials"]
            .as_array()
            .unwrap()
            .iter()
            .all(|material| material["reusable"].is_array())
    );
    let stranger = json!({"on_behalf_of": {"account": "019a1c2e-7d1c-7c3e-8a43-0e6c1a2b3c4d"}});
    let ask = app.as_("citizen").post(&format!("/bundles/{RESTAURANT}/checklist"));
    ask.json(stranger).send().await.problem(422, "invalid-input");
    let anybody = checklist(&app, RESTAURANT, small("no")).await.expect(200);
    assert!(anybody.get("prefill").is_none());
}

#[tokio::test]
async fn the_checklist_tells_when_a_bundle_may_be_filed() {
    let app = TestApp::start().await;
    app.at("2027-05-19T02:00:00Z").await;
    let before = checklist(&app, SCHOOL, json!({})).await.expect(200)["filing"].clone();
    assert_eq!(
        (&before["open"], &before["from"], &before["until"]),
        (&json!(false), &json!("2027-05-20"), &json!("2027-06-10"))
    );
    app.at("2027-05-21T02:00:00Z").await;
    assert_eq!(
        checklist(&app, SCHOOL, json!({})).await.expect(200)["filing"]["open"],
        true
    );
}

/// Two items and a bundle of them: one owner in an object of one item's form, one commitment, one consent that depends on the form.
async fn with_two(app: &TestApp) {
    let text = json!({"type": "string", "maxLength": 50});
    let owner = json!({"type": "object", "required": ["id", "phone"], "properties": {"id": text, "phone": text}});
    let mut deed = item("deed", "示范登记", form(json!({"owner": owner, "place": text})));
    deed["materials"] = json!([{"code": "id_card", "name": "身份证明"}, {"code": "plan", "name": "平面图"}]);
    deed["commitment"] = json!({"text": "承诺", "replaces": ["plan"], "legal_basis": "国办发〔2020〕42号",
        "check": {"post": "reviewer", "limit": {"days": 20, "unit": "working_day"}}});
    deed["visits"] = json!(1);
    deed["visits_reason"] = json!("现场核查");
    let mut note = item("note", "示范备案", form(json!({"place": text})));
    note["materials"] = json!([{"code": "id_card", "name": "身份证明"}]);
    let yes_or_no = json!([{"value": "yes", "label": "是"}, {"value": "no", "label": "否"}]);
    let bundle = json!({"kind": "bundle", "code": "one-two", "name": "两件事", "lead_department": SERVICE_BUREAU,
        "window_department": SERVICE_BUREAU, "promised_limit": 10, "visits": 1,
        "questions": [{"key": "commit", "text": "是否承诺？", "options": yes_or_no}],
        "materials": [{"code": "id_card", "name": "身份证明"}, {"code": "plan", "name": "平面图", "when": "answers.commit != 'yes'"}],
        "consents": [{"code": "landlord", "role": "owner", "text": "同意使用场所", "when": "form.place != ''"}],
        "form_schema": form(json!({"place": text, "owner_id": text, "owner_phone": text})),
        "members": [{"item": "deed", "commitment": "answers.commit == 'yes'", "form_map": {"/owner_id": "/owner/id", "/owner_phone": "/owner/phone"}},
            {"item": "note"}]});
    for item in [deed, note] {
        app.publish(item).await;
    }
    let import = app.as_("admin").post("/catalogue/imports").key();
    import.json(json!([bundle])).send().await.expect(200);
    let publication = app.as_("admin").post("/bundles/one-two/publication").key();
    publication.json(json!({})).send().await.expect(201);
}

#[tokio::test]
async fn what_is_saved_is_counted_in_the_same_way_on_both_sides() {
    let app = TestApp::start().await;
    with_two(&app).await;
    let saved = async |commit: &str| {
        let told = checklist(&app, "one-two", json!({"answers": {"commit": commit}}))
            .await
            .expect(200);
        told["saved"].clone()
    };
    let pair = |separately: u32, together: u32| json!({"separately": separately, "together": together});
    let expected = |materials: Value| json!({"fields": pair(4, 3), "materials": materials, "visits": pair(1, 1), "promised_days": pair(20, 10)});
    assert_eq!(saved("no").await, expected(pair(3, 2)));
    assert_eq!(
        saved("yes").await,
        expected(pair(2, 1)),
        "nobody hands in what the commitment replaces"
    );
}

#[tokio::test]
async fn consents_that_may_be_asked_for_are_listed_and_the_guardians_of_who_is_under_eighteen() {
    let app = TestApp::start().await;
    app.at("2026-03-02T09:00:00+08:00").await;
    with_two(&app).await;
    let anybody = checklist(&app, "one-two", json!({})).await.expect(200);
    assert_eq!(codes(&anybody, "consents", "code"), ["landlord"]);
    app.register("13700000010", "990101201011050110").await;
    let as_ = async |login: &str| {
        let ask = app.as_(login).post("/bundles/one-two/checklist");
        ask.json(json!({})).send().await.expect(200)
    };
    assert_eq!(
        codes(&as_("13700000010").await, "consents", "code"),
        ["landlord", "guardian"]
    );
    assert_eq!(codes(&as_("citizen").await, "consents", "code"), ["landlord"]);
}
