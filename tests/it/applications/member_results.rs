//! What decisions on members of a matter state, where they are decided on the applicant's commitment: the window states it, or its department.

use serde_json::{Value, json};

use crate::support::{Answer, FOOD_DEPARTMENT, SERVICE_BUREAU, TestApp, made_up, steps, task};

const FIRST: &str = "990101-7";
const SECOND: &str = "990101-8";

/// An item that is decided on a commitment, and whose approval states a month.
fn item(code: &str) -> Value {
    let mut item = made_up(steps(
        "review",
        json!({"review": task(json!({"pass": "granted", "deny": "refused"}))}),
    ));
    item["code"] = json!(code);
    item["acceptance"] = json!("window");
    item["commitment"] = json!({"text": "本人承诺所述真实。", "replaces": [], "legal_basis": "国办发〔2020〕42号",
        "check": {"post": "reviewer", "limit": 20}});
    item["result"]["schema"] = json!({"type": "object", "required": ["month"], "additionalProperties": false,
        "properties": {"month": {"type": "string", "title": "月份", "pattern": "^[0-9]{4}-[0-9]{2}$"}}});
    item
}

/// Two such items, the second after the first.
async fn filed(app: &TestApp) -> Value {
    for code in [FIRST, SECOND] {
        app.publish(item(code)).await;
    }
    let bundle = json!({"kind": "bundle", "code": "one-month", "name": "示范一件事", "lead_department": FOOD_DEPARTMENT,
        "window_department": SERVICE_BUREAU, "promised_limit": 10,
        "members": [{"item": FIRST, "commitment": "true"}, {"item": SECOND, "commitment": "true", "after": [FIRST]}]});
    app.import(bundle).await;
    let publication = app.as_("admin").post("/bundles/one-month/publication").key();
    publication.send().await.expect(201);
    let body = json!({"bundle": "one-month", "answers": {}, "form": {}, "documents": []});
    app.as_("citizen")
        .post("/matters")
        .key()
        .json(body)
        .send()
        .await
        .expect(201)
}

/// The window's task about an application or matter, claimed.
async fn claimed(app: &TestApp, application: &Value) -> String {
    let queue = app.as_("window").get("/tasks?limit=100").send().await.expect(200);
    let mut rows = queue["data"].as_array().unwrap().iter();
    let row = rows.find(|row| row["application"] == *application).unwrap();
    let id = row["id"].as_str().unwrap().to_owned();
    app.as_("window")
        .post(&format!("/tasks/{id}/claim"))
        .send()
        .await
        .expect(200);
    id
}

fn told(refused: &Answer) -> (String, String) {
    let problem = refused.problem(422, "invalid-input");
    let word = |name: &str| problem["errors"][0][name].as_str().unwrap().to_owned();
    (word("pointer"), word("code"))
}

fn at(pointer: &str, code: &str) -> (String, String) {
    (pointer.to_owned(), code.to_owned())
}

#[tokio::test]
async fn who_accepts_a_member_on_a_commitment_states_its_result() {
    let app = TestApp::start().await;
    let matter = filed(&app).await;
    let (first, second) = (&matter["members"][0]["id"], &matter["members"][1]["id"]);
    let read = async |id: &Value| {
        let path = format!("/applications/{}", id.as_str().unwrap());
        app.as_("citizen").get(&path).send().await.expect(200)
    };
    let whole = claimed(&app, &matter["id"]).await;
    let accept = async |members: Value| {
        let body = json!({"outcome": "accept", "members": members});
        app.on_task("window", &whole, "completion", body).await
    };
    assert_eq!(told(&accept(json!([])).await), at("/members", "required"));
    let word = |result: Value| json!([{"application": first, "outcome": "accept", "result": result}]);
    assert_eq!(
        told(&accept(word(Value::Null)).await),
        at("/members/0/result", "required")
    );
    let wrong = accept(word(json!({"month": "soon"}))).await;
    assert_eq!(told(&wrong), at("/members/0/result/month", "pattern"));
    accept(word(json!({"month": "2031-05"}))).await.expect(200);
    let approved = read(first).await;
    assert_eq!(
        (&approved["outcome"], &approved["result"]),
        (&json!("approved"), &json!({"month": "2031-05"}))
    );

    // The second begins when the first is approved: as nobody has stated its result, its window is asked.
    app.settle().await;
    assert_eq!(read(second).await["status"], "submitted");
    let intake = claimed(&app, second).await;
    let accept = async |result: Value| {
        let body = json!({"outcome": "accept", "result": result});
        app.on_task("window", &intake, "completion", body).await
    };
    assert_eq!(told(&accept(Value::Null).await), at("/result", "required"));
    accept(json!({"month": "2031-06"})).await.expect(200);
    assert_eq!(read(second).await["result"], json!({"month": "2031-06"}));
}
