//! The statutory clock: the ledger that explains the due dates (Administrative Licensing Law arts. 42, 45, 82; Civil Code arts. 201, 203).

use serde_json::{Value, json};

use crate::support::{FOOD_LICENCE, Filed, TestApp};

const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/statutory-clock.md");

/// The page shows the ledger as it is; `UPDATE_DOCS=1` writes it there.
fn assert_documented(ledger: &Value) {
    let page = std::fs::read_to_string(PAGE).unwrap();
    let (before, rest) = page.split_once("```json ledger\n").unwrap();
    let (example, after) = rest.split_once("```").unwrap();
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(PAGE, format!("{before}```json ledger\n{ledger:#}\n```{after}")).unwrap();
    } else {
        let example: Value = serde_json::from_str(example).unwrap();
        assert_eq!(
            &example, ledger,
            "docs/statutory-clock.md is out of date: run its test with UPDATE_DOCS=1"
        );
    }
}

async fn accepted_before_the_spring_festival(app: &TestApp) -> Filed<'_> {
    app.republish(FOOD_LICENCE, |item| {
        item["statutory_limit"] = json!(20);
        item["promised_limit"] = json!(10);
    })
    .await;
    app.at("2026-02-02T09:00:00+08:00").await;
    let case = app.filed(FOOD_LICENCE).await;
    case.accept().await;
    case
}

/// Arts. 42, 45, 82: an appraisal before and an expert review after the Spring Festival of 2026. Both end by themselves.
async fn two_special_procedures(app: &TestApp) -> Filed<'_> {
    let case = accepted_before_the_spring_festival(app).await;
    app.at("2026-02-06T15:00:00+08:00").await;
    let appraisal = json!({"kind": "appraisal", "until": "2026-02-13", "reasons": "设备须经鉴定"});
    case.by("reviewer", "suspensions", appraisal).await.expect(200);
    app.at("2026-02-14T00:00:01+08:00").await;
    app.settle().await;
    app.at("2026-02-25T10:00:00+08:00").await;
    let review = json!({"kind": "expert_review", "until": "2026-03-06", "reasons": "工艺须经专家评审"});
    case.by("window", "suspensions", review).await.expect(200);
    app.at("2026-03-07T00:00:01+08:00").await;
    app.settle().await;
    case
}

#[tokio::test]
async fn the_ledger_of_two_special_procedures_over_the_spring_festival() {
    let app = TestApp::start().await;
    let case = two_special_procedures(&app).await;
    let ledger = case.seen_by("citizen", "/due-date").await;
    let (art_45, art_82) = (
        "《中华人民共和国行政许可法》第四十五条",
        "《中华人民共和国行政许可法》第八十二条",
    );
    let period = |from: &str, to: &str, kind: &str, counted: u32, reason: &str, basis: &str| json!({"from": from, "to": to, "kind": kind, "counted_days": counted, "reason": reason, "legal_basis": basis});
    let common = [
        period(
            "2026-02-02",
            "2026-02-02",
            "day_zero",
            0,
            "受理之日，当日不计入",
            "《中华人民共和国民法典》第二百零一条",
        ),
        period("2026-02-03", "2026-02-06", "counted", 4, "计入 4 个工作日", art_82),
        period(
            "2026-02-07",
            "2026-02-13",
            "not_counted",
            0,
            "鉴定所需时间，不计入期限",
            art_45,
        ),
        period(
            "2026-02-14",
            "2026-02-25",
            "counted",
            3,
            "计入 3 个工作日，另有 9 天休息日不计",
            art_82,
        ),
        period(
            "2026-02-26",
            "2026-03-06",
            "not_counted",
            0,
            "专家评审所需时间，不计入期限",
            art_45,
        ),
    ];
    let promised = period(
        "2026-03-07",
        "2026-03-11",
        "counted",
        3,
        "计入 3 个工作日，另有 2 天休息日不计",
        art_82,
    );
    let lawful = period(
        "2026-03-07",
        "2026-03-25",
        "counted",
        13,
        "计入 13 个工作日，另有 6 天休息日不计",
        art_82,
    );
    let limit = |name: &str, days: u32, basis: Value| json!([{"name": name, "days": days, "unit": "working_day", "legal_basis": basis}]);
    let suspension = |kind: &str, name: &str, from: &str, until: &str| json!({"kind": kind, "name": name, "legal_basis": art_45, "from": from, "until": until, "stops": true, "over": true});
    let expected = json!({
        "accepted_on": "2026-02-02",
        "promise": {
            "due_on": "2026-03-11", "provisional": false, "limits": limit("承诺时限", 10, Value::Null),
            "periods": ([&common[..], &[promised]].concat()), "total_counted": 10, "remark": null
        },
        "statute": {
            "due_on": "2026-03-25", "provisional": false,
            "limits": limit("法定时限", 20, json!("《中华人民共和国行政许可法》第四十二条")),
            "periods": ([&common[..], &[lawful]].concat()), "total_counted": 20, "remark": null
        },
        "suspensions": [
            suspension("appraisal", "鉴定", "2026-02-06", "2026-02-13"),
            suspension("expert_review", "专家评审", "2026-02-25", "2026-03-06")
        ]
    });
    assert_eq!(ledger, expected, "{ledger:#}");
    assert_documented(&ledger);
    let screen = case.seen_by("reviewer", "?include=ledger").await;
    assert_eq!(screen["ledger"], expected);
    assert_eq!(
        (&screen["due"]["promised_due_on"], &screen["due"]["statutory_due_on"]),
        (&json!("2026-03-11"), &json!("2026-03-25"))
    );
}

