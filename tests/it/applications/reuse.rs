//! What the administration has already is not asked for again (State Council order 716, art. 7).

use serde_json::{Value, json};

use crate::support::{FOOD_LICENCE, Filed, TestApp, VACCINATION, sample};

const SCHOOL: &str = "school-entry";
const STRANGER: &str = "13900000077";

/// What somebody is told of an item under its sample's answers.
async fn checklist(app: &TestApp, login: &str, item: &str) -> Value {
    let sample = sample(item);
    let path = format!("/items/{}/checklist", sample["item"].as_str().unwrap());
    let ask = app.as_(login).post(&path).json(json!({"answers": sample["answers"]}));
    ask.send().await.expect(200)
}

/// What may be handed in for a material again.
fn reusable<'a>(told: &'a Value, material: &str) -> &'a Value {
    let materials = told["materials"].as_array().unwrap();
    let found = materials.iter().find(|row| row["code"] == material);
    &found.unwrap()["reusable"]
}

/// The payloads of an application's events of a kind, as its log has them.
async fn logged(case: &Filed<'_>, kind: &str) -> Vec<Value> {
    let events = case.seen_by("citizen", "/events").await;
    let rows = events["data"].as_array().unwrap();
    let found = rows.iter().filter(|row| row["kind"] == kind);
    found.cloned().collect()
}

/// A certificate of vaccination, issued to the demo's citizen.
async fn vaccinated(app: &TestApp) -> (Filed<'_>, String) {
    let electronic = json!({"mode": "electronic"});
    let case = app
        .filed_as("citizen", VACCINATION, |body| body["delivery"] = electronic)
        .await;
    case.complete("window", "intake", json!({"outcome": "grant"}))
        .await
        .expect(200);
    case.issue().await;
    let number = case.read().await["certificate"]["number"].as_str().unwrap().to_owned();
    (case, number)
}

/// A school entry with the certificate in place of a document.
async fn entry(app: &TestApp, login: &str, certificate: &str) -> Value {
    let mut body = app.filing(login, SCHOOL).await;
    for row in body["documents"].as_array_mut().unwrap() {
        if row["material"] == "vaccination_certificate" {
            *row = json!({"material": "vaccination_certificate", "certificate": certificate});
        }
    }
    body
}

async fn refused(app: &TestApp, login: &str, body: Value) -> (String, String) {
    let answer = app.as_(login).post("/applications").key().json(body).send().await;
    let problem = answer.problem(422, "invalid-input");
    let of = |what: &str| problem["errors"][0][what].as_str().unwrap().to_owned();
    (of("pointer"), of("code"))
}

#[tokio::test]
async fn a_document_handed_in_before_is_offered_and_its_reuse_recorded() {
    let app = TestApp::start().await;
    let first = app.filed(FOOD_LICENCE).await;
    app.settle().await;
    let told = checklist(&app, "citizen", FOOD_LICENCE).await;
    let offered = reusable(&told, "layout_plan");
    assert_eq!(offered.as_array().unwrap().len(), 1);
    assert_eq!(
        (&offered[0]["kind"], &offered[0]["from"], &offered[0]["name"]),
        (&json!("document"), &json!(first.number), &json!("材料.pdf"))
    );
    assert_eq!(reusable(&told, "business_licence"), &json!([]));

    let again = offered[0]["document"].clone();
    let second = app
        .filed_as("citizen", FOOD_LICENCE, |body| {
            for row in body["documents"].as_array_mut().unwrap() {
                if row["material"] == "layout_plan" {
                    row["document"] = again.clone();
                }
            }
        })
        .await;
    let recorded = logged(&second, "material_reused").await;
    assert_eq!(recorded.len(), 1, "{recorded:?}");
    assert_eq!(
        recorded[0]["detail"],
        json!({"material": "layout_plan", "from": {"application": first.id}})
    );
    assert!(logged(&first, "material_reused").await.is_empty());
    let documents = second.read().await["documents"].clone();
    assert!(documents.as_array().unwrap().iter().any(|row| row["id"] == again));
}

#[tokio::test]
async fn a_document_counts_for_the_same_material_of_another_item() {
    let app = TestApp::start().await;
    let born = app.filed(VACCINATION).await;
    let told = checklist(&app, "citizen", "maternity-expense-reimbursement").await;
    assert_eq!(reusable(&told, "birth_certificate")[0]["from"], born.number.as_str());
    assert_eq!(reusable(&told, "invoice"), &json!([]));
}

