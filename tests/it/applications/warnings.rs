//! Nobody has to remember: people are reminded and warned as time passes, once each, and what has passed is on record.

use serde_json::{Value, json};

use crate::support::{FOOD_LICENCE, Filed, TestApp};

/// A Monday in March, a month without holidays.
const MONDAY: &str = "2026-03-02T09:00:00+08:00";

/// The beginning of a day of that month.
fn begins(day: u32) -> String {
    format!("2026-03-{day:02}T00:00:01+08:00")
}

/// The end of a day of that month.
fn ends(day: u32) -> String {
    format!("2026-03-{day:02}T23:59:59+08:00")
}

async fn settled(app: &TestApp, instant: &str) {
    app.at(instant).await;
    app.settle().await;
}

/// What somebody was told of one kind of event, the newest first.
async fn told(app: &TestApp, login: &str, kind: &str) -> Vec<Value> {
    let inbox = app.as_(login).get("/notifications?limit=100").send().await.expect(200);
    let rows = inbox["data"].as_array().unwrap().clone();
    rows.into_iter()
        .filter(|row| row["kind"] == format!("application.{kind}").as_str())
        .collect()
}

async fn times(app: &TestApp, login: &str, kind: &str) -> usize {
    told(app, login, kind).await.len()
}

fn says(message: &Value, words: &str) -> bool {
    message["title"].as_str().unwrap().contains(words) || message["body"].as_str().unwrap().contains(words)
}

async fn happened(app: &TestApp, case: &Filed<'_>, kind: &str) -> Vec<Value> {
    let query = format!(
        "select payload from event where owner_id = '{}' and kind = '{kind}' order by seq",
        case.id
    );
    let rows = app.database().lines(&query).await;
    rows.iter()
        .map(|row| serde_json::from_str::<Value>(row).unwrap()[kind].clone())
        .collect()
}

async fn alarms(app: &TestApp, case: &Filed<'_>, kind: &str) -> Vec<String> {
    let query = format!(
        "select reference || ' ' || (fire_at at time zone 'Asia/Shanghai')::date from timer where owner_id = '{}' and kind = '{kind}'",
        case.id
    );
    app.database().lines(&query).await
}

async fn accepted(app: &TestApp) -> Filed<'_> {
    app.at(MONDAY).await;
    let case = app.filed(FOOD_LICENCE).await;
    case.accept().await;
    case
}

#[tokio::test]
async fn three_working_days_before_a_supplement_lapses_its_applicant_is_reminded() {
    let app = TestApp::start().await;
    app.at(MONDAY).await;
    let case = app.filed(FOOD_LICENCE).await;
    let verdicts = json!([{"material": "layout_plan", "verdict": "missing"}]);
    let request = json!({"outcome": "request_supplement", "verdicts": verdicts});
    case.complete("window", "intake", request).await.expect(200);
    settled(&app, &ends(10)).await;
    assert_eq!(times(&app, "citizen", "supplement_reminded").await, 0);
    settled(&app, &begins(11)).await;
    let [message] = &told(&app, "citizen", "supplement_reminded").await[..] else {
        panic!("one reminder")
    };
    for words in ["2026-03-16", "经营场所平面布局", &case.number] {
        assert!(says(message, words), "{message}");
    }
    settled(&app, &ends(16)).await;
    assert_eq!(times(&app, "citizen", "supplement_reminded").await, 1);
    settled(&app, &begins(17)).await;
    assert_eq!(case.read().await["status"], "lapsed");
}

#[tokio::test]
async fn a_task_turns_yellow_and_then_red_for_its_post_and_its_manager() {
    let app = TestApp::start().await;
    let case = accepted(&app).await;
    settled(&app, &ends(3)).await;
    assert_eq!(times(&app, "reviewer", "task_warned").await, 0);
    // The health review has three working days, the food review four.
    settled(&app, &begins(4)).await;
    for login in ["reviewer", "manager"] {
        let [yellow] = &told(&app, login, "task_warned").await[..] else {
            panic!("one warning for {login}")
        };
        for words in [
            "黄灯",
            "公共场所卫生条件审查",
            "2026-03-05",
            "食品经营许可新办",
            &case.number,
            "张*",
        ] {
            assert!(says(yellow, words), "{words} in {yellow}");
        }
        assert!(!says(yellow, "张示例"));
        assert_eq!(yellow["link"]["id"], case.id.as_str());
    }
    settled(&app, &begins(6)).await;
    let warnings = told(&app, "reviewer", "task_warned").await;
    assert_eq!(warnings.len(), 3, "the other is yellow, and this one red");
    assert!(
        warnings
            .iter()
            .any(|warning| says(warning, "红灯") && says(warning, "公共场所卫生条件审查"))
    );
    settled(&app, &begins(20)).await;
    assert_eq!(times(&app, "reviewer", "task_warned").await, 4, "once each");
    assert_eq!(times(&app, "manager", "task_warned").await, 4);
    for login in ["window", "approver", "citizen"] {
        assert_eq!(times(&app, login, "task_warned").await, 0, "{login}");
    }
    let lights: Vec<_> = happened(&app, &case, "task_warned")
        .await
        .iter()
        .map(|warned| warned["light"].clone())
        .collect();
    assert_eq!(lights.iter().filter(|light| **light == "red").count(), 2);
    assert_eq!(lights.len(), 4);
}

