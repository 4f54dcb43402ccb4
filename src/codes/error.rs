//! What can be wrong with a code, in one table: stable code, Chinese, English.

/// Declares an enum of faults from a table of `Variant, "kebab-code", "中文", "English";` rows.
macro_rules! faults {
    ($(#[$meta:meta])* pub enum $name:ident { $($variant:ident, $code:literal, $zh:literal, $en:literal;)+ }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
        #[error("{}: {}", self.code(), self.message_en())]
        pub enum $name {
            $(#[doc = $en] $variant,)+
        }

        impl $name {
            /// Every fault there is.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The stable, kebab-case code that clients may rely on.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),+ }
            }

            /// What is wrong, for people who read Chinese. Never repeats the input.
            pub const fn message_zh(self) -> &'static str {
                match self { $(Self::$variant => $zh),+ }
            }

            /// What is wrong, for people who read English. Never repeats the input.
            pub const fn message_en(self) -> &'static str {
                match self { $(Self::$variant => $en),+ }
            }

            /// What is wrong, in both languages.
            pub fn message(self) -> $crate::text::Text {
                $crate::text::Text::new(self.message_zh(), self.message_en())
            }
        }
    };
}
pub(crate) use faults;

faults! {
    /// Why a text is not the code it should be.
    ///
    /// `Display` is `code: English message`, which is also what deserialization reports; [`CodeError::in_message`] finds it again there.
    pub enum CodeError {
        CitizenIdFormat, "citizen-id-format", "公民身份号码应为17位数字加1位校验码", "a citizen id is 17 digits and a check character";
        CitizenIdBirthDate, "citizen-id-birth-date", "公民身份号码中的出生日期不存在", "the birth date in the citizen id does not exist";
        CitizenIdCheck, "citizen-id-check", "公民身份号码校验码不正确", "the check character of the citizen id does not match";
        CreditCodeFormat, "credit-code-format", "统一社会信用代码应为18位数字或大写字母(不含I、O、S、V、Z)", "a credit code is 18 digits or capital letters without I, O, S, V and Z, the third to eighth digits";
        CreditCodeCheck, "credit-code-check", "统一社会信用代码校验码不正确", "the check character of the credit code does not match";
        MobileFormat, "mobile-format", "手机号码应为1开头的11位数字", "a mobile number is 11 digits and begins with 13 to 19";
        DivisionCodeFormat, "division-code-format", "行政区划代码应为6位或12位数字", "a division code is 6 or 12 digits";
        ItemCodeFormat, "item-code-format", "事项编码应为1至64位字母、数字、下划线或连字符", "an item code is 1 to 64 letters, digits, underscores or hyphens";
        BasicCodeFormat, "basic-code-format", "事项基本编码应为12位", "a basic code is 12 characters, the first six of them digits";
        EmailFormat, "email-format", "电子邮箱地址格式不正确", "this is not an e-mail address";
        NumberFormat, "number-format", "业务编号应为2位前缀、8位日期、9位流水号和1位校验码", "a business number is its prefix, 8 digits of date, 9 of serial and a check digit";
        NumberDate, "number-date", "业务编号中的日期不存在", "the date in the business number does not exist";
        NumberCheck, "number-check", "业务编号校验码不正确", "the check digit of the business number does not match";
        NumberSerial, "number-serial", "业务编号流水号超出9位", "the serial of the business number exceeds 9 digits";
        PostFormat, "post-format", "岗位应为2至32位小写字母或下划线", "a post is 2 to 32 lower-case letters or underscores";
        ItemTypeUnknown, "item-type-unknown", "事项类型应为国家编码(00至10、20)或对应英文词", "the item type is a national code (00 to 10, 20) or one of power, licence, penalty, coercion, levy, payment, inspection, confirmation, reward, adjudication, other, public_service";
        CaseTypeUnknown, "case-type-unknown", "办件类型应为即办件(immediate)或承诺件(committed)", "the case type is immediate or committed";
        AudienceUnknown, "audience-unknown", "未知的服务对象", "the audience is natural_person, legal_person, enterprise, public_institution, social_organisation, government or other";
        ChannelUnknown, "channel-unknown", "未知的办理渠道", "the channel is web, mobile, window, integrated_window, terminal, post or agent";
        NecessityUnknown, "necessity-unknown", "材料必要性应为必要(required)、非必要(optional)或容缺后补(may_follow)", "the necessity is required, optional or may_follow";
        MaterialFormUnknown, "material-form-unknown", "材料类型应为原件(original)、复印件(copy)或原件或复印件(either)", "the form of a material is original, copy or either";
        MaterialSourceUnknown, "material-source-unknown", "材料来源应为申请人自备(applicant)、政府部门核发(government)或其他(other)", "the source of a material is applicant, government or other";
        AcceptanceUnknown, "acceptance-unknown", "受理方式应为窗口受理(window)或部门受理(department)", "acceptance is by the window or the department";
        LevelUnknown, "level-unknown", "未知的行使层级", "the level is national, provincial, municipal, county, township, village or graded";
        SpecialProcedureUnknown, "special-procedure-unknown", "未知的特别程序", "a special procedure is hearing, bidding, auction, inspection, testing, quarantine, appraisal, expert_review, site_visit, public_notice or rectification";
        OnLapseUnknown, "on-lapse-unknown", "容缺材料逾期处理应为终止办理(terminate)或暂不制发证照(wait)", "what follows a lapse is terminate or wait";
        ServiceUnknown, "service-unknown", "办理类型应为新办(new)、变更(change)、延续(renewal)、补证(reissue)或注销(cancellation)", "a service is new, change, renewal, reissue or cancellation";
        CertificateStateUnknown, "certificate-state-unknown", "证照状态应为有效(valid)、已过期(expired)、已撤回(retracted)、已撤销(revoked)或已注销(cancelled)", "a certificate is valid, expired, retracted, revoked or cancelled";
        EndingGroundUnknown, "ending-ground-unknown", "未知的法定情形", "the ground is deceit, official_misconduct, beyond_competence, against_procedure, not_qualified or other_by_law (revocation), law_changed or circumstances_changed (retraction), expired_without_renewal, holder_died, organisation_ended, force_majeure or cancelled_by_law (cancellation)";
        IdentityDocumentUnknown, "identity-document-unknown", "未知的身份核验证件", "an identity is checked by resident_id_card, temporary_id_card, household_register, electronic_id, passport, travel_permit or business_licence";
        ConsentRoleUnknown, "consent-role-unknown", "未知的同意人身份", "a consent is given as second_parent, co_applicant, guardian, heir or owner";
        SubjectKindUnknown, "subject-kind-unknown", "办理对象应为新生儿(newborn)、学生(pupil)、死者(deceased)、被监护人(ward)或其他人(other)", "an application is about a newborn, pupil, deceased, ward or other";
        SubjectRelationUnknown, "subject-relation-unknown", "与办理对象的关系应为父母(parent)、其他监护人(guardian)、配偶(spouse)、子女(child)、兄弟姐妹(sibling)、其他近亲属(relative)或其他(other)", "the applicant is their parent, guardian, spouse, child, sibling, relative or other";
        ProtectedFieldUnknown, "protected-field-unknown", "未知的领域", "the field is national_security, public_safety, financial_prudence, environment or personal_health";
    }
}

impl CodeError {
    /// Finds the fault inside the text of a deserialization error, so that the edge can answer with its code and in the caller's language.
    pub fn in_message(message: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .copied()
            .find(|fault| message.contains(&fault.to_string()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn codes_are_kebab_case_and_unique() {
        let codes: HashSet<_> = CodeError::ALL.iter().map(|fault| fault.code()).collect();
        assert_eq!(codes.len(), CodeError::ALL.len());
        for code in codes {
            assert!(code.chars().all(|c| c.is_ascii_lowercase() || c == '-'), "{code}");
        }
    }

    #[test]
    fn every_fault_is_found_again_in_a_deserialization_error() {
        for fault in CodeError::ALL.iter().copied() {
            let error = <serde_json::Error as serde::de::Error>::custom(fault);
            assert_eq!(
                CodeError::in_message(&format!("{error} at line 1 column 7")),
                Some(fault)
            );
        }
        assert_eq!(CodeError::in_message("missing field `name`"), None);
    }
}
