//! What holds for an item whether it says so or the law does.

use super::{ConsentRule, ExtensionRule, FOLLOWING_LIMIT, FollowingRule, Item, RenewalRule};
use crate::calendar::Limit;
use crate::codes::{Audience, CaseType, ItemType, OnLapse, Post, Service, SpecialProcedure};

const ARTICLE_42: &str = "《中华人民共和国行政许可法》第四十二条";
const ARTICLE_45: &str = "《中华人民共和国行政许可法》第四十五条";

impl ExtensionRule {
    /// What the law allows where several departments handle a licence jointly: 15 working days by the head of the government (art. 42).
    pub fn joint() -> Self {
        Self {
            limit: Limit::working(15),
            post: Post::GOVERNMENT_HEAD,
            legal_basis: ARTICLE_42.to_owned(),
        }
    }
}

impl Item {
    /// By how much its limits may be extended, and by whom: what it says, or for licences 10 working days by the organ's head, 15 by the head
    /// of the government at that level when handled jointly (art. 42).
    pub fn extension_rule(&self) -> Option<ExtensionRule> {
        let by_law = || match self.joint_handling {
            true => ExtensionRule::joint(),
            false => ExtensionRule {
                limit: Limit::working(10),
                post: Post::APPROVER,
                legal_basis: ARTICLE_42.to_owned(),
            },
        };
        let licence = self.item_type == ItemType::Licence;
        self.extension.clone().or_else(|| licence.then(by_law))
    }

    /// The terms on which materials may follow: what it says, or 10 working days, otherwise terminated.
    pub fn following_rule(&self) -> FollowingRule {
        self.following.clone().unwrap_or(FollowingRule {
            limit: FOLLOWING_LIMIT,
            on_lapse: OnLapse::Terminate,
        })
    }

    /// Whether a service may be asked of it.
    pub fn offers(&self, service: Service) -> bool {
        service == Service::New || self.services.iter().any(|rule| rule.service == service)
    }

    /// What the department promises for a service.
    pub fn promised_for(&self, service: Service) -> Limit {
        let rule = self.services.iter().find(|rule| rule.service == service);
        rule.and_then(|rule| rule.promised_limit).unwrap_or(self.promised_limit)
    }

    /// Whether a service is decided on the spot or within a limit.
    pub fn case_type_of(&self, service: Service) -> CaseType {
        let rule = self.services.iter().find(|rule| rule.service == service);
        rule.and_then(|rule| rule.case_type).unwrap_or(self.case_type)
    }

    /// Whether the form is to be filled in for a service.
    pub fn asks_form(&self, service: Service) -> bool {
        let rule = self.services.iter().find(|rule| rule.service == service);
        rule.is_none_or(|rule| !rule.without_form)
    }

    /// When a renewal is in time, and what silence means then: what it says, or for licences 30 days before the end, and silence renews
    /// (art. 50).
    pub fn renewal_rule(&self) -> Option<RenewalRule> {
        let by_law = RenewalRule {
            lead_days: 30,
            silence_renews: true,
        };
        let licence = self.item_type == ItemType::Licence;
        self.renewal.or_else(|| licence.then_some(by_law))
    }

    /// The consents beside the applicant's that may be asked for: those it says, and where people apply the guardian's of who is under 18.
    pub fn consent_rules(&self) -> Vec<ConsentRule> {
        let people = self.audience.is_empty() || self.audience.contains(&Audience::NaturalPerson);
        let guardian = (people && !self.minors_apply_alone).then(ConsentRule::of_guardian);
        self.consents.iter().cloned().chain(guardian).collect()
    }

    /// The law its statutory limit rests on: art. 42 for licences with the limit that article sets, otherwise the laws of the item.
    pub fn statutory_basis(&self) -> Option<String> {
        let by_law = Limit::working(if self.joint_handling { 45 } else { 20 });
        if self.item_type == ItemType::Licence && self.statutory_limit == Some(by_law) {
            return Some(ARTICLE_42.to_owned());
        }
        let first = self.legal_basis.first()?;
        let article = first.article.as_deref().unwrap_or_default();
        Some(format!("《{}》{article}", first.name.trim_matches(['《', '》'])))
    }

    /// The law by which a special procedure is left out of its limits: what it says, or for licences art. 45.
    pub fn special_basis(&self, kind: SpecialProcedure) -> Option<String> {
        let stated = self.special_procedures.iter().find(|rule| rule.kind == kind);
        let by_law = self.item_type == ItemType::Licence && kind.is_left_out_by_law();
        stated
            .and_then(|rule| rule.legal_basis.clone())
            .or_else(|| by_law.then(|| ARTICLE_45.to_owned()))
    }
}
