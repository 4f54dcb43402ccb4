//! What an applicant is to whom the application is about (与办理对象的关系).

use super::words;

words! {
    /// What the applicant is to whom the application is about.
    pub enum SubjectRelation, otherwise SubjectRelationUnknown {
        Parent = "parent", "父母", "Parent";
        Guardian = "guardian", "其他监护人", "Another guardian";
        Spouse = "spouse", "配偶", "Spouse";
        Child = "child", "子女", "Child";
        Sibling = "sibling", "兄弟姐妹", "Brother or sister";
        Relative = "relative", "其他近亲属", "Another close relative";
        Other = "other", "其他", "Other";
    }
}

impl SubjectRelation {
    /// Whether it is that of a guardian: parents are, others by law or appointment (Civil Code arts. 27, 28).
    pub fn guards(self) -> bool {
        matches!(self, Self::Parent | Self::Guardian)
    }
}
