//! The departments' side: clerks, reviewers and approvers, who find tasks in their queues, claim and complete them.

use std::collections::HashMap;

use anyhow::{Result, anyhow};
use serde_json::{Value, json};

use crate::client::{Api, Call};
use crate::people::Person;
use crate::reply::{Reply, check};
use crate::say;

/// The demo's staff. Each holds their post in every demo department.
pub(crate) struct Desk {
    /// The window clerk.
    pub(crate) window: Person,
    /// The reviewer.
    pub(crate) reviewer: Person,
    /// The approver.
    pub(crate) approver: Person,
    departments: HashMap<String, String>,
}

/// A task in somebody's hands.
pub(crate) struct Held<'a> {
    holder: &'a Person,
    id: String,
    tag: String,
}

impl Desk {
    /// Everybody at their desk.
    pub(crate) async fn open(api: &Api, password: &str) -> Result<Self> {
        let listed = api
            .send(&Call::get("/departments").with("limit", "100"), None)
            .await?
            .expect(200)?;
        let departments = listed.list("/data")?.iter().filter_map(|department| {
            let text = |field: &str| department[field].as_str().map(str::to_owned);
            text("code").zip(text("name"))
        });
        Ok(Self {
            departments: departments.collect(),
            window: Person::sign_in(api, "window", password).await?,
            reviewer: Person::sign_in(api, "reviewer", password).await?,
            approver: Person::sign_in(api, "approver", password).await?,
        })
    }

    /// Claims an application's open task of this name from somebody's queue.
    pub(crate) async fn claim<'a>(&self, clerk: &'a Person, application: &str, name: &str) -> Result<Held<'a>> {
        let row = find(clerk, application, name).await?;
        let department = row["department"].as_str().unwrap_or_default();
        let id = row["id"].as_str().unwrap_or_default().to_owned();
        let claimed = clerk
            .send(Call::post(format!("/tasks/{id}/claim"), json!({})))
            .await?
            .expect(200)?;
        claimed.same("/status", "claimed")?;
        say::fact(
            "任务 task",
            format!(
                "{name} · {} · {}",
                self.departments.get(department).map_or(department, String::as_str),
                row["applicant"].as_str().unwrap_or_default()
            ),
        );
        let tag = claimed.tag()?.to_owned();
        Ok(Held { holder: clerk, id, tag })
    }

    /// Claims a task and completes it.
    pub(crate) async fn work(&self, clerk: &Person, application: &str, name: &str, outcome: Value) -> Result<Reply> {
        self.claim(clerk, application, name).await?.complete(outcome).await
    }
}

impl Held<'_> {
    /// Everything the clerk's screen shows.
    pub(crate) async fn read(&self) -> Result<Reply> {
        self.holder
            .send(Call::get(format!("/tasks/{}", self.id)))
            .await?
            .expect(200)
    }

    /// Completes it, which the server must take.
    pub(crate) async fn complete(&self, outcome: Value) -> Result<Reply> {
        let done = self.try_complete(outcome).await?.expect(200)?;
        done.same("/status", "completed")?;
        Ok(done)
    }

    /// Tries to complete it.
    pub(crate) async fn try_complete(&self, outcome: Value) -> Result<Reply> {
        let call = Call::post(format!("/tasks/{}/completion", self.id), outcome);
        self.holder.send(call.seen(&self.tag)).await
    }
}

/// The task in the clerk's queue, however long that is.
async fn find(clerk: &Person, application: &str, name: &str) -> Result<Value> {
    let mut cursor: Option<String> = None;
    loop {
        let mut call = Call::get("/tasks")
            .with("state", "open")
            .with("sort", "due")
            .with("limit", "100");
        if let Some(cursor) = cursor {
            call = call.with("cursor", cursor);
        }
        let page = clerk.send(call).await?.expect(200)?;
        let rows = page.list("/data")?;
        if let Some(row) = rows
            .iter()
            .find(|row| row["application"] == *application && row["name"] == *name)
        {
            return Ok(row.clone());
        }
        cursor = page.at("/next_cursor")?.as_str().map(str::to_owned);
        if cursor.is_none() {
            return Err(anyhow!(
                "expected the task “{name}” of application {application} in the queue, and it is not there"
            ));
        }
    }
}

/// Checks where an application stands after a task.
pub(crate) fn stands(task: &Reply, status: &str) -> Result<()> {
    let got = task.text("/application/status")?;
    check(got == status, format!("the application to be {status}"), got)?;
    say::fact("办件状态 status", status);
    Ok(())
}
