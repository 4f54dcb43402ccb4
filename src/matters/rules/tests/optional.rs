//! Optional members hold up nobody.

use proptest::prelude::*;

use super::city::{City, Plan};
use super::properties::finish;

fn any_plans() -> impl Strategy<Value = Vec<Plan>> {
    prop::collection::vec(any::<(bool, bool, bool)>(), 2..7).prop_map(|drawn| {
        let plan = |(nth, (optional, delegated, certificate)): (usize, &(bool, bool, bool))| Plan {
            after: std::collections::BTreeSet::new(),
            // One at least is not.
            optional: *optional && nth > 0,
            external: false,
            certificate: *certificate,
            delegated: *delegated,
        };
        drawn.iter().enumerate().map(plan).collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whose department never answers, or never decides.
    #[test]
    fn a_matter_ends_whatever_is_left_undone_for_its_optional_members(plans in any_plans(), together in any::<bool>()) {
        let mut city = City::file(&plans, together, false);
        city.idle = (0..).zip(&plans).filter(|(_, plan)| plan.optional).map(|(nth, _)| super::city::id(nth)).collect();
        city.move_on();
        finish(&mut city);
        prop_assert!(city.whole.phase.status().is_final());
    }
}
