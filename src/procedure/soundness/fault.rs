//! One thing wrong with a graph.

use serde::Serialize;
use utoipa::ToSchema;

use super::super::NodeId;
use super::Step;

/// One thing wrong with a graph.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = ProcedureFault)]
pub struct Fault {
    /// The node it is about; none when it is about the whole.
    pub node: Option<NodeId>,
    /// What is wrong, as a stable word.
    pub code: &'static str,
    /// What is wrong, for people, in Chinese.
    pub message_zh: String,
    /// What is wrong, for people, in English.
    pub message_en: String,
    /// The evidence: a shortest way from the start to it. For what is built wrongly the edges to the node; for what goes wrong in a run the
    /// steps of such a run, those of branches side by side one after the other.
    pub path: Vec<Step>,
}

impl Fault {
    pub(super) fn whole(code: &'static str, zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self {
            node: None,
            code,
            message_zh: zh.into(),
            message_en: en.into(),
            path: vec![],
        }
    }

    pub(super) fn at(node: &NodeId, code: &'static str, zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self {
            node: Some(node.clone()),
            ..Self::whole(code, zh, en)
        }
    }

    pub(super) fn by(mut self, path: Vec<Step>) -> Self {
        self.path = path;
        self
    }
}