#[tokio::test]
async fn staff_with_an_address_get_letters_of_their_own() {
    let app = TestApp::start().await;
    for login in ["reviewer", "manager"] {
        app.move_to(login, "email", &format!("{login}@example.com")).await;
    }
    accepted(&app).await;
    settled(&app, &begins(4)).await;
    let letters = app.letters();
    for login in ["reviewer", "manager"] {
        let to = format!("To: {login}@example.com");
        assert_eq!(
            letters.iter().filter(|letter| letter.contains(&to)).count(),
            2,
            "{login}: the code that verified the address, and the warning"
        );
    }
}

/// Two servers on one database, both awake at the same moment.
#[tokio::test]
async fn on_many_servers_each_warning_is_one_event_and_one_message_a_person() {
    let app = TestApp::start().await;
    let mut cases = Vec::new();
    for _ in 0..3 {
        cases.push(accepted(&app).await);
    }
    app.settle().await;
    for day in [4, 6, 12, 17] {
        app.at(&begins(day)).await;
        let twin = app.twin().await;
        let (here, there) = tokio::join!(app.parts.engine.drain(), twin.parts.engine.drain());
        here.unwrap();
        there.unwrap();
    }
    for case in &cases {
        for (kind, times) in [("task_warned", 4), ("card_issued", 2)] {
            let events = happened(&app, case, kind).await;
            assert_eq!(events.len(), times, "{kind}: {events:?}");
        }
    }
    for (login, kind, each) in [
        ("reviewer", "task_warned", 4),
        ("manager", "task_warned", 4),
        ("manager", "card_issued", 2),
    ] {
        assert_eq!(times(&app, login, kind).await, each * cases.len(), "{login} {kind}");
    }
    assert_eq!(app.settle().await, 0, "nothing is left to do");
}

/// The promise is 7 working days, the law's limit 10 (art. 42: a special law prevails).
#[tokio::test]
async fn a_passed_promise_is_a_yellow_card_and_a_passed_limit_of_the_law_a_red_one_for_good() {
    let app = TestApp::start().await;
    let case = accepted(&app).await;
    let seen = async |login: &str| {
        let path = format!("/applications/{}", case.id);
        app.as_(login).get(&path).send().await.expect(200)["cards"].clone()
    };
    settled(&app, &ends(11)).await;
    assert_eq!(seen("window").await, json!([]));
    settled(&app, &begins(12)).await;
    let yellow = json!({"colour": "yellow", "due_on": "2026-03-11", "issued_on": "2026-03-12"});
    assert_eq!(seen("window").await, json!([yellow]));
    assert_eq!(seen("citizen").await, Value::Null, "cards supervise the organ");
    let [message] = &told(&app, "manager", "card_issued").await[..] else {
        panic!("the manager is told once")
    };
    assert!(says(message, "黄牌") && says(message, "2026-03-11"), "{message}");

    settled(&app, &begins(17)).await;
    let red = json!({"colour": "red", "due_on": "2026-03-16", "issued_on": "2026-03-17"});
    assert_eq!(seen("window").await, json!([yellow, red]));
    assert_eq!(times(&app, "manager", "card_issued").await, 2);
    assert_eq!(times(&app, "window", "card_issued").await, 0, "cards are the managers'");
    case.pass_reviews().await;
    case.approve().await;
    assert_eq!(seen("window").await, json!([yellow, red]));

    let listed = async |colour: &str| {
        let page = app
            .as_("window")
            .get(&format!("/applications?card={colour}"))
            .send()
            .await;
        page.expect(200)["data"].as_array().unwrap().len()
    };
    app.filed(FOOD_LICENCE).await;
    assert_eq!((listed("yellow").await, listed("red").await), (1, 1));
    let unknown = app.as_("window").get("/applications?card=green").send().await;
    unknown.problem(422, "invalid-input");
}

