//! Half an hour at the window: twenty applications of mixed kinds are taken, checked, bounced, granted and handed out by one clerk, and every
//! call of theirs is counted.

use std::cell::Cell;

use serde_json::{Value, json};

use crate::support::{Answer, FOOD_LICENCE, Filed, TestApp, VACCINATION, sample};

const DISABILITY: &str = "disability-certificate";

/// People at the counter, none of whom has an account.
const PEOPLE: [(&str, &str); 11] = [
    ("陈一", "990101194001010024"),
    ("陈二", "990101194102020029"),
    ("陈三", "990101194203030023"),
    ("陈四", "990101194304040028"),
    ("陈五", "990101194405050022"),
    ("陈六", "990101194506060027"),
    ("陈七", "990101194607070021"),
    ("陈八", "990101194708080026"),
    ("陈九", "990101194809090020"),
    ("陈十", "990101194910100027"),
    ("陈十一", "990101195011110023"),
];

/// The clerk, who counts.
struct Clerk<'a> {
    app: &'a TestApp,
    calls: Cell<usize>,
}

impl Clerk<'_> {
    async fn post(&self, path: &str, body: Value) -> Answer {
        self.calls.set(self.calls.get() + 1);
        self.app.as_("window").post(path).key().json(body).send().await
    }

    async fn get(&self, path: &str) -> Answer {
        self.calls.set(self.calls.get() + 1);
        self.app.as_("window").get(path).send().await
    }

    /// Scans everything somebody brought, in one call.
    async fn scan(&self, materials: &[String]) -> Value {
        self.calls.set(self.calls.get() + 1);
        let page = || reqwest::multipart::Part::bytes(b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\n%%EOF\n".to_vec());
        let form = materials.iter().fold(reqwest::multipart::Form::new(), |form, code| {
            form.part("files", page().file_name(format!("{code}.pdf")))
        });
        let scanned = self
            .app
            .as_("window")
            .post("/documents")
            .multipart(form)
            .send()
            .await
            .expect(201);
        let scanned = scanned["data"].as_array().unwrap();
        let handed_in = materials.iter().zip(scanned);
        handed_in
            .map(|(material, file)| json!({"material": material, "document": file["id"]}))
            .collect()
    }

    /// Files an item for somebody at the counter.
    async fn take(&self, item: &str, (name, citizen_id): (&str, &str), adjust: impl FnOnce(&mut Value)) -> Value {
        let sample = sample(item);
        let materials: Vec<String> = serde_json::from_value(sample["materials"].clone()).unwrap();
        let mut body = json!({
            "item": sample["item"], "answers": sample["answers"], "form": sample["form"],
            "documents": self.scan(&materials).await, "submit": true,
            "applicant": {"name": name, "citizen_id": citizen_id},
            "identity_check": {"document": "resident_id_card"},
        });
        adjust(&mut body);
        self.post("/applications", body).await.expect(201)
    }

    /// Takes the next tasks, looks at each, and finishes all of them in one call.
    async fn work_off(&self, next: usize, decide: impl Fn(&Value) -> Value) -> Vec<u64> {
        let taken = self.post("/tasks/claims", json!({"next": next})).await.expect(200);
        let taken = taken["data"].as_array().unwrap().clone();
        assert_eq!(taken.len(), next);
        let mut completions = Vec::new();
        for row in &taken {
            let task = self
                .get(&format!("/tasks/{}", row["id"].as_str().unwrap()))
                .await
                .expect(200);
            let mut completion = decide(&task);
            completion["task"] = task["id"].clone();
            completion["version"] = task["version"].clone();
            completions.push(completion);
        }
        let done = self
            .post("/tasks/completions", json!({"completions": completions}))
            .await
            .expect(200);
        let results = done["results"].as_array().unwrap().iter();
        results.map(|result| result["status"].as_u64().unwrap()).collect()
    }

    /// Finds what somebody comes for by their pickup code, and hands it over.
    async fn hand_out(&self, code: &str) {
        let found = self
            .post("/desk/lookups", json!({"pickup_code": code}))
            .await
            .expect(200);
        let case = &found["applications"][0];
        self.calls.set(self.calls.get() + 1);
        let path = format!("/applications/{}/delivery", case["id"].as_str().unwrap());
        let handover = json!({"mode": "window", "pickup_code": code, "signed_by": "本人"});
        let seen = case["etag"].as_str().unwrap();
        let delivery = self.app.as_("window").post(&path).if_match(seen).key().json(handover);
        assert_eq!(delivery.send().await.expect(200)["status"], "completed");
    }
}

