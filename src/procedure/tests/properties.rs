//! What holds for every sound graph and every run of it.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash, Hasher};

use proptest::prelude::*;

use super::super::blocks::Blocks;
use super::super::{Advance, Decision, Graph, Node, NodeId, OutcomeCode, ProcedureError, Run, complete, start};
use super::generator::any_graph;

/// Guards that hold or not, at random but repeatably.
fn facts(seed: u64) -> impl Fn(&str) -> bool {
    move |guard| {
        let mut hasher = DefaultHasher::new();
        (seed, guard).hash(&mut hasher);
        hasher.finish().is_multiple_of(2)
    }
}

/// What a store that only ever sees the advances would believe to be open.
#[derive(Default)]
struct Store(BTreeMap<u32, NodeId>);

impl Store {
    fn apply(&mut self, completed: Option<u32>, advance: &Advance) {
        let gone = completed.iter().chain(&advance.cancelled);
        for token in gone {
            assert!(self.0.remove(token).is_some(), "{token} was not open");
        }
        for opened in &advance.opened {
            assert!(
                self.0.insert(opened.token, opened.node.clone()).is_none(),
                "{} opened twice",
                opened.token
            );
        }
        assert!(
            advance
                .cancelled
                .iter()
                .all(|token| advance.run.tokens.iter().all(|left| left.id != *token))
        );
    }
}

/// Nothing is lost, nothing is doubled, and the store agrees.
fn assert_whole(graph: &Graph, store: &Store, advance: &Advance) {
    let Advance { run, ended, .. } = advance;
    assert_eq!(
        run.tokens.is_empty(),
        ended.is_some(),
        "a run rests somewhere until it ends"
    );
    let ids: BTreeSet<_> = run.tokens.iter().map(|token| token.id).collect();
    assert_eq!(ids.len(), run.tokens.len());
    assert!(ids.iter().all(|id| *id < run.next));

    let at = |wanted: fn(&Node) -> bool| {
        run.tokens
            .iter()
            .filter(move |token| graph.node(&token.node).is_some_and(wanted))
    };
    let tasks: BTreeMap<_, _> = at(|node| matches!(node, Node::Task(_)))
        .map(|token| (token.id, token.node.clone()))
        .collect();
    assert_eq!(tasks, store.0, "every open task has its token, and no other");
    let nodes: BTreeSet<_> = tasks.values().collect();
    assert_eq!(nodes.len(), tasks.len(), "no task is open twice");
    assert_eq!(
        tasks.len() + at(|node| matches!(node, Node::Join(_))).count(),
        run.tokens.len()
    );
    assert!(!tasks.is_empty() || ended.is_some(), "somebody can always act");
    assert_branches(graph, run);
}

/// What is directly inside an open block: tokens (`false`) and blocks (`true`).
type Children = BTreeSet<(bool, u32)>;

/// In every open block each branch is present exactly once: as a token, or as a block within.
fn assert_branches(graph: &Graph, run: &Run) {
    let blocks = Blocks::of(graph);
    let mut branches: BTreeMap<u32, (&NodeId, Children)> = BTreeMap::new();
    for token in &run.tokens {
        let path = blocks.path(&token.node).unwrap();
        assert_eq!(path.len(), token.scope.len());
        for (depth, (instance, fork)) in token.scope.iter().zip(path).enumerate() {
            let below = token
                .scope
                .get(depth + 1)
                .map_or((false, token.id), |inner| (true, *inner));
            let (known, children) = branches.entry(*instance).or_insert((fork, Children::new()));
            assert_eq!(known, fork);
            children.insert(below);
        }
    }
    for (fork, children) in branches.into_values() {
        let Some(Node::Fork(open)) = graph.node(fork) else {
            panic!("{fork} is no fork")
        };
        assert_eq!(children.len(), open.to.len(), "branches of {fork}");
    }
}

fn begin(graph: &Graph, seed: u64) -> (Store, Advance) {
    let advance = start(graph, &facts(seed)).unwrap();
    let mut store = Store::default();
    store.apply(None, &advance);
    assert_whole(graph, &store, &advance);
    (store, advance)
}

fn step(graph: &Graph, store: &mut Store, run: &Run, token: u32, outcome: &OutcomeCode, seed: u64) -> Advance {
    let advance = complete(graph, run, token, outcome, &facts(seed)).unwrap();
    store.apply(Some(token), &advance);
    assert_whole(graph, store, &advance);
    advance
}

/// Takes the forward outcome until the end; panics if there is none within as many steps as there are nodes.
fn finish(graph: &Graph, store: &mut Store, mut advance: Advance, seed: u64) -> Decision {
    for _ in 0..=graph.nodes.len() {
        if let Some(decision) = advance.ended {
            return decision;
        }
        let token = *store.0.keys().next().unwrap();
        advance = step(graph, store, &advance.run, token, &OutcomeCode::PASS, seed);
    }
    panic!("no end after {} steps forward", graph.nodes.len());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn well_nested_graphs_have_no_faults(graph in any_graph()) {
        prop_assert_eq!(graph.check(), []);
        let text = serde_json::to_string(&graph).unwrap();
        prop_assert_eq!(serde_json::from_str::<Graph>(&text).unwrap(), graph);
    }

    #[test]
    fn going_forward_always_ends(graph in any_graph(), seed: u64) {
        let (mut store, advance) = begin(&graph, seed);
        prop_assert_eq!(finish(&graph, &mut store, advance, seed), Decision::Approve);
        prop_assert!(store.0.is_empty());
    }

    #[test]
    fn any_run_keeps_its_tokens_and_can_still_end(
        graph in any_graph(),
        seed: u64,
        choices in prop::collection::vec(any::<(prop::sample::Index, prop::sample::Index, u64)>(), 0..60),
    ) {
        let (mut store, mut advance) = begin(&graph, seed);
        for (which, how, seed) in choices {
            if advance.ended.is_some() {
                break;
            }
            let open: Vec<_> = store.0.keys().copied().collect();
            let token = *which.get(&open);
            let outcomes: Vec<_> = graph.task(&store.0[&token]).unwrap().outcomes.keys().cloned().collect();
            let before = advance.run.clone();
            advance = step(&graph, &mut store, &before, token, how.get(&outcomes), seed);
            let again = complete(&graph, &advance.run, token, how.get(&outcomes), &facts(seed));
            prop_assert_eq!(again, Err(ProcedureError::NotOpen(token)));
        }
        if advance.ended.is_none() {
            finish(&graph, &mut store, advance, seed);
        }
        prop_assert!(store.0.is_empty());
    }
}
