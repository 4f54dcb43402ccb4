//! What a store that only ever sees the advances would believe to be open, and what has to be true of it.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::rc::Rc;

use super::super::blocks::Blocks;
use super::super::{
    Advance, Graph, Node, NodeId, OutcomeCode, ProcedureError, Run, Token, Work, complete, elapse, start, vote,
};

/// Guards that hold or not, at random but repeatably.
pub(super) fn facts(seed: u64) -> impl Fn(&str) -> bool {
    move |guard| {
        let mut hasher = DefaultHasher::new();
        (seed, guard).hash(&mut hasher);
        hasher.finish().is_multiple_of(2)
    }
}

/// What somebody, a service or time does.
#[derive(Clone, Debug)]
pub(super) struct Deed {
    pub(super) token: u32,
    pub(super) work: Work,
    pub(super) how: How,
    pub(super) seed: u64,
}

#[derive(Clone, Debug)]
pub(super) enum How {
    Outcome(OutcomeCode),
    Agrees(bool),
    Elapses,
}

/// A run, and what its store believes.
#[derive(Clone)]
pub(super) struct Model<'g> {
    graph: &'g Graph,
    blocks: Rc<Blocks<'g>>,
    /// Open work and where it is.
    pub(super) open: BTreeMap<(u32, Work), NodeId>,
    pub(super) last: Advance,
}

impl<'g> Model<'g> {
    pub(super) fn begin(graph: &'g Graph, seed: u64) -> Self {
        let mut model = Self {
            graph,
            blocks: Rc::new(Blocks::of(graph)),
            open: BTreeMap::new(),
            last: start(graph, &facts(seed)).unwrap(),
        };
        model.take_up();
        model
    }

    /// All that can be done with a piece of open work.
    pub(super) fn ways(&self, token: u32, work: Work) -> Vec<How> {
        match work {
            Work::Wait => vec![How::Elapses],
            Work::Party(_) => vec![How::Agrees(true), How::Agrees(false)],
            Work::Task | Work::Call => {
                let node = self.graph.node(&self.open[&(token, work)]).unwrap();
                node.outcomes().unwrap().keys().cloned().map(How::Outcome).collect()
            }
        }
    }

    /// What the game answers to a deed.
    pub(super) fn answer(&self, deed: &Deed) -> Result<Advance, ProcedureError> {
        let (graph, run, facts) = (self.graph, &self.last.run, &facts(deed.seed));
        match (&deed.how, deed.work) {
            (How::Outcome(outcome), _) => complete(graph, run, deed.token, outcome, facts),
            (How::Agrees(agrees), Work::Party(party)) => vote(graph, run, deed.token, party, *agrees, facts),
            _ => elapse(graph, run, deed.token, facts),
        }
    }

    pub(super) fn act(&mut self, deed: &Deed) {
        let next = self.answer(deed).unwrap();
        let before = std::mem::replace(&mut self.last, next);
        self.assert_cancels_exactly_what_runs_beside(&before.run, deed);
        assert!(self.open.remove(&(deed.token, deed.work)).is_some());
        self.take_up();
    }

    fn take_up(&mut self) {
        for gone in &self.last.cancelled {
            let known = self.open.len();
            self.open.retain(|(token, _), _| token != gone);
            assert!(self.open.len() < known, "{gone} was not open");
        }
        for opened in &self.last.opened {
            let told = self.open.insert((opened.token, opened.work), opened.node.clone());
            assert!(told.is_none(), "{opened:?} opened twice");
        }
        self.assert_whole();
    }

