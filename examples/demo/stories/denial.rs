//! A denial: with reasons, and with where to turn against it (行政许可法第三十八条).

use anyhow::Result;
use serde_json::json;

use super::{file, hear};
use crate::World;
use crate::desk::stands;
use crate::files::Sample;
use crate::people::Person;
use crate::reply::check;
use crate::say;

const SAMPLE: &str = include_str!("../../../catalogue/samples/maternity-expense-reimbursement.json");
const REASONS: &str = "分娩时生育保险尚未连续参保满规定期限，不符合待遇享受条件。";

pub(crate) async fn tell(world: &World) -> Result<()> {
    say::story(
        "不予批准：说明理由，告知救济途径",
        "A denial: with reasons and appeal rights",
    );
    say::step(
        "市民陈示例申请生育医疗费用报销",
        "A citizen applies for the reimbursement of maternity expenses",
    );
    let citizen = Person::citizen(&world.api, "陈示例").await?;
    let mut sample = Sample::read(SAMPLE, &citizen)?;
    sample.form["delivery_date"] = json!(world.api.days_ago(30).await?);
    let (id, _) = file(&citizen, &sample).await?;

    say::step("受理并初审", "Accepted, and passed on first review");
    let desk = &world.desk;
    let done = desk
        .work(&desk.window, &id, "收件审核", json!({"outcome": "accept"}))
        .await?;
    stands(&done, "in_review")?;
    desk.work(&desk.reviewer, &id, "待遇资格初审", json!({"outcome": "pass"}))
        .await?;

    say::step(
        "复核认为不应支付，附意见报审定",
        "The auditor finds it not payable, with an opinion for the approver",
    );
    let opinion = json!({"outcome": "fail", "opinion": "参保不满规定期限，建议不予支付。"});
    stands(&desk.work(&desk.reviewer, &id, "费用复核", opinion).await?, "in_review")?;

    say::step("不说明理由，不能作出不予决定", "Without reasons nothing can be denied");
    let held = desk.claim(&desk.approver, &id, "支付审定").await?;
    let refused = held
        .try_complete(json!({"outcome": "deny"}))
        .await?
        .refused(422, "invalid-input")?;
    refused.same("/errors/0/pointer", "/reasons")?;
    say::fact("答复 answer", refused.text("/errors/0/message")?);

    say::step(
        "说明理由，不予支付；当即办结",
        "With reasons it is denied, which completes it",
    );
    let done = held.complete(json!({"outcome": "deny", "reasons": REASONS})).await?;
    stands(&done, "completed")?;
    done.same("/application/outcome", "denied")?;

    say::step(
        "申请人收到决定书：理由、行政复议、行政诉讼",
        "The applicant gets the decision: reasons, reconsideration, litigation",
    );
    let seen = citizen.application(&id).await?;
    let notices = seen.list("/notices")?;
    let Some(notice) = notices.iter().find(|notice| notice["kind"] == "denial") else {
        return check(false, "a notice of denial", notices);
    };
    let content = &notice["content"];
    check(
        content["reasons"] == *REASONS,
        format!("the reasons {REASONS}"),
        &content["reasons"],
    )?;
    let rights = ["reconsideration", "litigation"].map(|right| content["appeal"][right].as_str().unwrap_or_default());
    check(
        rights.iter().all(|right| !right.is_empty()),
        "both appeal rights",
        rights,
    )?;
    tells_all(&hear(&citizen, &id, "completed").await?, rights)?;

    say::step("电子邮件也写明", "So does the e-mail");
    let text = world
        .mailbox
        .show(&id, &citizen.email, "办结通知：申请不予批准")
        .await?;
    tells_all(&text, rights)
}

fn tells_all(text: &str, rights: [&str; 2]) -> Result<()> {
    for expected in [REASONS].into_iter().chain(rights) {
        check(text.contains(expected), format!("“{expected}” in the message"), text)?;
    }
    Ok(())
}
