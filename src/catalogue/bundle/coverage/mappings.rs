//! What a member's rule maps: from something that is there, to something that is there, of a type that fits.

use std::collections::BTreeSet;

use serde_json::Value;

use super::fits::{Side, Source, clash};
use super::{Gaps, field, graph, item, place, results};
use crate::catalogue::bundle::fillings::{Origin, is_of_certificate, result};
use crate::catalogue::bundle::pointer::{below, overlap, rest};
use crate::catalogue::bundle::schema::{Reach, at};
use crate::catalogue::bundle::{BundleMember, BundleVersion, Filling};
use crate::codes::ItemCode;
use crate::text::Text;

pub(super) fn check(bundle: &BundleVersion, gaps: &mut Gaps) {
    for (index, member) in bundle.members.iter().enumerate() {
        let mut rule = Rule {
            bundle,
            member,
            index,
            gaps: &mut *gaps,
        };
        rule.fields();
        rule.constants();
        rule.two_sources();
        rule.materials();
    }
}

/// A member's rule that is looked at.
pub(super) struct Rule<'r> {
    bundle: &'r BundleVersion,
    pub(super) member: &'r BundleMember,
    pub(super) index: usize,
    pub(super) gaps: &'r mut Gaps,
}

impl<'r> Rule<'r> {
    fn fields(&mut self) {
        for (source, targets) in &self.member.rule.result_map {
            if self.is_result(source) && targets.iter().count() == 0 {
                self.tell(
                    "result_map",
                    source,
                    "unknown-field",
                    "没有写明目标字段",
                    "No field to fill in",
                    vec![],
                );
            }
        }
        for filling in self.used() {
            let (rule, key) = match &filling.origin {
                Origin::Result(item, from) => ("result_map", format!("/{item}{from}")),
                Origin::Field(from) => ("form_map", from.clone()),
                Origin::Always(_) => ("form_values", filling.target.clone()),
                Origin::SameName(_) => ("form_map", String::new()),
            };
            let Some(target) = self.target(&filling.target) else {
                let (zh, en) = ("事项的表单没有这个字段", "The item's form has no such field");
                self.tell(rule, &key, "unknown-field", zh, en, vec![field(&filling.target)]);
                continue;
            };
            match &filling.origin {
                Origin::Always(value) => self.constant(rule, &key, value, filling, &target),
                Origin::Field(from) | Origin::SameName(from) => self.field_of_form(rule, &key, from, filling, &target),
                Origin::Result(item, from) => self.field_of_result(&key, item, from, filling, &target),
            }
        }
    }

