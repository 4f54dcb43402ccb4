//! The row of each node within its lane.

use std::collections::BTreeSet;
use std::ops::Range;

use super::Picture;
use super::columns::Columns;

/// Rows, numbered from the top through all lanes.
pub(super) struct Rows {
    /// The row of each node.
    pub(super) of: Vec<usize>,
    /// The first row of each lane, and the end of the last.
    begins: Vec<usize>,
}

impl Rows {
    /// The rows of a lane.
    pub(super) fn in_lane(&self, lane: usize) -> Range<usize> {
        self.begins[lane]..self.begins[lane + 1]
    }
}

/// Column by column, each node takes the free row next to that of a node before it in its lane, so that most flows run straight.
pub(super) fn of(picture: &Picture, columns: &Columns) -> Rows {
    let count = picture.nodes.len();
    let lanes = picture.lanes.max(1);
    let mut order: Vec<usize> = (0..count).collect();
    order.sort_by_key(|node| columns.of[*node]);
    let mut within: Vec<Option<usize>> = vec![None; count];
    let mut taken = BTreeSet::new();
    let mut depth = vec![1; lanes];
    for node in order {
        let lane = picture.nodes[node].lane;
        let before = picture.flows.iter().zip(&columns.back);
        let wanted = before
            .filter(|(line, back)| line.to == node && !**back && picture.nodes[line.from].lane == lane)
            .filter_map(|(line, _)| within[line.from])
            .min()
            .unwrap_or(0);
        let free = |row: &usize| !taken.contains(&(lane, columns.of[node], *row));
        // As many rows as nodes are always enough.
        let above = (0..wanted).rev().find(free);
        let below = (wanted..=wanted + count).find(free).unwrap_or(wanted);
        let row = match above {
            Some(above) if wanted - above < below - wanted => above,
            _ => below,
        };
        taken.insert((lane, columns.of[node], row));
        within[node] = Some(row);
        depth[lane] = depth[lane].max(row + 1);
    }
    let mut begins = vec![0];
    for rows in depth {
        begins.push(begins.last().copied().unwrap_or(0) + rows);
    }
    let of = (0..count).map(|node| begins[picture.nodes[node].lane] + within[node].unwrap_or(0));
    Rows {
        of: of.collect(),
        begins,
    }
}
