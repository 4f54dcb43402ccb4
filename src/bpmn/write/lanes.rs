//! Lanes: a band for each department and post.

use super::Heading;
use super::flow_nodes::{reminder_id, timer_id};
use super::plan::{Plan, What, limit_on_edge};
use crate::bpmn::xml::Element;
use crate::codes::CreditCode;

/// The lanes, if anybody works at all.
pub(super) fn lane_set(plan: &Plan<'_>, heading: &Heading<'_>) -> Option<Element> {
    if plan.lanes.is_empty() {
        return None;
    }
    let lanes = plan.lanes.iter().enumerate().map(|(index, (department, post))| {
        let name = format!("{} · {}", heading.department(*department), post.label_zh());
        let inside = plan.nodes.iter().filter(|drawn| drawn.lane == index);
        let ids = inside.flat_map(|drawn| {
            let timed = match drawn.what {
                What::Node(id, node) if limit_on_edge(node).is_some() => Some(id),
                _ => None,
            };
            let timer = timed.map(|id| [timer_id(id), reminder_id(id)]);
            std::iter::once(drawn.id.clone()).chain(timer.into_iter().flatten())
        });
        Element::model("lane")
            .with("id", lane_id(index))
            .with("name", name)
            .ours("department", department.map(CreditCode::as_str))
            .ours("post", Some(post.as_str()))
            .holding_all(ids.map(|id| Element::model("flowNodeRef").saying(id)))
    });
    Some(Element::model("laneSet").with("id", "lanes.1").holding_all(lanes))
}

/// The id of a lane.
pub(super) fn lane_id(index: usize) -> String {
    format!("lane.{}", index + 1)
}
