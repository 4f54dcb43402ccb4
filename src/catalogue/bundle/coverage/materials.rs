//! Every material that a member asks for is asked for by the bundle, or is a certificate that another member leads to.

use super::explore::Explored;
use super::{Gaps, item, lacks_certificate, place};
use crate::catalogue::bundle::Joined;
use crate::catalogue::condition::Facts;
use crate::catalogue::document::Material;
use crate::codes::Necessity;
use crate::text::Text;
use serde_json::Value;

pub(super) fn check(explored: &Explored<'_, '_>, index: usize, joined: &Joined<'_>, gaps: &mut Gaps) {
    let of_bundle = explored.situation.facts(&Value::Null);
    let asked: Vec<&str> = explored
        .situation
        .bundle
        .front
        .materials(&of_bundle)
        .iter()
        .map(|material| material.code.as_str())
        .collect();
    let answers = Value::Object(joined.answers.clone());
    let (kind, who) = (explored.kind, explored.who_is_in());
    if !gaps.is_new(format!(
        "materials {index} {kind} {} {who} {answers} {}",
        joined.commits,
        asked.join(" ")
    )) {
        return;
    }
    let facts = joined.facts(&Value::Null);
    let materials = joined.member.version.item.materials.iter();
    for material in materials.filter(|material| material.necessity != Necessity::Optional) {
        if !joined.asks_for(material, &facts, false) || joined.is_replaced(&material.code) {
            continue;
        }
        let Some(why) = lacks(explored, joined, material, &of_bundle) else {
            continue;
        };
        let concerned = Text::new(
            format!("材料：{}", material.name),
            format!("material = {}", material.code),
        );
        gaps.add(
            place(index, "material_map"),
            "uncovered-material",
            format!(
                "“{}”需要材料“{}”，{}",
                joined.member.version.item.name, material.name, why.zh
            ),
            format!("{} asks for the material {}, {}", joined.item(), material.code, why.en),
            explored.evidence(vec![item(joined.member), concerned]),
        );
    }
}

/// Why a material may be missing; none if it is there.
fn lacks(explored: &Explored<'_, '_>, joined: &Joined<'_>, material: &Material, of_bundle: &Facts) -> Option<Text> {
    let bundle = explored.situation.bundle;
    if let Some((_, predecessor)) = joined.certificates().find(|(code, _)| *code == material.code) {
        return lacks_certificate(explored, joined, predecessor);
    }
    let serves = joined
        .material_of(&material.code)
        .and_then(|code| bundle.front.material(code));
    let Some(serves) = serves else {
        return Some(Text::new(
            "但一件事没有对应的材料",
            "and no material of the bundle serves for it",
        ));
    };
    if material.is_required() && !serves.is_required() || serves.necessity == Necessity::Optional {
        return Some(Text::new(
            format!("但一件事的材料“{}”不是必交的", serves.name),
            format!("and the bundle does not require {}", serves.code),
        ));
    }
    let reads_form = |when: &str| bundle.front.reads(when).is_some_and(|reads| reads.form);
    let depends = serves.when.as_deref().is_some_and(reads_form);
    let asked = match depends {
        // Both depend on what is filled in: whether in the same way, nobody can tell beforehand.
        true => joined.reads_form(material.when.as_deref()),
        false => of_bundle.satisfy(serves.when.as_deref()),
    };
    (!asked).then(|| {
        Text::new(
            format!("但该情形下一件事不要求材料“{}”", serves.name),
            format!("and here the bundle does not ask for {}", serves.code),
        )
    })
}
