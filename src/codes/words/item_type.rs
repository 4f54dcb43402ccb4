//! Item type (事项类型), GB/T 39046-2020 table A.1.

use super::words;

words! {
    /// What kind of power or service an item is. The national two-digit code is understood too.
    pub enum ItemType, otherwise ItemTypeUnknown {
        Power = "power" also "00", "行政权力事项", "Administrative power";
        Licence = "licence" also "01", "行政许可", "Administrative licence";
        Penalty = "penalty" also "02", "行政处罚", "Administrative penalty";
        Coercion = "coercion" also "03", "行政强制", "Administrative coercion";
        Levy = "levy" also "04", "行政征收", "Administrative levy";
        Payment = "payment" also "05", "行政给付", "Administrative payment";
        Inspection = "inspection" also "06", "行政检查", "Administrative inspection";
        Confirmation = "confirmation" also "07", "行政确认", "Administrative confirmation";
        Reward = "reward" also "08", "行政奖励", "Administrative reward";
        Adjudication = "adjudication" also "09", "行政裁决", "Administrative adjudication";
        Other = "other" also "10", "其他类别事项", "Other administrative matter";
        PublicService = "public_service" also "20", "公共服务事项", "Public service";
    }
}

impl ItemType {
    /// The national two-digit code.
    pub const fn national_code(self) -> &'static str {
        match self {
            Self::Power => "00",
            Self::Licence => "01",
            Self::Penalty => "02",
            Self::Coercion => "03",
            Self::Levy => "04",
            Self::Payment => "05",
            Self::Inspection => "06",
            Self::Confirmation => "07",
            Self::Reward => "08",
            Self::Adjudication => "09",
            Self::Other => "10",
            Self::PublicService => "20",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn national_codes_lead_back_to_their_type() {
        for item_type in ItemType::ALL.iter().copied() {
            assert_eq!(item_type.national_code().parse::<ItemType>().unwrap(), item_type);
        }
        assert_eq!(
            serde_json::to_string(&"01".parse::<ItemType>().unwrap()).unwrap(),
            "\"licence\""
        );
        assert!("11".parse::<ItemType>().is_err());
    }
}
