//! What a notice says of commitments.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::super::content::material_name;
use super::super::lifecycle::{COMMITMENT, Event, FOLLOWING_LAPSED, PREDECESSOR};
use super::super::scene::Scene;
use crate::catalogue::terms::consequence;
use crate::text::Text;

/// Materials that follow on the applicant's commitment (容缺受理): told once, in writing, with the acceptance.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FollowingNotice {
    /// The names of the materials.
    pub materials: Vec<Text>,
    /// The last day to hand them in.
    pub by: NaiveDate,
    /// What happens otherwise.
    pub consequence: Text,
}

impl FollowingNotice {
    /// What these events promise.
    pub(super) fn of(scene: &Scene<'_>, events: &[Event]) -> Option<Self> {
        events.iter().find_map(|event| match event {
            Event::MaterialsPromised {
                materials,
                by,
                on_lapse,
            } => Some(Self {
                materials: materials
                    .iter()
                    .map(|code| material_name(scene.version, code))
                    .collect(),
                by: *by,
                consequence: consequence(*on_lapse),
            }),
            _ => None,
        })
    }
}

/// From what the applicant is barred from now on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct BarNotice {
    /// `application` for the item, or `commitment` for whatever item.
    pub what: String,
    /// The last day; without, until it is lifted.
    pub until: Option<NaiveDate>,
    /// The same in words.
    pub text: Text,
}

impl BarNotice {
    /// The bars that these events put up.
    pub(super) fn all(events: &[Event]) -> Vec<Self> {
        let bar = |event: &Event| match event {
            Event::Barred { what, until, .. } => Some(Self {
                what: what.clone(),
                until: *until,
                text: bar_text(what, *until),
            }),
            _ => None,
        };
        events.iter().filter_map(bar).collect()
    }
}

fn bar_text(what: &str, until: Option<NaiveDate>) -> Text {
    let (zh, en) = match until {
        Some(until) => (format!("{until}（含当日）前"), format!("until {until}")),
        None => ("修复前".to_owned(), "until it is repaired".to_owned()),
    };
    if what == COMMITMENT {
        Text::new(
            format!("{zh}不再适用告知承诺和容缺受理。"),
            format!("Commitments are not relied on {en}."),
        )
    } else {
        Text::new(
            format!("{zh}不得再次申请该事项。"),
            format!("No application for this item is possible {en}."),
        )
    }
}

/// The rights of a third party (arts. 36, 47). Who it is stands in the file, not in the notice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ThirdPartyNotice {
    /// Its number in the application.
    pub number: u32,
    /// What it may do, and until when.
    pub text: Text,
}

impl ThirdPartyNotice {
    pub(super) fn of(number: u32, answer_by: NaiveDate) -> Self {
        let text = Text::new(
            format!(
                "该申请事项直接关系您的重大利益。您有权在 {answer_by}（含当日）前陈述、申辩，或者要求听证；逾期视为放弃。"
            ),
            format!(
                "What is applied for directly touches major interests of yours. Until {answer_by} you may state your case or ask for a hearing; after that the right is taken as given up."
            ),
        );
        Self { number, text }
    }
}

/// By which law no decision in time renews a certificate.
pub(super) const BY_SILENCE: &str = "《中华人民共和国行政许可法》第五十条第二款";

/// What the applicant committed to instead of proof or check.
pub(super) fn commitment(scene: &Scene<'_>) -> Option<String> {
    let rule = scene.version.item.commitment.as_ref();
    rule.filter(|_| scene.case.commitment.is_some())
        .map(|rule| rule.text.clone())
}

/// The reasons of a termination that nobody writes: it follows from the commitment, or from how other members of its matter ended.
pub(super) fn reasons_of_lapse(scene: &Scene<'_>, basis: &str) -> Option<String> {
    if basis == PREDECESSOR {
        return Some("本事项须以前置事项获得批准为条件，前置事项未获批准，不再办理。".to_owned());
    }
    let following = scene.case.following.as_ref().filter(|_| basis == FOLLOWING_LAPSED)?;
    let names = following
        .outstanding
        .iter()
        .map(|code| material_name(scene.version, code).zh);
    let names = names.collect::<Vec<_>>().join("、");
    Some(format!("未在承诺期限（{}）内补交容缺材料：{names}。", following.by))
}
