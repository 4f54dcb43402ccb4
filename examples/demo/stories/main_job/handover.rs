//! The end of the main job: the certificate is handed over, and the completion told.

use anyhow::Result;
use serde_json::json;

use crate::World;
use crate::client::Call;
use crate::people::Person;
use crate::reply::check;
use crate::say;

/// Hands the certificate over to whoever has the pickup code.
pub(super) async fn deliver(world: &World, citizen: &Person, id: &str, code: &str) -> Result<()> {
    say::step(
        "取件码错误，不能领取",
        "With a wrong pickup code nothing is handed over",
    );
    let window = &world.desk.window;
    let seen = window.application(id).await?;
    check(
        seen.body["pickup_code"].is_null(),
        "the pickup code to be hidden from the clerk",
        &seen.body["pickup_code"],
    )?;
    let hand_over = |code: &str| {
        let body = json!({"mode": "window", "pickup_code": code, "signed_by": "本人"});
        Call::post(format!("/applications/{id}/delivery"), body)
    };
    let wrong = if code == "000000" { "000001" } else { "000000" };
    let refused = window
        .send(hand_over(wrong).seen(seen.tag()?))
        .await?
        .refused(422, "invalid-input")?;
    say::fact("答复 answer", refused.text("/errors/0/message")?);

    say::step(
        "凭取件码领取证照，办结",
        "With the right one the certificate is handed over, which completes the application",
    );
    let done = window.send(hand_over(code).seen(seen.tag()?)).await?.expect(200)?;
    done.same("/status", "completed")?;
    done.same("/outcome", "approved")?;
    let seen = citizen.application(id).await?;
    seen.same("/status", "completed")?;
    say::fact("状态 status", seen.text("/status_text")?);
    Ok(())
}

/// Shows the timeline and the completion e-mail.
pub(super) async fn complete(world: &World, citizen: &Person, id: &str) -> Result<()> {
    say::step("办件的经过", "What happened, from the timeline");
    let timeline = citizen
        .send(Call::get(format!("/applications/{id}/events")))
        .await?
        .expect(200)?;
    let events = timeline.list("/data")?;
    for event in events {
        let text = |field: &str| event[field].as_str().unwrap_or_default();
        let (at, what) = (say::local(text("at")), text("text"));
        match event["department"].as_str() {
            Some(department) => say::fact(&at, format!("{what} · {department}")),
            None => say::fact(&at, what),
        }
    }
    let last = events.last().map(|event| &event["kind"]);
    check(
        last.is_some_and(|kind| kind == "completed"),
        "the last event to be the completion",
        last,
    )?;

    say::step("办结电子邮件", "The completion e-mail");
    let text = world.mailbox.show(id, &citizen.email, "办结通知").await?;
    let number = citizen.application(id).await?;
    let certificate = number.text("/certificate/number")?;
    check(
        text.contains(certificate),
        format!("the certificate number {certificate} in the e-mail"),
        text,
    )
}
