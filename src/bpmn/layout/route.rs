//! The ways of the flows.

use std::cmp::Ordering;

use super::columns::Columns;
use super::rows::Rows;
use super::{Bounds, Form, HEADER, LEFT, Line, PADDING, Picture, Point, TRACK};

/// Room for the arrow before a node.
const ARROW: i32 = 20;
/// Distance of the ports on a node's right side.
const PORT: i32 = 18;

/// The tracks of all flows. Gap `n` is left of column `n`.
pub(super) struct Router {
    ways: Vec<Way>,
    /// How many vertical tracks each gap has.
    gaps: Vec<i32>,
    /// Room for names at the left of each gap.
    names: Vec<i32>,
    /// How many horizontal tracks the channel beneath each row has.
    channels: Vec<i32>,
}

/// The way of one flow.
enum Way {
    /// To the next column: a track of the gap between, unused if both ends are level.
    Next { track: i32 },
    /// Out into a gap, through a channel, into another gap.
    Around {
        out: i32,
        row: usize,
        track: i32,
        into: i32,
    },
}

impl Router {
    /// Gives every flow its tracks.
    pub(super) fn plan(picture: &Picture, columns: &Columns, rows: &Rows) -> Self {
        let mut router = Self {
            ways: vec![],
            gaps: vec![0; columns.widths.len() + 1],
            names: vec![0; columns.widths.len() + 1],
            channels: vec![0; rows.of.iter().max().map_or(0, |last| last + 1)],
        };
        for (flow, line) in picture.flows.iter().enumerate() {
            let gap = columns.of[line.from] + 1;
            if line.named {
                router.names[gap] = router.names[gap].max(picture.nodes[line.from].form.label_width());
            }
            let is_next = columns.of[line.to] == gap && !columns.back[flow];
            let is_twin = picture.flows[..flow]
                .iter()
                .any(|other| (other.from, other.to) == (line.from, line.to));
            let way = if is_next && !is_twin {
                Way::Next {
                    track: take(&mut router.gaps[gap]),
                }
            } else {
                let ends = [rows.of[line.from], rows.of[line.to]];
                let row = if columns.back[flow] {
                    ends[0].max(ends[1])
                } else {
                    ends[0].min(ends[1])
                };
                Way::Around {
                    out: take(&mut router.gaps[gap]),
                    row,
                    track: take(&mut router.channels[row]),
                    into: take(&mut router.gaps[columns.of[line.to]]),
                }
            };
            router.ways.push(way);
        }
        router
    }

    /// How many tracks the channel beneath a row has.
    pub(super) fn tracks_below(&self, row: usize) -> i32 {
        self.channels.get(row).copied().unwrap_or(0)
    }

    /// The left edge of each column.
    pub(super) fn lefts(&self, picture: &Picture, columns: &Columns) -> Vec<i32> {
        let mut x = LEFT + HEADER + if picture.lanes > 0 { HEADER } else { 0 };
        let mut lefts = vec![];
        for (column, width) in columns.widths.iter().enumerate() {
            x += self.gap(column);
            lefts.push(x);
            x += width;
        }
        lefts
    }

    /// The right edge of everything.
    pub(super) fn right(&self, picture: &Picture, columns: &Columns, lefts: &[i32]) -> i32 {
        let last = columns.widths.len();
        let right = lefts.last().zip(columns.widths.last());
        let right = right.map_or_else(|| LEFT + 2 * HEADER, |(left, width)| left + width);
        // A pool narrower than a word looks broken, even if there is hardly anything in it.
        (right + self.gap(last)).max(LEFT + 300 + if picture.nodes.is_empty() { 100 } else { 0 })
    }

    fn gap(&self, gap: usize) -> i32 {
        PADDING + self.names[gap] + TRACK * self.gaps[gap] + ARROW
    }

