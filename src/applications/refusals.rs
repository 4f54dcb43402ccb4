//! What a refusal of the lifecycle is to a caller.

use super::lifecycle::{Refusal, Status};
use crate::problem::{Code, FieldError, Problem};
use crate::text::Text;

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        let reason = refusal.to_string();
        match refusal {
            Refusal::WrongState { status } => Self::new(Code::InvalidTransition).with_detail(
                format!("办件当前为“{}”，不能进行此操作。", status.label().zh),
                format!("The application is “{}”; that is not possible now.", status.label().en),
            ),
            Refusal::Stale => Self::new(Code::InvalidTransition),
            Refusal::UnknownTask => Self::new(Code::NotFound),
            Refusal::TaskTaken => Self::new(Code::TaskTaken),
            Refusal::TaskUnclaimed => Self::new(Code::TaskUnclaimed),
            Refusal::TaskClosed => Self::new(Code::TaskClosed),
            Refusal::UnknownOutcome { allowed } => {
                let allowed = allowed.join(", ");
                Self::invalid_field(
                    "/outcome",
                    "unknown-outcome",
                    format!("可选结果为：{allowed}。"),
                    format!("Possible outcomes: {allowed}."),
                )
            }
            Refusal::ReasonsRequired => {
                Self::invalid_field("/reasons", "required", "请填写理由。", "State the reasons.")
            }
            Refusal::OpinionRequired => Self::invalid_field("/opinion", "required", "请填写意见。", "Give an opinion."),
            Refusal::VerdictsRequired => Self::invalid_field(
                "/verdicts",
                "required",
                "请逐项填写材料审查结论。",
                "Give a verdict on each material.",
            ),
            Refusal::NothingMissing => Self::invalid_field(
                "/verdicts",
                "nothing-missing",
                "请标明缺少或不符合要求的材料。",
                "Mark the materials that are missing or defective.",
            ),
            Refusal::GapsRemain { materials } => {
                let materials = materials.into_iter().collect::<Vec<_>>().join(", ");
                Self::invalid_field(
                    "/verdicts",
                    "gaps-remain",
                    format!("材料 {materials} 标为缺少或不符合要求，不能受理。"),
                    format!("{materials} marked missing or defective: it cannot be accepted."),
                )
            }
            Refusal::SupplementAlreadyRequested { added } => {
                let added = added.into_iter().collect::<Vec<_>>().join(", ");
                Self::new(Code::SupplementAlreadyRequested).with_detail(
                    format!("补正只能一次性告知，不得新增要求：{added}。"),
                    format!("What is missing is told once; these are new: {added}."),
                )
            }
            Refusal::TooLate { on } => Self::new(Code::DeadlinePassed)
                .with_detail(format!("期限已于 {on} 届满。"), format!("The time ended on {on}.")),
            Refusal::SupplementIncomplete { missing } => Self {
                errors: missing
                    .into_iter()
                    .map(|material| {
                        let message =
                            Text::new(format!("仍缺少材料：{material}"), format!("Still missing: {material}"));
                        FieldError::new("/documents", "material-missing", message)
                    })
                    .collect(),
                ..Self::new(Code::SupplementIncomplete)
            },
            Refusal::Procedure(_) => Self::internal(reason),
        }
    }
}

impl Status {
    /// The status in words.
    pub fn label(self) -> Text {
        match self {
            Self::Draft => Text::new("草稿", "Draft"),
            Self::Submitted => Text::new("已收件，待受理", "Received, awaiting acceptance"),
            Self::AwaitingSupplement => Text::new("待补正", "Awaiting your supplement"),
            Self::InReview => Text::new("审查中", "In review"),
            Self::Decided => Text::new("已作出决定", "Decided"),
            Self::Completed => Text::new("已办结", "Completed"),
            Self::Declined => Text::new("不予受理", "Not accepted"),
            Self::Lapsed => Text::new("逾期未补正，已终止", "Lapsed: no supplement in time"),
            Self::Withdrawn => Text::new("已撤回", "Withdrawn"),
            Self::Terminated => Text::new("已终止", "Terminated"),
        }
    }
}
