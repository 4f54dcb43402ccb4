//! What a refusal of the lifecycle is to a caller.

use super::content::material_name;
use super::lifecycle::{Refusal, Status};
use crate::calendar::{Limit, Unit};
use crate::catalogue::ItemVersion;
use crate::http::body::escape;
use crate::problem::{Code, FieldError, Problem};
use crate::procedure::{Misplaced, Why};
use crate::text::Text;

impl Refusal {
    /// The problem to tell, with materials by the names of the item.
    pub fn into_problem(self, version: &ItemVersion) -> Problem {
        let reason = self.to_string();
        match self {
            Self::WrongState { status } => Problem::new(Code::InvalidTransition).with_detail(
                format!("办件当前为“{}”，不能进行此操作。", status.label().zh),
                format!("The application is “{}”; that is not possible now.", status.label().en),
            ),
            Self::Stale => Problem::new(Code::InvalidTransition),
            Self::UnknownTask => Problem::new(Code::NotFound),
            Self::TaskTaken => Problem::new(Code::TaskTaken),
            Self::TaskUnclaimed => Problem::new(Code::TaskUnclaimed),
            Self::TaskClosed => Problem::new(Code::TaskClosed),
            Self::UnknownOutcome { allowed } => {
                let allowed = allowed.join(", ");
                Problem::invalid_field(
                    "/outcome",
                    "unknown-outcome",
                    format!("可选结果为：{allowed}。"),
                    format!("Possible outcomes: {allowed}."),
                )
            }
            Self::ReasonsRequired => {
                Problem::invalid_field("/reasons", "required", "请填写理由。", "State the reasons.")
            }
            Self::OpinionRequired => Problem::invalid_field("/opinion", "required", "请填写意见。", "Give an opinion."),
            Self::VerdictsRequired => Problem::invalid_field(
                "/verdicts",
                "required",
                "请逐项填写材料审查结论。",
                "Give a verdict on each material.",
            ),
            Self::ResultRequired => Problem::invalid_field(
                "/result",
                "required",
                "准予决定须填写结果数据。",
                "An approval states the result: give its data.",
            ),
            Self::NothingMissing => Problem::invalid_field(
                "/verdicts",
                "nothing-missing",
                "请标明缺少或不符合要求的材料。",
                "Mark the materials that are missing or defective.",
            ),
            Self::GapsRemain { materials } => {
                let materials = materials.into_iter().collect::<Vec<_>>().join(", ");
                Problem::invalid_field(
                    "/verdicts",
                    "gaps-remain",
                    format!("材料 {materials} 标为缺少或不符合要求，不能受理。"),
                    format!("{materials} marked missing or defective: it cannot be accepted."),
                )
            }
            Self::SupplementAlreadyRequested { added } => {
                let added = added.into_iter().collect::<Vec<_>>().join(", ");
                Problem::new(Code::SupplementAlreadyRequested).with_detail(
                    format!("补正只能一次性告知，不得新增要求：{added}。"),
                    format!("What is missing is told once; these are new: {added}."),
                )
            }
            Self::TooLate { on } => Problem::new(Code::DeadlinePassed)
                .with_detail(format!("期限已于 {on} 届满。"), format!("The time ended on {on}.")),
            Self::SupplementIncomplete { missing } => Problem {
                errors: missing
                    .into_iter()
                    .map(|code| {
                        let Text { zh, en } = material_name(version, &code);
                        let message = Text::new(format!("仍缺少材料：{zh}"), format!("Still missing: {en}"));
                        FieldError::new("/documents", "material-missing", message)
                    })
                    .collect(),
                ..Problem::new(Code::SupplementIncomplete)
            },
            Self::QuotaOrder { ahead } => Problem::new(Code::QuotaOrder).with_detail(
                format!("还有 {ahead} 件先受理的申请尚未决定，剩余名额应先由其取得。"),
                format!("{ahead} accepted earlier are undecided and may still take the places that are left."),
            ),
            Self::QuotaExhausted { places } => Problem::new(Code::QuotaExhausted).with_detail(
                format!("{places} 个名额已全部取得，只能不予许可。"),
                format!("All {places} places are taken; what is left is to refuse."),
            ),
            Self::ThirdPartyUnheard { until: None } => Problem::new(Code::ThirdPartyUnheard),
            Self::ThirdPartyUnheard { until: Some(until) } => Problem::new(Code::ThirdPartyUnheard).with_detail(
                format!("已告知的利害关系人可以在 {until} 前陈述、申辩或者要求听证，尚未听取意见。"),
                format!("Those told may still state their case or ask for a hearing until {until}."),
            ),
            Self::NoThirdParties => Problem::new(Code::InvalidTransition)
                .with_detail("该事项无须听取利害关系人意见。", "The item hears no third parties."),
            Self::UnknownThirdParty => Problem::new(Code::NotFound),
            Self::HeardBefore => Problem::new(Code::InvalidTransition)
                .with_detail("该利害关系人的意见已经记录。", "That was recorded before."),
            Self::NoCommitmentOffered => Problem::invalid_field(
                "/commitment",
                "no-commitment",
                "该事项不适用告知承诺。",
                "The item offers no commitment.",
            ),
            Self::NotRefused => Problem::invalid_field(
                "/false_materials",
                "not-refused",
                "提供虚假材料的，应当不予受理或者不予许可。",
                "False materials are a reason to refuse; this outcome does not.",
            ),
            Self::NoBar => Problem::new(Code::InvalidTransition)
                .with_detail("没有可以解除的限制。", "There is no such bar to lift."),
            Self::NotAwaited { materials } => Problem::invalid(
                materials
                    .into_iter()
                    .map(|code| {
                        let Text { zh, en } = material_name(version, &code);
                        let message = Text::new(format!("未在容缺补交之列：{zh}"), format!("Not awaited: {en}"));
                        FieldError::new("/documents", "material-not-awaited", message)
                    })
                    .collect(),
            ),
            Self::MaterialsOutstanding { materials } => {
                let named: Vec<Text> = materials.iter().map(|code| material_name(version, code)).collect();
                let list =
                    |pick: fn(&Text) -> &str, comma: &str| named.iter().map(pick).collect::<Vec<_>>().join(comma);
                Problem::new(Code::MaterialsOutstanding).with_detail(
                    format!("以下容缺材料尚未补交：{}。", list(|text| &text.zh, "、")),
                    format!("Still to follow: {}.", list(|text| &text.en, ", ")),
                )
            }
            Self::Suspended { until } => Problem::new(Code::ApplicationSuspended).with_detail(
                format!("特别程序进行中，计划至 {until}，其间不能办理。"),
                format!("A special procedure is going on, planned until {until}; nothing is decided meanwhile."),
            ),
            Self::SuspensionGoesOn { until } => Problem::new(Code::ApplicationSuspended).with_detail(
                format!("另一特别程序进行中，计划至 {until}；特别程序不得重叠。"),
                format!("Another special procedure is going on, planned until {until}; they do not overlap."),
            ),
            Self::NotSuspended => Problem::new(Code::InvalidTransition)
                .with_detail("当前没有进行中的特别程序。", "No special procedure is going on."),
            Self::ImpossibleEnd { after, latest } => Problem::invalid_field(
                "/until",
                "out-of-range",
                format!("截止日期须晚于 {after}，且不晚于 {latest}。"),
                format!("The last day must lie after {after} and not after {latest}."),
            ),
            Self::ExtendedBefore => Problem::new(Code::InvalidTransition)
                .with_detail("期限只能延长一次。", "The limits may be extended only once."),
            Self::ExtensionNotAllowed { most: None } => Problem::new(Code::InvalidTransition).with_detail(
                "该事项依法不得延长期限。",
                "The limits of this item may not be extended.",
            ),
            Self::ExtensionNotAllowed { most: Some(most) } => Problem::invalid_field(
                "/limit",
                "out-of-range",
                format!("最多延长 {}。", days(most).zh),
                format!("The limits may be extended by {} at most.", days(most).en),
            ),
            Self::Recused => Problem::new(Code::Recused),
            Self::StepNotLast => Problem::new(Code::StepNotLast),
            Self::ConsultationOpen => Problem::new(Code::ConsultationOpen),
            Self::HeldAlready => Problem::invalid_field(
                "/to",
                "held-already",
                "该任务已由此人办理。",
                "They hold the task already.",
            ),
            Self::NotConsulted => Problem::new(Code::InvalidTransition).with_detail(
                "只有审查环节可以征求其他部门意见。",
                "Other departments are consulted about the procedure's tasks only.",
            ),
            Self::OwnDepartment => Problem::invalid_field(
                "/department",
                "own-department",
                "请征求其他部门的意见。",
                "Ask another department than the task's own.",
            ),
            Self::ConsultationTooLong { most } => Problem::invalid_field(
                "/limit",
                "out-of-range",
                format!("期限最短 1 日，最长 {}。", days(most).zh),
                format!("At least a day, and {} at most.", days(most).en),
            ),
            Self::TwoOfficersRequired => Problem::invalid_field(
                "/officers",
                "two-officers",
                "实地核查应当有两名以上工作人员（行政许可法第三十四条），请填写同行人员。",
                "At least two officers go to an on-site check (Administrative Licensing Law art. 34): name who went along.",
            ),
            Self::NoOnSiteCheck => Problem::invalid_field(
                "/officers",
                "no-on-site-check",
                "该任务不是实地核查。",
                "The task is no on-site check.",
            ),
            Self::NoNewMaterials { materials } => {
                let materials = materials.into_iter().collect::<Vec<_>>().join(", ");
                Problem::invalid_field(
                    "/verdicts",
                    "no-new-materials",
                    format!("已经初审转报，不得要求申请人重复提供材料（行政许可法第三十五条）：{materials}。"),
                    format!(
                        "Passed upward after the initial review: materials cannot be asked for again (Administrative Licensing Law \
                         art. 35): {materials}."
                    ),
                )
            }
            Self::Misplaced { nodes } => {
                let error = |misplaced: Misplaced| {
                    let place = format!("/nodes/{}", escape(misplaced.node.as_str()));
                    FieldError::new(place, word(misplaced.why), misplaced.why.message())
                };
                Problem::invalid(nodes.into_iter().map(error).collect())
            }
            Self::OtherOrgan => Problem::invalid_field(
                "/to",
                "other-department",
                "该版本由其他部门行使，在办办件不能转入。",
                "Another department exercises that version; nothing that is running can be moved to it.",
            ),
            Self::NoSuchConsent { code } => Problem::invalid_field(
                "/consents",
                "unknown-consent",
                format!("该事项无须“{code}”同意。"),
                format!("The item asks for no consent \"{code}\"."),
            ),
            Self::ConsenterMissing { codes } => {
                let missing = |code: String| {
                    let rule = version.consent(&code);
                    let role = rule.map_or_else(|| Text::new(code.clone(), code.clone()), |rule| rule.role.label());
                    let message = Text::new(
                        format!("请填写须同意的人：{}。", role.zh),
                        format!("Name whose consent is needed: {}.", role.en),
                    );
                    FieldError::new("/consents", "consenter-missing", message)
                };
                Problem::invalid(codes.into_iter().map(missing).collect())
            }
            Self::SubmissionHeld => Problem::new(Code::InvalidTransition).with_detail(
                "已提交，正在等待其他人同意；全部同意后即予收件。",
                "Handed in; it is received when the last consent arrives.",
            ),
            Self::UnknownConsenter | Self::UnknownDemand => Problem::new(Code::NotFound),
            Self::ConsentNotAsked => Problem::new(Code::InvalidTransition).with_detail(
                "申请内容已由申请人修改，须由其重新提交后再作答。",
                "The applicant has changed the application: it has to be handed in anew before it is answered.",
            ),
            Self::ConsentAnswered => {
                Problem::new(Code::InvalidTransition).with_detail("已经作出答复。", "That was answered before.")
            }
            Self::UrgedBefore { on } => Problem::new(Code::UrgedBefore).with_detail(
                format!("{on} 已催办过，每个工作日可催办一次。"),
                format!("Urged on {on} already; once a working day."),
            ),
            Self::ImpossibleAnswerDay { after, latest } => Problem::invalid_field(
                "/answer_by",
                "out-of-range",
                format!("答复期限须晚于 {after}，且不晚于 {latest}。"),
                format!("The answer must be due after {after} and not after {latest}."),
            ),
            Self::DemandAnswered => {
                Problem::new(Code::InvalidTransition).with_detail("该督办已经答复。", "That was answered before.")
            }
            Self::NotBegun => Problem::new(Code::InvalidTransition).with_detail(
                "其前置事项尚未办结，本事项还未开始办理。",
                "What it depends on is not approved yet, so it has not begun.",
            ),
            Self::Procedure(_) => Problem::internal(reason),
        }
    }
}