#[tokio::test]
async fn nobody_is_offered_what_is_somebody_elses() {
    let app = TestApp::start().await;
    let case = app.filed(FOOD_LICENCE).await;
    let (_, number) = vaccinated(&app).await;
    app.register(STRANGER, "990101199512310021").await;
    let told = checklist(&app, STRANGER, FOOD_LICENCE).await;
    assert_eq!(reusable(&told, "layout_plan"), &json!([]));
    assert_eq!(told["prefill"]["from_application"], Value::Null);
    assert_eq!(
        told["prefill"]["form"],
        json!({"contact_phone": STRANGER}),
        "nothing but their own"
    );

    let theirs = case.read().await["documents"][0]["id"].clone();
    let mut body = app.filing(STRANGER, FOOD_LICENCE).await;
    body["documents"][0]["document"] = theirs;
    let (pointer, code) = refused(&app, STRANGER, body).await;
    assert_eq!(
        (pointer.as_str(), code.as_str()),
        ("/documents/0/document", "unknown-document")
    );
    let body = entry(&app, STRANGER, &number).await;
    assert_eq!(refused(&app, STRANGER, body).await.1, "unknown-certificate");
    let mut body = app.filing(STRANGER, FOOD_LICENCE).await;
    body["prefilled_from"] = json!(case.id);
    assert_eq!(refused(&app, STRANGER, body).await.1, "unknown-application");
}

#[tokio::test]
async fn a_certificate_in_force_is_handed_in_by_its_number() {
    let app = TestApp::start().await;
    let (_, number) = vaccinated(&app).await;
    let told = checklist(&app, "citizen", SCHOOL).await;
    assert_eq!(
        reusable(&told, "vaccination_certificate"),
        &json!([{"kind": "certificate", "number": number, "name": "预防接种证", "valid_until": null}])
    );
    let case = app.filed_with("citizen", entry(&app, "citizen", &number).await).await;
    assert_eq!(
        logged(&case, "material_reused").await[0]["detail"],
        json!({"material": "vaccination_certificate", "from": {"certificate": number}})
    );
    let documents = case.seen_by("window", "").await["documents"].clone();
    let copy = documents
        .as_array()
        .unwrap()
        .iter()
        .find(|row| row["media_type"] == "text/html");
    let copy = copy.unwrap().clone();
    assert_eq!(
        (&copy["material"], &copy["name"]),
        (
            &json!("vaccination_certificate"),
            &json!(format!("预防接种证 {number}.html"))
        )
    );
    let path = format!("/applications/{}/documents/{}", case.id, copy["id"].as_str().unwrap());
    let page = app.as_("window").get(&path).send().await;
    assert_eq!(page.status, 200);
    assert!(
        page.text.contains(&number) && page.text.contains("持证主体"),
        "{}",
        page.text
    );
    app.settle().await;
    let kept = app.as_("citizen").get("/documents?limit=100").send().await.expect(200);
    let rows = kept["data"].as_array().unwrap();
    assert!(
        rows.iter().any(|row| row["id"] == copy["id"]),
        "it is the applicant's document"
    );
}

#[tokio::test]
async fn a_certificate_that_holds_no_more_or_is_of_another_kind_is_refused() {
    let app = TestApp::start().await;
    let (vaccination, number) = vaccinated(&app).await;
    let mut other = app.filing("citizen", FOOD_LICENCE).await;
    other["documents"][0] = json!({"material": "layout_plan", "certificate": number});
    assert_eq!(refused(&app, "citizen", other).await.1, "certificate-not-taken");
    let mut both = entry(&app, "citizen", &number).await;
    let row = both["documents"].as_array_mut().unwrap();
    let row = row.iter_mut().find(|row| row["certificate"].is_string()).unwrap();
    row["document"] = json!(app.upload("citizen").await);
    assert_eq!(refused(&app, "citizen", both).await.1, "one-of");

    let deceit = json!({"basis": "deceit", "reasons": "经核查，申请材料系伪造"});
    vaccination.by("approver", "revocation", deceit).await.expect(200);
    let body = entry(&app, "citizen", &number).await;
    assert_eq!(refused(&app, "citizen", body).await.1, "unknown-certificate");
    let told = checklist(&app, "citizen", SCHOOL).await;
    assert_eq!(reusable(&told, "vaccination_certificate"), &json!([]));
}

#[tokio::test]
async fn the_last_form_is_offered_to_begin_with_and_what_was_kept_of_it_recorded() {
    let app = TestApp::start().await;
    let first = app.filed(FOOD_LICENCE).await;
    let told = checklist(&app, "citizen", FOOD_LICENCE).await;
    let prefill = &told["prefill"];
    assert_eq!(
        prefill["from_application"],
        json!({"id": first.id, "number": first.number})
    );
    let form = sample(FOOD_LICENCE)["form"].clone();
    assert_eq!(prefill["form"], form, "sensitive fields too, for whom they are");

    let body = app.filing("citizen", FOOD_LICENCE).await;
    let second = app
        .filed_with("citizen", {
            let mut body = body;
            body["prefilled_from"] = json!(first.id);
            body["form"]["shop_name"] = json!("另一家店");
            body
        })
        .await;
    let recorded = logged(&second, "form_prefilled").await;
    assert_eq!(
        (recorded.len(), &recorded[0]["detail"]["application"]),
        (1, &json!(first.id))
    );
    let kept = recorded[0]["detail"]["fields"].as_array().unwrap();
    assert!(
        kept.contains(&json!("seats")) && !kept.contains(&json!("shop_name")),
        "{kept:?}"
    );
    assert_eq!(second.read().await["form"]["shop_name"], "另一家店");
}