    /// Nothing is lost, nothing is doubled, and the store agrees.
    fn assert_whole(&self) {
        let Advance { run, ended, .. } = &self.last;
        assert_eq!(
            run.tokens.is_empty(),
            ended.is_some(),
            "a run rests somewhere until it ends"
        );
        let ids: BTreeSet<_> = run.tokens.iter().map(|token| token.id).collect();
        assert_eq!(ids.len(), run.tokens.len());
        assert!(ids.iter().all(|id| *id < run.next));

        let mut work = BTreeMap::new();
        let mut nodes = BTreeSet::new();
        for token in &run.tokens {
            let there = self.work_of(token);
            assert!(
                there.is_empty() || nodes.insert(&token.node),
                "{} is open twice",
                token.node
            );
            work.extend(there.into_iter().map(|work| ((token.id, work), token.node.clone())));
        }
        assert_eq!(work, self.open, "every open node has exactly its work");
        assert!(!work.is_empty() || ended.is_some(), "something can always happen");
        assert_branches(self.graph, &self.blocks, run);
    }

    fn work_of(&self, token: &Token) -> Vec<Work> {
        match self.graph.node(&token.node).unwrap() {
            Node::Task(_) => vec![Work::Task],
            Node::Wait(_) => vec![Work::Wait],
            Node::Call(_) => vec![Work::Call],
            Node::Countersign(countersign) => {
                assert_eq!(
                    countersign.result(&token.votes),
                    None,
                    "a countersign that is settled goes on"
                );
                let parties = (0..).zip(&countersign.parties).map(|(party, _)| party);
                parties
                    .filter(|party| !token.votes.contains_key(party))
                    .map(Work::Party)
                    .collect()
            }
            Node::Join(_) => vec![],
            other => panic!("nothing rests at {other:?}"),
        }
    }

    /// Going back to before a fork cancels all that is open in its block and nothing else; an end cancels everything.
    fn assert_cancels_exactly_what_runs_beside(&self, before: &Run, deed: &Deed) {
        let token = before.tokens.iter().find(|token| token.id == deed.token).unwrap();
        let mut votes = token.votes.clone();
        let to = match (self.graph.node(&token.node).unwrap(), &deed.how, deed.work) {
            (Node::Countersign(countersign), How::Agrees(agrees), Work::Party(party)) => {
                votes.insert(party, *agrees);
                match countersign.result(&votes) {
                    Some(true) => Some(&countersign.agreed),
                    Some(false) => Some(&countersign.disagreed),
                    None => None,
                }
            }
            (node, How::Outcome(outcome), _) => Some(&node.outcomes().unwrap()[outcome].to),
            (node, ..) => node.targets().pop(),
        };
        let depth = to.map(|to| self.blocks.path(to).unwrap().len());
        let left = depth.and_then(|depth| token.scope.get(depth));
        let is_beside = |other: &Token| {
            let within = self.last.ended.is_some() || left.is_some_and(|left| other.scope.contains(left));
            within && other.id != token.id && !self.work_of(other).is_empty()
        };
        let beside = before
            .tokens
            .iter()
            .filter(|other| is_beside(other))
            .map(|other| other.id);
        let mut expected: BTreeSet<_> = beside.collect();
        if let Some(Node::Countersign(countersign)) = self.graph.node(&token.node)
            && to.is_some()
            && votes.len() < countersign.parties.len()
        {
            expected.insert(token.id);
        }
        assert_eq!(self.last.cancelled.iter().copied().collect::<BTreeSet<_>>(), expected);
        assert_eq!(self.last.cancelled.len(), expected.len());
        let kept = before.tokens.iter().filter(|other| other.id != token.id);
        for other in kept.filter(|other| !expected.contains(&other.id) && !self.work_of(other).is_empty()) {
            assert!(self.last.run.tokens.contains(other), "{other:?} is left alone");
        }
    }
}

/// What is directly inside an open block: tokens (`false`) and blocks (`true`).
type Children = BTreeSet<(bool, u32)>;

/// Every open block has each of its branches exactly once.
fn assert_branches(graph: &Graph, blocks: &Blocks<'_>, run: &Run) {
    let mut branches: BTreeMap<u32, (&NodeId, Children)> = BTreeMap::new();
    for token in &run.tokens {
        let path = blocks.path(&token.node).unwrap();
        assert_eq!(path.len(), token.scope.len());
        for (depth, (instance, fork)) in token.scope.iter().zip(path).enumerate() {
            let inner = token.scope.get(depth + 1);
            let below = inner.map_or((false, token.id), |inner| (true, *inner));
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