/// The word of the API.
fn word(why: Why) -> String {
    let word = serde_json::to_value(why).ok();
    word.as_ref()
        .and_then(serde_json::Value::as_str)
        .unwrap_or_default()
        .to_owned()
}

/// A limit in words: 10 个工作日, 10 working days.
pub(super) fn days(limit: Limit) -> Text {
    let Limit { days, unit } = limit;
    match (unit, days) {
        (Unit::WorkingDay, 1) => Text::new("1 个工作日", "1 working day"),
        (Unit::WorkingDay, _) => Text::new(format!("{days} 个工作日"), format!("{days} working days")),
        (Unit::CalendarDay, 1) => Text::new("1 日", "1 calendar day"),
        (Unit::CalendarDay, _) => Text::new(format!("{days} 日"), format!("{days} calendar days")),
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
            Self::Suspended => Text::new("特别程序中，期限中止", "Suspended for a special procedure"),
            Self::Decided => Text::new("已作出决定", "Decided"),
            Self::Completed => Text::new("已办结", "Completed"),
            Self::Declined => Text::new("不予受理", "Not accepted"),
            Self::Lapsed => Text::new("逾期未补正，已终止", "Lapsed: no supplement in time"),
            Self::Withdrawn => Text::new("已撤回", "Withdrawn"),
            Self::Terminated => Text::new("已终止", "Terminated"),
        }
    }
}