/// What waits at the window on Monday morning: three certificates to be fetched, and six applications filed online.
async fn before(app: &TestApp) -> (Vec<String>, Vec<Filed<'_>>) {
    app.at("2026-02-27T09:00:00+08:00").await;
    let mut codes = Vec::new();
    for _ in 0..3 {
        let case = app.filed(FOOD_LICENCE).await;
        case.accept().await;
        case.pass_reviews().await;
        case.approve().await;
        case.issue().await;
        codes.push(case.read().await["pickup_code"].as_str().unwrap().to_owned());
    }
    app.at("2026-03-02T09:00:00+08:00").await;
    let mut online = Vec::new();
    for _ in 0..6 {
        online.push(app.filed(FOOD_LICENCE).await);
    }
    (codes, online)
}

#[tokio::test]
async fn twenty_applications_take_a_clerk_forty_seven_calls() {
    let app = TestApp::start().await;
    let (codes, online) = before(&app).await;
    let clerk = Clerk {
        app: &app,
        calls: Cell::new(0),
    };

    // Seven immediate items: taken in, and six granted and handed over in the same call, one refused.
    let fine = json!([{"material": "birth_certificate", "verdict": "ok"}, {"material": "guardian_id", "verdict": "original_seen"}]);
    for who in &PEOPLE[..6] {
        let handover = json!({"outcome": "grant", "verdicts": fine, "handover": {"signed_by": who.0}});
        let done = clerk.take(VACCINATION, *who, |body| body["at_once"] = handover).await;
        assert_eq!(
            (&done["status"], &done["outcome"]),
            (&json!("completed"), &json!("approved"))
        );
    }
    let denial = json!({"outcome": "deny", "reasons": "儿童已在其他接种单位建证"});
    let denied = clerk
        .take(VACCINATION, PEOPLE[6], |body| body["at_once"] = denial)
        .await;
    assert_eq!(denied["outcome"], "denied");

    // Four applications that others decide; everybody takes a slip along.
    for who in &PEOPLE[7..] {
        let taken = clerk.take(DISABILITY, *who, |_| {}).await;
        assert_eq!(taken["status"], "submitted");
        let slip = clerk
            .get(&format!("/applications/{}/receipt", taken["id"].as_str().unwrap()))
            .await
            .expect(200);
        assert_eq!(slip["pickup_code"], taken["pickup_code"]);
    }

    // The ten that wait for acceptance: one bounced for a supplement, one declined, the rest accepted.
    let statuses = clerk
        .work_off(10, |task| match task["application"]["id"].as_str().unwrap() {
            id if id == online[0].id => json!({"outcome": "request_supplement",
                "verdicts": [{"material": "layout_plan", "verdict": "defective", "reason": "未标注面积"}]}),
            id if id == online[1].id => {
                json!({"outcome": "decline", "reasons": "不属于本行政机关职权范围，请向市局申请"})
            }
            _ => json!({"outcome": "accept"}),
        })
        .await;
    assert_eq!(statuses, [200; 10]);

    // The supplement comes back, and is accepted now.
    let plan = app.upload("citizen").await;
    let supplement = json!({"documents": [{"material": "layout_plan", "document": plan}]});
    online[0].command("supplement", supplement).await.expect(200);
    assert_eq!(clerk.work_off(1, |_| json!({"outcome": "accept"})).await, [200]);

    // Three people fetch what is ready.
    for code in &codes {
        clerk.hand_out(code).await;
    }

    let statuses = app
        .database()
        .lines("select status || ' ' || count(*) from application group by status order by 1")
        .await;
    assert_eq!(statuses, ["completed 10", "declined 1", "in_review 9"]);
    assert_eq!(clerk.calls.get(), 14 + 12 + 12 + 3 + 6, "calls of the clerk's program");
    app.settle().await;
    assert_eq!(app.assert_lawful().await, 20);
}
