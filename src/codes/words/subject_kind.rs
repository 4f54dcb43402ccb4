//! Whom an application is about when it is not its applicant (办理对象).

use super::words;

words! {
    /// Whom an application is about when that is not its applicant.
    pub enum SubjectKind, otherwise SubjectKindUnknown {
        Newborn = "newborn", "新生儿", "Newborn";
        Pupil = "pupil", "学生", "Pupil";
        Deceased = "deceased", "死者", "Deceased";
        Ward = "ward", "被监护人", "Ward";
        Other = "other", "其他人", "Somebody else";
    }
}
