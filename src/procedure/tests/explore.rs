//! The check against the truth: graphs with an edge bent at random are explored state by state.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

use proptest::prelude::*;

use super::super::{Advance, Facts, Graph, Node, NodeId, ProcedureError, Run, complete, start};
use super::generator::any_graph;

const MOST_STATES: usize = 400;

/// A run up to its numbering.
type State = Vec<(NodeId, Vec<usize>)>;

fn state(run: &Run) -> State {
    let mut tokens: Vec<_> = run.tokens.iter().collect();
    tokens.sort_by_key(|token| (&token.node, token.id));
    let mut seen = vec![];
    let mut renumber = |instance: &u32| {
        seen.iter().position(|known| known == instance).unwrap_or_else(|| {
            seen.push(*instance);
            seen.len() - 1
        })
    };
    tokens
        .iter()
        .map(|token| (token.node.clone(), token.scope.iter().map(&mut renumber).collect()))
        .collect()
}

/// The states a run can be in.
#[derive(Debug)]
struct Explored {
    all: BTreeSet<State>,
    /// Those from which an end can be reached.
    ending: BTreeSet<State>,
}

/// A step under every way its guards can be answered; `None` when there are too many.
fn every_way(
    step: impl Fn(&dyn Facts) -> Result<Advance, ProcedureError>,
) -> Result<Option<Vec<Advance>>, ProcedureError> {
    let mut ways = vec![];
    let mut answers: Vec<bool> = vec![];
    while ways.len() < MOST_STATES {
        let asked = RefCell::new(vec![]);
        ways.push(step(&|_: &str| {
            let mut asked = asked.borrow_mut();
            let answer = answers.get(asked.len()).copied().unwrap_or(false);
            asked.push(answer);
            answer
        })?);
        // The next way is the same up to the last guard answered with no.
        answers = asked.into_inner();
        while answers.pop_if(|answer| *answer).is_some() {}
        match answers.last_mut() {
            Some(no) => *no = true,
            None => return Ok(Some(ways)),
        }
    }
    Ok(None)
}

/// Explores a graph; `None` when it has too many states.
fn explore(graph: &Graph) -> Result<Option<Explored>, ProcedureError> {
    let mut leads_to: BTreeMap<State, Vec<State>> = BTreeMap::new();
    let mut open = VecDeque::new();
    let mut ending = BTreeSet::new();
    let mut arrive = |from: Option<&State>, advance: Advance, open: &mut VecDeque<Run>| {
        let here = state(&advance.run);
        if advance.ended.is_some() {
            ending.insert(here.clone());
        }
        if !leads_to.contains_key(&here) {
            leads_to.insert(here.clone(), vec![]);
            open.push_back(advance.run);
        }
        if let Some(ways) = from.and_then(|from| leads_to.get_mut(from)) {
            ways.push(here);
        }
        leads_to.len()
    };
    let Some(beginnings) = every_way(|facts| start(graph, facts))? else {
        return Ok(None);
    };
    for advance in beginnings {
        arrive(None, advance, &mut open);
    }
    while let Some(run) = open.pop_front() {
        let from = state(&run);
        for token in &run.tokens {
            let Some(task) = graph.task(&token.node) else { continue };
            for outcome in task.outcomes.keys() {
                let Some(ways) = every_way(|facts| complete(graph, &run, token.id, outcome, facts))? else {
                    return Ok(None);
                };
                for advance in ways {
                    if arrive(Some(&from), advance, &mut open) > MOST_STATES {
                        return Ok(None);
                    }
                }
            }
        }
    }
    loop {
        let more: Vec<_> = leads_to
            .iter()
            .filter(|(from, ways)| !ending.contains(*from) && ways.iter().any(|to| ending.contains(to)))
            .map(|(from, _)| from.clone())
            .collect();
        if more.is_empty() {
            let all = leads_to.into_keys().collect();
            return Ok(Some(Explored { all, ending }));
        }
        ending.extend(more);
    }
}

fn bend(graph: &mut Graph, node: prop::sample::Index, edge: prop::sample::Index, to: prop::sample::Index) {
    let names: Vec<_> = graph.nodes.keys().cloned().collect();
    let target = to.get(&names).clone();
    match graph.nodes.get_mut(node.get(&names)).unwrap() {
        Node::Task(task) => {
            let count = task.outcomes.len();
            task.outcomes.values_mut().nth(edge.index(count)).unwrap().to = target;
        }
        Node::Choice(choice) => choice.otherwise = Some(target),
        Node::Countersign(countersign) => countersign.disagreed = target,
        Node::Wait(wait) => wait.to = target,
        Node::Call(call) => {
            let count = call.outcomes.len();
            call.outcomes.values_mut().nth(edge.index(count)).unwrap().to = target;
        }
        Node::Fork(fork) => {
            let count = fork.to.len();
            fork.to[edge.index(count)] = target;
        }
        Node::Join(join) => join.to = target,
        Node::End(_) => graph.start = target,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn a_graph_without_faults_is_sound_in_every_state(
        mut graph in any_graph(),
        bends in prop::collection::vec(any::<(prop::sample::Index, prop::sample::Index, prop::sample::Index)>(), 0..3),
    ) {
        for (node, edge, to) in bends {
            bend(&mut graph, node, edge, to);
        }
        if graph.check().is_empty() {
            let explored = explore(&graph);
            prop_assert!(explored.is_ok(), "{explored:?}");
            if let Ok(Some(Explored { all, ending })) = explored {
                prop_assert_eq!(all, ending);
            }
        } else {
            // Whatever is wrong with it, following it is an error or not, but neither a panic nor a hang.
            let _ = explore(&graph);
        }
    }
}
