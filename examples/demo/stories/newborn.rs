//! A newborn: one filing, seven items of four departments, parallel and one after the other.

use anyhow::Result;
use serde_json::{Value, json};

use crate::World;
use crate::matter::Matter;
use crate::people::{Person, baby};
use crate::say;

const SAMPLE: &str = include_str!("../../../catalogue/samples/bundles/one-newborn.json");
const BIRTH_CERTIFICATE: &str = "11990100999990029X3000723001001";
const HOUSEHOLD: &str = "11990100999990037Q3000709001001";
const OTHERS: [&str; 5] = [
    "11990100999990029X3002023001001",
    "11990100999990053E3002036001003",
    "11990100999990045K3002014001001",
    "11990100999990053E3000536002001",
    "11990100999990029X3002023006001",
];

pub(crate) async fn tell(world: &World) -> Result<()> {
    say::story(
        "一件事：新生儿出生，七个事项一次办",
        "One matter: a newborn, seven items in one filing",
    );
    let mother = Person::citizen(&world.api, "张示范").await?;
    let matter = Matter::file(world, &mother, SAMPLE, |filing| {
        filing["delivery"] = json!({"mode": "electronic"});
    })
    .await?;
    matter.look_through().await?;
    let certificate = json!({"birth_certificate_number": "Z990000017"});
    matter.grant(BIRTH_CERTIFICATE, certificate).await?;
    say::aside(
        "出生证明一经签发，其余事项自动开始",
        "with the certificate of birth the others begin by themselves",
    );
    matter.grant(HOUSEHOLD, json!({"citizen_id": baby()})).await?;
    for item in OTHERS {
        matter.grant(item, Value::Null).await?;
    }
    let over = matter.completed().await?;
    over.same("/outcome", "approved")
}
