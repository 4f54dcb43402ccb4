//! Where everything is drawn: columns by longest path from left to right, lanes as bands, a cell for every node.
//!
//! - [`columns`] gives each node its column; edges that lead back do not count.
//! - [`rows`] gives each node a row within its lane, so that no two share a cell.
//! - [`route`] leads the flows: to the next column straight or with one bend, any other way through the channel beneath a row, where
//!   there is never a node. Each flow has a track of its own.

mod columns;
mod route;
mod rows;

use route::Router;

/// What has to be drawn.
#[derive(Clone, Debug, Default)]
pub(super) struct Picture {
    /// The nodes; the first is where reading begins.
    pub(super) nodes: Vec<Spot>,
    /// The flows between them.
    pub(super) flows: Vec<Line>,
    /// How many lanes there are.
    pub(super) lanes: usize,
}

/// A node to be drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Spot {
    /// What it is drawn as.
    pub(super) form: Form,
    /// The lane it lies in.
    pub(super) lane: usize,
    /// Whether a timer sits on its edge, with an event of its own below.
    pub(super) timed: bool,
}

/// The forms of nodes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// A circle.
    Event,
    /// A diamond.
    Gateway,
    /// A box.
    Activity,
}

/// A flow to be drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Line {
    /// Index of the node it leaves.
    pub(super) from: usize,
    /// Index of the node it leads to.
    pub(super) to: usize,
    /// Whether it has a name to be written beside it.
    pub(super) named: bool,
}

/// A place, in pixels from the upper left corner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Point {
    /// To the right.
    pub(super) x: i32,
    /// Down.
    pub(super) y: i32,
}

/// A rectangle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Bounds {
    /// Left edge.
    pub(super) x: i32,
    /// Upper edge.
    pub(super) y: i32,
    /// Width.
    pub(super) width: i32,
    /// Height.
    pub(super) height: i32,
}

/// A timer on a node's edge, and the event it leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Timer {
    /// The timer.
    pub(super) timer: Bounds,
    /// Its name, beside it.
    pub(super) label: Bounds,
    /// The event.
    pub(super) event: Bounds,
    /// The way there.
    pub(super) way: Vec<Point>,
}

/// A drawing; indices are those of the picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Drawing {
    /// The whole.
    pub(super) pool: Bounds,
    /// The lanes.
    pub(super) lanes: Vec<Bounds>,
    /// The nodes.
    pub(super) nodes: Vec<Bounds>,
    /// The timers of those nodes that have one.
    pub(super) timers: Vec<Option<Timer>>,
    /// The flows: two points or more.
    pub(super) flows: Vec<Vec<Point>>,
    /// Where the flows' names are written, for those that have one.
    pub(super) labels: Vec<Option<Bounds>>,
}

const LEFT: i32 = 160;
const TOP: i32 = 80;
/// Width of the band that bears the name of a pool or lane.
const HEADER: i32 = 30;
const PADDING: i32 = 20;
/// Height of a row without timers.
const ROW: i32 = 80;
/// What timers and their events need below the node.
const BELOW: i32 = 54;
/// Distance of parallel lines.
const TRACK: i32 = 10;
const EVENT: i32 = 36;

impl Form {
    fn size(self) -> (i32, i32) {
        match self {
            Self::Event => (EVENT, EVENT),
            Self::Gateway => (50, 50),
            Self::Activity => (100, ROW),
        }
    }

    /// How much room a flow's name needs that leaves it.
    fn label_width(self) -> i32 {
        match self {
            Self::Gateway => 160,
            Self::Event | Self::Activity => 90,
        }
    }
}

impl Bounds {
    fn middle(self) -> i32 {
        self.y + self.height / 2
    }

    fn right(self) -> i32 {
        self.x + self.width
    }
}

/// Lays a picture out.
pub(super) fn draw(picture: &Picture) -> Drawing {
    let columns = columns::of(picture);
    let rows = rows::of(picture, &columns);
    let router = Router::plan(picture, &columns, &rows);
    let (tops, bottoms, lanes) = bands(picture, &rows, &router);
    let lefts = router.lefts(picture, &columns);
    let nodes: Vec<_> = (0..picture.nodes.len())
        .map(|node| {
            let (width, height) = picture.nodes[node].form.size();
            let column = columns.of[node];
            Bounds {
                x: lefts[column] + (columns.widths[column] - width) / 2,
                y: tops[rows.of[node]] + (ROW - height) / 2,
                width,
                height,
            }
        })
        .collect();
    let width = router.right(picture, &columns, &lefts) - LEFT;
    let lanes: Vec<_> = lanes
        .into_iter()
        .map(|(y, height)| Bounds {
            x: LEFT + HEADER,
            y,
            width: width - HEADER,
            height,
        })
        .collect();
    let pool = Bounds {
        x: LEFT,
        y: TOP,
        width,
        height: lanes.iter().map(|lane| lane.height).sum(),
    };
    let timers = nodes.iter().zip(&picture.nodes);
    let timers = timers
        .map(|(bounds, spot)| spot.timed.then(|| timer(*bounds)))
        .collect();
    let (flows, labels) = router.lines(picture, &columns, &lefts, &nodes, &bottoms, &rows);
    Drawing {
        pool,
        lanes,
        nodes,
        timers,
        flows,
        labels,
    }
}

/// Which flows lead back to where one has been.
pub(super) fn back(picture: &Picture) -> Vec<bool> {
    columns::of(picture).back
}

/// Upper edge of each row, lower edge of its nodes (where its channel begins), and top and height of each lane.
fn bands(picture: &Picture, rows: &rows::Rows, router: &Router) -> (Vec<i32>, Vec<i32>, Vec<(i32, i32)>) {
    let (mut tops, mut bottoms, mut lanes) = (vec![], vec![], vec![]);
    let mut y = TOP;
    for lane in 0..picture.lanes.max(1) {
        let begin = y;
        y += PADDING;
        for row in rows.in_lane(lane) {
            let timed = (0..picture.nodes.len()).any(|node| rows.of[node] == row && picture.nodes[node].timed);
            tops.push(y);
            y += ROW + if timed { BELOW } else { 0 };
            bottoms.push(y);
            y += PADDING + TRACK * router.tracks_below(row);
        }
        lanes.push((begin, y - begin));
    }
    (tops, bottoms, lanes)
}

/// The timer straddles the lower edge; its event is to the right below.
fn timer(node: Bounds) -> Timer {
    let bottom = node.y + node.height;
    let middle = node.x + 24;
    let timer = Bounds {
        x: middle - EVENT / 2,
        y: bottom - EVENT / 2,
        width: EVENT,
        height: EVENT,
    };
    let event = Bounds {
        x: middle + 54,
        y: bottom + EVENT / 2,
        width: EVENT,
        height: EVENT,
    };
    let way = vec![
        Point {
            x: middle,
            y: bottom + EVENT / 2,
        },
        Point {
            x: middle,
            y: event.middle(),
        },
        Point {
            x: event.x,
            y: event.middle(),
        },
    ];
    let label = Bounds {
        x: timer.right() + 4,
        y: bottom + 2,
        width: 70,
        height: 14,
    };
    Timer {
        timer,
        label,
        event,
        way,
    }
}
