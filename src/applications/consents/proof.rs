//! Whether somebody with a link is who was asked: the last four characters of what they are known by, and few tries.
//!
//! Wrong ones are counted on the audit trail, so that every instance sees them and a restart forgets none; what one instance hears at once
//! is limited besides.

use std::num::NonZeroU32;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use subtle::ConstantTimeEq;

use super::details::Details;
use super::link::Link;
use crate::applications::desk::Desk;
use crate::clock::machine_now;
use crate::db::audit::AuditRow;
use crate::db::schema::audit;
use crate::http::limit::RateLimit;
use crate::identity::Name;
use crate::problem::{Code, Problem};

/// Wrong proofs in a day that close a link until the day is over.
const MOST_WRONG: usize = 5;
const CLOSED: TimeDelta = TimeDelta::hours(24);

/// How often a link may be tried on one instance.
pub struct ConsentLimits(RateLimit);

impl Default for ConsentLimits {
    /// Twenty attempts in ten minutes at one link.
    fn default() -> Self {
        const ATTEMPTS: NonZeroU32 = NonZeroU32::MIN.saturating_add(19);
        Self(RateLimit::new(ATTEMPTS, Duration::from_secs(600)))
    }
}

impl ConsentLimits {
    /// Counts an attempt at a link.
    ///
    /// # Errors
    /// 429 when there were too many.
    pub fn check(&self, link: Link) -> Result<(), Problem> {
        self.0.check(&format!("{}.{}", link.application, link.party))
    }
}

impl Details {
    /// Whether a proof, and a name if one is given, are theirs.
    fn are_proved(&self, proof: &str, name: Option<&str>) -> bool {
        let proof = proof.trim().to_uppercase();
        let tail = self.tail().unwrap_or_default();
        let known = proof.len() == 4 && bool::from(tail.as_bytes().ct_eq(proof.as_bytes()));
        let same = |given: &str| {
            let pair = given.parse::<Name>().ok().zip(self.name.parse::<Name>().ok());
            pair.is_some_and(|(given, theirs)| given.is_same_as(&theirs))
        };
        known && name.is_none_or(same)
    }
}

/// Asks that who has the link be who was asked.
///
/// # Errors
/// 429 after too many wrong proofs, 403 for a wrong one.
pub(super) async fn demand(
    desk: &Desk,
    link: Link,
    details: &Details,
    (proof, name): (&str, Option<&str>),
    request_id: &str,
) -> Result<(), Problem> {
    let action = format!("answer_consent_{}", link.party);
    let now = machine_now();
    let mut connection = desk.db.get().await?;
    if let Some(since) = closed_since(&mut connection, link, &action, now).await? {
        let seconds = (since + CLOSED - now).num_seconds().max(0).unsigned_abs() + 1;
        return Err(Problem::new(Code::RateLimited)
            .with_detail(
                "核对信息多次不符，此链接暂停使用，请明日再试，或者到窗口办理。",
                "Too many wrong proofs: the link is closed for a day. Try again tomorrow, or come to the window.",
            )
            .with_retry_after(seconds));
    }
    if details.are_proved(proof, name) {
        return Ok(());
    }
    let row = AuditRow::new(link.application, action, now)
        .refused(Code::WrongProof.as_str())
        .in_request(request_id);
    row.insert(&mut connection).await?;
    Err(Problem::new(Code::WrongProof))
}

/// When the first of the wrong proofs was that close a link, if it is closed.
async fn closed_since(
    connection: &mut AsyncPgConnection,
    link: Link,
    action: &str,
    now: DateTime<Utc>,
) -> QueryResult<Option<DateTime<Utc>>> {
    let wrong: Vec<DateTime<Utc>> = audit::table
        .filter(audit::owner_id.eq(link.application))
        .filter(audit::action.eq(action))
        .filter(audit::result.eq(Code::WrongProof.as_str()))
        .filter(audit::at.gt(now - CLOSED))
        .order(audit::at.desc())
        .limit(5)
        .select(audit::at)
        .load(connection)
        .await?;
    Ok(wrong.get(MOST_WRONG - 1).copied())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn they_are_known_by_their_id_number_and_by_their_phone_only_without_it() {
        let mut details = Details {
            name: "李示例".to_owned(),
            citizen_id: "11010519491231002X".parse().ok(),
            phone: "13800000002".parse().ok(),
            email: None,
        };
        assert!(details.are_proved(" 002x ", None));
        assert!(details.are_proved("002X", Some("李 示例")));
        for (proof, name) in [
            ("0002", None),
            ("", None),
            ("02X", None),
            ("002X", Some("王示例")),
            ("002X", Some("")),
        ] {
            assert!(!details.are_proved(proof, name), "{proof}");
        }
        details.citizen_id = None;
        assert!(details.are_proved("0002", None));
        details.phone = None;
        assert!(!details.are_proved("", None));
    }
}
