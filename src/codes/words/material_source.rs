//! Source of a material (材料来源).

use super::words;

words! {
    /// Who holds a material. What government holds and shares may not be asked for again (State Council order 716, art. 7).
    pub enum MaterialSource, otherwise MaterialSourceUnknown {
        Applicant = "applicant" also "10", "申请人自备", "The applicant";
        Government = "government" also "20", "政府部门核发", "Issued by government";
        Other = "other" also "99", "其他", "Other";
    }
}
