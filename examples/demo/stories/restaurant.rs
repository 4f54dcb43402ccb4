//! Opening a restaurant: without tobacco, and with tobacco, a large hall and fire safety on commitment.

use anyhow::{Context, Result};
use chrono::Days;
use serde_json::{Value, json};

use crate::World;
use crate::matter::Matter;
use crate::people::Person;
use crate::reply::check;
use crate::say;

const PLAIN: &str = include_str!("../../../catalogue/samples/bundles/one-restaurant.json");
const WITH_TOBACCO: &str = include_str!("../../../catalogue/samples/bundles/one-restaurant-tobacco.json");
const LICENCE_CHECK: &str = "1199010099999006193002031002001";
const FOOD: &str = "1199010099999006193000131017000";
const FIRE: &str = "1199010099999008813000125001001";
const TOBACCO: &str = "11990100999990096U3000164001001";
/// Where the address goes that the business licence states.
const ADDRESSES: [(&str, &str); 3] = [
    (FOOD, "premises_address"),
    (FIRE, "place_address"),
    (TOBACCO, "premises_address"),
];
const ADDRESS: &str = "成都市示范大道100号（虚构地址）";

pub(crate) async fn tell(world: &World) -> Result<()> {
    say::story(
        "一件事：开办餐饮店（不售烟）",
        "One matter: opening a restaurant, no tobacco",
    );
    open(world, serde_json::from_str(PLAIN)?, 2, false).await?;
    say::story(
        "一件事：开办餐饮店（售烟，消防告知承诺）",
        "One matter: opening a restaurant that sells tobacco",
    );
    let mut filing: Value = serde_json::from_str(WITH_TOBACCO)?;
    let in_a_month = world.api.today().await?.checked_add_days(Days::new(30));
    filing["form"]["sign_install_from"] = json!(in_a_month.context("no such day")?);
    open(world, filing, 5, true).await
}

async fn open(world: &World, filing: Value, members: usize, tobacco: bool) -> Result<()> {
    let company = Person::company(&world.api, "示范餐饮有限公司").await?;
    let matter = Matter::file(world, &company, filing, members).await?;
    check(
        matter.has(TOBACCO) == tobacco,
        format!("the tobacco licence to be in: {tobacco}"),
        !tobacco,
    )?;
    matter.look_through().await?;
    matter.progress().await?;
    matter.answer().await?;
    let stated = json!({"entity_name": "示范餐饮有限公司", "premises_address": ADDRESS});
    matter.grant(LICENCE_CHECK, stated).await?;
    for (item, field) in ADDRESSES.into_iter().filter(|(item, _)| matter.has(item)) {
        matter.carries(item, field, ADDRESS).await?;
    }
    for item in matter.items()?.iter().filter(|item| *item != LICENCE_CHECK) {
        matter.grant(item, Value::Null).await?;
    }
    matter.completed(&[]).await
}
