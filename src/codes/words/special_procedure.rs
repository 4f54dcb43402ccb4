//! Special procedures (特别程序) between acceptance and decision.

use super::words;

words! {
    /// What may take place between acceptance and decision that takes time of its own.
    pub enum SpecialProcedure, otherwise SpecialProcedureUnknown {
        Hearing = "hearing", "听证", "Hearing";
        Bidding = "bidding", "招标", "Bidding";
        Auction = "auction", "拍卖", "Auction";
        Inspection = "inspection", "检验", "Inspection";
        Testing = "testing", "检测", "Testing";
        Quarantine = "quarantine", "检疫", "Quarantine";
        Appraisal = "appraisal", "鉴定", "Appraisal";
        ExpertReview = "expert_review", "专家评审", "Expert review";
        SiteVisit = "site_visit", "现场勘查", "Site visit";
        PublicNotice = "public_notice", "公示", "Public notice";
        Rectification = "rectification", "整改", "Rectification";
    }
}

impl SpecialProcedure {
    /// Whether the Administrative Licensing Law (art. 45) leaves it out of the limits of a licence.
    pub fn is_left_out_by_law(self) -> bool {
        !matches!(self, Self::SiteVisit | Self::PublicNotice | Self::Rectification)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn article_45_names_eight() {
        let named = SpecialProcedure::ALL.iter().filter(|kind| kind.is_left_out_by_law());
        assert_eq!(named.count(), 8);
    }
}
