//! Many hands on the same application: exactly one wins, the others get 409 or 412, nothing is lost, nothing deadlocks, nothing breaks.

use serde_json::{Value, json};
use yiwang::server::Mode;

use crate::support::{Answer, FOOD_DEPARTMENT, Filed, HEALTH_DEPARTMENT, TestApp, made_up, steps, task};

/// Two branches side by side, then an approval that may send back to before them.
fn forked() -> Value {
    let mut health = task(json!({"pass": "merge", "fail": "refused"}));
    health["department"] = json!(HEALTH_DEPARTMENT);
    made_up(steps(
        "split",
        json!({
            "split": {"kind": "fork", "to": ["review", "health"]},
            "review": task(json!({"pass": "merge", "fail": "refused"})),
            "health": health,
            "merge": {"kind": "join", "to": "approval"},
            "approval": {"kind": "task", "name": "审批", "post": "approver",
                "outcomes": {"approve": "granted", "deny": "refused", "send_back": "split"}},
        }),
    ))
}

/// A server with room for many at once, with the made-up item and colleagues.
pub(super) async fn city() -> TestApp {
    let app = TestApp::start_with(Mode::Development, |settings| {
        settings.workers = Some(2);
        settings.database.pool_size = 8;
    })
    .await;
    app.publish(forked()).await;
    for post in ["window", "reviewer", "approver"] {
        let posts = [(FOOD_DEPARTMENT, post), (HEALTH_DEPARTMENT, post)];
        app.staff(&format!("{post}2"), &posts).await;
    }
    app
}

/// One of them won, with 200; the other was told that it came too late.
#[track_caller]
fn assert_one_wins(what: &str, answers: [Answer; 2]) {
    let [first, second] = answers.map(|answer| answer.status);
    let (winner, loser) = (first.min(second), first.max(second));
    assert!(
        winner == 200 && [409, 412].contains(&loser),
        "{what}: {first} and {second}"
    );
}

async fn both(first: impl Future<Output = Answer>, second: impl Future<Output = Answer>) -> [Answer; 2] {
    let (first, second) = tokio::join!(first, second);
    [first, second]
}

/// Posts to an application or a task as it was seen.
pub(super) async fn post(app: &TestApp, login: &str, path: String, seen: &str, body: Value) -> Answer {
    app.as_(login).post(&path).if_match(seen).json(body).send().await
}

pub(super) async fn claim(app: &TestApp, login: &str, task: &str) -> Answer {
    app.as_(login).post(&format!("/tasks/{task}/claim")).send().await
}

async fn withdraw(app: &TestApp, case: &Filed<'_>, seen: &str) -> Answer {
    post(
        app,
        "citizen",
        format!("/applications/{}/withdrawal", case.id),
        seen,
        json!({}),
    )
    .await
}

async fn terminate(app: &TestApp, case: &Filed<'_>, seen: &str) -> Answer {
    let body = json!({"basis": "no_longer_possible", "reasons": "法律已修改"});
    post(
        app,
        "window",
        format!("/applications/{}/termination", case.id),
        seen,
        body,
    )
    .await
}

async fn suspend(app: &TestApp, login: &str, case: &Filed<'_>, seen: &str) -> Answer {
    let until = app.clock().today() + chrono::Days::new(20);
    let body = json!({"kind": "expert_review", "until": until, "reasons": "须经专家评审"});
    post(app, login, format!("/applications/{}/suspensions", case.id), seen, body).await
}

pub(super) async fn complete(app: &TestApp, login: &str, task: &str, seen: &str, body: Value) -> Answer {
    post(app, login, format!("/tasks/{task}/completion"), seen, body).await
}

