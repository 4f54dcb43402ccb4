//! A matter, as its applicant and the departments see it: filed once, looked through once, and then each member on its own way.

use anyhow::{Result, anyhow};
use serde_json::{Value, json};

use crate::World;
use crate::client::{Call, eventually};
use crate::files::upload;
use crate::people::Person;
use crate::reply::Reply;
use crate::say;

/// What the departments answer, in the order in which they would rather.
const GRANTED: [&str; 6] = ["approve", "issue", "kept", "agree", "pass", "accept"];
/// A member has fewer steps than this.
const MOST_STEPS: usize = 20;

/// A matter that somebody has filed.
pub(crate) struct Matter<'a> {
    world: &'a World,
    applicant: &'a Person,
    /// Its id.
    pub(crate) id: String,
    members: Vec<Value>,
}

impl<'a> Matter<'a> {
    /// Shows what filing together saves, files the sample and shows the one receipt.
    pub(crate) async fn file(
        world: &'a World,
        applicant: &'a Person,
        sample: &str,
        adjust: impl FnOnce(&mut Value),
    ) -> Result<Self> {
        let mut sample: Value = serde_json::from_str(sample)?;
        let bundle = sample["bundle"].as_str().unwrap_or_default().to_owned();
        say::step(
            "回答情形问题，得到定制的表单、去重的材料清单，以及与分别办理相比节省了多少",
            "The answers give a tailored form, each material once, and what is saved against filing separately",
        );
        let asked = json!({"answers": sample["answers"]});
        let checklist = Call::post(format!("/bundles/{bundle}/checklist"), asked);
        let checklist = applicant.send(checklist).await?.expect(200)?;
        for member in checklist.list("/members")? {
            let mark = if member["in"] == true { "✓" } else { "–" };
            let why = member["reason"]["text"]["zh"].as_str().unwrap_or_default();
            say::fact(mark, format!("{} {why}", member["name"].as_str().unwrap_or_default()));
        }
        for (zh, what) in [
            ("表单字段 fields", "fields"),
            ("材料 materials", "materials"),
            ("跑动次数 visits", "visits"),
        ] {
            let saved = checklist.at(&format!("/saved/{what}"))?;
            say::fact(zh, format!("{} → {}", saved["separately"], saved["together"]));
        }

        say::step(
            "一张表单、一套材料、一次提交",
            "One form, one set of materials, one filing",
        );
        let materials: Vec<String> = sample["materials"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|code| code.as_str().map(str::to_owned))
            .collect();
        let materials: Vec<&str> = materials.iter().map(String::as_str).collect();
        sample["documents"] = upload(applicant, &materials).await?;
        if let Some(filing) = sample.as_object_mut() {
            filing.remove("materials");
        }
        adjust(&mut sample);
        let slip = applicant.send(Call::post("/matters", sample)).await?.expect(201)?;
        slip.same("/status", "submitted")?;
        say::fact("一件事编号 number", slip.text("/number")?);
        for member in slip.list("/members")? {
            let waits = if member["waits"] == true {
                "等待前置事项 waits"
            } else {
                "并联 in parallel"
            };
            say::fact(
                member["number"].as_str().unwrap_or_default(),
                format!("{} · {waits}", text(member, "name")),
            );
        }
        Ok(Self {
            world,
            applicant,
            id: slip.text("/id")?.to_owned(),
            members: slip.list("/members")?.to_vec(),
        })
    }

    /// The comprehensive window looks through it once.
    pub(crate) async fn look_through(&self) -> Result<()> {
        say::step(
            "综合窗口一次审核：已授权的当场受理，其余转主管部门，2 个工作日内答复",
            "The comprehensive window looks through it once: it accepts where it may, and asks the other departments",
        );
        let clerk = &self.world.desk.window;
        let rows = rows(clerk, &self.id).await?;
        let row = rows
            .first()
            .ok_or_else(|| anyhow!("expected the one task of the matter in the window's queue"))?;
        self.complete(clerk, row, json!({"outcome": "accept", "opinion": "材料齐全"}))
            .await
    }

