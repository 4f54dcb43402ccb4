//! Sixteen people at once, doing whatever comes to mind: afterwards every application is exactly what its events say.

use std::collections::{BTreeMap, BTreeSet};

use futures_util::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};

use super::concurrency::{assert_no_deadlock, city, claim, complete, post};
use crate::support::{Answer, TestApp};

/// Those who work at once.
const CLIENTS: [&str; 16] = [
    "citizen",
    "window",
    "reviewer",
    "approver",
    "citizen",
    "window2",
    "reviewer2",
    "approver2",
    "citizen",
    "window",
    "reviewer",
    "approver",
    "manager",
    "window2",
    "reviewer2",
    "approver2",
];

/// What may be answered to whoever asks the right thing at the wrong moment.
const ANSWERS: [u16; 6] = [200, 201, 404, 409, 412, 422];

/// Chance that is the same every time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap() % sides
    }

    fn pick<'a, T>(&mut self, things: &'a [T]) -> &'a T {
        &things[self.below(things.len())]
    }
}

/// How often what was answered how.
type Tally = BTreeMap<(&'static str, u16), usize>;

/// One of the sixteen.
struct Client<'a> {
    app: &'a TestApp,
    login: &'static str,
    applications: &'a [String],
    tasks: Vec<String>,
    held: Vec<String>,
    dice: Dice,
    tally: Tally,
}

impl Client<'_> {
    /// Does so many things.
    async fn meddle(mut self, steps: usize) -> Tally {
        for step in 0..steps {
            if self.login != "citizen" && step % 8 == 0 {
                self.look().await;
            }
            self.step().await;
        }
        self.tally
    }

    /// Reads the queue.
    async fn look(&mut self) {
        let queue = self.app.as_(self.login).get("/tasks?limit=100").send().await;
        let rows = queue.expect(200)["data"].as_array().unwrap().clone();
        self.tasks = rows.iter().map(|row| row["id"].as_str().unwrap().to_owned()).collect();
    }

    async fn step(&mut self) {
        let chance = self.dice.below(60);
        match (self.login, chance) {
            ("citizen", 0) => self.command("withdrawal", json!({})).await,
            ("citizen", 1..30) => self.command("supplement", json!({"form": {}, "documents": []})).await,
            ("citizen" | "manager", _) => self.read(chance).await,
            ("window" | "window2", 0) => {
                let body = json!({"basis": "no_longer_possible", "reasons": "法律已修改"});
                self.command("termination", body).await;
            }
            ("approver" | "approver2", 0..6) => {
                let until = self.app.clock().today() + chrono::Days::new(20);
                let body = json!({"kind": "expert_review", "until": until, "reasons": "须经专家评审"});
                self.command("suspensions", body).await;
            }
            ("approver" | "approver2" | "window" | "window2", 1..16) => {
                self.command("suspensions/current/end", json!({"reasons": "评审结束"}))
                    .await;
            }
            (_, 16..22) => self.read(chance).await,
            (_, 22..28) => {
                let Some(task) = self.held.pop().or_else(|| self.task()) else {
                    return;
                };
                let path = format!("/tasks/{task}/claim");
                let answer = self.app.as_(self.login).call(Method::DELETE, &path).send().await;
                self.note("release", &answer);
            }
            _ => self.work().await,
        }
    }

    /// Claims some task and completes it.
    async fn work(&mut self) {
        let Some(task) = self.task() else { return };
        let claimed = claim(self.app, self.login, &task).await;
        let seen = claimed.header("etag").unwrap_or("*").to_owned();
        self.note("claim", &claimed);
        if self.dice.below(4) == 0 {
            return self.held.push(task);
        }
        let body = self.completion();
        let done = complete(self.app, self.login, &task, &seen, body).await;
        self.note("completion", &done);
    }

    /// Posts to some application as it was read just before.
    async fn command(&mut self, what: &'static str, body: Value) {
        let id = self.dice.pick(self.applications).clone();
        let read = self
            .app
            .as_(self.login)
            .get(&format!("/applications/{id}"))
            .send()
            .await;
        let path = format!("/applications/{id}/{what}");
        let answer = post(self.app, self.login, path, &read.etag(), body).await;
        self.note(what, &answer);
    }

    async fn read(&mut self, chance: usize) {
        let id = self.dice.pick(self.applications);
        let include = if chance.is_multiple_of(2) {
            "?include=events"
        } else {
            ""
        };
        let path = format!("/applications/{id}{include}");
        let answer = self.app.as_(self.login).get(&path).send().await;
        self.note("read", &answer);
    }

    fn task(&mut self) -> Option<String> {
        (!self.tasks.is_empty()).then(|| self.dice.pick(&self.tasks).clone())
    }

    /// One of the outcomes that the post may choose, sometimes without what it needs.
    fn completion(&mut self) -> Value {
        let gap = json!([{"material": "form", "verdict": "defective", "reason": "填写不完整"}]);
        let pass = json!({"outcome": "pass"});
        let back = json!({"outcome": "send_back", "opinion": "请复核"});
        let choices = match self.login.trim_end_matches('2') {
            "window" => vec![
                json!({"outcome": "accept"}),
                json!({"outcome": "accept"}),
                json!({"outcome": "accept"}),
                json!({"outcome": "request_supplement", "verdicts": gap}),
                json!({"outcome": "request_supplement", "verdicts": gap}),
                json!({"outcome": "decline", "reasons": "不属于本机关职权"}),
                json!({"outcome": "decline"}),
            ],
            "reviewer" => vec![
                pass.clone(),
                pass.clone(),
                pass.clone(),
                pass,
                json!({"outcome": "fail", "reasons": "不符合条件"}),
                json!({"outcome": "fail"}),
            ],
            _ => vec![
                back.clone(),
                back,
                json!({"outcome": "approve"}),
                json!({"outcome": "deny", "reasons": "不符合条件"}),
                json!({"outcome": "deny"}),
            ],
        };
        self.dice.pick(&choices).clone()
    }

    /// Nothing ever breaks, whatever is asked.
    fn note(&mut self, what: &'static str, answer: &Answer) {
        assert!(ANSWERS.contains(&answer.status), "{}: {answer:?}", self.login);
        *self.tally.entry((what, answer.status)).or_default() += 1;
    }
}

