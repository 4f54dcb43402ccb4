//! The timeline: events as people read them.

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::super::desk::Desk;
use super::super::store::rows::EventRow;
use crate::text::{Language, Text};

/// One event of the timeline.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ApplicationEvent)]
pub struct EventView {
    /// Its position in the application's history, from 1.
    pub seq: i64,
    /// Its kind.
    pub kind: String,
    /// The kind in words.
    pub text: String,
    /// When.
    pub at: DateTime<Utc>,
    /// The department that acted, by name.
    pub department: Option<String>,
    /// What was said of it, for colleagues.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remark: Option<String>,
    /// What it holds: ids, codes and dates.
    #[schema(value_type = Object)]
    pub detail: Value,
}

impl EventView {
    /// The event in a language, for those who work on the application (`inner`) or for its applicant, who is told of a step that it was
    /// done, not what colleagues made of it. Who acted is left to the audit trail.
    pub fn of(row: &EventRow, remark: Option<&str>, desk: &Desk, language: Language, inner: bool) -> Self {
        let payload: Value = serde_json::from_str(&row.payload).unwrap_or_default();
        let mut detail = detail(&payload, &row.kind).cloned().unwrap_or_default();
        if let Some(fields) = detail.as_object_mut() {
            for person in ["by", "holder", "officers", "person"] {
                fields.remove(person);
            }
            if !inner && row.kind == "task_completed" {
                fields.clear();
            }
        }
        Self {
            seq: row.seq,
            kind: row.kind.clone(),
            text: label(&row.kind).in_language(language).to_owned(),
            at: row.at,
            remark: remark.filter(|_| inner).map(str::to_owned),
            department: row.department.as_ref().map(|code| {
                let known = code.parse().ok().and_then(|code| desk.catalogue.department(&code));
                known.map_or_else(|| code.clone(), |department| department.name.clone())
            }),
            detail,
        }
    }

    /// Whether an applicant's timeline shows it: the inner steps of task keeping are the departments' own, and what is missing of a matter is
    /// told with its one notice.
    pub fn is_public(kind: &str) -> bool {
        let inner = [
            "task_",
            "step_",
            "call_",
            "procedure_",
            "revised",
            "recused",
            "consultation_",
            "card_",
            "supervis",
            "gaps_found",
        ];
        kind == "task_completed" || !inner.iter().any(|start| kind.starts_with(start))
    }
}

/// What a payload holds under its kind, which some kinds of event keep one level down.
fn detail<'a>(payload: &'a Value, kind: &str) -> Option<&'a Value> {
    let below = || payload.as_object()?.values().find_map(|group| group.get(kind));
    payload.get(kind).or_else(below)
}

