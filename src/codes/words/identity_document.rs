//! What an identity was checked by at the window (身份核验证件).

use super::words;

words! {
    /// The document by which a clerk made sure who stands at the window.
    pub enum IdentityDocument, otherwise IdentityDocumentUnknown {
        ResidentIdCard = "resident_id_card", "居民身份证", "Resident identity card";
        TemporaryIdCard = "temporary_id_card", "临时居民身份证", "Temporary identity card";
        HouseholdRegister = "household_register", "居民户口簿", "Household register";
        ElectronicId = "electronic_id", "电子身份凭证", "Electronic identity";
        Passport = "passport", "护照", "Passport";
        TravelPermit = "travel_permit", "港澳台居民居住证或通行证", "Residence or travel permit of residents of Hong Kong, Macao and Taiwan";
        BusinessLicence = "business_licence", "营业执照及经办人身份证", "Business licence and the handler's identity card";
    }
}
