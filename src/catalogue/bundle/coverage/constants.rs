//! What a bundle always gives (`form_values`), as far as the item's form takes it.

use serde_json::Value;

use super::fits::Side;
use super::mappings::Rule;
use super::place;
use crate::catalogue::bundle::Filling;
use crate::catalogue::bundle::schema::{Reach, at};
use crate::text::Text;

impl Rule<'_> {
    /// A constant is allowed by all that holds for the field, whatever else is filled in. Where it decides between alternatives, it is enough
    /// that one is left.
    pub(super) fn constant(&mut self, rule: &str, key: &str, value: &Value, filling: &Filling, target: &Side<'_>) {
        let form = self.member.form.as_ref();
        let holds = form.map(|form| Side::new(form, at(form, &filling.target, Reach::Branches)));
        if holds.is_some_and(|holds| !holds.schemas.is_empty() && !holds.allows(value)) {
            self.clash(rule, key, "form_values", &value.to_string(), &filling.target, target);
        }
    }

    /// What the bundle always gives leaves a form that can be filled in.
    pub(super) fn constants(&mut self) {
        let (rule, map) = (&self.member.rule, place(self.index, "form_values"));
        let told = self.gaps.found.iter().any(|gap| gap.pointer.starts_with(&map));
        if self.member.impossible && !told {
            let each = rule.form_values.iter();
            let (zh, en) = (
                "事项的表单不接受这些固定值",
                "The item's form does not take these values together",
            );
            let evidence = each
                .map(|(target, value)| Text::new(format!("目标 {target}：{value}"), format!("{target}: {value}")))
                .collect();
            self.tell("form_values", "", "type-clash", zh, en, evidence);
        }
    }
}