fn label(kind: &str) -> Text {
    match kind {
        "drafted" => Text::new("创建申请", "Begun"),
        "revised" => Text::new("修改草稿", "Draft changed"),
        "submitted" => Text::new("提交申请，已收件", "Submitted and received"),
        "task_opened" => Text::new("任务下达", "Task opened"),
        "task_claimed" => Text::new("任务领取", "Task claimed"),
        "task_released" => Text::new("任务退领", "Task put back"),
        "task_completed" => Text::new("环节办理完成", "Step completed"),
        "task_cancelled" => Text::new("任务取消", "Task cancelled"),
        "task_assigned" => Text::new("任务委托或改派", "Task put into a colleague's hands"),
        "task_reopened" => Text::new("任务恢复", "Task open again"),
        "task_rescheduled" => Text::new("任务期限调整", "Task's due date moved"),
        "task_warned" => Text::new("任务预警", "Task about to be late"),
        "step_taken_back" => Text::new("撤回办理", "Step taken back"),
        "recused" => Text::new("回避", "Recused"),
        "consultation_silent" => Text::new("征求意见逾期未复，视为同意", "No answer in time counts as consent"),
        "supplement_reminded" => Text::new("补正提醒", "Reminded of the supplement"),
        "materials_promised" => Text::new("容缺受理，材料后补", "Materials to follow on commitment"),
        "materials_followed" => Text::new("容缺材料已补齐", "Materials that were to follow arrived"),
        "following_reminded" => Text::new("容缺材料补交提醒", "Reminded of materials to follow"),
        "following_lapsed" => Text::new("容缺材料逾期未补", "Materials did not follow in time"),
        "committed" => Text::new("作出承诺（告知承诺）", "Commitment made"),
        "commitment_checked" => Text::new("承诺事后核查", "Commitment checked"),
        "revoked" => Text::new("撤销、撤回或注销准予决定", "Approval revoked, retracted or cancelled"),
        "barred" => Text::new("限制申请", "Barred from applying"),
        "wait_began" => Text::new("公示开始", "Public notice begins"),
        "wait_ended" => Text::new("公示结束", "Public notice ends"),
        "call_began" => Text::new("数据共享核验", "Service asked"),
        "call_answered" => Text::new("数据共享核验完成", "Service answered"),
        "call_failed" => Text::new("数据共享核验失败，转人工", "Service failed; people decide"),
        "suspended" => Text::new("特别程序开始", "Special procedure begins"),
        "suspension_prolonged" => Text::new("特别程序延期", "Special procedure prolonged"),
        "suspension_ended" => Text::new("特别程序结束，期限恢复", "Special procedure over"),
        "extended" => Text::new("延长期限", "Limits extended"),
        "reprojected" => Text::new("期限按工作日历更新", "Due dates counted anew"),
        "card_issued" => Text::new("发出黄牌、红牌", "Card issued"),
        "migrated" => Text::new("转入事项新版本", "Moved to another version"),
        "third_party_told" => Text::new("告知利害关系人", "Third party told"),
        "third_party_heard" => Text::new("听取利害关系人意见", "Third party heard"),
        "certificate_overdue" => Text::new("送达逾期", "Delivery overdue"),
        "supplement_requested" => Text::new("一次性告知补正", "Told what is missing"),
        "supplemented" => Text::new("补正材料已收到", "Supplement received"),
        "commitment_dropped" => Text::new("取消告知承诺", "Commitment dropped"),
        "bar_lifted" => Text::new("解除限制", "Bar lifted"),
        "accepted" => Text::new("受理", "Accepted"),
        "declined" => Text::new("不予受理", "Not accepted"),
        "procedure_moved" => Text::new("流程推进", "Procedure moved"),
        "decided" => Text::new("作出决定", "Decided"),
        "certificate_issued" => Text::new("制发证照", "Certificate issued"),
        "delivered" => Text::new("结果送达", "Result delivered"),
        "completed" => Text::new("办结", "Completed"),
        "identity_checked" => Text::new("核验身份", "Identity checked"),
        "material_reused" => Text::new("复用已有材料、证照", "Material used again"),
        "form_prefilled" => Text::new("表单自动带入", "Form filled in from what is held"),
        "consenters_named" => Text::new("填写须同意的人", "Consenters named"),
        "submission_held" => Text::new("已提交，等待其他人同意", "Handed in, waiting for consents"),
        "consent_asked" => Text::new("征求同意", "Consent asked for"),
        "consent_given" => Text::new("已同意", "Consent given"),
        "consent_refused" => Text::new("不同意", "Consent refused"),
        "consent_expired" => Text::new("逾期未答复是否同意", "Consent not given in time"),
        "urged" => Text::new("申请人催办", "Urged by the applicant"),
        "supervised" => Text::new("督办", "Supervised"),
        "supervision_answered" => Text::new("答复督办", "Supervision answered"),
        "supervision_overdue" => Text::new("督办逾期未答复", "Supervision not answered in time"),
        "certificate_concerned" => Text::new("关联已有证照", "About a certificate that is there"),
        "renewed_by_silence" => Text::new("到期未作决定，视为准予延续", "Renewed by silence"),
        "collection_reminded" => Text::new("领取提醒", "Reminded to fetch it"),
        "certificate_ended" => Text::new("证照状态变更", "Certificate holds no more"),
        "matter_formed" => Text::new("一件事立件", "Matter formed"),
        "matter_joined" => Text::new("纳入一件事办理", "Joined a matter"),
        "in_order" => Text::new("材料审核通过，待前置事项办结", "In order; waits for other members"),
        "gaps_found" => Text::new("发现缺漏，待一次性告知", "Something missing, to be told with the rest"),
        "notice_given" => Text::new("本事项无需补正", "Nothing missing"),
        "begun" => Text::new("前置事项已办结，开始办理", "What it depends on is approved; begun"),
        "predecessor_failed" => Text::new("前置事项未获批准", "What it depends on was not approved"),
        "reported" => Text::new("外部系统反馈办理情况", "Told by the system that handles it"),
        "notice_due" => Text::new("须一次性告知", "Everything missing is to be told"),
        "supplement_over" => Text::new("补正结束", "Supplement over"),
        "member_begun" => Text::new("事项开始办理", "A member begins"),
        "member_ended" => Text::new("事项办结", "A member has ended"),
        "results_ready" => Text::new("全部结果已就绪", "All results are ready"),
        "delivery_due" => Text::new("证照送达期限届满之日", "The certificate is due"),
        "result_released" => Text::new("证照先行送达", "Its result waits for others no longer"),
        "late_result" => Text::new("后续事项结果已就绪", "A later result is ready"),
        "lapsed" => Text::new("逾期未补正，终止", "Lapsed"),
        "withdrawn" => Text::new("申请人撤回", "Withdrawn"),
        "terminated" => Text::new("终止办理", "Terminated"),
        other => Text::new(other.to_owned(), other.to_owned()),
    }
}
