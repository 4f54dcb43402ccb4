//! Random graphs, well nested by construction.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::super::Graph;
use super::{approve, deny, graph, task};

/// A piece of a procedure.
#[derive(Clone, Debug)]
enum Piece {
    Task {
        deny: bool,
        back: Option<prop::sample::Index>,
    },
    Sequence(Vec<Piece>),
    Choice(Vec<Piece>),
    Fork(Vec<Piece>),
}

/// A graph of sequences, choices, forks, denials and ways back to any earlier node that is not in a closed block.
pub(crate) fn any_graph() -> impl Strategy<Value = Graph> {
    let task =
        (any::<bool>(), any::<Option<prop::sample::Index>>()).prop_map(|(deny, back)| Piece::Task { deny, back });
    let piece = task.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 2..4).prop_map(Piece::Sequence),
            prop::collection::vec(inner.clone(), 2..4).prop_map(Piece::Choice),
            prop::collection::vec(inner, 2..4).prop_map(Piece::Fork),
        ]
    });
    piece.prop_map(|piece| {
        let mut builder = Builder {
            nodes: json!({"approved": approve()}),
            count: 0,
        };
        let start = builder.name();
        builder.build(piece, &start, "approved", vec![]);
        graph(&start, builder.nodes)
    })
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

    /// Builds a piece that begins at the node `here` and leads to `next`; `earlier` are the nodes it may send back to.
    fn build(&mut self, piece: Piece, here: &str, next: &str, mut earlier: Vec<String>) {
        match piece {
            Piece::Task { deny: may_deny, back } => {
                let mut outcomes = json!({"pass": next});
                if may_deny {
                    self.nodes["denied"] = deny();
                    outcomes["deny"] = json!("denied");
                }
                if let Some(back) = back.filter(|_| !earlier.is_empty()) {
                    outcomes["send_back"] = json!(back.get(&earlier));
                }
                self.nodes[here] = task(outcomes);
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
