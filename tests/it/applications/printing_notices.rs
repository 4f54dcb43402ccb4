//! Notices on paper: numbered, complete, and the same at every printing (arts. 32, 38, 42, 45, 47, 69).

use serde_json::{Value, json};

use crate::support::{FOOD_LICENCE, Filed, TestApp};

/// A Monday in spring, without holidays near.
const MONDAY: &str = "2026-03-02T09:30:00+08:00";

async fn monday() -> TestApp {
    let app = TestApp::start().await;
    app.at(MONDAY).await;
    app
}

/// The page of the latest notice of a kind, its number taken out, after checking that what it must say is there.
async fn printed(case: &Filed<'_>, kind: &str, says: &[&str]) -> String {
    let read = case.read().await;
    let notices = read["notices"].as_array().unwrap();
    let notice = notices.iter().rfind(|notice| notice["kind"] == kind);
    let notice = notice.unwrap_or_else(|| panic!("no {kind} among {notices:#?}"));
    let number = notice["number"].as_str().unwrap();
    let what = format!("notices/{number}");
    let sheet = case.print("citizen", &what).await.expect(200);
    assert_eq!((&sheet["number"], &sheet["kind"]), (&notice["number"], &notice["kind"]));
    assert_eq!(
        sheet["content"], notice["content"],
        "and it shows the title in both languages"
    );
    let page = case.page("citizen", &what).await;
    assert!(page.header("content-security-policy").unwrap().contains("sha256-"));
    let title = notice["content"]["title"]["zh"].as_str().unwrap();
    assert!(page.text.contains(&format!("<h1>{title}</h1>")), "{}", page.text);
    for word in says.iter().chain(&[number, "市场监督管理局", "办件编号"]) {
        assert!(page.text.contains(word), "{kind} does not say {word}: {}", page.text);
    }
    let (head, rest) = page.text.split_once("<style>").unwrap();
    let (_, rest) = rest.split_once("</style>").unwrap();
    format!("{head}<style>[style]</style>{rest}")
        .replace(number, "[notice number]")
        .replace(&case.number, "[number]")
}

#[tokio::test]
async fn acceptance_tells_the_dates() {
    let app = monday().await;
    let case = app.filed(FOOD_LICENCE).await;
    case.accept().await;
    let says = [
        "示范",
        "第三十二条第一款第五项",
        "决定自2026年3月2日起予以受理",
        "承诺办结日期为2026年3月",
    ];
    insta::assert_snapshot!("notice_acceptance", printed(&case, "acceptance", &says).await);
}

#[tokio::test]
async fn acceptance_by_silence_says_so() {
    let app = monday().await;
    let case = app.filed(FOOD_LICENCE).await;
    app.at("2026-03-10T00:00:01+08:00").await;
    app.settle().await;
    printed(&case, "acceptance", &["第一款第四项", "自2026年3月2日起即为受理"]).await;
}

#[tokio::test]
async fn what_people_write_is_text_and_never_markup() {
    let app = monday().await;
    let case = app.filed(FOOD_LICENCE).await;
    let verdicts = json!([
        {"material": "layout_plan", "verdict": "defective", "reason": "<script>alert(1)</script>"},
        {"material": "premises_use", "verdict": "missing"},
    ]);
    let notice = json!({"outcome": "request_supplement", "verdicts": verdicts});
    case.complete("window", "intake", notice).await.expect(200);
    let says = [
        "&#60;script&#62;alert(1)",
        "不符合要求",
        "未提交",
        "请于2026年3月16日（含当日）前一次补齐",
    ];
    let page = printed(&case, "supplement", &says).await;
    assert!(!page.contains("<script"));
    insta::assert_snapshot!("notice_supplement", page);
}

#[tokio::test]
async fn a_decline_gives_reasons_rights_and_what_one_is_barred_from() {
    let app = monday().await;
    let case = app.filed(FOOD_LICENCE).await;
    let verdicts = json!([{"material": "layout_plan", "verdict": "defective", "reason": "图纸印章与备案不符"}]);
    let decline =
        json!({"outcome": "decline", "reasons": "提交的图纸系伪造", "false_materials": true, "verdicts": verdicts});
    case.complete("window", "intake", decline).await.expect(200);
    let says = [
        "申请材料存在下列问题",
        "图纸印章与备案不符",
        "决定不予受理",
        "提交的图纸系伪造",
        "行政复议",
        "行政诉讼",
        "2027-03-02",
    ];
    printed(&case, "decline", &says).await;
}

