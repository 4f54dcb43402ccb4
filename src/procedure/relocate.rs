//! Moving a run to another version of its graph.
//!
//! A token may only go where it could have come to rest in the new graph too: to a node of the same kind, inside the blocks that the new
//! version makes of the old ones, in a branch of its own. What is open stays open under its number.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use utoipa::ToSchema;

use super::blocks::Blocks;
use super::{Graph, Node, NodeId, Run, Token};
use crate::text::Text;

/// A token that the new graph has no place for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Misplaced {
    /// Its number.
    pub token: u32,
    /// Where it rests in the old graph.
    pub node: NodeId,
    /// Why it cannot stay.
    pub why: Why,
}

/// Why a token cannot be moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
#[schema(as = MisplacedWhy)]
pub enum Why {
    /// The new graph has no such node, or never reaches it.
    Missing,
    /// The node is of another kind.
    OtherKind,
    /// The node lies in other blocks.
    OtherBlocks,
    /// A block it is in has another number of branches, or two tokens would share a branch.
    OtherBranches,
    /// The countersign asks other parties.
    OtherParties,
    /// The answers given so far would settle the countersign.
    AlreadySettled,
}

impl Why {
    /// The reason, for people.
    pub fn message(self) -> Text {
        match self {
            Self::Missing => Text::new("新版本中没有对应的环节", "The new version has no such node"),
            Self::OtherKind => Text::new(
                "新版本中对应的环节类型不同",
                "The node is of another kind in the new version",
            ),
            Self::OtherBlocks => Text::new(
                "新版本中对应的环节处于不同的并行块",
                "The node lies in other parallel blocks in the new version",
            ),
            Self::OtherBranches => Text::new(
                "新版本中并行分支的划分不同",
                "The parallel branches are others in the new version",
            ),
            Self::OtherParties => Text::new(
                "新版本中的会签单位不同",
                "The countersign asks other parties in the new version",
            ),
            Self::AlreadySettled => Text::new(
                "按新版本的会签规则，已有意见已经形成结果",
                "Under the new version's rule the answers so far already settle the countersign",
            ),
        }
    }
}

/// The same run in another graph. `map` names the new node of each old one; a node that is not in it keeps its name.
///
/// # Errors
/// Every token that the new graph has no place for.
pub fn relocate(from: &Graph, to: &Graph, run: &Run, map: &BTreeMap<NodeId, NodeId>) -> Result<Run, Vec<Misplaced>> {
    let moving = Moving {
        from,
        to,
        old: Blocks::of(from),
        new: Blocks::of(to),
        map,
    };
    let placed: BTreeMap<u32, Result<Token, Why>> =
        run.tokens.iter().map(|token| (token.id, moving.place(token))).collect();
    let mut crowded = BTreeSet::new();
    if placed.values().all(Result::is_ok) {
        crowded = moving.crowded(placed.values().flatten());
    }
    let mut misplaced = vec![];
    let mut tokens = vec![];
    for token in &run.tokens {
        let why = match placed.get(&token.id) {
            Some(Ok(_)) if crowded.contains(&token.id) => Why::OtherBranches,
            Some(Ok(moved)) => {
                tokens.push(moved.clone());
                continue;
            }
            Some(Err(why)) => *why,
            None => Why::Missing,
        };
        misplaced.push(Misplaced {
            token: token.id,
            node: token.node.clone(),
            why,
        });
    }
    if misplaced.is_empty() {
        Ok(Run { tokens, next: run.next })
    } else {
        Err(misplaced)
    }
}

struct Moving<'g> {
    from: &'g Graph,
    to: &'g Graph,
    old: Blocks<'g>,
    new: Blocks<'g>,
    map: &'g BTreeMap<NodeId, NodeId>,
}

/// What is directly inside a branch, tokens (`false`) and blocks (`true`), each with the tokens there.
type Children = BTreeMap<(bool, u32), Vec<u32>>;

impl<'g> Moving<'g> {
    fn name(&self, node: &'g NodeId) -> &'g NodeId {
        self.map.get(node).unwrap_or(node)
    }

    fn place(&self, token: &Token) -> Result<Token, Why> {
        let (id, node) = self.from.nodes.get_key_value(&token.node).ok_or(Why::Missing)?;
        let name = self.name(id);
        let target = self.to.node(name).ok_or(Why::Missing)?;
        if std::mem::discriminant(node) != std::mem::discriminant(target) {
            return Err(Why::OtherKind);
        }
        let inside = self.new.path(name).ok_or(Why::Missing)?;
        let before = self.old.path(id).ok_or(Why::Missing)?;
        let same_blocks = before.iter().map(|fork| self.name(fork)).eq(inside.iter().copied());
        if !same_blocks || inside.len() != token.scope.len() {
            return Err(Why::OtherBlocks);
        }
        let branches = |graph: &Graph, fork: &NodeId| match graph.node(fork) {
            Some(Node::Fork(fork)) => Some(fork.to.len()),
            _ => None,
        };
        let mut forks = before.iter().zip(inside);
        if !forks.all(|(old, new)| branches(self.from, old) == branches(self.to, new)) {
            return Err(Why::OtherBranches);
        }
        if let (Node::Countersign(old), Node::Countersign(new)) = (node, target) {
            if old.parties != new.parties {
                return Err(Why::OtherParties);
            }
            if new.result(&token.votes).is_some() {
                return Err(Why::AlreadySettled);
            }
        }
        Ok(Token {
            node: name.clone(),
            ..token.clone()
        })
    }

    /// Tokens that would share a branch with others of their block: each branch is one token's, or one inner block's.
    fn crowded<'t>(&self, tokens: impl Iterator<Item = &'t Token>) -> BTreeSet<u32> {
        let mut branches: BTreeMap<(u32, usize), Children> = BTreeMap::new();
        for token in tokens {
            let path = self.new.path(&token.node).unwrap_or_default();
            for (depth, (instance, fork)) in token.scope.iter().zip(path).enumerate() {
                let inner = token.scope.get(depth + 1);
                let child = inner.map_or((false, token.id), |inner| (true, *inner));
                if let Some(branch) = self.branch(fork, &token.node) {
                    let children = branches.entry((*instance, branch)).or_default();
                    children.entry(child).or_default().push(token.id);
                }
            }
        }
        let shared = branches.into_values().filter(|children| children.len() > 1);
        shared.flat_map(BTreeMap::into_values).flatten().collect()
    }

    /// In which branch of the fork a node lies; none if it is the join that closes them.
    fn branch(&self, fork: &NodeId, node: &NodeId) -> Option<usize> {
        let Some(Node::Fork(branches)) = self.to.node(fork) else {
            return None;
        };
        let inside = [self.new.path(fork)?, &[fork]].concat();
        let closes = |id: &NodeId| {
            matches!(self.to.node(id), Some(Node::Join(_))) && self.new.path(id) == Some(inside.as_slice())
        };
        let within = |id: &NodeId| self.new.path(id).is_some_and(|path| path.starts_with(&inside)) && !closes(id);
        branches.to.iter().position(|head| {
            let mut seen = BTreeSet::new();
            let mut open = vec![head];
            while let Some(id) = open.pop() {
                if within(id) && seen.insert(id) {
                    open.extend(self.to.node(id).map(Node::targets).unwrap_or_default());
                }
            }
            seen.contains(node)
        })
    }
}
