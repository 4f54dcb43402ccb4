//! At the window: an old lady without account and phone, an immediate item in one call, and fetching the certificate with the pickup code.

use anyhow::Result;
use serde_json::{Value, json};

use crate::World;
use crate::client::Call;
use crate::files::{Sample, upload};
use crate::people::elder;
use crate::reply::{Reply, check};
use crate::say;

const SAMPLE: &str = include_str!("../../../catalogue/samples/vaccination-certificate.json");

pub(crate) async fn tell(world: &World) -> Result<()> {
    say::story(
        "窗口：没有账号、没有手机的老人",
        "At the window: an old lady without an account and without a phone",
    );
    let clerk = &world.desk.window;
    say::step(
        "老人为孙女办理预防接种证；窗口核验身份证、扫描材料，一次办结",
        "She comes for her granddaughter; the clerk sees her identity card, scans what she brought, and decides at once",
    );
    let mut sample = Sample::read(SAMPLE, clerk)?;
    sample.form["birth_date"] = json!(world.api.days_ago(30).await?);
    let lady = elder();
    let done = file(world, &sample, &lady, json!({"signed_by": "陈示例"})).await?;
    done.same("/status", "completed")?;
    say::fact("办件编号 number", done.text("/number")?);
    say::fact("证照编号 certificate", done.text("/certificate")?);
    let id = done.text("/id")?;
    let events = clerk
        .send(Call::get(format!("/applications/{id}")).with("include", "events"))
        .await?
        .expect(200)?;
    let checked = events
        .list("/events")?
        .iter()
        .any(|event| event["kind"] == "identity_checked");
    check(checked, "the identity check on record", &events.body)?;
    for notice in events.list("/notices")? {
        let (title, number) = (&notice["content"]["title"]["zh"], &notice["number"]);
        say::fact(
            "文书 notice",
            format!(
                "{} {}",
                title.as_str().unwrap_or_default(),
                number.as_str().unwrap_or_default()
            ),
        );
    }

    say::step(
        "第二个孩子：当场准予，证照留在窗口待领，打印回执",
        "A second child: granted at once, the certificate stays at the window; she takes the slip along",
    );
    let granted = file(world, &sample, &lady, Value::Null).await?;
    granted.same("/status", "decided")?;
    let slip = clerk
        .send(Call::get(format!("/applications/{}/receipt", granted.text("/id")?)))
        .await?
        .expect(200)?;
    let code = slip.text("/pickup_code")?.to_owned();
    say::fact("取件码 pickup code", &code);

    say::step(
        "女儿凭取件码到窗口领取：查到办件，签收，办结",
        "Her daughter comes with the code: the clerk finds it, she signs, and it is completed",
    );
    let found = clerk
        .send(Call::post("/desk/lookups", json!({"pickup_code": code})))
        .await?
        .expect(200)?;
    let about = |row: &&Value| row["id"] == *granted.body.pointer("/id").unwrap_or(&Value::Null);
    let row = found.list("/applications")?.iter().find(about);
    let tag = row.and_then(|row| row["etag"].as_str()).unwrap_or_default().to_owned();
    say::fact(
        "查到 found",
        row.and_then(|row| row["item_name"].as_str()).unwrap_or_default(),
    );
    let handover = json!({"mode": "window", "pickup_code": code, "signed_by": "陈小示"});
    let path = format!("/applications/{}/delivery", granted.text("/id")?);
    let delivered = clerk.send(Call::post(path, handover).seen(&tag)).await?.expect(200)?;
    delivered.same("/status", "completed")?;
    say::fact("办件状态 status", "completed");
    Ok(())
}

/// Files and grants at once; with a signature the certificate is handed over too.
async fn file(world: &World, sample: &Sample, lady: &Value, handover: Value) -> Result<Reply> {
    let clerk = &world.desk.window;
    let materials: Vec<&str> = sample.materials.iter().map(String::as_str).collect();
    let mut body = sample.filing(&upload(clerk, &materials).await?, true);
    body["applicant"] = lady.clone();
    body["identity_check"] = json!({"document": "resident_id_card"});
    let verdicts: Vec<Value> = materials
        .iter()
        .map(|code| json!({"material": code, "verdict": "original_seen"}))
        .collect();
    body["at_once"] = json!({"outcome": "grant", "verdicts": verdicts});
    if !handover.is_null() {
        body["at_once"]["handover"] = handover;
    }
    clerk.send(Call::post("/applications", body)).await?.expect(201)
}
