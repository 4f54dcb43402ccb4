//! What holds for every matter: whatever depends on what, and whatever its members come to.

use std::collections::BTreeSet;

use proptest::prelude::*;
use proptest::sample::Index;
use uuid::Uuid;

use super::super::Step;
use super::city::{City, Plan};
use crate::applications::lifecycle::*;
use crate::procedure::OutcomeCode;

/// What a member is made from: on whom it depends, whether it is delegated, certified and depends on many, and what it is besides.
type Drawn = (u8, (bool, bool, bool), u8);

/// Any matter: members in an order in which each depends on some before it.
fn any_plans() -> impl Strategy<Value = Vec<Plan>> {
    prop::collection::vec((any::<u8>(), any::<(bool, bool, bool)>(), 0_u8..10), 1..9).prop_map(|drawn| {
        let plan = |(nth, (edges, (delegated, certificate, two), kind)): (usize, &Drawn)| Plan {
            after: (0..nth)
                .filter(|before| edges >> before & 1 == 1 && (*two || before % 2 == 0))
                .collect(),
            optional: *kind == 0,
            external: *kind == 1,
            certificate: *certificate && *kind != 1,
            delegated: *delegated,
        };
        drawn.iter().enumerate().map(plan).collect()
    })
}

/// Something somebody does.
#[derive(Clone, Copy, Debug)]
struct Act {
    what: Index,
    whom: Index,
    how: Index,
    hours: i64,
}

fn any_act() -> impl Strategy<Value = Act> {
    (any::<(Index, Index, Index)>(), 0_i64..30).prop_map(|((what, whom, how), hours)| Act { what, whom, how, hours })
}

impl Act {
    fn by(self, city: &mut City) {
        city.wait(self.hours);
        let ids: Vec<Uuid> = city.members.keys().copied().collect();
        let id = ids[self.whom.index(ids.len())];
        let outcomes = [
            OutcomeCode::ACCEPT,
            OutcomeCode::ACCEPT,
            OutcomeCode::REQUEST_SUPPLEMENT,
            OutcomeCode::DECLINE,
            OutcomeCode::PASS,
            OutcomeCode::APPROVE,
            OutcomeCode::DENY,
            OutcomeCode::ISSUE,
        ];
        match self.what.index(10) {
            0 => drop(city.look_through(|nth| outcomes[(self.how.index(4) + nth) % 4].clone())),
            1..=5 => drop(city.work(id, &outcomes[self.how.index(outcomes.len())])),
            6 => {
                let basis = "other".to_owned();
                let ends = [Command::Withdraw, Command::Lapse, Command::Terminate { basis }];
                drop(city.attempt(id, ends[self.how.index(3)].clone()));
            }
            7 => drop(city.supply()),
            8 => {
                let outcome = [Outcome::Approved, Outcome::Denied][self.how.index(2)];
                let report = Report {
                    outcome: Some(outcome),
                    ..Report::default()
                };
                drop(city.attempt(id, Command::Matter(MatterCommand::Report(report))));
            }
            _ => drop(city.notice_due() || city.deliveries_due() || city.hand_over()),
        }
        city.move_on();
    }
}

/// Everybody does their work, until there is none left; those who are idle none.
pub(super) fn finish(city: &mut City) {
    for _ in 0..40 * (city.members.len() + 1) {
        city.wait(24 * 8);
        city.look_through(|_| OutcomeCode::ACCEPT);
        city.notice_due();
        city.supply();
        let busy = city.members.keys().copied();
        for id in busy.filter(|id| !city.idle.contains(id)).collect::<Vec<_>>() {
            let _ = city.attempt(id, Command::Lapse);
            for outcome in [
                OutcomeCode::ACCEPT,
                OutcomeCode::PASS,
                OutcomeCode::APPROVE,
                OutcomeCode::ISSUE,
            ] {
                city.work(id, &outcome);
            }
            let report = Report {
                outcome: Some(Outcome::Approved),
                ..Report::default()
            };
            let _ = city.attempt(id, Command::Matter(MatterCommand::Report(report)));
        }
        city.move_on();
        city.hand_over();
        city.move_on();
        let open = city
            .members
            .iter()
            .any(|(id, case)| !city.idle.contains(id) && !case.phase.status().is_final());
        if !open && city.whole.phase.status().is_final() {
            return;
        }
    }
    panic!(
        "it never ends: {:?} {:?}",
        city.whole.phase,
        city.members.values().map(Case::standing).collect::<Vec<_>>()
    );
}

