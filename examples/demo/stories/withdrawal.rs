//! A withdrawal (撤回申请): first a draft, then submitted, then the applicant changes their mind while a clerk is at it.

use anyhow::Result;
use serde_json::json;

use super::hear;
use crate::World;
use crate::client::Call;
use crate::files::{Sample, upload};
use crate::people::Person;
use crate::reply::check;
use crate::say;

const SAMPLE: &str = include_str!("../../../catalogue/samples/school-entry.json");

pub(crate) async fn tell(world: &World) -> Result<()> {
    say::story("撤回申请", "A withdrawal");
    say::step(
        "市民刘示例为孩子报名入学，先存草稿",
        "A citizen enrols a child at school, as a draft at first",
    );
    let citizen = Person::citizen(&world.api, "刘示例").await?;
    let sample = Sample::read(SAMPLE, &citizen)?;
    let draft = citizen
        .send(Call::post("/applications", sample.filing(&json!([]), false)))
        .await?
        .expect(201)?;
    draft.same("/status", "draft")?;
    let id = draft.text("/id")?.to_owned();
    let path = |action: &str| format!("/applications/{id}/{action}");

    say::step(
        "材料不齐，不能提交",
        "It cannot be submitted while something is missing",
    );
    let submit = async |tag: &str| citizen.send(Call::post(path("submission"), json!({})).seen(tag)).await;
    let refused = submit(draft.tag()?).await?.refused(422, "invalid-input")?;
    say::fact("答复 answer", refused.text("/errors/0/message")?);

    say::step("补上材料，提交", "Adds it and submits");
    let documents = upload(&citizen, &["household_book", "vaccination_certificate"]).await?;
    let revision = Call::patch(format!("/applications/{id}"), json!({"documents": documents}));
    let mut revised = citizen.send(revision.seen(draft.tag()?)).await?;
    // A PATCH has no key: when its first answer was lost, the second says that the version has moved on.
    if revised.attempts > 1 && revised.status == 412 {
        revised = citizen.application(&id).await?;
    }
    let revised = revised.expect(200)?;
    let submitted = submit(revised.tag()?).await?.expect(200)?;
    submitted.same("/status", "submitted")?;
    say::fact("办件编号 number", submitted.text("/number")?);

    say::step("窗口领取了任务", "The window clerk takes it up");
    let held = world.desk.claim(&world.desk.window, &id, "收件审核").await?;

    say::step(
        "申请人撤回：版本已变，先刷新再撤回",
        "The applicant withdraws; what they saw is old, so they look again first",
    );
    let withdraw = async |tag: &str| {
        citizen
            .send(Call::post(path("withdrawal"), json!({"reason": "已在外地入学"})).seen(tag))
            .await
    };
    withdraw(submitted.tag()?).await?.refused(412, "stale-version")?;
    let seen = citizen.application(&id).await?;
    let withdrawn = withdraw(seen.tag()?).await?.expect(200)?;
    withdrawn.same("/status", "withdrawn")?;
    hear(&citizen, &id, "withdrawn").await?;

    say::step(
        "窗口的任务随之取消，不能再办理",
        "The clerk's task is cancelled with it",
    );
    let refused = held.try_complete(json!({"outcome": "accept"})).await?;
    check(matches!(refused.status, 409 | 412), "409 or 412", &refused)?;
    say::fact("答复 answer", refused.text("/title")?);
    citizen.application(&id).await?.same("/status", "withdrawn")
}