#[tokio::test]
async fn a_denial_gives_reasons_and_rights() {
    let app = monday().await;
    let case = app.filed(FOOD_LICENCE).await;
    case.accept().await;
    case.pass_reviews().await;
    let deny = json!({"outcome": "deny", "reasons": "经营场所与污染源距离不足"});
    case.complete("approver", "approval", deny).await.expect(200);
    let says = [
        "第三十八条第二款",
        "决定不予行政许可",
        "经营场所与污染源距离不足",
        "行政复议",
        "行政诉讼",
        "（印章）",
    ];
    insta::assert_snapshot!("notice_denial", printed(&case, "denial", &says).await);
}

#[tokio::test]
async fn what_takes_longer_tells_the_law_and_the_new_dates() {
    let app = monday().await;
    let case = app.filed(FOOD_LICENCE).await;
    case.accept().await;
    let review = json!({"kind": "expert_review", "until": "2026-03-06", "reasons": "工艺流程须经专家评审"});
    case.by("reviewer", "suspensions", review).await.expect(200);
    let says = [
        "专家评审",
        "计划至2026年3月6日止",
        "第四十五条",
        "不计算在办理期限内",
        "工艺流程须经专家评审",
    ];
    printed(&case, "suspension", &says).await;
    let longer = json!({"until": "2026-03-10", "reasons": "专家组要求补充试验数据"});
    case.by("window", "suspensions/current/prolongation", longer)
        .await
        .expect(200);
    printed(
        &case,
        "prolongation",
        &["延长至2026年3月10日止", "专家组要求补充试验数据"],
    )
    .await;
    app.at("2026-03-11T00:00:01+08:00").await;
    app.settle().await;
    printed(&case, "resumption", &["已于2026年3月10日结束", "承诺办结日期为"]).await;
    let extension = json!({"limit": 5, "reasons": "需要向有关部门核实"});
    case.by("approver", "extensions", extension).await.expect(200);
    printed(
        &case,
        "extension",
        &[
            "经本机关负责人批准",
            "延长5个工作日",
            "第四十二条",
            "需要向有关部门核实",
        ],
    )
    .await;
    let visit = json!({"kind": "site_visit", "until": "2026-03-13", "reasons": "核查经营场所布局"});
    case.by("reviewer", "suspensions", visit).await.expect(200);
    printed(&case, "suspension", &["现场勘查", "计算在办理期限内"]).await;
}

#[tokio::test]
async fn an_application_ended_by_the_department_prints() {
    let app = monday().await;
    let case = app.filed(FOOD_LICENCE).await;
    case.accept().await;
    let end = json!({"basis": "applicant_dissolved", "reasons": "申请企业已注销"});
    case.by("window", "termination", end).await.expect(200);
    printed(&case, "termination", &["决定终止办理", "申请企业已注销", "行政复议"]).await;
}

#[tokio::test]
async fn grant_revocation_and_the_lifting_of_the_bar_print() {
    let app = monday().await;
    let case = app.filed(FOOD_LICENCE).await;
    case.accept().await;
    case.pass_reviews().await;
    case.approve().await;
    let says = [
        "《中华人民共和国食品安全法》",
        "第三十八条第一款",
        "决定准予行政许可",
        "10个工作日内",
    ];
    printed(&case, "approval", &says).await;
    case.issue().await;
    let deceit = json!({"basis": "deceit", "reasons": "经核查，提交的图纸系伪造"});
    case.by("approver", "revocation", deceit).await.expect(200);
    printed(
        &case,
        "revocation",
        &["第六十九条", "予以撤销", "提交的图纸系伪造", "2029-03-02"],
    )
    .await;
    let repaired = json!({"what": "application", "reasons": "行政判决撤销了该处理"});
    case.by("approver", "bar-lifting", repaired).await.expect(200);
    printed(&case, "bar_lifting", &["予以解除", "行政判决撤销了该处理"]).await;
}

#[tokio::test]
async fn a_third_partys_name_is_on_the_paper_of_those_who_handle_it_only() {
    let app = TestApp::start().await;
    app.republish(FOOD_LICENCE, |item| item["hears_third_parties"] = json!(true))
        .await;
    app.at(MONDAY).await;
    let case = app.filed(FOOD_LICENCE).await;
    case.accept().await;
    let neighbour = json!({"name": "李示范", "contact": "13800000009", "interest": "油烟影响相邻住宅"});
    case.by("window", "third-parties", neighbour).await.expect(201);
    let page = printed(
        &case,
        "third_party",
        &["利害关系人（第1号）", "第四十七条", "2026年3月9日"],
    )
    .await;
    assert!(!page.contains("李示范"));
    let what = latest(&case).await;
    let theirs = case.page("window", &what).await;
    assert!(theirs.text.contains("<strong>李示范</strong>：") && !theirs.text.contains("油烟"));
    assert_eq!(case.print("reviewer", &what).await.expect(200)["addressee"], "李示范");
}