    /// The points of each flow, and where its name is written.
    pub(super) fn lines(
        &self,
        picture: &Picture,
        columns: &Columns,
        lefts: &[i32],
        nodes: &[Bounds],
        bottoms: &[i32],
        rows: &Rows,
    ) -> (Vec<Vec<Point>>, Vec<Option<Bounds>>) {
        let ports = ports(picture, columns, rows);
        // Where the vertical tracks of a gap begin; the gap before column n ends at its left edge.
        let track = |gap: usize, track: i32| {
            let end = lefts.get(gap).copied().unwrap_or_else(|| {
                let last = gap.saturating_sub(1);
                let right = lefts.get(last).zip(columns.widths.get(last));
                right.map_or(0, |(left, width)| left + width) + self.gap(gap)
            });
            end - ARROW - TRACK * (self.gaps[gap] - track)
        };
        let mut points = vec![];
        let mut labels = vec![];
        for (flow, line) in picture.flows.iter().enumerate() {
            let (from, to) = (nodes[line.from], nodes[line.to]);
            let start = leave(picture, *line, from, ports[flow]);
            let end = Point {
                x: to.x,
                y: to.middle(),
            };
            let gap = columns.of[line.from] + 1;
            points.push(match self.ways[flow] {
                Way::Next { .. } if start.y == end.y => vec![start, end],
                Way::Next { track: own } => {
                    let x = track(gap, own);
                    vec![start, Point { x, y: start.y }, Point { x, y: end.y }, end]
                }
                Way::Around {
                    out,
                    row,
                    track: own,
                    into,
                } => {
                    let y = bottoms[row] + PADDING / 2 + TRACK * own;
                    let (out, into) = (track(gap, out), track(columns.of[line.to], into));
                    vec![
                        start,
                        Point { x: out, y: start.y },
                        Point { x: out, y },
                        Point { x: into, y },
                        Point { x: into, y: end.y },
                        end,
                    ]
                }
            });
            labels.push(line.named.then(|| Bounds {
                x: from.right() + 4,
                y: start.y - 15,
                width: picture.nodes[line.from].form.label_width() - 4,
                height: 14,
            }));
        }
        (points, labels)
    }
}

fn take(next: &mut i32) -> i32 {
    *next += 1;
    *next - 1
}

/// How far above or below its node's middle each flow leaves: in the order of where they lead, a level one in the middle.
fn ports(picture: &Picture, columns: &Columns, rows: &Rows) -> Vec<i32> {
    let mut ports = vec![0; picture.flows.len()];
    for node in 0..picture.nodes.len() {
        let mut leaving: Vec<usize> = (0..picture.flows.len())
            .filter(|flow| picture.flows[*flow].from == node)
            .collect();
        let side = |flow: usize| {
            let to = picture.flows[flow].to;
            let level = rows.of[to].cmp(&rows.of[node]);
            let is_next = columns.of[to] == columns.of[node] + 1 && !columns.back[flow];
            if is_next { level } else { Ordering::Greater }
        };
        leaving.sort_by_key(|flow| (side(*flow), columns.back[*flow]));
        let level = leaving.iter().position(|flow| side(*flow) == Ordering::Equal);
        let middle = level.unwrap_or(leaving.len() / 2);
        let (_, height) = picture.nodes[node].form.size();
        let most = middle.max(leaving.len().saturating_sub(middle + 1)).max(1);
        let step = PORT.min((height / 2 - 1) / i32::try_from(most).unwrap_or(i32::MAX));
        for (place, flow) in leaving.into_iter().enumerate() {
            let place = i32::try_from(place).unwrap_or(0) - i32::try_from(middle).unwrap_or(0);
            ports[flow] = place * step;
        }
    }
    ports
}

/// Where a flow leaves its node: on the right side; a diamond's right side slants.
fn leave(picture: &Picture, line: Line, node: Bounds, port: i32) -> Point {
    let slant = match picture.nodes[line.from].form {
        Form::Gateway => port.abs(),
        Form::Event | Form::Activity => 0,
    };
    Point {
        x: node.right() - slant,
        y: node.middle() + port,
    }
}
