//! A newborn: one filing, seven items of four departments, parallel and one after the other.

use anyhow::Result;
use chrono::{Datelike, NaiveDate};
use serde_json::{Value, json};

use crate::World;
use crate::matter::Matter;
use crate::people::{Person, baby};
use crate::say;

const SAMPLE: &str = include_str!("../../../catalogue/samples/bundles/one-newborn.json");
/// 出生医学证明首次签发
pub(super) const BIRTH_CERTIFICATE: &str = "11990100999990029X3000723001001";
/// 出生户口登记
pub(super) const HOUSEHOLD: &str = "11990100999990037Q3000709001001";
/// 城乡居民基本医疗保险参保登记
pub(super) const INSURANCE: &str = "11990100999990053E3002036001003";
/// 社会保障卡申领
pub(super) const CARD: &str = "11990100999990045K3002014001001";
/// What depends on the certificate of birth alone: vaccination, maternity expenses, child care guidance.
/// The last is optional: the matter does not wait for it, so it must not come last.
pub(super) const OTHERS: [&str; 3] = [
    "11990100999990029X3002023006001",
    "11990100999990029X3002023001001",
    "11990100999990053E3000536002001",
];
/// How many items are in.
pub(super) const MEMBERS: usize = 7;
/// The number printed on the certificate of birth.
pub(super) const CERTIFICATE_NUMBER: &str = "Z990000017";

pub(crate) async fn tell(world: &World) -> Result<()> {
    say::story(
        "一件事：新生儿出生，七个事项一次办",
        "One matter: a newborn, seven items in one filing",
    );
    let mother = Person::citizen(&world.api, "张示范").await?;
    let child = Child::born(world).await?;
    let matter = Matter::file(world, &mother, child.filing.clone(), MEMBERS).await?;
    matter.look_through().await?;
    matter.progress().await?;
    matter.answer().await?;
    certify(&matter).await?;
    let id = child.id_number();
    matter.grant(HOUSEHOLD, json!({"citizen_id": id})).await?;
    matter.carries(INSURANCE, "insured_id", &id).await?;
    matter.carries(CARD, "holder_id", &id).await?;
    for item in OTHERS.into_iter().chain([INSURANCE, CARD]) {
        matter.grant(item, Value::Null).await?;
    }
    matter.completed(&[]).await
}

/// Grants the certificate of birth, whose number goes into the registration of the household.
pub(super) async fn certify(matter: &Matter<'_>) -> Result<()> {
    let certificate = json!({"birth_certificate_number": CERTIFICATE_NUMBER});
    matter.grant(BIRTH_CERTIFICATE, certificate).await?;
    say::aside(
        "出生证明一经签发，其余事项自动开始",
        "with the certificate of birth the others begin by themselves",
    );
    matter
        .carries(HOUSEHOLD, "birth_certificate_number", CERTIFICATE_NUMBER)
        .await
}

/// A child that was born some days ago: older than a year, nobody is a newborn.
pub(super) struct Child {
    born: NaiveDate,
    /// What its mother files.
    pub(super) filing: Value,
}

impl Child {
    pub(super) async fn born(world: &World) -> Result<Self> {
        let born = world.api.days_ago(5).await?;
        let mut filing: Value = serde_json::from_str(SAMPLE)?;
        filing["subject"]["birth_date"] = json!(born);
        filing["form"]["birth_date"] = json!(born);
        filing["form"]["insurance_year"] = json!(born.year());
        Ok(Self { born, filing })
    }

    fn id_number(&self) -> String {
        baby(self.born, self.filing["form"]["child_sex"] == "female")
    }
}
