//! Following a matter: where it stands, what is handed on from one member to the next, and the one completion.

use anyhow::{Result, anyhow};

use super::Matter;
use crate::client::{Call, eventually};
use crate::reply::{Reply, check, text};
use crate::say;

impl Matter<'_> {
    /// Shows where the whole stands: what decides when it is done, what it waits for, and when it may be expected.
    pub(crate) async fn progress(&self) -> Result<()> {
        say::step(
            "进度一目了然：关键路径、在等什么、预计和承诺办结日",
            "Where it stands, in one call: the critical path, what it waits for, when it is expected and promised",
        );
        let seen = self.read().await?;
        let critical = seen.list("/critical_path")?.iter().map(|id| self.name(id));
        let critical: Vec<&str> = critical.collect::<Result<_>>()?;
        check(!critical.is_empty(), "a critical path", &critical)?;
        say::fact("关键路径 critical path", critical.join(" → "));
        let waiting = seen.list("/waiting_for")?;
        check(!waiting.is_empty(), "something to be waited for", waiting)?;
        for awaited in waiting {
            let by = awaited["by"].as_str().map(|day| format!("（{day}）"));
            let (what, by) = (text(awaited, "text")?, by.unwrap_or_default());
            say::fact("正在等待 waiting for", format!("{what}{by}"));
        }
        say::fact("预计办结 expected on", seen.text("/expected_on")?);
        let promised = seen.at("/due/promised_due_on")?.as_str();
        say::fact(
            "承诺办结 promised by",
            promised.unwrap_or("自部门受理之日起算 counts from when the departments accept"),
        );
        Ok(())
    }

    /// Checks that what one member's decision stated has gone into the form of another, as the applicant sees it.
    pub(crate) async fn carries(&self, item: &str, field: &str, stated: &str) -> Result<()> {
        let member = self.member(item)?;
        let id = text(member, "id")?;
        self.begun(id).await?;
        let seen = self.applicant.application(id).await?;
        seen.same(&format!("/form/{field}"), stated)?;
        say::fact(
            "自动填入 filled in by itself",
            format!("{} · {field} = {stated}", text(member, "name")?),
        );
        Ok(())
    }

    /// Checks that a member has ended because another was not approved.
    pub(crate) async fn falls_with(&self, item: &str, other: &str) -> Result<()> {
        let (member, other) = (self.member(item)?, self.member(other)?);
        let name = text(member, "name")?;
        let seen = eventually(&format!("{name} to end"), async || {
            let seen = self.read().await?;
            let now = find(&seen, item)?;
            Ok((!now["ended"].is_null()).then(|| now.clone()))
        })
        .await?;
        check(
            seen["status"] == "terminated",
            format!("{name} to be terminated"),
            &seen["status"],
        )?;
        check(
            seen["ended"]["because"] == other["id"],
            format!("{name} to end because of {}", text(other, "name")?),
            &seen["ended"],
        )?;
        say::fact(
            name,
            format!("{} · {}", text(&seen["ended"], "text")?, text(&seen["ended"], "note")?),
        );
        Ok(())
    }

    /// Waits until the whole is over, and shows the one completion. All are granted but those that `failed`.
    pub(crate) async fn completed(&self, failed: &[&str]) -> Result<()> {
        say::step(
            "全部办结：一条办结通知列出每项结果",
            "All done: one completion lists every result",
        );
        let over = eventually("the matter to be completed", async || {
            let seen = self.read().await?;
            Ok((seen.text("/status")? == "completed").then_some(seen))
        })
        .await?;
        over.same("/outcome", "approved")?;
        for member in over.list("/members")? {
            let (name, granted) = (text(member, "name")?, !failed.contains(&text(member, "item")?));
            say::fact(name, text(member, "status_text")?);
            check(
                member["result"].is_null() != granted && member["ended"].is_null() == granted,
                format!("a result of {name}: {granted}; or else how it ended"),
                (&member["result"], &member["ended"]),
            )?;
        }
        self.told_once(&over, failed).await
    }

    /// Checks that there is one completion for the whole, that members send neither acceptance nor completion, and that it tells what each member came to.
    async fn told_once(&self, over: &Reply, failed: &[&str]) -> Result<()> {
        let message = self.applicant.told(&self.id, "matter.completed").await?;
        say::fact("站内消息 message", text(&message, "title")?);
        let body = text(&message, "body")?;
        say::quote(body);
        let messages = self.applicant.messages().await?;
        let completions = messages.iter().filter(|message| message["kind"] == "matter.completed");
        let completions: Vec<_> = completions.map(|message| &message["link"]["id"]).collect();
        check(
            completions == [&*self.id],
            "one completion, of the matter",
            &completions,
        )?;
        for kind in ["application.accepted", "application.completed"] {
            let of_members = messages.iter().filter(|message| message["kind"] == kind);
            check(of_members.count() == 0, format!("no {kind} of a member"), &messages)?;
        }
        for member in over.list("/members")? {
            let (name, granted) = (text(member, "name")?, !failed.contains(&text(member, "item")?));
            let line = body.lines().find(|line| line.contains(&format!("{name}：")));
            let line = line.ok_or_else(|| anyhow!("expected {name} in the completion\ngot      {body}"))?;
            check(
                line.contains("准予") == granted,
                format!("the completion to say that {name} was granted: {granted}"),
                line,
            )?;
        }
        Ok(())
    }

    /// The whole screen.
    pub(super) async fn read(&self) -> Result<Reply> {
        let path = format!("/matters/{}", self.id);
        self.applicant.send(Call::get(path)).await?.expect(200)
    }
}

/// A member, as the screen of the matter shows it.
fn find<'r>(seen: &'r Reply, item: &str) -> Result<&'r serde_json::Value> {
    let mut members = seen.list("/members")?.iter();
    let found = members.find(|member| member["item"] == *item);
    found.ok_or_else(|| anyhow!("expected {item} among the members"))
}
