//! The versions of its items that a bundle is published with.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::document::{Bundle, Item};
use super::version::ItemVersion;
use crate::codes::ItemCode;
use crate::problem::FieldError;
use crate::text::Text;

/// Versions by the code of the item.
pub type Pins = BTreeMap<ItemCode, i32>;

/// The versions of a bundle's items, as far as they are among these.
pub fn pins(bundle: &Bundle, versions: &BTreeMap<ItemCode, Arc<ItemVersion>>) -> Pins {
    let members = bundle.members.iter();
    let pinned = members.filter_map(|rule| Some((rule.item.clone(), versions.get(&rule.item)?.version)));
    pinned.collect()
}

/// Published items, ready to be used; and what is wrong with those that no longer are.
#[derive(Default)]
pub(super) struct Published {
    /// Those that are ready.
    pub(super) ready: BTreeMap<ItemCode, Arc<ItemVersion>>,
    broken: BTreeMap<ItemCode, (i32, Vec<FieldError>)>,
}

impl Published {
    /// Compiles published versions.
    pub(super) fn assemble(items: Vec<(i32, Item)>) -> Self {
        let mut published = Self::default();
        for (version, item) in items {
            let code = item.code.clone();
            match ItemVersion::assemble(item, version) {
                Ok(ready) => drop(published.ready.insert(code, Arc::new(ready))),
                Err(errors) => drop(published.broken.insert(code, (version, errors))),
            }
        }
        published
    }

    /// Takes a version in the place of one that is published.
    pub(super) fn take_up(&mut self, version: ItemVersion) {
        self.broken.remove(&version.code);
        self.ready.insert(version.code.clone(), Arc::new(version));
    }

    /// What is wrong with a bundle, where a member's item is published and no longer compiles: that.
    pub(super) fn explain(&self, bundle: &Bundle, errors: Vec<FieldError>) -> Vec<FieldError> {
        let explained = errors.into_iter().map(|error| {
            let place = |index: &usize| error.pointer == format!("/members/{index}/item");
            let member = (0..bundle.members.len())
                .find(place)
                .and_then(|index| bundle.members.get(index));
            let broken = member.and_then(|member| self.broken.get_key_value(&member.item));
            match broken {
                Some((item, (version, faults))) if error.code == "member-not-published" => {
                    broken_member(error.pointer, item, *version, faults)
                }
                _ => error,
            }
        });
        explained.collect()
    }
}

fn broken_member(pointer: String, item: &ItemCode, version: i32, faults: &[FieldError]) -> FieldError {
    let text = Text::new(
        format!("事项 {item} 已发布的第 {version} 版不再符合要求，请修改后重新发布"),
        format!("The published version {version} of {item} no longer compiles: publish it anew"),
    );
    let mut evidence = vec![Text::new(format!("事项：{item}"), format!("item = {item}"))];
    evidence.extend(faults.iter().map(|fault| {
        Text::new(
            format!("{}：{}", fault.pointer, fault.message.zh),
            format!("{}: {}", fault.pointer, fault.message.en),
        )
    }));
    FieldError::new(pointer, "member-broken", text).with_evidence(evidence)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::catalogue::import::testing::demo_items;

    #[test]
    fn an_item_that_no_longer_compiles_is_told_with_what_is_wrong() {
        let mut item = demo_items().remove(0);
        let code = item.code.clone();
        item.form_schema = Some(json!({"type": "object", "properties": {"a": {"pattern": "("}}}));
        let published = Published::assemble(vec![(3, item)]);
        let bundle: Bundle = serde_json::from_value(json!({"code": "one", "name": "一件事", "division": "510100",
            "lead_department": "119901009999900619", "window_department": "119901009999900619",
            "promised_limit": 5, "members": [{"item": "other"}, {"item": code}]}))
        .unwrap();
        let missing = |index: usize| {
            FieldError::new(
                format!("/members/{index}/item"),
                "member-not-published",
                Text::new("无", "none"),
            )
        };
        let told = published.explain(&bundle, vec![missing(0), missing(1)]);
        assert_eq!(told[0], missing(0));
        assert_eq!(
            (told[1].pointer.as_str(), told[1].code.as_str()),
            ("/members/1/item", "member-broken")
        );
        assert!(
            told[1].evidence[1].en.starts_with("/form_schema"),
            "{:?}",
            told[1].evidence
        );
    }
}