/// A server that slept through the due date, and a clerk who decides before its timers come round.
#[tokio::test]
async fn a_late_decision_gets_its_card_whether_or_not_the_timer_has_come_round() {
    let app = TestApp::start().await;
    let case = accepted(&app).await;
    case.pass_reviews().await;
    app.at(&begins(12)).await;
    case.approve().await;
    let cards = happened(&app, &case, "card_issued").await;
    assert_eq!(cards, [json!({"colour": "yellow", "due_on": "2026-03-11"})]);
    app.settle().await;
    assert_eq!(happened(&app, &case, "card_issued").await.len(), 1);
    assert_eq!(times(&app, "manager", "card_issued").await, 1);
}

/// Art. 44: issued and delivered within 10 working days of the decision.
#[tokio::test]
async fn a_certificate_not_delivered_in_ten_working_days_is_told_to_everybody_it_concerns() {
    let app = TestApp::start().await;
    let case = accepted(&app).await;
    case.pass_reviews().await;
    case.approve().await;
    settled(&app, &ends(16)).await;
    assert_eq!(happened(&app, &case, "certificate_overdue").await.len(), 0);
    settled(&app, &begins(17)).await;
    settled(&app, &begins(20)).await;
    assert_eq!(happened(&app, &case, "certificate_overdue").await.len(), 1);
    for login in ["citizen", "window", "manager"] {
        let [message] = &told(&app, login, "certificate_overdue").await[..] else {
            panic!("{login} is told once")
        };
        assert!(says(message, "第四十四条") && says(message, &case.number), "{message}");
    }
    case.issue().await;
    let code = case.read().await["pickup_code"].clone();
    let handover = json!({"mode": "window", "pickup_code": code, "signed_by": "本人"});
    case.deliver(handover).await.expect(200);
    assert_eq!(case.read().await["status"], "completed");
}

/// Civil Code art. 203: five calendar days from Monday end on a Saturday, so the notice ends on the Monday after.
#[tokio::test]
async fn a_public_notice_ends_by_itself_is_set_anew_after_sending_back_and_goes_with_a_withdrawal() {
    let app = TestApp::start().await;
    app.at(MONDAY).await;
    let procedure = json!({"start": "notice", "nodes": {
        "notice": {"kind": "wait", "name": "公示", "limit": {"days": 5, "unit": "calendar_day"}, "to": "approval"},
        "approval": {"kind": "task", "name": "审批", "post": "approver",
            "outcomes": {"approve": "granted", "send_back": {"to": "notice", "requires": []}}},
        "granted": {"kind": "end", "decision": "approve"},
    }});
    app.republish(FOOD_LICENCE, |item| item["procedure"] = procedure).await;
    let case = accepted(&app).await;
    let first = alarms(&app, &case, "wait_over").await;
    assert!(first.len() == 1 && first[0].ends_with(" 2026-03-10"), "{first:?}");
    settled(&app, &ends(9)).await;
    assert!(case.find_task("approver", "approval").await.is_none());
    settled(&app, &begins(10)).await;
    assert!(case.find_task("approver", "approval").await.is_some());
    assert_eq!(alarms(&app, &case, "wait_over").await, Vec::<String>::new());

    app.at("2026-03-11T10:00:00+08:00").await;
    case.complete("approver", "approval", json!({"outcome": "send_back"}))
        .await
        .expect(200);
    let second = alarms(&app, &case, "wait_over").await;
    assert!(second.len() == 1 && second[0].ends_with(" 2026-03-17"), "{second:?}");
    assert_ne!(
        first[0].split(' ').next(),
        second[0].split(' ').next(),
        "a time of its own"
    );
    settled(&app, &begins(17)).await;
    assert!(case.find_task("approver", "approval").await.is_some());

    case.complete("approver", "approval", json!({"outcome": "send_back"}))
        .await
        .expect(200);
    case.command("withdrawal", json!({})).await.expect(200);
    assert_eq!(alarms(&app, &case, "wait_over").await, Vec::<String>::new());
    settled(&app, "2026-04-20T09:00:00+08:00").await;
    assert_eq!(case.read().await["status"], "withdrawn");
}

/// Warnings and cards are the organ's own: who saw the application before them saw what there is to decide on.
#[tokio::test]
async fn nobody_has_to_reload_because_somebody_was_warned() {
    let app = TestApp::start().await;
    app.at("2026-03-02T09:00:00+08:00").await;
    let case = app.filed(FOOD_LICENCE).await;
    let seen = case.etag().await;
    app.at("2026-03-09T09:00:00+08:00").await;
    app.settle().await;
    assert_ne!(case.etag().await, seen, "the clerk was warned");
    let path = format!("/applications/{}/withdrawal", case.id);
    let withdraw = |seen: &str| app.as_("citizen").post(&path).if_match(seen).json(json!({})).send();
    withdraw("\"1\"").await.problem(412, "stale-version");
    withdraw(&seen).await.expect(200);
}
