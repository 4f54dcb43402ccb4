//! Random graphs, well nested by construction.

use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::{Value, json};

use super::super::Graph;
use super::{approve, deny, graph, task};

/// A piece of a procedure.
#[derive(Clone, Debug)]
enum Piece {
    Task { deny: bool, back: Option<Index> },
    Wait,
    Call { back: Option<Index> },
    Countersign { parties: usize, rule: Rule, no: No },
    Sequence(Vec<Piece>),
    Choice(Vec<Piece>),
    Fork(Vec<Piece>),
}

#[derive(Clone, Copy, Debug)]
enum Rule {
    All,
    Any,
    Some(Index),
}

/// Where a countersign leads that is not agreed to.
#[derive(Clone, Copy, Debug)]
enum No {
    On,
    Back(Index),
    Deny,
}

/// A graph of all kinds of nodes, with denials and ways back to any earlier node that is not in a closed block. Mostly with a block, which
/// left to itself it would seldom have.
pub(crate) fn any_graph() -> impl Strategy<Value = Graph> {
    let leaf = prop_oneof![4 => any_task(), 1 => Just(Piece::Wait), 1 => any_call(), 2 => any_countersign()];
    let piece = pieces(leaf.boxed());
    let block = prop::collection::vec(piece.clone(), 2..4).prop_map(Piece::Fork);
    let whole = prop_oneof![
        1 => piece.clone(),
        3 => (piece.clone(), block, piece).prop_map(|(before, block, after)| Piece::Sequence(vec![before, block, after])),
    ];
    whole.prop_map(built)
}

/// Like it, but small, and all work is tasks.
pub(crate) fn any_graph_of_tasks() -> impl Strategy<Value = Graph> {
    pieces(any_task().boxed()).prop_map(built)
}

fn any_task() -> impl Strategy<Value = Piece> {
    (any::<bool>(), any::<Option<Index>>()).prop_map(|(deny, back)| Piece::Task { deny, back })
}

fn any_call() -> impl Strategy<Value = Piece> {
    any::<Option<Index>>().prop_map(|back| Piece::Call { back })
}

fn any_countersign() -> impl Strategy<Value = Piece> {
    let rule = prop_oneof![Just(Rule::All), Just(Rule::Any), any::<Index>().prop_map(Rule::Some)];
    let no = prop_oneof![Just(No::On), Just(No::Deny), any::<Index>().prop_map(No::Back)];
    (1_usize..5, rule, no).prop_map(|(parties, rule, no)| Piece::Countersign { parties, rule, no })
}

fn pieces(leaf: BoxedStrategy<Piece>) -> impl Strategy<Value = Piece> + Clone {
    leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 2..4).prop_map(Piece::Sequence),
            prop::collection::vec(inner.clone(), 2..4).prop_map(Piece::Choice),
            prop::collection::vec(inner, 2..4).prop_map(Piece::Fork),
        ]
    })
}

fn built(piece: Piece) -> Graph {
    let mut builder = Builder {
        nodes: json!({"approved": approve()}),
        count: 0,
    };
    let start = builder.name();
    builder.build(piece, &start, "approved", vec![]);
    graph(&start, builder.nodes)
}

struct Builder {
    nodes: Value,
    count: usize,
}

impl Builder {
    fn name(&mut self) -> String {
        self.count += 1;
        format!("n{:03}", self.count)
    }

    fn denied(&mut self) -> &'static str {
        self.nodes["denied"] = deny();
        "denied"
    }

    /// Builds a piece that begins at the node `here` and leads to `next`; `earlier` are the nodes it may send back to.
    fn build(&mut self, piece: Piece, here: &str, next: &str, mut earlier: Vec<String>) {
        let back_to = |back: Option<Index>| {
            back.filter(|_| !earlier.is_empty())
                .map(|back| back.get(&earlier).clone())
        };
        match piece {
            Piece::Task { deny, back } => {
                let mut outcomes = json!({"pass": next});
                if deny {
                    outcomes["deny"] = json!(self.denied());
                }
                if let Some(earlier) = back_to(back) {
                    outcomes["send_back"] = json!(earlier);
                }
                self.nodes[here] = task(outcomes);
            }
            Piece::Wait => self.nodes[here] = json!({"kind": "wait", "name": "公示", "limit": 5, "to": next}),
            Piece::Call { back } => {
                let mut outcomes = json!({"pass": next});
                if let Some(earlier) = back_to(back) {
                    outcomes["fail"] = json!(earlier);
                }
                let fallback = json!({"post": "reviewer"});
                self.nodes[here] = json!({"kind": "call", "name": "核验", "service": "registry", "outcomes": outcomes, "fallback": fallback});
            }
            Piece::Countersign { parties, rule, no } => {
                let rule = match rule {
                    Rule::All => json!("all"),
                    Rule::Any => json!("any"),
                    Rule::Some(count) => json!({"at_least": count.index(parties) + 1}),
                };
                let disagreed = match no {
                    No::On => next.to_owned(),
                    No::Back(index) => back_to(Some(index)).unwrap_or_else(|| next.to_owned()),
                    No::Deny => self.denied().to_owned(),
                };
                let parties: Vec<_> = ('a'..='z')
                    .take(parties)
                    .map(|letter| json!({"post": format!("party_{letter}")}))
                    .collect();
                self.nodes[here] = json!({
                    "kind": "countersign", "name": "会签", "parties": parties, "rule": rule, "agreed": next, "disagreed": disagreed,
                });
            }
            Piece::Sequence(pieces) => {
                let mut here = here.to_owned();
                let last = pieces.len() - 1;
                for (n, piece) in pieces.into_iter().enumerate() {
                    let then = if n == last { next.to_owned() } else { self.name() };
                    self.build(piece, &here, &then, earlier.clone());
                    earlier.push(std::mem::replace(&mut here, then));
                }
            }
            Piece::Choice(pieces) => {
                let names: Vec<_> = pieces.iter().map(|_| self.name()).collect();
                let cases = names[1..]
                    .iter()
                    .map(|to| json!({"when": format!("to {to}"), "to": to}));
                self.nodes[here] = json!({"kind": "choice", "cases": cases.collect::<Vec<_>>(), "otherwise": names[0]});
                earlier.push(here.to_owned());
                for (piece, name) in pieces.into_iter().zip(names) {
                    self.build(piece, &name, next, earlier.clone());
                }
            }
            Piece::Fork(pieces) => {
                let names: Vec<_> = pieces.iter().map(|_| self.name()).collect();
                let join = self.name();
                self.nodes[here] = json!({"kind": "fork", "to": names});
                self.nodes[join.as_str()] = json!({"kind": "join", "to": next});
                earlier.push(here.to_owned());
                for (piece, name) in pieces.into_iter().zip(names) {
                    self.build(piece, &name, &join, earlier.clone());
                }
            }
        }
    }
}
