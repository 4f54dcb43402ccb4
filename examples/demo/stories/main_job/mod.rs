//! The main job: a citizen applies once, two departments look at it at the same time, and a certificate comes out.

mod handover;

use anyhow::Result;
use serde_json::json;

use super::hear;
use crate::World;
use crate::client::Call;
use crate::desk::stands;
use crate::files::{Sample, upload};
use crate::people::Person;
use crate::reply::{Reply, check};
use crate::say;

const SAMPLE: &str = include_str!("../../../../catalogue/samples/food-business-licence.json");
const NAME: &str = "食品经营许可新办";

pub(crate) async fn tell(world: &World) -> Result<()> {
    say::story(
        "主线：从申请到办结",
        "The main job: from filing to the completion e-mail",
    );
    say::step("市民林示例注册并登录", "A citizen registers and signs in");
    let citizen = Person::citizen(&world.api, "林示例").await?;
    say::fact("手机 phone", &citizen.phone);

    let sample = Sample::read(SAMPLE, &citizen)?;
    find_item(world, &sample).await?;
    checklist(world, &sample).await?;

    say::step("上传材料", "Uploads the documents");
    let materials: Vec<&str> = sample.materials.iter().map(String::as_str).collect();
    let documents = upload(&citizen, &materials).await?;

    let slip = file(&citizen, sample.filing(&documents, true)).await?;
    let id = slip.text("/id")?.to_owned();
    progress(world, &citizen, &slip).await?;
    accept(world, &citizen, &id).await?;
    review(world, &id).await?;
    approve_and_issue(world, &citizen, &id).await?;
    handover::deliver(world, &citizen, &id, slip.text("/pickup_code")?).await?;
    handover::complete(world, &citizen, &id).await
}

async fn find_item(world: &World, sample: &Sample) -> Result<()> {
    say::step("搜索“食品经营”，找到事项", "Searches in Chinese and finds the item");
    let search = Call::get("/items").with("q", "食品经营").with("limit", "5");
    let found = world.api.send(&search, None).await?.expect(200)?;
    found.same("/data/0/code", sample.item.as_str())?;
    found.same("/data/0/name", NAME)?;
    say::fact(
        "事项 item",
        format!("{NAME} · {}", found.text("/data/0/department_name")?),
    );
    let guide = world
        .api
        .send(&Call::get(format!("/items/{}", sample.item)), None)
        .await?
        .expect(200)?;
    say::fact(
        "承诺时限 promised",
        format!("{} 个工作日 working days", guide.at("/promised_limit/days")?),
    );
    Ok(())
}

async fn checklist(world: &World, sample: &Sample) -> Result<()> {
    say::step(
        "回答几个问题，得到自己的材料清单",
        "Answers a few questions and gets their own checklist",
    );
    let path = format!("/items/{}/checklist", sample.item);
    let drawn_up = async |answers| {
        let call = Call::post(&path, json!({"answers": answers, "applicant_kind": "natural_person"}));
        world.api.send(&call, None).await?.expect(200)
    };
    let open = drawn_up(json!({})).await?;
    for question in open.list("/open_questions")? {
        say::fact("问题 question", question["text"].as_str().unwrap_or_default());
    }
    let list = drawn_up(sample.answers.clone()).await?;
    check(
        list.list("/open_questions")?.is_empty(),
        "no question left open",
        &list.body,
    )?;
    for material in list.list("/materials")? {
        let (name, necessity) = (material["name"].as_str(), material["necessity"].as_str());
        say::fact(
            "材料 material",
            format!("{}（{}）", name.unwrap_or_default(), necessity.unwrap_or_default()),
        );
    }
    let required = list
        .list("/materials")?
        .iter()
        .filter(|material| material["necessity"] == "required");
    let codes: Vec<&str> = required.filter_map(|material| material["code"].as_str()).collect();
    check(
        codes == sample.materials,
        format!("the required materials to be {:?}", sample.materials),
        codes,
    )
}