#[tokio::test]
async fn of_two_at_once_exactly_one_wins() {
    let app = city().await;
    // Signed in before, so that both requests set out together.
    for login in ["citizen", "window", "window2", "reviewer", "reviewer2"] {
        app.as_(login).get("/me").send().await.expect(200);
    }
    for _ in 0..8 {
        let case = app.asked().await;
        let intake = case.task("window", "intake").await;
        let claims = both(claim(&app, "window", &intake), claim(&app, "window2", &intake)).await;
        let holder = if claims[0].status == 200 { "window" } else { "window2" };
        let seen = claims.iter().find(|claim| claim.status == 200).unwrap().etag();
        assert_one_wins("two claims", claims);

        let accept = || complete(&app, holder, &intake, &seen, json!({"outcome": "accept"}));
        assert_one_wins("two completions", both(accept(), accept()).await);

        let review = case.task("reviewer", "review").await;
        let seen = claim(&app, "reviewer", &review).await.etag();
        let release = app
            .as_("reviewer")
            .call(reqwest::Method::DELETE, &format!("/tasks/{review}/claim"));
        let pass = complete(&app, "reviewer", &review, &seen, json!({"outcome": "pass"}));
        let released = both(release.send(), pass).await;
        let done = released[1].status == 200;
        assert_one_wins("putting back and completing", released);
        if !done {
            case.complete("reviewer2", "review", json!({"outcome": "pass"}))
                .await
                .expect(200);
        }

        let health = case.task("reviewer", "health").await;
        let task = claim(&app, "reviewer2", &health).await.etag();
        let seen = case.etag().await;
        let ends = both(
            complete(
                &app,
                "reviewer2",
                &health,
                &task,
                json!({"outcome": "fail", "reasons": "不符合条件"}),
            ),
            withdraw(&app, &case, &seen),
        );
        assert_one_wins("denying and withdrawing", ends.await);
    }
    for _ in 0..4 {
        let case = app.asked().await;
        case.accept().await;
        let seen = case.etag().await;
        let suspend = |login: &'static str| suspend(&app, login, &case, &seen);
        assert_one_wins("two suspensions", both(suspend("reviewer"), suspend("reviewer2")).await);
        let seen = case.etag().await;
        let path = || format!("/applications/{}/suspensions/current/end", case.id);
        let end = post(&app, "window", path(), &seen, json!({"reasons": "评审结束"}));
        assert_one_wins(
            "ending it and withdrawing",
            both(end, withdraw(&app, &case, &seen)).await,
        );
        let case = app.asked().await;
        let seen = case.etag().await;
        assert_one_wins(
            "two withdrawals",
            both(withdraw(&app, &case, &seen), withdraw(&app, &case, &seen)).await,
        );
        let case = app.asked().await;
        let seen = case.etag().await;
        assert_one_wins(
            "withdrawing and ending",
            both(terminate(&app, &case, &seen), withdraw(&app, &case, &seen)).await,
        );
    }
    assert_eq!(app.assert_lawful().await, 20);
    assert_no_deadlock(&app).await;
}

/// Work in two branches is not in each other's way: both are done, whoever comes first (a conflict is decided again).
#[tokio::test]
async fn branches_done_at_once_are_both_done() {
    let app = city().await;
    for _ in 0..8 {
        let case = app.asked().await;
        case.accept().await;
        let (review, health) = (
            case.task("reviewer", "review").await,
            case.task("reviewer", "health").await,
        );
        let claims = both(claim(&app, "reviewer", &review), claim(&app, "reviewer2", &health)).await;
        let [mine, theirs] = claims.map(|claim| {
            claim.expect(200);
            claim.etag()
        });
        let pass = json!({"outcome": "pass"});
        let done = both(
            complete(&app, "reviewer", &review, &mine, pass.clone()),
            complete(&app, "reviewer2", &health, &theirs, pass.clone()),
        );
        for answer in done.await {
            answer.expect(200);
        }
        let approvals = format!(
            "select 1 from task where owner_id = '{}' and node = 'approval'",
            case.id
        );
        assert_eq!(
            app.database().lines(&approvals).await.len(),
            1,
            "the join was passed once"
        );
    }
    app.assert_lawful().await;
}

/// The timer of silence and the clerk who accepts at the last moment: it is accepted once.
#[tokio::test]
async fn a_timer_and_a_clerk_at_once_accept_once() {
    let app = city().await;
    app.at("2026-03-02T10:00:00+08:00").await;
    let (mut cases, mut held) = (Vec::new(), Vec::new());
    for _ in 0..8 {
        let case = app.asked().await;
        let intake = case.task("window", "intake").await;
        let seen = claim(&app, "window", &intake).await.etag();
        cases.push(case);
        held.push((intake, seen));
    }
    app.at("2026-03-10T00:00:01+08:00").await;
    let app = &app;
    let accepts = held
        .iter()
        .map(|(intake, seen)| complete(app, "window", intake, seen, json!({"outcome": "accept"})));
    let (_, accepted) = tokio::join!(app.settle(), futures_util::future::join_all(accepts));
    for late in accepted {
        assert!([409, 412].contains(&late.status), "{late:?}");
    }
    for case in &cases {
        let read = case.read().await;
        assert_eq!(
            (&read["status"], &read["due"]["accepted_on"]),
            (&json!("in_review"), &json!("2026-03-02"))
        );
    }
    app.assert_lawful().await;
}

pub(super) async fn assert_no_deadlock(app: &TestApp) {
    let deadlocks = "select deadlocks from pg_stat_database where datname = current_database()";
    assert_eq!(app.database().lines(deadlocks).await, ["0"]);
}
