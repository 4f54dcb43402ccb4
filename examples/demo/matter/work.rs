//! The work on a matter: the window looks through it once, and each member is granted or refused by its departments.

use anyhow::{Result, anyhow, bail};
use serde_json::{Value, json};

use super::Matter;
use crate::client::{Call, eventually};
use crate::people::Person;
use crate::reply::{Reply, check, text};
use crate::say;

/// What the departments answer who grant, in the order in which they would rather.
const GRANTING: [&str; 6] = ["approve", "issue", "kept", "agree", "pass", "accept"];
/// And those who refuse: what passes it on comes last.
const REFUSING: [&str; 5] = ["deny", "fail", "disagree", "pass", "accept"];
/// A member has fewer steps than this.
const MOST_STEPS: usize = 20;

/// How a member is to be decided.
enum Course<'v> {
    /// Granted; the decision states this, if its item asks for anything.
    Grant(&'v Value),
    /// Refused, for these reasons.
    Refuse(&'v str),
}

impl Matter<'_> {
    /// The comprehensive window looks through it once: the whole has one task, and its members have none.
    pub(crate) async fn look_through(&self) -> Result<()> {
        say::step(
            "综合窗口一次审核：已授权的当场受理，其余转主管部门，2 个工作日内答复",
            "The comprehensive window looks through it once: it accepts where it may, and asks the other departments",
        );
        let mut found = Vec::new();
        for clerk in self.clerks() {
            let rows = queue(clerk).await?;
            let ours = rows.into_iter().filter(|row| self.is_about(row));
            found.extend(ours.map(|row| (clerk, row)));
        }
        let [(clerk, row)] = found.as_slice() else {
            let rows: Vec<_> = found.iter().map(|(_, row)| row).collect();
            bail!("expected one task for the whole matter in all queues\ngot      {rows:?}");
        };
        check(
            row["application"] == *self.id,
            "the one task to be about the whole",
            row,
        )?;
        say::fact("整件事只有一个任务 one task", text(row, "name")?);
        self.complete(clerk, row, json!({"outcome": "accept", "opinion": "材料齐全"}))
            .await
    }

    /// The departments that were asked answer that they accept, which settles the promise for the whole.
    pub(crate) async fn answer(&self) -> Result<()> {
        say::step(
            "被询问的部门答复：受理；整件事的承诺期限由此起算",
            "The departments that were asked accept; the promise for the whole counts from then",
        );
        let window = &self.world.desk.window;
        for row in queue(window).await?.iter().filter(|row| self.is_about(row)) {
            let outcome = self.outcome(window, row, &Course::Grant(&Value::Null)).await?;
            say::fact(self.name(&row["application"])?, text(&outcome, "outcome")?);
            self.complete(window, row, outcome).await?;
        }
        let promised = eventually("the promise for the whole", async || {
            let seen = self.read().await?;
            Ok(seen.at("/due/promised_due_on")?.as_str().map(str::to_owned))
        });
        say::fact("承诺办结 promised by", promised.await?);
        Ok(())
    }

    /// The departments work on a member until it is granted and its certificate is made; `result` is what its decision states.
    pub(crate) async fn grant(&self, item: &str, result: Value) -> Result<()> {
        let stands = self.handle(item, &Course::Grant(&result)).await?;
        stands.same("/outcome", "approved")
    }

    /// The departments work on a member until it is refused.
    pub(crate) async fn refuse(&self, item: &str, reasons: &str) -> Result<()> {
        let stands = self.handle(item, &Course::Refuse(reasons)).await?;
        stands.same("/outcome", "denied")
    }

    async fn handle(&self, item: &str, course: &Course<'_>) -> Result<Reply> {
        let member = self.member(item)?;
        let (id, name) = (text(member, "id")?, text(member, "name")?);
        say::step(format!("办理：{name}"), format!("Handled: {name}"));
        self.begun(id).await?;
        for _ in 0..MOST_STEPS {
            let worked = self.work_on(id, course).await?;
            let stands = self.applicant.application(id).await?;
            let decided = ["decided", "completed"].contains(&stands.text("/status")?);
            if !worked && decided {
                say::fact("办件状态 status", stands.text("/status_text")?);
                return Ok(stands);
            }
        }
        Err(anyhow!("expected {name} to be decided by now"))
    }

    /// Everybody does what is open in their queue; tells whether anything was.
    async fn work_on(&self, id: &str, course: &Course<'_>) -> Result<bool> {
        let mut worked = false;
        for clerk in self.clerks() {
            for row in rows(clerk, id).await? {
                let outcome = self.outcome(clerk, &row, course).await?;
                say::fact(text(&row, "name")?, text(&outcome, "outcome")?);
                self.complete(clerk, &row, outcome).await?;
                worked = true;
            }
        }
        Ok(worked)
    }

    /// Waits until those a member depends on are approved.
    pub(super) async fn begun(&self, id: &str) -> Result<()> {
        eventually("the member to begin", async || {
            let seen = self.read().await?;
            let mut waiting = seen.list("/members")?.iter().filter(|member| member["waits"] == true);
            Ok(waiting.all(|member| member["id"] != *id).then_some(()))
        })
        .await
    }

    /// The best outcome a task has, with what it needs.
    async fn outcome(&self, clerk: &Person, row: &Value, course: &Course<'_>) -> Result<Value> {
        let path = format!("/tasks/{}", text(row, "id")?);
        let task = clerk.send(Call::get(path)).await?.expect(200)?;
        let outcomes = task.list("/outcomes")?;
        let preferred = match course {
            Course::Grant(_) => GRANTING.as_slice(),
            Course::Refuse(_) => REFUSING.as_slice(),
        };
        let offered = |code: &&str| outcomes.iter().find(|outcome| outcome["code"] == **code);
        let chosen = preferred
            .iter()
            .find_map(offered)
            .ok_or_else(|| anyhow!("expected one of {preferred:?} among {outcomes:?}"))?;
        let mut outcome = json!({"outcome": text(chosen, "code")?, "opinion": course.opinion()});
        for field in chosen["required_fields"].as_array().into_iter().flatten() {
            match field.as_str() {
                Some("opinion") => {}
                Some("reasons") => outcome["reasons"] = json!(course.reasons()),
                Some("officers") => outcome["officers"] = officers(clerk, &task).await?,
                Some("result") => outcome["result"] = course.result()?,
                _ => bail!("expected a field known to the demo, got {field} in {chosen}"),
            }
        }
        Ok(outcome)
    }

    async fn complete(&self, clerk: &Person, row: &Value, outcome: Value) -> Result<()> {
        let id = text(row, "id")?;
        let claim = Call::post(format!("/tasks/{id}/claim"), json!({}));
        let claimed = clerk.send(claim).await?.expect(200)?;
        let call = Call::post(format!("/tasks/{id}/completion"), outcome).seen(claimed.tag()?);
        clerk.send(call).await?.expect(200)?;
        Ok(())
    }

    fn clerks(&self) -> [&Person; 3] {
        let desk = &self.world.desk;
        [&desk.window, &desk.reviewer, &desk.approver]
    }

    fn is_about(&self, row: &Value) -> bool {
        let mut members = self.members.iter();
        row["application"] == *self.id || members.any(|member| row["application"] == member["id"])
    }
}

