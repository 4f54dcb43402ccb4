//! A matter, as its applicant and the departments see it: filed once, looked through once, and then each member on its own way.

mod checklist;
mod follow;
mod work;

use anyhow::{Result, anyhow};
use serde_json::{Value, json};

use crate::World;
use crate::client::Call;
use crate::files::upload;
use crate::people::Person;
use crate::reply::{Reply, check, text};
use crate::say;

/// A matter that somebody has filed.
pub(crate) struct Matter<'a> {
    world: &'a World,
    applicant: &'a Person,
    id: String,
    members: Vec<Value>,
}

impl<'a> Matter<'a> {
    /// Shows what filing together saves, files a sample and shows the one receipt, with so many members.
    pub(crate) async fn file(
        world: &'a World,
        applicant: &'a Person,
        mut sample: Value,
        members: usize,
    ) -> Result<Self> {
        say::step(
            "回答情形问题，得到定制的表单、去重的材料清单，以及与分别办理相比节省了多少",
            "The answers give a tailored form, each material once, and what is saved against filing separately",
        );
        let checklist = checklist::draw_up(applicant, &sample).await?;
        checklist::show_members(&checklist)?;
        checklist::show_savings(&checklist)?;

        say::step(
            "一张表单、一套材料、一次提交",
            "One form, one set of materials, one filing",
        );
        sample["documents"] = upload(applicant, &materials(&sample)).await?;
        sample["delivery"] = json!({"mode": "electronic"});
        if let Some(filing) = sample.as_object_mut() {
            filing.remove("materials");
        }
        let slip = applicant.send(Call::post("/matters", sample)).await?.expect(201)?;
        slip.same("/status", "submitted")?;
        say::fact("一件事编号 number", slip.text("/number")?);
        show_slip(&slip)?;
        fits(&slip, &checklist, members)?;
        Ok(Self {
            world,
            applicant,
            id: slip.text("/id")?.to_owned(),
            members: slip.list("/members")?.to_vec(),
        })
    }

    /// Whether an item is in.
    pub(crate) fn has(&self, item: &str) -> bool {
        self.member(item).is_ok()
    }

    /// The items that are in.
    pub(crate) fn items(&self) -> Result<Vec<String>> {
        let items = self.members.iter().map(|member| text(member, "item"));
        items.map(|item| Ok(item?.to_owned())).collect()
    }

    fn member(&self, item: &str) -> Result<&Value> {
        let mut members = self.members.iter();
        let found = members.find(|member| member["item"] == *item);
        found.ok_or_else(|| anyhow!("expected {item} to be in"))
    }

    /// The name of the member with an id.
    fn name(&self, id: &Value) -> Result<&str> {
        let found = self.members.iter().find(|member| member["id"] == *id);
        text(
            found.ok_or_else(|| anyhow!("expected {id} to be a member of the matter"))?,
            "name",
        )
    }
}

fn materials(sample: &Value) -> Vec<&str> {
    let codes = sample["materials"].as_array().into_iter().flatten();
    codes.filter_map(Value::as_str).collect()
}

fn show_slip(slip: &Reply) -> Result<()> {
    for member in slip.list("/members")? {
        let waits = if member["waits"] == true {
            "等待前置事项 waits"
        } else {
            "并联 in parallel"
        };
        say::fact(text(member, "number")?, format!("{} · {waits}", text(member, "name")?));
    }
    Ok(())
}

/// Checks that those are in whom the checklist has announced, and that exactly those wait who depend on others.
fn fits(slip: &Reply, checklist: &Reply, members: usize) -> Result<()> {
    let is_in = |member: &&Value| member["in"] == true;
    let announced = checklist.list("/members")?.iter().filter(is_in).map(|member| {
        let waits = member["after"].as_array().map(|after| !after.is_empty());
        (&member["item"], waits)
    });
    let announced: Vec<_> = announced.collect();
    let filed = slip.list("/members")?.iter();
    let filed: Vec<_> = filed
        .map(|member| (&member["item"], member["waits"].as_bool()))
        .collect();
    check(filed.len() == members, format!("{members} members"), &filed)?;
    check(
        filed == announced,
        format!("the members, and whether each waits, as in the checklist: {announced:?}"),
        &filed,
    )?;
    say::fact("事项数 members", members);
    Ok(())
}
