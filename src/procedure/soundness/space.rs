//! Every state a run can come to, by playing the token game.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap, VecDeque};
use std::rc::Rc;

use super::super::blocks::Blocks;
use super::super::game::Ways;
use super::super::steps::{Act, begin, take};
use super::super::{Advance, Choice, Decision, Graph, Node, NodeId, ProcedureError, Run, Token};
use super::evidence::{self, Step};
use super::state::{Places, State};

/// How many steps are tried for each state at most, on average.
const STEPS_PER_STATE: usize = 50;

/// The states a run can come to, in the order of the fewest steps to them.
pub(super) struct Space<'g> {
    pub(super) states: Vec<Visited>,
    /// The nodes some run passes or rests at.
    pub(super) passed: BTreeSet<&'g NodeId>,
    /// Steps that approve while others work, and whose work that is.
    pub(super) left_behind: Vec<LeftBehind>,
    /// Whether all states were explored.
    pub(super) complete: bool,
    /// The first node at which the game could not go on, because the graph is not built well.
    pub(super) broken: Option<ProcedureError>,
    pub(super) places: Places<'g>,
}

/// A state.
pub(super) struct Visited {
    pub(super) state: Rc<State>,
    /// From which state, in which steps; none at the beginning.
    from: Option<usize>,
    by: Vec<Step>,
    /// The states that one step leads to.
    pub(super) to: BTreeSet<usize>,
    /// Whether a step ends the run, or might: not everything was tried, or the game could not go on.
    pub(super) may_end: bool,
}

/// A step that approves while others work.
pub(super) struct LeftBehind {
    pub(super) at: NodeId,
    pub(super) open: BTreeSet<NodeId>,
    pub(super) path: Vec<Step>,
}

impl Space<'_> {
    /// A shortest run to a state.
    pub(super) fn path(&self, state: usize) -> Vec<Step> {
        let mut parts = vec![];
        let mut at = Some(state);
        while let Some(visited) = at.and_then(|at| self.states.get(at)) {
            parts.push(visited.by.as_slice());
            at = visited.from;
        }
        parts.reverse();
        parts.concat()
    }

    pub(super) fn came_from(&self, state: usize) -> Option<usize> {
        self.states.get(state).and_then(|visited| visited.from)
    }
}

/// Plays every run.
pub(super) fn explore<'g>(graph: &'g Graph, blocks: &'g Blocks<'g>, most_states: usize) -> Space<'g> {
    let mut explorer = Explorer {
        graph,
        most_states,
        steps_left: most_states.saturating_mul(STEPS_PER_STATE),
        known: HashMap::new(),
        open: VecDeque::new(),
        space: Space {
            states: vec![],
            passed: BTreeSet::new(),
            left_behind: vec![],
            complete: true,
            broken: None,
            places: Places::of(graph),
        },
    };
    explorer.every_way(None, |ways| begin(graph, blocks, ways));
    while let Some((at, run)) = explorer.open.pop_front() {
        for token in &run.tokens {
            for act in acts(graph, token) {
                let from = From {
                    at,
                    run: &run,
                    token,
                    act,
                };
                explorer.every_way(Some(&from), |ways| take(graph, blocks, &run, token.id, act, ways));
            }
        }
    }
    explorer.space
}

/// What can be done at a token. That parties are told apart makes no difference to the run: the next one speaks for any.
fn acts<'g>(graph: &'g Graph, token: &Token) -> Vec<Act<'g>> {
    match graph.node(&token.node) {
        Some(Node::Wait(_)) => vec![Act::Elapse],
        Some(Node::Countersign(countersign)) => {
            let mut parties = (0..).zip(&countersign.parties).map(|(party, _)| party);
            let next = parties.find(|party| !token.votes.contains_key(party));
            let votes = next.map(|party| [true, false].map(|agrees| Act::Vote { party, agrees }));
            votes.into_iter().flatten().collect()
        }
        node => {
            let outcomes = node.and_then(Node::outcomes).into_iter().flatten();
            outcomes.map(|(code, _)| Act::Complete(code)).collect()
        }
    }
}

/// Where a step begins.
struct From<'a> {
    at: usize,
    run: &'a Run,
    token: &'a Token,
    act: Act<'a>,
}

struct Explorer<'g> {
    graph: &'g Graph,
    most_states: usize,
    steps_left: usize,
    known: HashMap<Rc<State>, usize>,
    open: VecDeque<(usize, Run)>,
    space: Space<'g>,
}

