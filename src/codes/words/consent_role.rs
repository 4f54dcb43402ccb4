//! Whose consent an application needs beside its applicant's (共同申请人、监护人).

use super::words;

words! {
    /// Why somebody beside the applicant has to agree.
    pub enum ConsentRole, otherwise ConsentRoleUnknown {
        SecondParent = "second_parent", "另一方父母", "The other parent";
        CoApplicant = "co_applicant", "共同申请人", "Co-applicant";
        Guardian = "guardian", "监护人", "Guardian";
        Heir = "heir", "继承人", "Heir";
        Owner = "owner", "产权人", "Owner of the premises";
    }
}
