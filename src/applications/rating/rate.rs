//! Rating, whatever is rated.
//!
//! 1. The grade is one of five, tags are codes, the comment is short.
//! 2. The caller applied, or acts under a mandate in force; to anybody else it is not there.
//! 3. It is over, and was received: who was never served has nothing to rate. A member of a matter is rated with it.
//! 4. The first rating once, and one more that follows it up.
//! 5. Write the rating, its audit row and, under an idempotency key, the answer.

use std::collections::BTreeSet;

use diesel_async::AsyncPgConnection;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::Grade;
use super::view::{PURPOSE, is_over};
use crate::applications::desk::Desk;
use crate::applications::store::rows::{OwnerKind, RatingRow};
use crate::applications::store::{RateableQuery, insert_rating, read_rateable};
use crate::applications::words::{SHORT, too_long};
use crate::clock::machine_now;
use crate::codes::Channel;
use crate::db::audit::AuditRow;
use crate::db::idempotency::once;
use crate::http::{Answer, Fingerprint, RequestId};
use crate::identity::Caller;
use crate::problem::{Code, FieldError, Problem};
use crate::text::Text;

/// The problems of rating.
pub const PROBLEMS: &[Code] = &[
    Code::NotFound,
    Code::NotYetOver,
    Code::AlreadyRated,
    Code::RatedWithMatter,
    Code::InvalidInput,
    Code::IdempotencyKeyReused,
];

/// The most tags of a rating.
const MOST_TAGS: usize = 10;
/// Characters of a tag.
const TAG: usize = 32;

/// A rating.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Rate {
    /// 5 非常满意, 4 满意, 3 基本满意, 2 不满意, 1 非常不满意.
    #[schema(minimum = 1, maximum = 5, example = 5)]
    pub grade: i64,
    /// What it is about, by codes of lower-case letters, digits and underscores; 10 at most.
    #[serde(default)]
    #[schema(example = json!(["fast", "friendly"]))]
    pub tags: BTreeSet<String>,
    /// In words; 500 characters at most.
    #[serde(default)]
    pub comment: Option<String>,
    /// Whether it follows up the first rating (追评).
    #[serde(default)]
    pub follow_up: bool,
}

/// What was rated how.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"number": 1, "grade": 5}))]
pub struct Rated {
    /// 1 for the rating, 2 for the one that follows it up.
    pub number: i16,
    /// The grade.
    pub grade: i16,
}

/// A request to rate.
pub struct Rating<'a> {
    /// The operation.
    pub operation: &'static str,
    /// Who rates.
    pub caller: Caller,
    /// Whether an application is rated or a matter: the other is not found.
    pub kind: OwnerKind,
    /// Which.
    pub owner: Uuid,
    /// How.
    pub asked: &'a Rate,
    /// From where, unless somebody rates under a mandate.
    pub channel: Channel,
    /// The keyed request, if it is one.
    pub fingerprint: Option<Fingerprint>,
    /// The request's id.
    pub request_id: RequestId,
}

/// Rates an application or a matter.
///
/// # Errors
/// See [`PROBLEMS`].
pub async fn rate(desk: &Desk, mut rating: Rating<'_>) -> Result<Answer, Problem> {
    let grade = check(rating.asked)?;
    let fingerprint = rating.fingerprint.take();
    let mut connection = desk.db.get().await?;
    once(&mut connection, fingerprint, machine_now(), async |connection| {
        write(connection, desk, &rating, grade).await
    })
    .await
}

async fn write(
    connection: &mut AsyncPgConnection,
    desk: &Desk,
    rating: &Rating<'_>,
    grade: Grade,
) -> Result<Answer, Problem> {
    let query = RateableQuery {
        owner: rating.owner,
        caller: rating.caller.account,
        today: desk.clock.today(),
    };
    let rateable = read_rateable(connection, query)
        .await?
        .filter(|found| found.kind == rating.kind)
        .filter(|found| found.applicant_id == rating.caller.account || found.mandated)
        .ok_or_else(|| Problem::new(Code::NotFound))?;
    if let Some(matter) = rateable.matter_number {
        return Err(Problem::new(Code::RatedWithMatter).with_detail(
            format!("请评价一件事办件 {matter}。"),
            format!("Rate the matter {matter} as a whole."),
        ));
    }
    if !is_over(&rateable.status, rateable.submitted_at) {
        return Err(Problem::new(Code::NotYetOver));
    }
    let number = match (rateable.rated, rating.asked.follow_up) {
        (0, false) => 1,
        (1, true) => 2,
        (0, true) => return Err(nothing_to_follow()),
        _ => return Err(Problem::new(Code::AlreadyRated)),
    };
    let comment = rating
        .asked
        .comment
        .as_deref()
        .map(str::trim)
        .filter(|comment| !comment.is_empty());
    let row = RatingRow {
        owner_id: rating.owner,
        number,
        grade: grade.number(),
        tags: json!(rating.asked.tags),
        comment: comment.map(|comment| desk.cipher.encrypt(PURPOSE, comment)),
        channel: match rateable.applicant_id == rating.caller.account {
            true => rating.channel,
            false => Channel::Agent,
        },
        rated_at: desk.clock.now(),
    };
    if !insert_rating(connection, &row).await? {
        return Err(Problem::new(Code::AlreadyRated));
    }
    AuditRow::new(rating.owner, rating.operation, machine_now())
        .by(rating.caller.account)
        .in_role(rating.caller.role.as_str())
        .in_request(rating.request_id.0.clone())
        .insert(connection)
        .await?;
    Answer::new(
        201,
        &Rated {
            number,
            grade: grade.number(),
        },
    )
}

fn check(asked: &Rate) -> Result<Grade, Problem> {
    let mut errors: Vec<FieldError> = too_long("/comment", asked.comment.as_deref(), SHORT)
        .into_iter()
        .collect();
    if asked.tags.len() > MOST_TAGS {
        let message = Text::new(
            format!("最多 {MOST_TAGS} 个标签。"),
            format!("At most {MOST_TAGS} tags."),
        );
        errors.push(FieldError::new("/tags", "too-many", message));
    }
    let is_code = |tag: &str| {
        let allowed = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_';
        (1..=TAG).contains(&tag.len()) && tag.bytes().all(allowed)
    };
    if !asked.tags.iter().all(|tag| is_code(tag)) {
        let message = Text::new(
            format!("标签为小写字母、数字或下划线组成的编码，最长 {TAG} 位。"),
            format!("A tag is a code of up to {TAG} lower-case letters, digits and underscores."),
        );
        errors.push(FieldError::new("/tags", "invalid-tag", message));
    }
    let grade = Grade::new(asked.grade);
    if grade.is_none() {
        let message = Text::new("评价等级为 1 至 5。", "A grade is 1 to 5.");
        errors.push(FieldError::new("/grade", "out-of-range", message));
    }
    match grade {
        Some(grade) if errors.is_empty() => Ok(grade),
        _ => Err(Problem::invalid(errors)),
    }
}

fn nothing_to_follow() -> Problem {
    Problem::invalid_field(
        "/follow_up",
        "nothing-to-follow",
        "尚未评价，不能追评。",
        "There is no rating yet to follow up.",
    )
}
