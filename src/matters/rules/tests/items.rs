//! The items that members are of.

use std::sync::LazyLock;

use crate::applications::lifecycle::*;
use crate::catalogue::ItemVersion;
use crate::catalogue::document::{ItemResult, ResultKind};
use crate::catalogue::import::testing::demo_items;
use crate::codes::{Channel, ItemType};
use crate::procedure::Graph;

/// Without a certificate.
pub(super) static PLAIN: LazyLock<ItemVersion> = LazyLock::new(|| item(ItemResult::default()));
/// With one.
pub(super) static CERTIFIED: LazyLock<ItemVersion> = LazyLock::new(|| {
    item(ItemResult {
        kind: ResultKind::Certificate,
        name: Some("示范证".to_owned()),
        name_en: None,
        valid_months: None,
        schema: None,
    })
});

fn item(result: ItemResult) -> ItemVersion {
    let mut item = demo_items().into_iter().next().unwrap();
    item.item_type = ItemType::PublicService;
    item.deemed_acceptance = false;
    item.procedure = Graph::reviewer_and_approver();
    item.questions = Vec::new();
    item.materials = Vec::new();
    item.consents = Vec::new();
    item.form_schema = None;
    item.quota = None;
    item.hears_third_parties = false;
    item.commitment = None;
    item.case_type = crate::codes::CaseType::Committed;
    item.result = result;
    ItemVersion::assemble(item, 1).unwrap()
}

pub(super) fn drafted(version: &ItemVersion) -> Command {
    Command::Draft(Event::Drafted {
        item: version.item.code.clone(),
        item_version: 1,
        division: version.item.division.clone(),
        department: version.item.department.clone(),
        channel: Channel::Web,
    })
}
