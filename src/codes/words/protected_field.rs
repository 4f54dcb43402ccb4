//! Fields of law in which a commitment does not replace proof or check.

use super::words;

words! {
    /// Fields of law in which commitments do not replace proof (国办发〔2020〕42号).
    pub enum ProtectedField, otherwise ProtectedFieldUnknown {
        NationalSecurity = "national_security", "国家安全", "National security";
        PublicSafety = "public_safety", "公共安全", "Public safety";
        FinancialPrudence = "financial_prudence", "金融业审慎监管", "Financial prudence";
        Environment = "environment", "生态环境保护", "Protection of the environment";
        PersonalHealth = "personal_health", "直接关系人身健康", "Personal health";
    }
}
