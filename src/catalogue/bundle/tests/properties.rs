//! What holds for every bundle that passes its checks, and for every circle.

use proptest::prelude::*;
use proptest::sample::Index;

use super::generator::{KINDS, any_bundle};
use super::*;

/// Every situation that can be answered.
fn situations(bundle: &BundleVersion) -> Vec<Situation<'_>> {
    let mut all = Vec::new();
    for tobacco in ["yes", "no"] {
        for trade in ["shop", "cafe", "restaurant"] {
            for kind in ["natural_person", "legal_person"] {
                all.push(bundle.situation(
                    &answers(&[("tobacco", tobacco), ("trade", trade)]),
                    Some(kind),
                    &BTreeSet::new(),
                ));
            }
        }
    }
    all
}

/// A form of the situation: what is required, and some of the rest.
fn filled(here: &Situation<'_>, choices: &[Index]) -> Value {
    let mut form = json!({});
    let Some(schema) = here.form_schema() else { return form };
    let required = schema["required"].as_array().cloned().unwrap_or_default();
    for (at, (name, field)) in schema["properties"].as_object().unwrap().iter().enumerate() {
        let (_, samples) = KINDS.iter().find(|(kind, _)| kind == field).unwrap();
        let choice = choices[at % choices.len()].index(samples.len() + 1);
        if required.contains(&json!(name)) || choice < samples.len() {
            form[name] = samples[choice.min(samples.len() - 1)].clone();
        }
    }
    form
}

/// Results that every member may have.
fn results(bundle: &BundleVersion, choice: &Index) -> BTreeMap<ItemCode, Value> {
    let of = |member: &BundleMember| {
        let schema = member.version.item.result.schema.as_ref().unwrap();
        let (_, samples) = KINDS
            .iter()
            .find(|(kind, _)| *kind == schema["properties"]["r"])
            .unwrap();
        (
            member.item().clone(),
            json!({"data": {"r": samples[choice.index(samples.len())]}}),
        )
    };
    bundle.members.iter().map(of).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { max_global_rejects: 20_000, ..ProptestConfig::with_cases(150) })]

    #[test]
    fn where_the_bundle_covers_its_members_no_member_misses_anything(
        (document, items) in any_bundle(), choices in prop::collection::vec(any::<Index>(), 1..8)
    ) {
        let bundle = compiled(document, items).unwrap();
        let gaps = bundle.coverage();
        prop_assume!(gaps.iter().all(|gap| gap.code == "empty-situation"));
        for here in situations(&bundle) {
            let form = filled(&here, &choices);
            prop_assert_eq!(&here.check_tailored(&form), &[]);
            for joined in &here.members {
                let own = joined.form(&form);
                let errors = joined.check_form(&form);
                // Who fills in part of an object is asked for what it requires, in a field that is there to be filled in.
                let may_be_given = |error: &FieldError| {
                    let name = error.pointer.strip_prefix("/form/").unwrap_or_default();
                    error.code == "required" && !here.hidden_fields().contains(name) && form.get(name).is_none()
                };
                prop_assert!(errors.iter().all(may_be_given), "{} makes {} of {}: {:?}", joined.item(), own, form, errors);
                if !errors.is_empty() {
                    continue;
                }
                let whole = joined.with_results(own, &results(&bundle, &choices[0]));
                let wrong: Vec<_> = joined.member.version.check_form(&whole);
                prop_assert!(wrong.is_empty(), "{} has {}: {:?}", joined.item(), whole, wrong);
            }
        }
    }

    #[test]
    fn every_circle_is_found_and_nothing_else(edges in prop::collection::vec((0..7usize, 0..7usize), 0..12)) {
        let mut members: Vec<Value> = (0..7).map(|at| json!({"item": format!("m{at}"), "after": []})).collect();
        for (one, other) in &edges {
            members[*one]["after"].as_array_mut().unwrap().push(json!(format!("m{other}")));
        }
        let mut document = shop();
        document["members"] = json!(members);
        document["form_schema"] = Value::Null;
        document["materials"] = json!([]);
        let items = (0..7).map(|at| json!({"code": format!("m{at}"), "name": "事项", "item_type": "20"}));
        let gaps = compiled(document, items).unwrap().coverage();
        prop_assert_eq!(!gaps.is_empty(), is_circular(&edges), "{:?}", gaps);
        prop_assert!(gaps.iter().all(|gap| gap.code == "dependency-cycle"));
        for gap in gaps {
            let steps: Vec<(String, String)> = gap.evidence.iter().map(|step| {
                let (one, other) = step.en.split_once(" waits for ").unwrap();
                (one.to_owned(), other.to_owned())
            }).collect();
            for (at, (_, other)) in steps.iter().enumerate() {
                prop_assert_eq!(other, &steps[(at + 1) % steps.len()].0, "a path that comes back");
            }
        }
    }
}

/// Whether taking away those that wait for nobody, again and again, leaves some.
fn is_circular(edges: &[(usize, usize)]) -> bool {
    let mut left: BTreeSet<usize> = (0..7).collect();
    loop {
        let waiting = |one: &usize| edges.iter().any(|(from, to)| from == one && left.contains(to));
        let next: BTreeSet<usize> = left.iter().copied().filter(waiting).collect();
        if next.len() == left.len() {
            return !left.is_empty();
        }
        left = next;
    }
}