impl Course<'_> {
    fn opinion(&self) -> &str {
        match self {
            Self::Grant(_) => "符合条件",
            Self::Refuse(_) => "不符合条件，建议不予批准",
        }
    }

    fn reasons(&self) -> &str {
        match self {
            Self::Grant(_) => "符合法定条件、标准",
            Self::Refuse(reasons) => reasons,
        }
    }

    fn result(&self) -> Result<Value> {
        match self {
            Self::Grant(result) if !result.is_null() => Ok((*result).clone()),
            _ => Err(anyhow!(
                "expected nothing to be stated by the decision, got a task that asks for its result"
            )),
        }
    }
}

/// Who goes to an on-site check (实地核查): whoever does the task, and a colleague of the same post (行政许可法第三十四条).
async fn officers(clerk: &Person, task: &Reply) -> Result<Value> {
    let (department, post) = (task.text("/department")?, task.text("/post")?);
    let call = Call::get("/colleagues")
        .with("department", department)
        .with("post", post);
    let listed = clerk.send(call.with("limit", "100")).await?.expect(200)?;
    let mut colleagues = listed.list("/data")?.iter();
    let second = colleagues.find(|colleague| colleague["login"] != *clerk.login);
    let second = second.ok_or_else(|| {
        anyhow!("expected a second {post} in {department}, because an on-site check takes two officers; there is none")
    })?;
    let went = json!([clerk.login, text(second, "login")?]);
    say::fact("实地核查人员 officers", &went);
    Ok(went)
}

/// The open tasks of an application in somebody's queue.
async fn rows(clerk: &Person, application: &str) -> Result<Vec<Value>> {
    let mut rows = queue(clerk).await?;
    rows.retain(|row| row["application"] == *application);
    Ok(rows)
}

/// The open tasks in somebody's queue, however long that is.
async fn queue(clerk: &Person) -> Result<Vec<Value>> {
    let (mut found, mut cursor) = (Vec::new(), None::<String>);
    loop {
        let mut call = Call::get("/tasks").with("state", "open").with("limit", "100");
        if let Some(cursor) = &cursor {
            call = call.with("cursor", cursor);
        }
        let page = clerk.send(call).await?.expect(200)?;
        found.extend(page.list("/data")?.iter().cloned());
        cursor = page.at("/next_cursor")?.as_str().map(str::to_owned);
        if cursor.is_none() {
            return Ok(found);
        }
    }
}
