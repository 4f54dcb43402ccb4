//! The token game: moves tokens until all of them rest.

use std::collections::BTreeMap;

use super::blocks::Blocks;
use super::{
    Advance, Choice, Decision, End, Facts, Fork, Graph, Join, Node, NodeId, OpenedNode, ProcedureError, Run, Token,
    Work,
};

/// Who says which way a choice goes.
pub(super) trait Ways<'g> {
    /// The place of the case that is taken; as many as there are cases when none is.
    fn choose(&self, id: &'g NodeId, choice: &Choice) -> usize;

    /// Told of every node at which a token arrives.
    fn pass(&self, _id: &'g NodeId) {}
}

impl Ways<'_> for &dyn Facts {
    fn choose(&self, _: &NodeId, choice: &Choice) -> usize {
        let holding = choice.cases.iter().position(|case| self.holds(&case.when));
        holding.unwrap_or(choice.cases.len())
    }
}

/// One step of a run in the making.
pub(super) struct Game<'g, W> {
    graph: &'g Graph,
    blocks: &'g Blocks<'g>,
    ways: W,
    run: Run,
    moving: Vec<Moving<'g>>,
    opened: Vec<OpenedNode>,
    cancelled: Vec<u32>,
    ended: Option<Decision>,
}

/// A token on its way. The last of the list moves first, so branches open in the order in which their fork names them.
struct Moving<'g> {
    to: &'g NodeId,
    scope: Vec<u32>,
}

