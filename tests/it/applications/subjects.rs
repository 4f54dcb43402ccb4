//! Whom an application is about when that is not its applicant: somebody who has died, a pupil, a newborn.

use serde_json::{Value, json};

use crate::support::TestApp;

const FUND: &str = "housing-fund-death-withdrawal";
const SCHOOL: &str = "school-entry";
const BIRTH: &str = "birth-household-registration";

async fn at_monday() -> TestApp {
    let app = TestApp::start().await;
    app.at("2026-03-02T09:00:00+08:00").await;
    app
}

#[tokio::test]
async fn heirs_agree_before_what_somebody_left_is_drawn() {
    let app = at_monday().await;
    let heir =
        |name: &str, id: &str, phone: &str| json!({"code": "heirs", "name": name, "citizen_id": id, "phone": phone});
    let (one, two) = (
        heir("张一示", "990101196203050023", "13800000041"),
        heir("张二示", "990101196403050044", "13800000042"),
    );
    let mut body = app.filing("citizen", FUND).await;
    body["answers"]["heirs"] = json!("agreed");
    let agreement = json!({"material": "heirs_agreement", "document": app.upload("citizen").await});
    body["documents"].as_array_mut().unwrap().push(agreement);
    body["consents"] = json!([one, one]);
    let twice = app
        .as_("citizen")
        .post("/applications")
        .key()
        .json(body.clone())
        .send()
        .await;
    assert_eq!(twice.problem(422, "invalid-input")["errors"][0]["code"], "named-twice");
    body["consents"] = json!([one, two]);
    let case = app.filed_with("citizen", body).await;
    let waits = case.read().await;
    let asked: Vec<_> = waits["consents"]
        .as_array()
        .unwrap()
        .iter()
        .map(|consent| &consent["role"])
        .collect();
    assert_eq!(asked, ["heir", "heir"]);
    assert_eq!(waits["subject"]["death_date"], "2026-01-15");
    case.command("withdrawal", json!({})).await.expect(200);
    assert_eq!(app.assert_lawful().await, 1);
}

#[tokio::test]
async fn what_is_said_of_them_has_to_fit() {
    let app = at_monday().await;
    let file = async |body: &Value| {
        app.as_("citizen")
            .post("/applications")
            .key()
            .json(body.clone())
            .send()
            .await
    };
    let mut body = app.filing("citizen", BIRTH).await;
    for (subject, pointer, code) in [
        (json!(null), "/subject", "required"),
        (
            json!({"kind": "pupil", "relation": "parent", "name": "张小例"}),
            "/subject/kind",
            "subject-kind-not-served",
        ),
        (
            json!({"kind": "baby", "relation": "parent"}),
            "/subject/kind",
            "subject-kind-unknown",
        ),
        (
            json!({"kind": "newborn", "relation": "parent"}),
            "/subject/birth_date",
            "required",
        ),
        (
            json!({"kind": "newborn", "relation": "sibling", "birth_date": "2026-02-20"}),
            "/subject/relation",
            "guardian-required",
        ),
        (
            json!({"kind": "newborn", "relation": "parent", "birth_date": "2026-02-20", "citizen_id": "990101201911050116"}),
            "/subject/birth_date",
            "birth-date-differs",
        ),
    ] {
        body["subject"] = subject;
        let problem = file(&body).await.problem(422, "invalid-input");
        let found = (&problem["errors"][0]["pointer"], &problem["errors"][0]["code"]);
        assert_eq!(found, (&json!(pointer), &json!(code)), "{problem}");
    }
    let mut other = app.filing("citizen", "maternity-expense-reimbursement").await;
    other["subject"] = json!({"kind": "pupil", "relation": "parent", "name": "张小例", "birth_date": "2019-11-05"});
    assert_eq!(
        file(&other).await.problem(422, "invalid-input")["errors"][0]["code"],
        "no-subject"
    );
}

#[tokio::test]
async fn a_draft_says_later_whom_it_is_about() {
    let app = at_monday().await;
    let draft = app
        .filed_as("citizen", BIRTH, |body| {
            body["submit"] = json!(false);
            body["subject"] = json!(null);
        })
        .await;
    let incomplete = draft.command("submission", json!({})).await;
    assert_eq!(
        incomplete.problem(422, "invalid-input")["errors"][0]["pointer"],
        "/subject"
    );
    let revise = async |subject: Value| {
        let call = app.as_("citizen").patch(&format!("/applications/{}", draft.id));
        call.if_match("*").json(json!({"subject": subject})).send().await
    };
    let future = json!({"kind": "newborn", "relation": "parent", "birth_date": "2026-03-03"});
    let refused = revise(future).await.problem(422, "invalid-input");
    assert_eq!(refused["errors"][0]["code"], "in-the-future");
    revise(json!({"kind": "newborn", "relation": "parent", "birth_date": "2026-03-01"}))
        .await
        .expect(200);
    draft.command("submission", json!({})).await.expect(200);
    assert_eq!(draft.read().await["subject"]["birth_date"], "2026-03-01");
    assert_eq!(draft.seen_by("window", "").await["subject"]["relation"], "parent");
}

#[tokio::test]
async fn an_adult_guardian_applies_for_a_pupil() {
    let app = at_monday().await;
    let pupil = json!({"kind": "pupil", "relation": "parent", "name": "刘小例", "citizen_id": "990101201911050116"});
    let case = app
        .filed_as("citizen", SCHOOL, |body| body["subject"] = pupil.clone())
        .await;
    assert_eq!(case.receipt["status"], "submitted");
    assert_eq!(case.read().await["subject"], pupil);
    app.register("13700000010", "990101201011050110").await;
    let mut body = app.filing("13700000010", SCHOOL).await;
    body["subject"] = pupil;
    let filing = app
        .as_("13700000010")
        .post("/applications")
        .key()
        .json(body)
        .send()
        .await;
    let problem = filing.problem(422, "invalid-input");
    assert_eq!(problem["errors"][0]["code"], "guardian-minor");
}
