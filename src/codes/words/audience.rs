//! Service object (服务对象), GB/T 39046-2020 table A.4.

use super::words;

words! {
    /// Whom an item serves.
    ///
    /// `legal_person` is not in the national table: it stands for every kind of organisation, as many catalogues say just 法人.
    pub enum Audience, otherwise AudienceUnknown {
        NaturalPerson = "natural_person" also "1", "自然人", "Natural persons";
        LegalPerson = "legal_person", "法人", "Legal persons of any kind";
        Enterprise = "enterprise" also "2", "企业法人", "Enterprises";
        PublicInstitution = "public_institution" also "3", "事业法人", "Public institutions";
        SocialOrganisation = "social_organisation" also "4", "社会组织法人", "Social organisations";
        Government = "government" also "5", "行政机关", "Administrative organs";
        Other = "other" also "6", "其他组织", "Other organisations";
    }
}

impl Audience {
    /// Whether an item for `self` is also for `other`: `legal_person` covers every organisation, all else only itself.
    pub fn covers(self, other: Self) -> bool {
        self == other || (self == Self::LegalPerson && other != Self::NaturalPerson)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_legal_person_is_any_organisation() {
        assert!(Audience::LegalPerson.covers(Audience::Enterprise));
        assert!(!Audience::LegalPerson.covers(Audience::NaturalPerson));
        assert!(!Audience::Enterprise.covers(Audience::LegalPerson));
        assert!(Audience::NaturalPerson.covers(Audience::NaturalPerson));
    }
}
