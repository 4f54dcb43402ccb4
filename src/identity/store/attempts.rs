//! Failed sign-ins, counted on the audit trail, so that every instance sees them and a restart forgets none.

use chrono::{DateTime, Duration, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use crate::db::audit::{DONE, lowest_id_at};
use crate::db::schema::audit;
use crate::problem::Code;

/// The action under which signing in is audited.
pub(crate) const SIGN_IN: &str = "sign_in";
/// The action under which setting a new password by mail is audited; it clears the failures.
pub(crate) const RESET_PASSWORD: &str = "reset_password";

/// The instant of the earliest of the last `most` failures in a row, if there are that many younger than `window`.
pub(crate) async fn locked_since(
    conn: &mut AsyncPgConnection,
    owner: Uuid,
    most: i64,
    window: Duration,
    now: DateTime<Utc>,
) -> QueryResult<Option<DateTime<Utc>>> {
    let newest: Vec<(DateTime<Utc>, String)> = audit::table
        .filter(audit::owner_id.eq(owner))
        .filter(audit::id.ge(lowest_id_at(now - window)))
        .filter(audit::action.eq_any([SIGN_IN, RESET_PASSWORD]))
        .filter(audit::result.eq_any([DONE, Code::BadCredentials.as_str()]))
        .order(audit::id.desc())
        .limit(most)
        .select((audit::at, audit::result))
        .load(conn)
        .await?;
    let all_failed = i64::try_from(newest.len()) == Ok(most) && newest.iter().all(|(_, result)| result != DONE);
    Ok(newest.last().map(|(at, _)| *at).filter(|_| all_failed))
}