#[tokio::test]
async fn the_ledger_speaks_english_too() {
    let app = TestApp::start().await;
    let case = two_special_procedures(&app).await;
    let path = format!("/applications/{}/due-date", case.id);
    let ledger = app.as_("citizen").get(&path).in_english().send().await.expect(200);
    let reasons: Vec<_> = ledger["promise"]["periods"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["reason"].clone())
        .collect();
    assert_eq!(
        reasons,
        [
            "The day of acceptance: not counted",
            "4 working days counted",
            "Appraisal: not counted",
            "3 working days counted; 9 days off not counted",
            "Expert review: not counted",
            "3 working days counted; 2 days off not counted",
        ]
    );
    assert_eq!(ledger["statute"]["limits"][0]["name"], "Statutory limit");
}

#[tokio::test]
async fn every_step_is_told_in_a_numbered_notice_and_a_message() {
    let app = TestApp::start().await;
    let case = two_special_procedures(&app).await;
    let screen = case.read().await;
    let notices = screen["notices"].as_array().unwrap();
    let kinds: Vec<_> = notices.iter().map(|notice| notice["kind"].as_str().unwrap()).collect();
    assert_eq!(
        kinds,
        ["acceptance", "suspension", "resumption", "suspension", "resumption"]
    );
    let told = &notices[1]["content"];
    assert_eq!(told["title"]["zh"], "特别程序告知书");
    assert_eq!(
        told["suspension"],
        json!({"kind": "appraisal", "name": {"zh": "鉴定", "en": "Appraisal"},
        "from": "2026-02-06", "until": "2026-02-13", "stops": true})
    );
    assert_eq!(
        (
            &told["reasons"],
            &told["legal_basis"],
            &told["promised_due_on"],
            &told["statutory_due_on"]
        ),
        (
            &json!("设备须经鉴定"),
            &json!("《中华人民共和国行政许可法》第四十五条"),
            &json!("2026-02-28"),
            &json!("2026-03-13")
        )
    );
    assert!(notices[2]["content"].get("reasons").is_none(), "it ended by itself");
    assert_eq!(
        case.messages().await,
        [
            "application.suspension_ended",
            "application.suspended",
            "application.suspension_ended",
            "application.suspended",
            "application.accepted",
            "application.submitted",
        ]
    );
    let letters = app.letters().join("\n");
    assert!(!letters.is_empty());
    let events = case.seen_by("citizen", "/events").await;
    let texts: Vec<_> = events["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|event| event["kind"].as_str().unwrap())
        .collect();
    assert_eq!(
        texts,
        [
            "drafted",
            "submitted",
            "task_completed",
            "accepted",
            "suspended",
            "suspension_ended",
            "suspended",
            "suspension_ended"
        ]
    );
}

/// The work that is open keeps as many working days as it had.
#[tokio::test]
async fn the_limits_of_open_tasks_move_with_the_dates() {
    let app = TestApp::start().await;
    let case = accepted_before_the_spring_festival(&app).await;
    let due = async || case.find_task("reviewer", "food_review").await.unwrap()["due_on"].clone();
    assert_eq!(due().await, "2026-02-06");
    app.at("2026-02-04T10:00:00+08:00").await;
    let hearing = json!({"kind": "hearing", "until": "2026-02-11", "reasons": "申请人申请听证"});
    case.by("reviewer", "suspensions", hearing).await.expect(200);
    assert_eq!(due().await, "2026-02-13");
    case.by("reviewer", "suspensions/current/end", json!({}))
        .await
        .expect(200);
    assert_eq!(due().await, "2026-02-06");
}

/// A promise in working days beside a law in calendar days: the ledger says why the promise ends early.
#[tokio::test]
async fn a_promise_capped_by_the_law_is_explained() {
    let app = TestApp::start().await;
    app.republish(FOOD_LICENCE, |item| {
        item["statutory_limit"] = json!({"days": 10, "unit": "calendar_day"});
        item["promised_limit"] = json!(10);
    })
    .await;
    app.at("2026-03-02T09:00:00+08:00").await;
    let case = app.filed(FOOD_LICENCE).await;
    let before = case.seen_by("citizen", "/due-date").await;
    let nothing = json!({"accepted_on": null, "promise": null, "statute": null, "suspensions": []});
    assert_eq!(before, nothing, "nothing runs before acceptance");
    case.accept().await;
    let ledger = case.seen_by("citizen", "/due-date").await;
    assert_eq!(ledger["promise"]["due_on"], "2026-03-12");
    assert_eq!(ledger["promise"]["total_counted"], 10);
    assert_eq!(
        ledger["promise"]["remark"],
        "按承诺时限应至 2026-03-16，但承诺不得晚于法定期限，故为 2026-03-12。"
    );
    let law = &ledger["statute"];
    assert_eq!((&law["total_counted"], &law["remark"]), (&json!(10), &Value::Null));
    assert_eq!(
        law["limits"][0]["legal_basis"],
        "《中华人民共和国食品安全法》第三十五条"
    );
    let unknown = format!("/applications/{}?include=everything", case.id);
    app.as_("citizen")
        .get(&unknown)
        .send()
        .await
        .problem(422, "invalid-input");
}

/// Civil Code art. 203; and a year whose notice is not out makes the dates provisional.
#[tokio::test]
async fn moved_ends_and_provisional_dates_are_shown() {
    let app = TestApp::start().await;
    app.republish(FOOD_LICENCE, |item| {
        item["statutory_limit"] = json!({"days": 25, "unit": "calendar_day"});
        item["promised_limit"] = json!({"days": 5, "unit": "calendar_day"});
    })
    .await;
    app.at("2026-12-14T09:00:00+08:00").await;
    let case = app.filed(FOOD_LICENCE).await;
    case.accept().await;
    let ledger = case.seen_by("citizen", "/due-date").await;
    let promise = &ledger["promise"];
    assert_eq!(promise["due_on"], "2026-12-21", "the 19th is a Saturday");
    assert_eq!(
        promise["periods"][2],
        json!({"from": "2026-12-20", "to": "2026-12-21", "kind": "moved_to_working_day",
        "counted_days": 0, "reason": "最后一日为休息日，顺延至下一工作日", "legal_basis": "《中华人民共和国民法典》第二百零三条"})
    );
    assert_eq!(
        (&promise["provisional"], &ledger["statute"]["provisional"]),
        (&json!(false), &json!(true))
    );
    assert_eq!(case.read().await["due"]["provisional"], true);
}

/// Art. 32: what ends an unanswered supplement is told with its rule.
#[tokio::test]
async fn the_supplement_notice_cites_the_rule_by_which_it_lapses() {
    let app = TestApp::start().await;
    let rule = "《食品经营许可和备案管理办法》第十七条";
    app.republish(FOOD_LICENCE, |item| item["supplement_basis"] = json!(rule))
        .await;
    app.at("2026-03-02T09:00:00+08:00").await;
    let case = app.filed(FOOD_LICENCE).await;
    let verdicts = json!([{"material": "layout_plan", "verdict": "missing"}]);
    let notice = json!({"outcome": "request_supplement", "verdicts": verdicts});
    case.complete("window", "intake", notice).await.expect(200);
    assert_eq!(case.read().await["notices"][0]["content"]["legal_basis"], rule);
    app.settle().await;
    let inbox = app.as_("citizen").get("/notifications").send().await.expect(200);
    let body = inbox["data"][0]["body"].as_str().unwrap();
    assert!(body.contains(&format!("逾期未补正的，依据{rule}终止办理。")), "{body}");
}
