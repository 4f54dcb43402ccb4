//! Whether a bundle can be filed in every situation.

use super::BundleVersion;
use crate::catalogue::document::MemberRule;
use crate::codes::ItemCode;
use crate::problem::FieldError;
use crate::text::Text;

impl BundleVersion {
    /// What keeps the bundle from being handled to its end in every situation, with evidence: members that wait for each other.
    pub fn coverage(&self) -> Vec<FieldError> {
        let mut waiting: Vec<&MemberRule> = self.bundle.members.iter().collect();
        loop {
            let (blocked, free): (Vec<_>, Vec<_>) = waiting
                .iter()
                .copied()
                .partition(|rule| waiting.iter().any(|other| rule.after.contains(&other.item)));
            if free.is_empty() {
                break;
            }
            waiting = blocked;
        }
        if waiting.is_empty() {
            return vec![];
        }
        let words = waiting.iter().map(|rule| {
            let after: Vec<_> = rule.after.iter().map(ItemCode::as_str).collect();
            let after = after.join(", ");
            Text::new(
                format!("{} 等待 {after}", rule.item),
                format!("{} waits for {after}", rule.item),
            )
        });
        let text = Text::new("事项互相等待，无法开始", "Members wait for each other and never begin");
        vec![FieldError::new("/members", "cycle", text).with_evidence(words.collect())]
    }
}