fn end(city: &City, id: Uuid) -> MemberEnd {
    match city.members[&id].standing() {
        Standing::Over(end) => end,
        standing => panic!("{standing:?} is no end"),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_matter_always_ends_and_so_does_every_member_exactly_once(
        plans in any_plans(),
        (together, electronic, licences) in any::<(bool, bool, bool)>(),
        acts in prop::collection::vec(any_act(), 0..60),
    ) {
        let mut city = City::file(&plans, together, electronic);
        city.licences = licences;
        city.move_on();
        for act in acts {
            act.by(&mut city);
            no_dependent_began_early(&city);
        }
        finish(&mut city);
        no_dependent_began_early(&city);
        cancelling_was_minimal(&city);
        let whole = city.whole.whole().unwrap();
        for id in city.plans.keys() {
            let told = city.log.iter().filter(|step| matches!(step, Step::NoteEnded { member, .. } if member == id));
            prop_assert_eq!(told.count(), 1);
            prop_assert_eq!(whole.ended[id], end(&city, *id));
        }
        let finished = city.log.iter().filter(|step| matches!(step, Step::Finish(_)));
        prop_assert_eq!(finished.count(), 1);
        the_whole_is_what_its_members_are(&city);
    }
}

/// Who begins, begins after all it depends on was approved, or ended if that is optional.
fn no_dependent_began_early(city: &City) {
    for (id, plan) in &city.plans {
        let case = &city.members[id];
        let begun = !case.waits_for_others() && case.phase.acceptance().is_some();
        for before in plan.after.iter().filter(|_| begun).map(|nth| super::city::id(*nth)) {
            let there = match city.members[&before].standing() {
                Standing::Approved { ready } => ready || !city.plans[&before].certificate,
                Standing::Over(MemberEnd::Approved) => true,
                Standing::Over(_) => city.plans[&before].optional,
                _ => false,
            };
            assert!(there, "{id} began before {before}");
        }
    }
}

/// Who was cancelled depended on somebody not approved; who depended on such a one never began.
fn cancelling_was_minimal(city: &City) {
    for (id, plan) in &city.plans {
        let failed: BTreeSet<Uuid> = plan
            .after
            .iter()
            .map(|nth| super::city::id(*nth))
            .filter(|before| !city.plans[before].optional && end(city, *before) != MemberEnd::Approved)
            .collect();
        match (end(city, *id), failed.is_empty()) {
            (MemberEnd::Cancelled, true) => panic!("{id} was cancelled for nothing"),
            (MemberEnd::Approved | MemberEnd::Denied, false) => panic!("{id} was decided though {failed:?} failed"),
            _ => {}
        }
        if let Some(because) = city.members[id].member().and_then(|member| member.ended_by) {
            assert!(failed.contains(&because));
        }
    }
}

/// The whole is granted when one of the members that count was, refused only when one of them was refused and none granted, and ends as they
/// all did otherwise.
fn the_whole_is_what_its_members_are(city: &City) {
    let all_optional = city.plans.values().all(|plan| plan.optional);
    let counted = city.plans.iter().filter(|(_, plan)| all_optional || !plan.optional);
    let mut ends: BTreeSet<MemberEnd> = counted.map(|(id, _)| end(city, *id)).collect();
    ends.remove(&MemberEnd::Cancelled);
    let (approved, denied) = (ends.contains(&MemberEnd::Approved), ends.contains(&MemberEnd::Denied));
    let all = |wanted| ends == BTreeSet::from([wanted]);
    let fits = match &city.whole.phase {
        Phase::Completed(decided) if decided.outcome == Outcome::Approved => approved,
        Phase::Completed(_) => denied && !approved,
        Phase::Declined => all(MemberEnd::Declined),
        Phase::Lapsed => all(MemberEnd::Lapsed),
        Phase::Withdrawn => all(MemberEnd::Withdrawn),
        Phase::Terminated => !approved && !denied && (ends.len() > 1 || all(MemberEnd::Terminated)),
        _ => false,
    };
    assert!(fits, "{:?} though {ends:?}", city.whole.phase);
}