#[tokio::test]
async fn a_field_that_the_item_has_no_more_is_left_out() {
    let app = TestApp::start().await;
    app.filed(FOOD_LICENCE).await;
    app.republish(FOOD_LICENCE, |item| {
        let properties = item["form_schema"]["properties"].as_object_mut().unwrap();
        properties.remove("seats");
        properties["shop_name"]["maxLength"] = json!(2);
        let required = item["form_schema"]["required"].as_array_mut().unwrap();
        required.retain(|field| field != "seats");
    })
    .await;
    let form = checklist(&app, "citizen", FOOD_LICENCE).await["prefill"]["form"].clone();
    assert!(form.get("seats").is_none() && form.get("shop_name").is_none(), "{form}");
    assert_eq!(
        form["premises_address"],
        sample(FOOD_LICENCE)["form"]["premises_address"]
    );
}

#[tokio::test]
async fn what_is_on_record_is_filled_in_and_recorded() {
    let app = TestApp::start().await;
    let me = app.as_("citizen").get("/me").send().await.expect(200);
    let told = checklist(&app, "citizen", SCHOOL).await;
    let properties = &told["form_schema"]["properties"];
    assert_eq!(properties["guardian_id"]["readOnly"], true);
    assert!(
        properties["contact_phone"].get("readOnly").is_none(),
        "another phone may be given"
    );
    assert_eq!(
        told["prefill"]["form"],
        json!({"guardian_name": me["name"], "guardian_id": me["citizen_id"], "contact_phone": me["phone"]})
    );

    let without = |body: &mut Value| {
        let form = body["form"].as_object_mut().unwrap();
        form.remove("guardian_id");
        form.remove("contact_phone");
        form.insert("guardian_name".to_owned(), json!("冒名者"));
    };
    let case = app.filed_as("citizen", SCHOOL, without).await;
    let form = case.read().await["form"].clone();
    assert_eq!(
        (&form["guardian_name"], &form["guardian_id"], &form["contact_phone"]),
        (&me["name"], &me["citizen_id"], &me["phone"])
    );
    assert_eq!(
        logged(&case, "form_prefilled").await[0]["detail"],
        json!({"fields": ["contact_phone", "guardian_id", "guardian_name"]})
    );

    let other = app.filed(SCHOOL).await.read().await["form"]["contact_phone"].clone();
    assert_eq!(other, sample(SCHOOL)["form"]["contact_phone"], "what is sent stays");
}

#[tokio::test]
async fn a_draft_keeps_what_was_filled_in_when_its_form_is_replaced() {
    let app = TestApp::start().await;
    let case = app
        .filed_as("citizen", SCHOOL, |body| body["submit"] = json!(false))
        .await;
    let filled = case.read().await["form"].clone();
    let mut form = filled.clone();
    form.as_object_mut().unwrap().remove("guardian_id");
    form["home_address"] = json!("成都市青羊区示范巷 5 号");
    let path = format!("/applications/{}", case.id);
    let revise = app.as_("citizen").patch(&path).if_match(&case.etag().await);
    revise.json(json!({"form": form})).send().await.expect(200);
    let after = case.read().await["form"].clone();
    assert_eq!(
        (&after["guardian_id"], &after["home_address"]),
        (&filled["guardian_id"], &json!("成都市青羊区示范巷 5 号"))
    );
    case.command("submission", json!({})).await.expect(200);
}

#[tokio::test]
async fn an_agent_is_offered_documents_but_no_secrets() {
    let app = TestApp::start().await;
    let first = app.filed(FOOD_LICENCE).await;
    app.register(STRANGER, "990101199512310021").await;
    let citizen = app.as_("citizen").get("/me").send().await.expect(200)["id"].clone();
    let item = sample(FOOD_LICENCE);
    let path = format!("/items/{}/checklist", item["item"].as_str().unwrap());
    let ask = async || {
        let body = json!({"answers": item["answers"], "on_behalf_of": {"account": citizen}});
        app.as_(STRANGER).post(&path).json(body).send().await
    };
    let refused = ask().await.problem(422, "invalid-input");
    assert_eq!(refused["errors"][0]["code"], "no-mandate");
    let mandate = json!({"agent": {"login": STRANGER}, "items": [item["item"]]});
    let give = app.as_("citizen").post("/mandates").key().json(mandate);
    give.send().await.expect(201);
    let told = ask().await.expect(200);
    assert_eq!(reusable(&told, "layout_plan")[0]["from"], first.number.as_str());
    let form = &told["prefill"]["form"];
    assert_eq!(form["shop_name"], item["form"]["shop_name"]);
    assert!(
        form.get("manager_id").is_none() && form.get("contact_phone").is_none(),
        "{form}"
    );
}
