//! Form of a material (材料类型).

use super::words;

words! {
    /// The form in which a material is handed in.
    pub enum MaterialForm, otherwise MaterialFormUnknown {
        Original = "original" also "1", "原件", "Original";
        Copy = "copy" also "2", "复印件", "Copy";
        Either = "either" also "3", "原件或复印件", "Original or copy";
    }
}
