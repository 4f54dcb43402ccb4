//! Necessity of a material (材料必要性).

use super::words;

words! {
    /// Whether a material must be handed in, and when.
    pub enum Necessity, otherwise NecessityUnknown {
        Required = "required" also "1", "必要", "Required";
        Optional = "optional" also "2", "非必要", "Optional";
        MayFollow = "may_follow" also "3", "容缺后补", "May follow later";
    }
}
