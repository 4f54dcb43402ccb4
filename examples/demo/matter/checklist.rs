//! What a matter asks for, drawn up before anything is filed, and what it saves.

use anyhow::{Result, anyhow};
use serde_json::{Value, json};

use crate::client::Call;
use crate::people::Person;
use crate::reply::{Reply, check, text};
use crate::say;

/// The checklist for a sample's answers.
pub(super) async fn draw_up(applicant: &Person, sample: &Value) -> Result<Reply> {
    let asked = json!({"answers": sample["answers"]});
    let path = format!("/bundles/{}/checklist", text(sample, "bundle")?);
    let checklist = applicant.send(Call::post(path, asked)).await?.expect(200)?;
    checklist.same("/open_questions", json!([]))?;
    Ok(checklist)
}

/// Who is in and who is not, and why.
pub(super) fn show_members(checklist: &Reply) -> Result<()> {
    for (at, member) in checklist.list("/members")?.iter().enumerate() {
        let mark = if member["in"] == true { "✓" } else { "–" };
        let why = checklist.text(&format!("/members/{at}/reason/text/zh"))?;
        say::fact(mark, format!("{}：{why}", text(member, "name")?));
    }
    Ok(())
}

/// What is saved against filing separately.
pub(super) fn show_savings(checklist: &Reply) -> Result<()> {
    for (zh, what) in [
        ("表单字段 fields", "fields"),
        ("材料 materials", "materials"),
        ("跑动次数 visits", "visits"),
    ] {
        let (separately, together) = saved(checklist, zh, what)?;
        check(
            together <= separately,
            format!("no more {what} together than separately, {separately}"),
            together,
        )?;
        if what == "materials" {
            check(together < separately, "fewer materials together", together)?;
        }
    }
    let (separately, together) = saved(checklist, "承诺工作日 promised days", "promised_days")?;
    // The promise is the same for every situation: a situation with few members may add up to less.
    let all = checklist.list("/members")?.iter().all(|member| member["in"] == true);
    check(
        !all || together <= separately,
        format!("no more days together than separately, {separately}"),
        together,
    )
}

fn saved(checklist: &Reply, zh: &str, what: &str) -> Result<(u64, u64)> {
    let number = |way: &str| {
        let pointer = format!("/saved/{what}/{way}");
        let value = checklist.at(&pointer)?;
        value
            .as_u64()
            .ok_or_else(|| anyhow!("expected a number at {pointer}, got {value}"))
    };
    let (separately, together) = (number("separately")?, number("together")?);
    say::fact(zh, format!("{separately} → {together}"));
    Ok((separately, together))
}
