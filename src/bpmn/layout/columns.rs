//! The column of each node: the longest way to it from the left.

use super::Picture;

/// Columns, and which flows lead back.
pub(super) struct Columns {
    /// The column of each node.
    pub(super) of: Vec<usize>,
    /// The width of each column.
    pub(super) widths: Vec<i32>,
    /// Whether each flow leads back.
    pub(super) back: Vec<bool>,
}

/// Walks in depth from the first node (then from any not reached): a flow to a node still being walked leads back. Without those flows
/// there is no circle, and the order in which the walk leaves the nodes, reversed, has every flow pointing forward.
pub(super) fn of(picture: &Picture) -> Columns {
    let count = picture.nodes.len();
    let mut out = vec![vec![]; count];
    for (flow, line) in picture.flows.iter().enumerate() {
        out[line.from].push(flow);
    }
    let mut back = vec![false; picture.flows.len()];
    let mut state = vec![State::Unseen; count];
    let mut left = Vec::with_capacity(count);
    for root in 0..count {
        if state[root] != State::Unseen {
            continue;
        }
        state[root] = State::Open;
        let mut way = vec![(root, 0)];
        while let Some((node, next)) = way.last_mut() {
            let node = *node;
            let Some(&flow) = out[node].get(*next) else {
                state[node] = State::Left;
                left.push(node);
                way.pop();
                continue;
            };
            *next += 1;
            let to = picture.flows[flow].to;
            match state[to] {
                State::Unseen => {
                    state[to] = State::Open;
                    way.push((to, 0));
                }
                State::Open => back[flow] = true,
                State::Left => {}
            }
        }
    }
    let mut of = vec![0; count];
    for node in left.into_iter().rev() {
        for &flow in out[node].iter().filter(|flow| !back[**flow]) {
            let to = picture.flows[flow].to;
            of[to] = of[to].max(of[node] + 1);
        }
    }
    let mut widths = vec![0; of.iter().max().map_or(0, |last| last + 1)];
    for (node, column) in of.iter().enumerate() {
        let (width, _) = picture.nodes[node].form.size();
        widths[*column] = width.max(widths[*column]);
    }
    Columns { of, widths, back }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Unseen,
    Open,
    Left,
}
