//! What the window says of a matter: on the whole, and on single members.

use serde_json::{Value, json};

use super::reading::seen;
use super::small::{APART, FIRST, Matter, NEXT, documents};
use crate::support::{Answer, TestApp};

/// The matter's task in the window's hands.
struct Task<'a> {
    app: &'a TestApp,
    path: String,
    etag: String,
}

impl<'a> Task<'a> {
    async fn of(app: &'a TestApp, matter: &Matter<'_>, owner: &str) -> Self {
        let path = format!("/tasks/{}", matter.find_task("window", owner).await.unwrap());
        let claimed = app.as_("window").post(&format!("{path}/claim")).send().await;
        claimed.expect(200);
        let etag = claimed.etag();
        Self { app, path, etag }
    }

    async fn complete(&self, completion: Value) -> Answer {
        let call = self.app.as_("window").post(&format!("{}/completion", self.path));
        let answer = call.if_match(&self.etag).json(completion).send().await;
        self.app.settle().await;
        answer
    }

    /// Where what it says is refused, and why.
    async fn refused(&self, completion: Value) -> String {
        let problem = self.complete(completion).await.problem(422, "invalid-input");
        let error = &problem["errors"][0];
        format!(
            "{} {}",
            error["pointer"].as_str().unwrap(),
            error["code"].as_str().unwrap()
        )
    }
}

fn missing(material: &str) -> Value {
    json!({"material": material, "verdict": "missing"})
}

#[tokio::test]
async fn the_window_may_leave_a_member_to_its_department() {
    let app = TestApp::with_bundle(documents()).await;
    let matter = app.file_small(|_| {}).await;
    let first = matter.member(FIRST);
    let words = json!({"outcome": "accept", "members": [{"application": first, "outcome": "forward"}]});
    matter.complete("window", &matter.id, words).await.expect(200);
    assert_eq!(matter.statuses([FIRST, NEXT]).await, ["submitted", "submitted"]);
    let accept = json!({"outcome": "accept"});
    matter.complete("window", &first, accept).await.expect(200);
    matter.accept_apart().await;
    assert_eq!(matter.statuses([FIRST, APART]).await, ["in_review", "in_review"]);
    assert_eq!(seen(&app, "citizen", &matter).await["status"], "in_review");
}

#[tokio::test]
async fn a_supplement_of_the_whole_is_asked_of_those_that_lack_something() {
    let app = TestApp::with_bundle(documents()).await;
    let matter = app.file_small(|_| {}).await;
    let task = Task::of(&app, &matter, &matter.id).await;
    let nothing = task.refused(json!({"outcome": "request_supplement"})).await;
    assert!(nothing.ends_with("nothing-missing"), "{nothing}");
    let asked = json!({"outcome": "request_supplement", "verdicts": [missing("id")]});
    task.complete(asked).await.expect(200);
    matter.accept_apart().await;
    assert_eq!(
        matter.statuses([FIRST, NEXT, APART]).await,
        ["awaiting_supplement", "submitted", "in_review"]
    );
    let next = matter.read(NEXT).await;
    assert_eq!(next["status_text"], "已审核，等待前置事项办结");
}

#[tokio::test]
async fn nothing_that_the_window_says_is_dropped() {
    let mut all = documents();
    all[3]["members"][1] = json!({"item": NEXT, "handled_by": "external"});
    all[1]["form_schema"]["required"] = json!(["name"]);
    all[1]["materials"] = json!([{"code": "plan", "name": "方案", "necessity": "required"}]);
    let bundle = all[3]["materials"].as_array_mut().unwrap();
    bundle.push(json!({"code": "plan", "name": "方案", "necessity": "required"}));
    bundle.push(json!({"code": "consent", "name": "同意书", "necessity": "optional"}));
    let app = TestApp::with_bundle(all).await;
    let plan = app.upload("citizen").await;
    let matter = app
        .file_small(|body| {
            let documents = body["documents"].as_array_mut().unwrap();
            documents.push(json!({"material": "plan", "document": plan}));
        })
        .await;
    let [first, next, apart] = [FIRST, NEXT, APART].map(|item| matter.member(item));
    let task = Task::of(&app, &matter, &matter.id).await;
    let words = |outcome: &str, more: Value| {
        let mut words = json!({"outcome": outcome});
        for (field, value) in more.as_object().unwrap() {
            words[field] = value.clone();
        }
        words
    };
    let on = |application: &str, word: Value| {
        let mut member = words("accept", word);
        member["application"] = json!(application);
        json!({"members": [member]})
    };
    let unexplained = json!({"material": "photo", "verdict": "defective"});
    let faults = [
        (
            json!({"verdicts": [missing("consent")]}),
            "/verdicts/0/material serves-none",
        ),
        (
            json!({"verdicts": [missing("plan")]}),
            "/verdicts/0/material serves-none",
        ),
        (on(&next, json!({})), "/members/0/application not-asked"),
        (
            on(&apart, json!({"outcome": "forward", "verdicts": [missing("site")]})),
            "/members/0/outcome gaps-remain",
        ),
        (on(&apart, json!({})), "/members/0/outcome not-delegated"),
        (
            on(
                &first,
                json!({"outcome": "request_supplement", "verdicts": [unexplained]}),
            ),
            "/members/0/verdicts/0/reason required",
        ),
        (
            on(
                &first,
                json!({"outcome": "request_supplement", "verdicts": [missing("id"), missing("id")]}),
            ),
            "/members/0/verdicts/1/material duplicate",
        ),
        (
            on(&first, json!({"outcome": "decline", "reasons": "长".repeat(4001)})),
            "/members/0/reasons too-long",
        ),
        (
            on(&first, json!({"verdicts": [missing("none")]})),
            "/members/0/verdicts/0/material unknown-material",
        ),
        (json!({"false_materials": true}), "/false_materials not-of-a-matter"),
        (json!({"officers": ["reviewer"]}), "/officers not-of-a-matter"),
    ];
    for (more, fault) in faults {
        assert_eq!(task.refused(words("accept", more.clone())).await, fault, "{more}");
    }
    let many = vec![json!({"application": first, "outcome": "accept"}); 201];
    let fault = task.refused(json!({"outcome": "accept", "members": many})).await;
    assert_eq!(fault, "/members too-many");
    assert_eq!(matter.statuses([FIRST, APART]).await, ["submitted", "submitted"]);
    task.complete(json!({"outcome": "accept"})).await.expect(200);
    assert_eq!(matter.statuses([FIRST, NEXT]).await, ["in_review", "submitted"]);
}

#[tokio::test]
async fn only_the_task_of_a_matter_has_members_to_speak_of() {
    let app = TestApp::with_bundle(documents()).await;
    let matter = app.file_small(|_| {}).await;
    let apart = matter.member(APART);
    let words = json!({"outcome": "accept", "members": [{"application": apart, "outcome": "forward"}]});
    let task = Task::of(&app, &matter, &matter.id).await;
    let path = format!("{}/draft", task.path);
    let draft = app.as_("window").put(&path).json(words.clone()).send().await;
    draft.expect(204);
    let kept = app.as_("window").get(&task.path).send().await.expect(200);
    assert_eq!(kept["draft"]["members"][0]["application"], apart, "{kept}");
    task.complete(words.clone()).await.expect(200);

    let alone = Task::of(&app, &matter, &apart).await;
    assert_eq!(alone.refused(words.clone()).await, "/members not-a-matter");
    let unknown = format!("/tasks/{}/completion", uuid::Uuid::now_v7());
    let unknown = app.as_("window").post(&unknown).if_match("*").json(words).send().await;
    unknown.problem(404, "not-found");
}
