//! Case type (办件类型), GB/T 39046-2020 table A.6.

use super::words;

words! {
    /// Whether an item is decided on the spot or within a promised limit.
    pub enum CaseType, otherwise CaseTypeUnknown {
        Immediate = "immediate" also "1", "即办件", "Decided on the spot";
        Committed = "committed" also "2", "承诺件", "Decided within a promised limit";
    }
}
