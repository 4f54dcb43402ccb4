//! Letters, as development mode leaves them in the data directory.

use serde_json::json;

use crate::support::TestApp;

#[tokio::test]
async fn somebody_who_forgot_their_password_gets_a_letter_and_nobody_else_does() {
    let app = TestApp::start().await;
    let ask = |login: &'static str| {
        app.anyone()
            .post("/password-resets")
            .json(json!({"login": login}))
            .send()
    };
    let unknown = ask("nobody@example.com").await;
    app.settle().await;
    assert_eq!(app.letters().len(), 0);

    let known = ask("citizen@example.com").await;
    assert_eq!(
        (known.status, &known.text),
        (unknown.status, &unknown.text),
        "the answer tells nothing"
    );
    app.settle().await;
    let [letter] = &app.letters()[..] else {
        panic!("one letter: {:?}", app.letters());
    };
    assert!(letter.contains("To: citizen@example.com"), "{letter}");
    assert!(letter.contains("Message-ID: <"), "{letter}");

    app.settle().await;
    assert_eq!(app.letters().len(), 1, "told once");
}
