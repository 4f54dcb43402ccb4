//! A supplement: everything wrong is told once, and answered once.

use anyhow::Result;
use serde_json::json;

use super::{file, hear};
use crate::World;
use crate::client::Call;
use crate::desk::stands;
use crate::files::{Sample, upload};
use crate::people::Person;
use crate::reply::check;
use crate::say;

const SAMPLE: &str = include_str!("../../../catalogue/samples/company-deregistration.json");

pub(crate) async fn tell(world: &World) -> Result<()> {
    say::story("补正：一次性告知，一次补齐", "A supplement: told once, answered once");
    say::step("一家企业申请注销登记", "A company applies for its deregistration");
    let company = Person::company(&world.api, "成都示范餐饮有限公司").await?;
    let mut sample = Sample::read(SAMPLE, &company)?;
    sample.form["notice_from"] = json!(world.api.days_ago(60).await?);
    let (id, _) = file(&company, &sample).await?;

    say::step(
        "窗口发现一份材料不合格、一份缺失，一次性告知",
        "The clerk finds one material defective and one missing, and tells both at once",
    );
    let held = world.desk.claim(&world.desk.window, &id, "收件审核").await?;
    let refused = held
        .try_complete(json!({"outcome": "request_supplement"}))
        .await?
        .refused(422, "invalid-input")?;
    say::fact("没有指明材料 without saying what", refused.text("/errors/0/message")?);
    let verdicts = json!([
        {"material": "resolution", "verdict": "defective", "reason": "决议缺少全体股东签字"},
        {"material": "liquidation_report", "verdict": "missing", "reason": "所附为清算方案，不是清算报告"},
    ]);
    let done = held
        .complete(json!({"outcome": "request_supplement", "verdicts": verdicts}))
        .await?;
    stands(&done, "awaiting_supplement")?;

    say::step("企业收到补正告知书", "The company gets the notice");
    hear(&company, &id, "supplement_requested").await?;
    let seen = company.application(&id).await?;
    seen.same("/notices/0/kind", "supplement")?;
    seen.same("/missing/0/material", "liquidation_report")?;
    seen.same("/missing/1/material", "resolution")?;
    say::fact("最后日期 answer by", seen.text("/answer_by")?);

    say::step(
        "只补一份：不行，须一次补齐",
        "Answers only one: refused, everything comes together",
    );
    let answer = async |materials: &[&str]| {
        let documents = upload(&company, materials).await?;
        let call = Call::post(
            format!("/applications/{id}/supplement"),
            json!({"documents": documents}),
        );
        company.send(call.seen(seen.tag()?)).await
    };
    let refused = answer(&["resolution"]).await?.refused(422, "supplement-incomplete")?;
    say::fact("答复 answer", refused.text("/errors/0/message")?);
    company
        .application(&id)
        .await?
        .same("/version", seen.at("/version")?.clone())?;

    say::step("两份都补：收到", "Answers both: received");
    let done = answer(&["resolution", "liquidation_report"]).await?.expect(200)?;
    done.same("/status", "submitted")?;
    company.application(&id).await?.same("/missing", json!([]))?;

    say::step("窗口复核，予以受理", "The clerk looks again and accepts");
    let held = world.desk.claim(&world.desk.window, &id, "收件审核").await?;
    held.read().await?.same("/resubmitted", true)?;
    let done = held.complete(json!({"outcome": "accept"})).await?;
    stands(&done, "in_review")?;
    let body = hear(&company, &id, "accepted").await?;
    let due = done.text("/application/promised_due_on")?;
    check(
        body.contains(due),
        format!("the promised day {due} in the message"),
        body,
    )
}
