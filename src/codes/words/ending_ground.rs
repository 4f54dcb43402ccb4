//! The legal grounds on which an organ ends what it has granted (撤销、撤回、注销的法定情形).

use super::{CertificateState, words};

words! {
    /// Why an organ ends what it has granted: what was wrong from the beginning is revoked (Administrative Licensing Law art. 69), what the
    /// public interest no longer bears is retracted (art. 8), what has come to its end is cancelled (art. 70).
    pub enum EndingGround, otherwise EndingGroundUnknown {
        Deceit = "deceit", "以欺骗、贿赂等不正当手段取得", "Gained by deceit, bribery or other improper means";
        OfficialMisconduct = "official_misconduct", "工作人员滥用职权、玩忽职守作出", "Staff abused their power or neglected their duty";
        BeyondCompetence = "beyond_competence", "超越法定职权作出", "Decided beyond the organ's competence";
        AgainstProcedure = "against_procedure", "违反法定程序作出", "Decided against the procedure of the law";
        NotQualified = "not_qualified", "申请人不具备申请资格或者不符合法定条件", "The applicant does not meet the conditions of the law";
        OtherByLaw = "other_by_law", "依法可以撤销的其他情形", "Another case in which the law allows revocation";
        LawChanged = "law_changed", "所依据的法律、法规、规章修改或者废止，为公共利益需要", "The law it rests on was changed or repealed, and the public interest asks for it";
        CircumstancesChanged = "circumstances_changed", "所依据的客观情况发生重大变化，为公共利益需要", "Circumstances changed gravely, and the public interest asks for it";
        ExpiredWithoutRenewal = "expired_without_renewal", "有效期届满未延续", "Expired and not renewed";
        HolderDied = "holder_died", "持有人死亡或者丧失行为能力", "The holder died or lost the capacity to act";
        OrganisationEnded = "organisation_ended", "法人或者其他组织依法终止", "The organisation came to an end";
        ForceMajeure = "force_majeure", "因不可抗力无法实施", "Force majeure makes it impossible";
        CancelledByLaw = "cancelled_by_law", "依法应当注销的其他情形", "Another case in which the law demands cancellation";
    }
}

impl EndingGround {
    /// What becomes of the certificate.
    pub const fn state(self) -> CertificateState {
        match self {
            Self::Deceit
            | Self::OfficialMisconduct
            | Self::BeyondCompetence
            | Self::AgainstProcedure
            | Self::NotQualified
            | Self::OtherByLaw => CertificateState::Revoked,
            Self::LawChanged | Self::CircumstancesChanged => CertificateState::Retracted,
            Self::ExpiredWithoutRenewal
            | Self::HolderDied
            | Self::OrganisationEnded
            | Self::ForceMajeure
            | Self::CancelledByLaw => CertificateState::Cancelled,
        }
    }

    /// What becomes of a certificate on the ground with this word; any other word is one of revocation, such as a broken commitment's.
    pub fn state_by(word: &str) -> CertificateState {
        word.parse().map_or(CertificateState::Revoked, Self::state)
    }

    /// The article of the Administrative Licensing Law that it rests on, and what it says.
    pub fn basis(self) -> String {
        let article = match self.state() {
            CertificateState::Retracted => "第八条",
            CertificateState::Cancelled => "第七十条",
            _ => "第六十九条",
        };
        format!("《中华人民共和国行政许可法》{article}（{}）", self.label_zh())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ground_decides_what_becomes_of_the_certificate() {
        let states = |state: CertificateState| {
            let all = EndingGround::ALL.iter().filter(|ground| ground.state() == state);
            all.count()
        };
        assert_eq!(states(CertificateState::Revoked), 6);
        assert_eq!(states(CertificateState::Retracted), 2);
        assert_eq!(states(CertificateState::Cancelled), 5);
        assert_eq!(EndingGround::state_by("law_changed"), CertificateState::Retracted);
        assert_eq!(EndingGround::state_by("commitment_broken"), CertificateState::Revoked);
    }
}