    /// What may take effect: where a result always comes, a field of the same name never does.
    fn used(&self) -> Vec<&'r Filling> {
        let always: BTreeSet<&ItemCode> = self.always_in().collect();
        let same_names = Filling::effective(&self.member.fillings, &always);
        let stated = self.member.fillings.iter();
        let stated = stated.filter(|filling| !matches!(filling.origin, Origin::SameName(_)));
        let same_names = same_names
            .into_iter()
            .filter(|filling| matches!(filling.origin, Origin::SameName(_)));
        stated.chain(same_names).collect()
    }

    fn always_in(&self) -> impl Iterator<Item = &'r ItemCode> + use<'r> {
        let members = self.bundle.members.iter();
        members
            .filter(|member| member.rule.when.is_none() && !member.rule.optional)
            .map(BundleMember::item)
    }

    fn target(&self, pointer: &str) -> Option<Side<'r>> {
        side(self.member.form.as_ref()?, pointer, Reach::Possible)
    }

    fn field_of_form(&mut self, rule: &str, key: &str, from: &str, filling: &Filling, target: &Side<'_>) {
        let schema = self.bundle.bundle.form_schema.as_ref();
        let Some(schema) = schema.filter(|schema| side(schema, from, Reach::Possible).is_some()) else {
            let (zh, en) = ("一件事的表单没有这个字段", "The bundle's form has no such field");
            self.tell(rule, key, "unknown-field", zh, en, vec![field(from)]);
            return;
        };
        // Declared only under a condition, it guarantees nothing.
        let source = side(schema, from, Reach::Certain).unwrap_or(Side {
            root: schema,
            schemas: vec![],
        });
        if !self.fits(&source, target, Source::Form) {
            self.clash(rule, key, from, &source.words(), &filling.target, target);
        }
        self.sensitivity(rule, key, from, &filling.target);
    }

    /// Whether a source fits, as far as there was time to look.
    fn fits(&mut self, source: &Side<'_>, target: &Side<'_>, from: Source) -> bool {
        let budget = &mut self.gaps.budget;
        clash(source, target, from, budget).is_none() || budget.is_exhausted()
    }

    /// What is kept encrypted in the item's form is kept so in the bundle's.
    fn sensitivity(&mut self, rule: &str, key: &str, from: &str, to: &str) {
        let kept = |pointer: &str| {
            let fields = self.bundle.front.sensitive_fields().iter();
            fields.into_iter().any(|sensitive| rest(pointer, sensitive).is_some())
        };
        let lost = self.member.version.sensitive_fields().iter().any(|sensitive| {
            let within = rest(sensitive, to).map(|rest| format!("{from}{rest}"));
            let whole = || rest(to, sensitive).map(|_| from.to_owned());
            within.or_else(whole).is_some_and(|pointer| !kept(&pointer))
        });
        if lost {
            let (zh, en) = (
                "事项加密保存此字段，一件事的表单也应标明 x-sensitive",
                "The item keeps this field encrypted: the bundle's needs x-sensitive too",
            );
            self.tell(rule, key, "sensitivity-lost", zh, en, vec![field(from), field(to)]);
        }
    }

    fn field_of_result(&mut self, key: &str, item: &ItemCode, from: &str, filling: &Filling, target: &Side<'_>) {
        let comes = self.is_predecessor("result_map", key, item)
            && (!is_of_certificate(from) || self.gives_certificate("result_map", key, item));
        let Some(predecessor) = self.bundle.member(item).filter(|_| comes) else {
            return;
        };
        let Some(described) = results::described(&predecessor.version.item, from) else {
            let (zh, en) = ("该事项的结果没有这一项", "The result of that item has no such field");
            self.tell("result_map", key, "unknown-field", zh, en, vec![field(from)]);
            return;
        };
        let source = described.side();
        if !self.fits(&source, target, Source::Result) {
            let named = format!("/{item}{from}");
            self.clash("result_map", key, &named, &source.words(), &filling.target, target);
        }
    }

    /// Whether a source of `result_map` names a result at all.
    fn is_result(&mut self, source: &str) -> bool {
        let known = result(source).is_some();
        if !known {
            let (zh, en) = ("应为 /事项编码/结果字段", "Must be /item code/field of its result");
            self.tell("result_map", source, "unknown-field", zh, en, vec![]);
        }
        known
    }

    fn is_predecessor(&mut self, rule: &str, key: &str, other: &ItemCode) -> bool {
        let known = graph::sure_predecessors(self.bundle, self.member.item()).contains(other);
        if !known {
            let zh = format!("事项 {other} 不是前置事项");
            let en = format!("{other} is nothing that it waits for");
            self.tell(rule, key, "not-a-predecessor", &zh, &en, vec![]);
        }
        known
    }

    /// Nothing is filled in twice: not by two mappings, nor by a mapping and a result that always comes. Results of members that are never in
    /// together may take each other's place ([`fields`](super::fields)).
    fn two_sources(&mut self) {
        let always: BTreeSet<&ItemCode> = self.always_in().collect();
        let all = &self.member.fillings;
        for (at, one) in all.iter().enumerate() {
            for other in all.iter().skip(at + 1) {
                let clashes = match (&one.origin, &other.origin) {
                    (_, Origin::SameName(_)) => false,
                    (Origin::Result(one, _), Origin::Result(other, _)) => one == other,
                    (Origin::Result(item, _), _) => always.contains(item),
                    _ => true,
                };
                if clashes && overlap(&one.target, &other.target) {
                    two_sources(self.gaps, self.index, self.member, one, other, vec![]);
                }
            }
        }
    }

    fn materials(&mut self) {
        let rule = &self.member.rule;
        let of_item = |code: &str| self.member.version.material(code).is_some();
        let of_bundle = |code: &str| self.bundle.front.material(code).is_some();
        let mut unknown: Vec<(&str, &String, &String)> = Vec::new();
        for (material, serves) in &rule.material_map {
            if !of_item(material) {
                unknown.push(("material_map", material, material));
            }
            if !of_bundle(serves) {
                unknown.push(("material_map", material, serves));
            }
        }
        for material in rule.certificate_map.keys().filter(|material| !of_item(material)) {
            unknown.push(("certificate_map", material, material));
        }
        for (map, key, material) in unknown {
            let (zh, en) = (
                format!("没有材料“{material}”"),
                format!("There is no material {material}"),
            );
            self.tell(map, key, "unknown-material", &zh, &en, vec![]);
        }
        for (material, other) in &rule.certificate_map {
            if !self.is_predecessor("certificate_map", material, other) {
                continue;
            }
            self.gives_certificate("certificate_map", material, other);
        }
    }

    fn gives_certificate(&mut self, rule: &str, key: &str, other: &ItemCode) -> bool {
        let gives = self.bundle.member(other).is_some_and(BundleMember::gives_certificate);
        if !gives {
            let zh = format!("事项 {other} 在本系统没有证照");
            let en = format!("{other} leads to no certificate here");
            self.tell(rule, key, "no-certificate", &zh, &en, vec![]);
        }
        gives
    }

    pub(super) fn clash(&mut self, rule: &str, key: &str, from: &str, source: &str, to: &str, target: &Side<'_>) {
        let target = target.words();
        let evidence = vec![
            Text::new(format!("来源 {from}：{source}"), format!("{from}: {source}")),
            Text::new(format!("目标 {to}：{target}"), format!("{to}: {target}")),
        ];
        let (zh, en) = (
            format!("来源的类型（{source}）与事项字段 {to} 的类型（{target}）不符"),
            format!("The source ({source}) does not fit the item's field {to} ({target})"),
        );
        self.tell(rule, key, "type-clash", &zh, &en, evidence);
    }

    /// A gap at an entry of one of the maps, or at the map for what needs no entry.
    pub(super) fn tell(&mut self, rule: &str, key: &str, code: &str, zh: &str, en: &str, concerned: Vec<Text>) {
        let map = place(self.index, rule);
        let pointer = if key.is_empty() { map } else { below(&map, key) };
        let mut evidence = vec![item(self.member)];
        evidence.extend(concerned);
        self.gaps.add(pointer, code, zh, en, evidence);
    }
}

fn side<'s>(root: &'s Value, pointer: &str, reach: Reach) -> Option<Side<'s>> {
    let schemas = at(root, pointer, reach);
    (!schemas.is_empty()).then_some(Side { root, schemas })
}

/// Tells that two things fill in the same field.
pub(super) fn two_sources(
    gaps: &mut Gaps,
    index: usize,
    member: &BundleMember,
    one: &Filling,
    other: &Filling,
    mut evidence: Vec<Text>,
) {
    let (zh, en) = (
        format!("事项的字段 {} 有两个来源", other.target),
        format!("Two sources fill in {} of the item", other.target),
    );
    evidence.extend([item(member), origin(one), origin(other)]);
    gaps.add(place(index, "form_map"), "two-sources", zh, en, evidence);
}

fn origin(filling: &Filling) -> Text {
    match &filling.origin {
        Origin::Result(item, from) => Text::new(
            format!("来源：结果 /{item}{from}"),
            format!("from the result /{item}{from}"),
        ),
        Origin::Field(from) | Origin::SameName(from) => {
            Text::new(format!("来源：字段 {from}"), format!("from the field {from}"))
        }
        Origin::Always(_) => Text::new("来源：固定值", "from form_values"),
    }
}
