//! Progress for anybody with the number and a proof.

use serde_json::json;

use crate::support::{FOOD_LICENCE, TestApp};

#[tokio::test]
async fn number_and_proof_show_how_far_it_is() {
    let app = TestApp::start().await;
    let case = app.filed(FOOD_LICENCE).await;
    case.accept().await;
    let ask = async |number: &str, proof: &str| {
        app.anyone()
            .post("/progress")
            .json(json!({"number": number, "proof": proof}))
            .send()
            .await
    };
    for proof in ["0015", "0001"] {
        let progress = ask(&case.number, proof).await.expect(200);
        assert_eq!(progress["status"], "in_review");
        assert_eq!(progress["stage"], "review");
        assert!(progress["promised_due_on"].is_string());
        assert!(progress.get("form").is_none() && progress.get("applicant").is_none());
    }
    let wrong = ask(&case.number, "9999").await.problem(404, "not-found");
    let unknown = ask("BJ202602130000000019", "0015").await.problem(404, "not-found");
    assert_eq!(
        wrong["detail"], unknown["detail"],
        "a wrong proof and an unknown number look the same"
    );
    ask("BJ1", "0015").await.problem(422, "invalid-input");
}

#[tokio::test]
async fn proofs_cannot_be_guessed_at_length() {
    let app = TestApp::start().await;
    let case = app.filed(FOOD_LICENCE).await;
    let mut statuses = Vec::new();
    for guess in 0..12 {
        let body = json!({"number": case.number, "proof": format!("{guess:04}")});
        statuses.push(app.anyone().post("/progress").json(body).send().await);
    }
    let limited = statuses.last().unwrap();
    limited.problem(429, "rate-limited");
    assert!(limited.header("retry-after").unwrap().parse::<u64>().unwrap() > 0);
}
