//! The structural rules against the truth: graphs with edges bent at random are explored state by state, and every run that is shown as
//! evidence is played.

use std::cell::RefCell;

use proptest::prelude::*;

use super::super::{Advance, By, Choice, Decision, Fault, Graph, Node, ProcedureError, Step};
use super::super::{complete, elapse, start, vote};
use super::generator::any_graph;

/// Few, for there are many graphs; those with more are sound as far as they were explored.
const MOST_STATES: usize = 60;

fn bend(graph: &mut Graph, node: prop::sample::Index, edge: prop::sample::Index, to: prop::sample::Index) {
    let names: Vec<_> = graph.nodes.keys().cloned().collect();
    let target = to.get(&names).clone();
    match graph.nodes.get_mut(node.get(&names)).unwrap() {
        Node::Task(task) => {
            let count = task.outcomes.len();
            task.outcomes.values_mut().nth(edge.index(count)).unwrap().to = target;
        }
        Node::Call(call) => {
            let count = call.outcomes.len();
            call.outcomes.values_mut().nth(edge.index(count)).unwrap().to = target;
        }
        Node::Choice(choice) => choice.otherwise = Some(target),
        Node::Fork(fork) => {
            let count = fork.to.len();
            fork.to[edge.index(count)] = target;
        }
        Node::Join(join) => join.to = target,
        Node::Countersign(countersign) if edge.index(2) == 0 => countersign.agreed = target,
        Node::Countersign(countersign) => countersign.disagreed = target,
        Node::Wait(wait) => wait.to = target,
        Node::End(_) => graph.start = target,
    }
}

/// Plays a path; the run as it stands before and after its last act.
fn play(graph: &Graph, path: &[Step]) -> Result<(Option<Advance>, Advance), ProcedureError> {
    // A step of a choice says which guard holds when the act before it asks.
    let is_choice = |step: &&Step| matches!(step.by, By::Guard(_) | By::Otherwise);
    let mut rest = path;
    let choices = |from: &mut &[Step]| {
        let count = from.iter().take_while(is_choice).count();
        let (chosen, after) = from.split_at(count);
        *from = after;
        chosen.to_vec()
    };
    let first = choices(&mut rest);
    let mut before = None;
    let mut last = start(graph, &Chosen::of(graph, first).facts())?;
    while let [act, after @ ..] = rest {
        rest = after;
        let chosen = Chosen::of(graph, choices(&mut rest));
        let facts = chosen.facts();
        // Where the same node is open more than once, any will do: they are alike.
        let token = last.run.tokens.iter().find(|token| token.node == act.node);
        let token = token.ok_or(ProcedureError::NotOpen(0))?.id;
        let next = match &act.by {
            By::Outcome(outcome) => complete(graph, &last.run, token, outcome, &facts)?,
            By::Vote { party, agrees } => vote(graph, &last.run, token, *party, *agrees, &facts)?,
            By::Elapsed => elapse(graph, &last.run, token, &facts)?,
            other => panic!("{other:?} is no act"),
        };
        before = Some(std::mem::replace(&mut last, next));
    }
    Ok((before, last))
}

/// The ways choices go, in their order.
struct Chosen(RefCell<Vec<bool>>);

impl Chosen {
    fn of(graph: &Graph, steps: Vec<Step>) -> Self {
        let mut answers = vec![];
        for step in steps {
            let Some(Node::Choice(Choice { cases, .. })) = graph.node(&step.node) else {
                panic!("{} is no choice", step.node)
            };
            let taken = cases.iter().position(|case| By::Guard(case.when.clone()) == step.by);
            answers.extend(std::iter::repeat_n(false, taken.unwrap_or(cases.len())));
            answers.extend(taken.map(|_| true));
        }
        answers.reverse();
        Self(RefCell::new(answers))
    }

    fn facts(&self) -> impl Fn(&str) -> bool {
        |_| self.0.borrow_mut().pop().unwrap_or(false)
    }
}

/// What a fault says about its run is so.
fn assert_evidence(graph: &Graph, fault: &Fault) {
    match fault.code {
        "left-behind" => {
            let (before, after) = play(graph, &fault.path).unwrap();
            let acted = fault
                .path
                .iter()
                .rfind(|step| step.node == *fault.node.as_ref().unwrap());
            assert!(before.is_some() && acted.is_some());
            assert_eq!(after.ended, Some(Decision::Approve));
            assert!(!after.cancelled.is_empty());
        }
        "waits-forever" => {
            let (_, after) = play(graph, &fault.path).unwrap();
            assert!(after.ended.is_none() && !after.run.tokens.is_empty());
            let is_join = |node| matches!(graph.node(node), Some(Node::Join(_)));
            assert!(after.run.tokens.iter().all(|token| is_join(&token.node)));
        }
        _ => {}
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn a_graph_that_is_built_well_can_end_in_every_state(
        mut graph in any_graph(),
        bends in prop::collection::vec(any::<(prop::sample::Index, prop::sample::Index, prop::sample::Index)>(), 0..3),
    ) {
        for (node, edge, to) in bends {
            bend(&mut graph, node, edge, to);
        }
        let structural = graph.structural_faults().0;
        // Whatever is wrong with it, exploring it finds something or not, but neither panics nor hangs.
        let all = graph.check_within(MOST_STATES);
        for fault in &all {
            assert_evidence(&graph, fault);
        }
        if structural.is_empty() {
            let beside: Vec<_> = all.iter().filter(|fault| !["left-behind", "too-many-states"].contains(&fault.code)).collect();
            prop_assert!(beside.is_empty(), "{beside:?}");
        } else {
            let told = |fault: &Fault| all.iter().any(|other| (other.code, &other.node) == (fault.code, &fault.node));
            prop_assert!(structural.iter().all(told));
        }
    }
}
