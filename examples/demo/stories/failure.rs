//! A matter that fails in part: the household is not registered, what depends on it ends, and the rest is granted.

use anyhow::Result;
use serde_json::Value;

use super::newborn::{CARD, Child, HOUSEHOLD, INSURANCE, MEMBERS, OTHERS, certify};
use crate::World;
use crate::matter::Matter;
use crate::people::Person;
use crate::say;

const REASONS: &str = "申报的落户地址不是母亲的户口所在地，不符合随母落户的条件。";

pub(crate) async fn tell(world: &World) -> Result<()> {
    say::story(
        "一件事：部分事项未获批准，其余照常办结",
        "One matter: one item is refused, what depends on it ends, the rest is granted",
    );
    let mother = Person::citizen(&world.api, "孙示范").await?;
    let child = Child::born(world).await?;
    let matter = Matter::file(world, &mother, child.filing, MEMBERS).await?;
    matter.look_through().await?;
    certify(&matter).await?;
    matter.refuse(HOUSEHOLD, REASONS).await?;

    say::step(
        "依赖户口登记的两项随之终止，写明原因；其余事项不受影响",
        "The two that depend on the household end with it, and say why; the others go on",
    );
    for item in [INSURANCE, CARD] {
        matter.falls_with(item, HOUSEHOLD).await?;
    }
    for item in OTHERS {
        matter.grant(item, Value::Null).await?;
    }
    matter.completed(&[HOUSEHOLD, INSURANCE, CARD]).await
}