impl<'g, W: Ways<'g>> Game<'g, W> {
    pub(super) fn new(graph: &'g Graph, blocks: &'g Blocks<'g>, run: Run, ways: W) -> Self {
        Self {
            graph,
            blocks,
            ways,
            run,
            moving: vec![],
            opened: vec![],
            cancelled: vec![],
            ended: None,
        }
    }

    /// Takes a token out of the run.
    pub(super) fn take(&mut self, id: u32) -> Option<Token> {
        let at = self.run.tokens.iter().position(|token| token.id == id)?;
        Some(self.run.tokens.remove(at))
    }

    /// Puts a token back to where it rested: what is open there has not ended.
    pub(super) fn put_back(&mut self, token: Token) {
        self.run.tokens.push(token);
        self.run.tokens.sort_by_key(|token| token.id);
    }

    /// Tells that what is still open of a token that was taken is over.
    pub(super) fn give_up(&mut self, id: u32) {
        self.cancelled.push(id);
    }

    /// Sends a token along an edge, out of every block in which the target does not lie: they are closed, with all that is open in them.
    pub(super) fn follow(&mut self, to: &'g NodeId, mut scope: Vec<u32>) -> Result<(), ProcedureError> {
        let depth = self.blocks.path(to).map(<[_]>::len).ok_or_else(|| broken(to))?;
        if let Some(&left) = scope.get(depth) {
            self.cancel(|scope| scope.contains(&left));
        }
        scope.truncate(depth);
        self.moving.push(Moving { to, scope });
        Ok(())
    }

    /// Moves everything until it rests, or an end is reached.
    pub(super) fn settle(mut self) -> Result<Advance, ProcedureError> {
        // Without a cycle of automatic nodes no node is passed more often than there are nodes to arrive from.
        let mut steps_left = (self.graph.nodes.len() + 1).pow(2);
        while let Some(Moving { to, scope }) = self.moving.pop() {
            steps_left = steps_left.checked_sub(1).ok_or(ProcedureError::Endless)?;
            self.arrive(to, scope)?;
        }
        let Self {
            run,
            opened,
            cancelled,
            ended,
            ..
        } = self;
        Ok(Advance {
            run,
            opened,
            cancelled,
            ended,
        })
    }

    fn arrive(&mut self, id: &'g NodeId, scope: Vec<u32>) -> Result<(), ProcedureError> {
        let node = self.graph.node(id).ok_or_else(|| broken(id))?;
        self.ways.pass(id);
        if let Node::End(End { decision }) = node {
            self.cancel(|_| true);
            self.ended = Some(*decision);
            return Ok(());
        }
        if self.blocks.path(id).map(<[_]>::len) != Some(scope.len()) {
            return Err(broken(id));
        }
        match node {
            Node::Task(_) => self.open(id, scope, [Work::Task]),
            Node::Wait(_) => self.open(id, scope, [Work::Wait]),
            Node::Call(_) => self.open(id, scope, [Work::Call]),
            Node::Countersign(countersign) => {
                let parties = (0..).take(countersign.parties.len()).map(Work::Party);
                self.open(id, scope, parties)
            }
            Node::Choice(choice) => self.follow(self.chosen(id, choice)?, scope),
            Node::Fork(fork) => self.split(fork, scope),
            Node::Join(join) => self.join(id, join, scope),
            Node::End(_) => Ok(()),
        }
    }

    fn open(
        &mut self,
        id: &'g NodeId,
        scope: Vec<u32>,
        work: impl IntoIterator<Item = Work>,
    ) -> Result<(), ProcedureError> {
        let token = self.rest(id, scope)?;
        self.opened.extend(work.into_iter().map(|work| OpenedNode {
            token,
            node: id.clone(),
            work,
        }));
        Ok(())
    }

    fn chosen(&self, id: &'g NodeId, choice: &'g Choice) -> Result<&'g NodeId, ProcedureError> {
        let taken = choice.cases.get(self.ways.choose(id, choice)).map(|case| &case.to);
        taken
            .or(choice.otherwise.as_ref())
            .ok_or_else(|| ProcedureError::NoWay(id.clone()))
    }

    fn split(&mut self, fork: &'g Fork, mut scope: Vec<u32>) -> Result<(), ProcedureError> {
        scope.push(self.number()?);
        let branches = fork.to.iter().rev();
        self.moving.extend(branches.map(|to| Moving {
            to,
            scope: scope.clone(),
        }));
        Ok(())
    }

    fn join(&mut self, id: &'g NodeId, join: &'g Join, mut scope: Vec<u32>) -> Result<(), ProcedureError> {
        let closes = self.blocks.path(id).and_then(|path| path.last());
        let Some(Node::Fork(fork)) = closes.and_then(|fork| self.graph.node(fork)) else {
            return Err(broken(id));
        };
        self.rest(id, scope.clone())?;
        let arrived = |token: &Token| token.node == *id && token.scope == scope;
        if self.run.tokens.iter().filter(|token| arrived(token)).count() < fork.to.len() {
            return Ok(());
        }
        self.run.tokens.retain(|token| !arrived(token));
        scope.pop();
        self.follow(&join.to, scope)
    }

    fn rest(&mut self, node: &NodeId, scope: Vec<u32>) -> Result<u32, ProcedureError> {
        let id = self.number()?;
        self.run.tokens.push(Token {
            id,
            node: node.clone(),
            scope,
            votes: BTreeMap::new(),
        });
        Ok(id)
    }

    fn number(&mut self) -> Result<u32, ProcedureError> {
        let number = self.run.next;
        self.run.next = number.checked_add(1).ok_or(ProcedureError::Exhausted)?;
        Ok(number)
    }

    /// Removes the tokens, resting and moving, whose scope matches. What was opened in this very step was never open to anybody, and a
    /// token at a join has no work to cancel.
    fn cancel(&mut self, matches: impl Fn(&[u32]) -> bool) {
        self.moving.retain(|moving| !matches(&moving.scope));
        for gone in self.run.tokens.extract_if(.., |token| matches(&token.scope)) {
            let known = self.opened.len();
            self.opened.retain(|opened| opened.token != gone.id);
            let fresh = self.opened.len() < known;
            if !fresh && self.graph.node(&gone.node).is_some_and(Node::has_work) {
                self.cancelled.push(gone.id);
            }
        }
    }
}

fn broken(id: &NodeId) -> ProcedureError {
    ProcedureError::BrokenGraph(id.clone())
}
