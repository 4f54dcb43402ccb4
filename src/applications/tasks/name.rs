//! What a task is called.

use super::super::desk::Desk;
use crate::catalogue::ItemVersion;
use crate::problem::Problem;
use crate::text::{Language, Text};

/// The name of a task, from its kind or, for a node, from the item version.
pub(super) async fn task_name(
    desk: &Desk,
    kind: &str,
    node: Option<&str>,
    item_code: &str,
    item_version: i32,
    language: Language,
) -> Result<String, Problem> {
    let version = match (kind, item_code.parse()) {
        ("node", Ok(code)) => desk.catalogue.version(&code, item_version).await?,
        _ => None,
    };
    Ok(name_in(version.as_deref(), kind, node).in_language(language).to_owned())
}

/// The name of a task of an item version that is at hand.
pub(in super::super) fn name_in(version: Option<&ItemVersion>, kind: &str, node: Option<&str>) -> Text {
    match kind {
        "intake" => Text::new("收件审核", "Intake"),
        "consultation" => Text::new("征求意见", "Consultation"),
        "check" => Text::new("承诺核查", "Check of the commitment"),
        "issue" => Text::new("制证", "Issue the certificate"),
        _ => {
            let node = node.unwrap_or_default();
            let known = version.and_then(|version| version.item.procedure.node(&node.parse().ok()?)?.name());
            known.unwrap_or_else(|| Text::new(node.to_owned(), node.to_owned()))
        }
    }
}
