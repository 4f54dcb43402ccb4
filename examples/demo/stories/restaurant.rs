//! Opening a restaurant: without tobacco, and with tobacco, a large hall and fire safety on commitment.

use anyhow::Result;
use serde_json::{Value, json};

use crate::World;
use crate::matter::Matter;
use crate::people::Person;
use crate::reply::check;
use crate::say;

const PLAIN: &str = include_str!("../../../catalogue/samples/bundles/one-restaurant.json");
const WITH_TOBACCO: &str = include_str!("../../../catalogue/samples/bundles/one-restaurant-tobacco.json");
const LICENCE_CHECK: &str = "1199010099999006193002031002001";
const TOBACCO: &str = "11990100999990096U3000164001001";

pub(crate) async fn tell(world: &World) -> Result<()> {
    say::story(
        "一件事：开办餐饮店（不售烟）",
        "One matter: opening a restaurant, no tobacco",
    );
    open(world, PLAIN, false).await?;
    say::story(
        "一件事：开办餐饮店（售烟，消防告知承诺）",
        "One matter: opening a restaurant that sells tobacco",
    );
    open(world, WITH_TOBACCO, true).await
}

async fn open(world: &World, sample: &str, tobacco: bool) -> Result<()> {
    let company = Person::company(&world.api, "示范餐饮有限公司").await?;
    let matter = Matter::file(world, &company, sample, |filing| {
        filing["delivery"] = json!({"mode": "electronic"});
    })
    .await?;
    check(
        matter.has(TOBACCO) == tobacco,
        format!("the tobacco licence to be in: {tobacco}"),
        !tobacco,
    )?;
    matter.look_through().await?;
    let stated = json!({"entity_name": "示范餐饮有限公司", "premises_address": "成都市示范大道100号（虚构地址）"});
    matter.grant(LICENCE_CHECK, stated).await?;
    for item in matter.items().into_iter().filter(|item| item != LICENCE_CHECK) {
        matter.grant(&item, Value::Null).await?;
    }
    let over = matter.completed().await?;
    over.same("/outcome", "approved")
}