async fn file(citizen: &Person, filing: serde_json::Value) -> Result<Reply> {
    say::step(
        "提交申请，得到收件回执",
        "Files the application and gets the receipt slip",
    );
    let call = Call::post("/applications", filing.clone());
    let slip = citizen.send(call.clone()).await?.expect(201)?;
    slip.same("/status", "submitted")?;
    say::fact("办件编号 number", slip.text("/number")?);
    let address = format!("/api/v1/applications/{}", slip.text("/id")?);
    check(
        slip.location.as_deref() == Some(&address),
        format!("Location: {address}"),
        &slip.location,
    )?;
    say::fact("收件时间 received", say::local(slip.text("/submitted_at")?));
    say::fact("取件码 pickup code", slip.text("/pickup_code")?);

    say::step(
        "网络不好，同一请求又发了一遍：得到同一回执，只有一个办件",
        "Sends the same request again: the same slip, one application",
    );
    let again = citizen.send(call.clone()).await?.expect(201)?;
    check(
        again.body == slip.body,
        format!("the first answer again, {}", slip.body),
        &again.body,
    )?;
    let mine = citizen
        .send(Call::get("/applications").with("count", "true"))
        .await?
        .expect(200)?;
    mine.same("/count", 1)?;
    let mut other = filing;
    other["submit"] = json!(false);
    let refused = citizen
        .send(call.but(other))
        .await?
        .refused(422, "idempotency-key-reused")?;
    say::fact("同一幂等键、不同内容 same key, other content", refused.text("/title")?);
    Ok(slip)
}

async fn progress(world: &World, citizen: &Person, slip: &Reply) -> Result<()> {
    say::step(
        "不登录，凭编号和证件号后四位查进度",
        "Checks the progress without signing in, by number and last four of the ID",
    );
    let question = json!({"number": slip.text("/number")?, "proof": citizen.proof});
    let progress = world
        .api
        .send(&Call::post("/progress", question), None)
        .await?
        .expect(200)?;
    progress.same("/status", "submitted")?;
    say::fact("进度 progress", progress.text("/status_text")?);
    say::fact("下一步 next", progress.text("/next_action")?);
    Ok(())
}

async fn accept(world: &World, citizen: &Person, id: &str) -> Result<()> {
    say::step(
        "窗口人员领取收件任务，核对材料，予以受理",
        "The window clerk claims the intake, checks the materials and accepts",
    );
    let held = world.desk.claim(&world.desk.window, id, "收件审核").await?;
    let screen = held.read().await?;
    let verdicts: Vec<_> = screen
        .list("/materials")?
        .iter()
        .filter(|material| material["documents"].as_array().is_some_and(|files| !files.is_empty()))
        .map(|material| json!({"material": material["code"], "verdict": "ok"}))
        .collect();
    check(verdicts.len() == 3, "three materials handed in", &verdicts)?;
    let done = held
        .complete(json!({"outcome": "accept", "verdicts": verdicts}))
        .await?;
    stands(&done, "in_review")?;
    say::fact("承诺办结 promised by", done.text("/application/promised_due_on")?);

    say::step("申请人收到受理通知", "The applicant is told");
    let body = hear(citizen, id, "accepted").await?;
    let due = done.text("/application/promised_due_on")?;
    check(
        body.contains(due),
        format!("the promised day {due} in the message"),
        body,
    )?;
    citizen.application(id).await?.same("/notices/0/kind", "acceptance")
}

async fn review(world: &World, id: &str) -> Result<()> {
    say::step(
        "两个部门同时审查，各自领取任务",
        "Two departments review it at the same time; each claims its task",
    );
    let reviewer = &world.desk.reviewer;
    let food = world.desk.claim(reviewer, id, "食品安全审查与现场核查").await?;
    let health = world.desk.claim(reviewer, id, "公共场所卫生条件审查").await?;

    let pass = json!({"outcome": "pass", "opinion": "符合要求"});
    say::step("市场监管部门审查通过", "The market regulator's reviewer passes it");
    stands(&food.complete(pass.clone()).await?, "in_review")?;
    say::step("卫生健康部门审查通过", "The health department's reviewer passes it");
    stands(&health.complete(pass).await?, "in_review")
}

async fn approve_and_issue(world: &World, citizen: &Person, id: &str) -> Result<()> {
    say::step("审批人准予许可", "The approver grants it");
    let done = world
        .desk
        .work(&world.desk.approver, id, "审批", json!({"outcome": "approve"}))
        .await?;
    stands(&done, "decided")?;
    done.same("/application/outcome", "approved")?;

    say::step("窗口制证", "The certificate is issued");
    let done = world
        .desk
        .work(&world.desk.window, id, "制证", json!({"outcome": "issue"}))
        .await?;
    stands(&done, "decided")?;
    let seen = citizen.application(id).await?;
    say::fact(
        "证照 certificate",
        format!(
            "{} {}",
            seen.text("/certificate/name")?,
            seen.text("/certificate/number")?
        ),
    );
    say::fact("有效期至 valid until", seen.text("/certificate/valid_until")?);
    hear(citizen, id, "certificate_issued").await?;
    Ok(())
}