impl<'g> Explorer<'g> {
    /// Takes a step under every way its choices can go.
    fn every_way(&mut self, from: Option<&From<'_>>, step: impl Fn(&Script<'g>) -> Result<Advance, ProcedureError>) {
        let mut script = Script::default();
        loop {
            if self.steps_left == 0 || self.space.states.len() >= self.most_states {
                self.space.complete = false;
                self.may_end(from);
                return;
            }
            self.steps_left -= 1;
            match step(&script) {
                Ok(advance) => self.arrive(from, &script, advance),
                // The guards are taken to cover everything.
                Err(ProcedureError::NoWay(_)) => {}
                Err(error) => {
                    self.may_end(from);
                    self.space.broken.get_or_insert(error);
                }
            }
            self.space.passed.extend(script.passed.borrow().iter());
            match script.next() {
                Some(next) => script = next,
                None => return,
            }
        }
    }

    /// What was done and chosen in a step.
    fn by(&self, from: Option<&From<'_>>, script: &Script<'g>) -> Vec<Step> {
        let done = from.and_then(|from| evidence::act(self.graph, from.token, from.act));
        let taken = script.taken.borrow();
        let chosen = taken.iter().filter_map(|taken| match self.graph.node(taken.node) {
            Some(Node::Choice(choice)) => evidence::case(taken.node, choice, taken.case),
            _ => None,
        });
        done.into_iter().chain(chosen).collect()
    }

    fn may_end(&mut self, from: Option<&From<'_>>) {
        if let Some(visited) = from.and_then(|from| self.space.states.get_mut(from.at)) {
            visited.may_end = true;
        }
    }

    fn arrive(&mut self, from: Option<&From<'_>>, script: &Script<'g>, advance: Advance) {
        if let Some(decision) = advance.ended {
            self.may_end(from);
            if let (Decision::Approve, Some(from)) = (decision, from) {
                self.leave_behind(from, script, &advance);
            }
            return;
        }
        let state = Rc::new(self.space.places.state(&advance.run));
        let next = self.space.states.len();
        let here = *self.known.entry(Rc::clone(&state)).or_insert(next);
        if let Some(visited) = from.and_then(|from| self.space.states.get_mut(from.at)) {
            visited.to.insert(here);
        }
        if here == next {
            let by = self.by(from, script);
            self.space.states.push(Visited {
                state,
                from: from.map(|from| from.at),
                by,
                to: BTreeSet::new(),
                may_end: false,
            });
            self.open.push_back((here, advance.run));
        }
    }

    fn leave_behind(&mut self, from: &From<'_>, script: &Script<'g>, advance: &Advance) {
        let others = advance.cancelled.iter().filter(|id| **id != from.token.id);
        let at = |id: &u32| from.run.tokens.iter().find(|token| token.id == *id);
        let open: BTreeSet<_> = others.filter_map(at).map(|token| token.node.clone()).collect();
        let told = |left: &LeftBehind| left.at == from.token.node;
        if !open.is_empty() && !self.space.left_behind.iter().any(told) {
            let path = [self.space.path(from.at), self.by(Some(from), script)].concat();
            self.space.left_behind.push(LeftBehind {
                at: from.token.node.clone(),
                open,
                path,
            });
        }
    }
}

/// The ways choices go in one step: as told, and after that their first. Keeps what was taken and passed.
#[derive(Default)]
struct Script<'g> {
    told: Vec<usize>,
    taken: RefCell<Vec<Taken<'g>>>,
    passed: RefCell<Vec<&'g NodeId>>,
}

struct Taken<'g> {
    node: &'g NodeId,
    case: usize,
    of: usize,
}

impl<'g> Ways<'g> for &Script<'g> {
    fn choose(&self, id: &'g NodeId, choice: &Choice) -> usize {
        let mut taken = self.taken.borrow_mut();
        let case = self.told.get(taken.len()).copied().unwrap_or_default();
        let of = choice.cases.len() + usize::from(choice.otherwise.is_some());
        taken.push(Taken { node: id, case, of });
        case
    }

    fn pass(&self, id: &'g NodeId) {
        self.passed.borrow_mut().push(id);
    }
}

impl Script<'_> {
    /// The next way: the same up to the last choice that has another one left.
    fn next(&self) -> Option<Self> {
        let taken = self.taken.borrow();
        let last = taken.iter().rposition(|taken| taken.case + 1 < taken.of)?;
        let mut told: Vec<_> = taken.iter().take(last + 1).map(|taken| taken.case).collect();
        *told.last_mut()? += 1;
        Some(Self {
            told,
            ..Self::default()
        })
    }
}