/// All sixteen at once on these applications, each doing so many things.
async fn all_at_once(app: &TestApp, applications: &[String], steps: usize) -> Tally {
    let clients = CLIENTS.iter().zip(1_u64..).map(|(login, seed)| Client {
        app,
        login,
        applications,
        tasks: Vec::new(),
        held: Vec::new(),
        dice: Dice(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15)),
        tally: Tally::new(),
    });
    let mut total = Tally::new();
    for (what, times) in join_all(clients.map(|client| client.meddle(steps)))
        .await
        .into_iter()
        .flatten()
    {
        *total.entry(what).or_default() += times;
    }
    total
}

/// A city in which everybody has signed in, so that all set out together.
async fn ready() -> TestApp {
    let app = city().await;
    for login in CLIENTS {
        app.as_(login).get("/me").send().await.expect(200);
    }
    app
}

/// Every other application is in review as they begin.
async fn accept_half(app: &TestApp) {
    let intakes = app
        .database()
        .lines("select id from task where kind = 'intake' order by id")
        .await;
    let halves: Vec<&String> = intakes.iter().step_by(2).collect();
    for some in halves.chunks(8) {
        let accepted = some.iter().map(async |task| {
            let seen = claim(app, "window", task).await.etag();
            complete(app, "window", task, &seen, json!({"outcome": "accept"})).await
        });
        for answer in join_all(accepted).await {
            answer.expect(200);
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sixteen_at_once_on_one_application_leave_it_lawful() {
    let app = ready().await;
    let mut total = Tally::new();
    for _ in 0..5 {
        let one = [app.asked().await.id];
        for (what, times) in all_at_once(&app, &one, 12).await {
            *total.entry(what).or_default() += times;
        }
    }
    let lost = |tally: &Tally| {
        tally
            .iter()
            .filter(|((_, status), _)| [409, 412].contains(status))
            .map(|(_, times)| times)
            .sum::<usize>()
    };
    assert!(lost(&total) > 100, "they were in each other's way: {total:?}");
    app.settle().await;
    assert_eq!(app.assert_lawful().await, 5);
    assert_no_deadlock(&app).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sixteen_at_once_on_two_hundred_applications_leave_them_lawful() {
    let app = ready().await;
    let mut ids = Vec::new();
    while ids.len() < 200 {
        ids.extend(
            join_all((0..8).map(|_| app.asked()))
                .await
                .into_iter()
                .map(|case| case.id),
        );
    }
    accept_half(&app).await;
    let total = all_at_once(&app, &ids, 64).await;
    let done: BTreeSet<&str> = total
        .keys()
        .filter(|(_, status)| *status == 200)
        .map(|(what, _)| *what)
        .collect();
    let everything = [
        "claim",
        "completion",
        "read",
        "release",
        "supplement",
        "suspensions",
        "suspensions/current/end",
        "termination",
        "withdrawal",
    ];
    assert_eq!(
        done,
        BTreeSet::from(everything),
        "everything was done by somebody: {total:?}"
    );
    app.settle().await;
    assert_eq!(app.assert_lawful().await, 200);
    assert_no_deadlock(&app).await;
}