    /// The departments work on a member until it is granted and its certificate is made; `result` is what its decision states.
    pub(crate) async fn grant(&self, item: &str, result: Value) -> Result<()> {
        let member = self.member(item)?;
        say::step(
            format!("办理：{}", text(member, "name")),
            format!("Handled: {}", text(member, "name")),
        );
        let id = text(member, "id");
        self.begun(id).await?;
        let desk = &self.world.desk;
        for _ in 0..MOST_STEPS {
            let mut worked = false;
            for clerk in [&desk.window, &desk.reviewer, &desk.approver] {
                for row in rows(clerk, id).await? {
                    let outcome = self.outcome(clerk, &row, &result).await?;
                    say::fact(text(&row, "name"), text(&outcome, "outcome"));
                    self.complete(clerk, &row, outcome).await?;
                    worked = true;
                }
            }
            let stands = self.applicant.application(id).await?;
            let decided = ["decided", "completed"].contains(&stands.text("/status")?);
            if !worked && decided {
                say::fact("办件状态 status", stands.text("/status_text")?);
                return Ok(());
            }
        }
        Err(anyhow!("expected {} to be granted by now", text(member, "name")))
    }

    /// Waits until the whole is over, and shows the one completion.
    pub(crate) async fn completed(&self) -> Result<Reply> {
        say::step(
            "全部办结：一条办结通知列出每项结果",
            "All done: one completion lists every result",
        );
        let path = format!("/matters/{}", self.id);
        let over = eventually("the matter to be completed", async || {
            let read = self.applicant.send(Call::get(&path)).await?.expect(200)?;
            Ok((read.text("/status")? == "completed").then_some(read))
        })
        .await?;
        for member in over.list("/members")? {
            say::fact(text(member, "name"), text(member, "status_text"));
        }
        let message = self.applicant.told(&self.id, "matter.completed").await?;
        say::fact("站内消息 message", text(&message, "title"));
        say::quote(text(&message, "body"));
        Ok(over)
    }

    /// Whether an item is in.
    pub(crate) fn has(&self, item: &str) -> bool {
        self.member(item).is_ok()
    }

    /// The items that are in.
    pub(crate) fn items(&self) -> Vec<String> {
        self.members
            .iter()
            .map(|member| text(member, "item").to_owned())
            .collect()
    }

    fn member(&self, item: &str) -> Result<&Value> {
        let mut members = self.members.iter();
        let found = members.find(|member| member["item"] == *item);
        found.ok_or_else(|| anyhow!("expected {item} to be in"))
    }

    /// Waits until those a member depends on are approved.
    async fn begun(&self, id: &str) -> Result<()> {
        eventually("the member to begin", async || {
            let stands = self.applicant.application(id).await?;
            let begun = stands.text("/status")? != "submitted";
            let asked = !rows(&self.world.desk.window, id).await?.is_empty();
            Ok((begun || asked).then_some(()))
        })
        .await
    }

    /// The best outcome a task has, with what it needs.
    async fn outcome(&self, clerk: &Person, row: &Value, result: &Value) -> Result<Value> {
        let task = clerk
            .send(Call::get(format!("/tasks/{}", text(row, "id"))))
            .await?
            .expect(200)?;
        let outcomes = task.list("/outcomes")?;
        let has = |code: &&&str| outcomes.iter().any(|outcome| outcome["code"] == ***code);
        let code = GRANTED
            .iter()
            .find(has)
            .ok_or_else(|| anyhow!("expected a way to grant among {outcomes:?}"))?;
        let mut outcome = json!({"outcome": code, "opinion": "符合条件"});
        if !result.is_null() && !["issue", "kept"].contains(code) {
            outcome["result"] = result.clone();
        }
        Ok(outcome)
    }

    async fn complete(&self, clerk: &Person, row: &Value, outcome: Value) -> Result<()> {
        let id = text(row, "id");
        let claimed = clerk
            .send(Call::post(format!("/tasks/{id}/claim"), json!({})))
            .await?
            .expect(200)?;
        let call = Call::post(format!("/tasks/{id}/completion"), outcome).seen(claimed.tag()?);
        clerk.send(call).await?.expect(200)?;
        Ok(())
    }
}

/// The open tasks of an application or matter in somebody's queue.
async fn rows(clerk: &Person, owner: &str) -> Result<Vec<Value>> {
    let (mut found, mut cursor) = (Vec::new(), None::<String>);
    loop {
        let mut call = Call::get("/tasks").with("state", "open").with("limit", "100");
        if let Some(cursor) = &cursor {
            call = call.with("cursor", cursor);
        }
        let page = clerk.send(call).await?.expect(200)?;
        let about = |row: &&Value| row["application"] == *owner;
        found.extend(page.list("/data")?.iter().filter(about).cloned());
        cursor = page.at("/next_cursor")?.as_str().map(str::to_owned);
        if cursor.is_none() {
            return Ok(found);
        }
    }
}

fn text<'v>(value: &'v Value, field: &str) -> &'v str {
    value[field].as_str().unwrap_or_default()
}
