//! What holds for every sound graph and every run of it.

use std::collections::BTreeMap;

use proptest::prelude::*;
use proptest::sample::Index;

use super::super::{Advance, Decision, Graph, OutcomeCode, ProcedureError, Run, relocate};
use super::generator::any_graph;
use super::model::{Deed, How, Model};

/// Few, for there are many graphs.
const MOST_STATES: usize = 60;

/// Takes the way forward until the end; panics if there is none after as many steps as there is work in the graph.
fn finish(graph: &Graph, model: &mut Model<'_>, seed: u64) -> Decision {
    for _ in 0..=graph.nodes.len() * 5 {
        if let Some(decision) = model.last.ended {
            return decision;
        }
        let (token, work) = *model.open.keys().next().unwrap();
        let how = model.ways(token, work).into_iter().find(|how| match how {
            How::Outcome(outcome) => *outcome == OutcomeCode::PASS,
            How::Agrees(agrees) => *agrees,
            How::Elapses => true,
        });
        let how = how.unwrap();
        model.act(&Deed { token, work, how, seed });
    }
    panic!("no end after so many steps forward");
}

/// Any choices of what to do next.
fn any_choices(most: usize) -> impl Strategy<Value = Vec<(Index, Index, u64)>> {
    prop::collection::vec(any::<(Index, Index, u64)>(), 0..most)
}

/// Does something as long as the run lasts, and tells what.
fn wander(model: &mut Model<'_>, choices: Vec<(Index, Index, u64)>) -> Vec<Deed> {
    let mut deeds = vec![];
    for (which, how, seed) in choices {
        if model.last.ended.is_some() {
            break;
        }
        let open: Vec<_> = model.open.keys().copied().collect();
        let (token, work) = *which.get(&open);
        let how = how.get(&model.ways(token, work)).clone();
        let deed = Deed { token, work, how, seed };
        model.act(&deed);
        deeds.push(deed);
    }
    deeds
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn well_nested_graphs_have_no_faults(graph in any_graph()) {
        let faults = graph.check_within(MOST_STATES);
        prop_assert!(faults.iter().all(|fault| fault.code == "too-many-states"), "{:?}", faults);
        let text = serde_json::to_string(&graph).unwrap();
        prop_assert_eq!(serde_json::from_str::<Graph>(&text).unwrap(), graph);
    }

    #[test]
    fn going_forward_always_ends(graph in any_graph(), seed: u64) {
        let mut model = Model::begin(&graph, seed);
        prop_assert_eq!(finish(&graph, &mut model, seed), Decision::Approve);
        prop_assert!(model.open.is_empty());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(6000))]

    #[test]
    fn any_run_keeps_its_tokens_and_can_still_end(graph in any_graph(), seed: u64, choices in any_choices(40)) {
        let mut model = Model::begin(&graph, seed);
        let first = model.clone();
        let deeds = wander(&mut model, choices);
        if let Some(last) = deeds.last() {
            let again = model.answer(last).unwrap_err();
            let voted = matches!(again, ProcedureError::VotedBefore { .. });
            prop_assert!(voted || again == ProcedureError::NotOpen(last.token), "{again:?}");
        }
        // What happened, told again, gives the same run; so does a run that was stored in between.
        let mut replayed = first;
        for deed in &deeds {
            let stored = serde_json::to_string(&replayed.last.run).unwrap();
            let run: Run = serde_json::from_str(&stored).unwrap();
            replayed.last = Advance { run, ..replayed.last };
            replayed.last = replayed.answer(deed).unwrap();
        }
        prop_assert_eq!(&replayed.last, &model.last);
        // To the same version, a run can always be moved.
        let moved = relocate(&graph, &graph, &model.last.run, &BTreeMap::new());
        prop_assert_eq!(moved.as_ref(), Ok(&model.last.run));
        if model.last.ended.is_none() {
            finish(&graph, &mut model, seed);
        }
        prop_assert!(model.open.is_empty(), "nothing stays open at the end");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    /// Two who act at once: whoever comes second finds the same run, up to its numbers, unless the first made an end of their work.
    #[test]
    fn what_is_done_side_by_side_may_come_in_any_order(
        graph in any_graph(), seed: u64, choices in any_choices(6), one: (Index, Index), other: (Index, Index),
    ) {
        let mut model = Model::begin(&graph, seed);
        wander(&mut model, choices);
        let open: Vec<_> = model.open.keys().copied().collect();
        if open.len() < 2 {
            return Ok(());
        }
        let deed = |(which, how): (Index, Index)| {
            let (token, work) = *which.get(&open);
            let how = how.get(&model.ways(token, work)).clone();
            Deed { token, work, how, seed }
        };
        let (one, other) = (deed(one), deed(other));
        if (one.token, one.work) == (other.token, other.work) {
            return Ok(());
        }
        let in_order = |first: &Deed, second: &Deed| {
            let mut model = model.clone();
            model.act(first);
            if !model.open.contains_key(&(second.token, second.work)) {
                prop_assert!(model.answer(second).is_err());
                return Ok(None);
            }
            model.act(second);
            let mut open: Vec<_> = model.open.into_iter().map(|((_, work), node)| (node, work)).collect();
            open.sort();
            Ok(Some((open, model.last.ended)))
        };
        if let (Some(one_first), Some(other_first)) = (in_order(&one, &other)?, in_order(&other, &one)?) {
            prop_assert_eq!(one_first, other_first);
        }
    }
}