/// Where the latest notice is.
async fn latest(case: &Filed<'_>) -> String {
    let notices = case.read().await["notices"].clone();
    let last = notices.as_array().unwrap().last().unwrap();
    format!("notices/{}", last["number"].as_str().unwrap())
}

#[tokio::test]
async fn what_was_printed_is_printed_again_byte_for_byte() {
    let app = monday().await;
    let case = app.filed(FOOD_LICENCE).await;
    case.accept().await;
    let what = latest(&case).await;
    let before = case.page("citizen", &what).await.text;
    let name = case.print("citizen", &what).await.expect(200)["addressee"].clone();

    app.as_("citizen")
        .patch("/me")
        .json(json!({"name": "欧阳更名"}))
        .send()
        .await
        .expect(200);
    app.republish(FOOD_LICENCE, |item| {
        item["name"] = json!("食品经营登记");
        item["legal_basis"] = json!([{"name": "某新法", "article": "第一条"}]);
        item["phone"] = json!("028-99999999");
    })
    .await;
    rename_department(&app).await;
    app.at("2027-03-02T09:30:00+08:00").await;
    assert_eq!(
        case.print("citizen", "receipt").await.expect(200)["applicant"],
        "欧阳更名"
    );
    let renamed = case.read().await["department"]["name"].clone();
    assert_eq!(renamed, "成都市（示范）市场局");

    let again = case.page("window", &what).await;
    assert_eq!(again.text, before);
    assert_eq!(case.print("citizen", &what).await.expect(200)["addressee"], name);
}

/// The department of the food licence gets another name, address and telephone.
async fn rename_department(app: &TestApp) {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/catalogue/departments.json");
    let mut all: Vec<Value> = serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
    all.retain(|row| row["code"] == crate::support::FOOD_DEPARTMENT);
    all[0]["name"] = json!("成都市（示范）市场局");
    all[0]["phone"] = json!("028-11111111");
    all[0]["address"] = json!("别处");
    let import = app.as_("admin").post("/catalogue/imports").key().json(json!(all));
    import.send().await.expect(200);
}

#[tokio::test]
async fn the_name_on_it_is_kept_sealed() {
    let app = monday().await;
    let case = app.filed(FOOD_LICENCE).await;
    case.accept().await;
    let what = latest(&case).await;
    let name = case.print("citizen", &what).await.expect(200)["addressee"].clone();
    let rows = app.database().lines("select to_jsonb(t)::text from notice t").await;
    assert!(!rows.is_empty() && rows.iter().all(|row| !row.contains(name.as_str().unwrap())));
    assert!(
        rows.iter().all(|row| row.contains("予以受理")),
        "the sentences are kept"
    );
}

#[tokio::test]
async fn a_notice_from_before_sheets_were_kept_prints_too() {
    let app = monday().await;
    let case = app.filed(FOOD_LICENCE).await;
    case.accept().await;
    let what = latest(&case).await;
    let kept = case.page("citizen", &what).await.text;
    app.database()
        .execute("update notice set content = content - 'sheet'")
        .await;
    assert_eq!(
        case.page("citizen", &what).await.text,
        kept,
        "nothing has changed since"
    );
}

#[tokio::test]
async fn notices_are_seen_by_whoever_sees_the_application() {
    let app = monday().await;
    let case = app.filed(FOOD_LICENCE).await;
    case.accept().await;
    let what = latest(&case).await;
    for login in ["citizen", "window", "reviewer", "approver", "manager"] {
        case.print(login, &what).await.expect(200);
    }
    for login in ["auditor", "admin"] {
        case.print(login, &what).await.problem(403, "forbidden");
    }
    app.register("13900000077", "990101199512310021").await;
    case.print("13900000077", &what).await.problem(404, "not-found");
    case.print("citizen", "notices/W20260302000000099")
        .await
        .problem(404, "not-found");
    let other = app.filed(FOOD_LICENCE).await;
    other.print("citizen", &what).await.problem(404, "not-found");
    let path = format!("/applications/{}/{what}", case.id);
    app.anyone().get(&path).send().await.problem(401, "unauthenticated");
    let xml = app
        .as_("citizen")
        .get(&path)
        .header("accept", "application/xml")
        .send()
        .await;
    xml.problem(406, "not-acceptable");
}
