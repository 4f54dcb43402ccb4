//! What a matter waits for, in words: whose move it is, and by when.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::ahead::Ahead;
use super::lanes::Lane;
use crate::applications::lifecycle::{Case, DeliveryMode, Phase, Standing};
use crate::applications::view::act_by;
use crate::text::{Language, Text};

/// Something a matter waits for.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"what": "members", "text": "正在办理：食品经营许可新办", "by": "2026-12-01",
    "members": ["019a1c2e-7d1c-7c3e-8a43-0e6c1a2b3c4e"]}))]
pub struct WaitingFor {
    /// What.
    pub what: Awaited,
    /// The same in words.
    pub text: String,
    /// The day by which it is to come, or may be expected.
    pub by: Option<NaiveDate>,
    /// The members it is about; none when it is about the matter as a whole.
    pub members: Vec<Uuid>,
}

/// What a matter may wait for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Awaited {
    /// The applicant's own move: not all have agreed, so it is to be withdrawn and filed anew.
    Applicant,
    /// Others whose consent there is to be.
    Consents,
    /// What was missing, or is to follow on a written commitment, of the applicant.
    Supplement,
    /// The window, to look through it.
    Window,
    /// Departments, to answer whether they accept.
    Departments,
    /// Members that are decided on.
    Members,
    /// Certificates that are made.
    Certificates,
    /// Results that are to be handed over.
    Delivery,
}

/// What it waits for: the applicant's own move first. When it is over, what is left of members that its end did not wait for.
pub(super) fn waiting_for(
    case: &Case,
    lanes: &[Lane<'_>],
    ahead: &Ahead,
    delivery: DeliveryMode,
    language: Language,
) -> Vec<WaitingFor> {
    let waiting = Waiting { lanes, ahead, language };
    match &case.phase {
        Phase::Draft if case.consents.held => vec![waiting.for_whole(Awaited::Consents, &CONSENTS, act_by(case))],
        Phase::Draft => vec![waiting.for_whole(Awaited::Applicant, &NOT_AGREED, None)],
        _ => waiting.under_way(case, delivery),
    }
}

const CONSENTS: (&str, &str) = ("等待相关人员表示同意", "Others are to consent");
const NOT_AGREED: (&str, &str) = (
    "未获同意，等待您撤回后重新申报",
    "Not all agreed: you are to withdraw it, and may file it anew",
);
const WINDOW: (&str, &str) = ("等待综合窗口审核", "The window is to look through it");

struct Waiting<'a> {
    lanes: &'a [Lane<'a>],
    ahead: &'a Ahead,
    language: Language,
}

impl Waiting<'_> {
    fn for_whole(&self, what: Awaited, said: &(&'static str, &'static str), by: Option<NaiveDate>) -> WaitingFor {
        WaitingFor {
            what,
            text: Text::new(said.0, said.1).in_language(self.language).to_owned(),
            by,
            members: Vec::new(),
        }
    }

    fn under_way(&self, case: &Case, delivery: DeliveryMode) -> Vec<WaitingFor> {
        let mut waiting = Vec::new();
        if let Phase::AwaitingSupplement(_) = case.phase {
            let told = ("等待您补正：", "You are to hand in what is missing for: ");
            let lanes = self.standing(|standing| matches!(standing, Standing::Told { .. }));
            waiting.extend(self.some(Awaited::Supplement, told, lanes, |_| act_by(case)));
        }
        let promised = self.lanes.iter().filter(|lane| lane.case.awaited().is_some());
        let follows = (
            "等待您补交承诺后补的材料：",
            "You are to hand in what you promised for: ",
        );
        let follow_by = |lane: &Lane<'_>| lane.case.awaited().map(|following| following.by);
        waiting.extend(self.some(Awaited::Supplement, follows, promised.collect(), follow_by));
        if let (Phase::Submitted(_), Some(task)) = (&case.phase, case.active_tasks().next()) {
            waiting.push(self.for_whole(Awaited::Window, &WINDOW, task.due_on));
        }
        let asked = self.standing(|standing| matches!(standing, Standing::Received { asked: true, .. }));
        let answers = (
            "等待部门答复是否受理：",
            "Departments are to answer whether they accept: ",
        );
        let due = |lane: &Lane<'_>| lane.case.active_tasks().filter_map(|task| task.due_on).max();
        waiting.extend(self.some(Awaited::Departments, answers, asked, due));
        let expected = |lane: &Lane<'_>| self.ahead.expected.get(&lane.id()).copied();
        let running = self.lanes.iter().filter(|lane| is_running(lane));
        let decides = ("正在办理：", "Under way: ");
        waiting.extend(self.some(Awaited::Members, decides, running.collect(), expected));
        let made = self.standing(|standing| matches!(standing, Standing::Approved { ready: false }));
        let making = ("正在制作证照：", "Certificates are being made: ");
        waiting.extend(self.some(Awaited::Certificates, making, made, |_| None));
        waiting.extend(self.delivery(case, delivery));
        waiting
    }

    /// Results that are there and wait for no others.
    fn delivery(&self, case: &Case, delivery: DeliveryMode) -> Option<WaitingFor> {
        let ready = self.lanes.iter().filter(|lane| case.hands_over(&lane.case)).collect();
        let said = match delivery {
            DeliveryMode::Window => ("请到窗口领取：", "To be collected at the window: "),
            DeliveryMode::Post => ("等待寄送：", "To be sent by post: "),
            DeliveryMode::Electronic => ("等待送达：", "To be delivered: "),
        };
        self.some(Awaited::Delivery, said, ready, |_| None)
    }

    fn standing(&self, stands: impl Fn(&Standing) -> bool) -> Vec<&Lane<'_>> {
        self.lanes.iter().filter(|lane| stands(&lane.standing)).collect()
    }

    /// One line for some members, by name.
    fn some(
        &self,
        what: Awaited,
        said: (&'static str, &'static str),
        lanes: Vec<&Lane<'_>>,
        by: impl Fn(&Lane<'_>) -> Option<NaiveDate>,
    ) -> Option<WaitingFor> {
        let names: Vec<&str> = lanes.iter().map(|lane| lane.row().item_name.as_str()).collect();
        let text = Text::new(
            format!("{}{}", said.0, names.join("、")),
            format!("{}{}", said.1, names.join(", ")),
        );
        (!lanes.is_empty()).then(|| WaitingFor {
            what,
            text: text.in_language(self.language).to_owned(),
            by: lanes.iter().filter_map(|lane| by(lane)).max(),
            members: lanes.iter().map(|lane| lane.id()).collect(),
        })
    }
}

/// Whether it is decided on: here, or in another system once it begins.
fn is_running(lane: &Lane<'_>) -> bool {
    match lane.standing {
        Standing::Running => true,
        Standing::Received { waits, .. } => lane.plan.external && !waits,
        _ => false,
    }
}
