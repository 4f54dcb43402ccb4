//! Sessions: a short-lived access token that no database is asked about, and a refresh token that is used once.

use std::sync::Arc;

use chrono::{DateTime, Duration, Utc};
use diesel_async::AsyncPgConnection;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::access::Role;
use super::store::sessions as store;
use crate::crypto::{AccessToken, MAX_ACCESS_SECONDS, TokenSigner, random_token};
use crate::problem::Problem;

/// How long sessions last (MLPS 2.0: automatic logout).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SessionPolicy {
    /// Life of an access token in seconds, at most 300. A session that was ended still opens doors for so long.
    pub access_seconds: i64,
    /// Minutes without a refresh after which an applicant is signed out.
    pub applicant_idle_minutes: i64,
    /// Minutes without a refresh after which staff are signed out.
    pub staff_idle_minutes: i64,
    /// Hours after which everybody signs in anew.
    pub longest_hours: i64,
}

impl Default for SessionPolicy {
    fn default() -> Self {
        Self {
            access_seconds: MAX_ACCESS_SECONDS,
            applicant_idle_minutes: 7 * 24 * 60,
            staff_idle_minutes: 60,
            longest_hours: 30 * 24,
        }
    }
}

impl SessionPolicy {
    /// When a refresh token issued now expires; not after now once the session has lasted its time.
    fn expiry(&self, role: Role, began: DateTime<Utc>, now: DateTime<Utc>) -> DateTime<Utc> {
        let idle = match role {
            Role::Applicant => self.applicant_idle_minutes,
            Role::Staff | Role::Manager | Role::Auditor | Role::Admin => self.staff_idle_minutes,
        };
        (now + Duration::minutes(idle)).min(began + Duration::hours(self.longest_hours))
    }
}

/// What a client signs its requests with.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({"access_token": "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIwMTlhIn0.c2lnbmF0dXJl", "refresh_token": "q1Vn0Yd0nB0m3rP5t7v9x1z3A5C7E9G1I3K5M7O9Q1s", "expires_in": 300}))]
pub struct SessionTokens {
    /// For `Authorization: Bearer`.
    pub access_token: String,
    /// For one refresh.
    pub refresh_token: String,
    /// Seconds until the access token expires.
    pub expires_in: i64,
}

/// Whose session it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Holder {
    pub(super) account: Uuid,
    pub(super) session: Uuid,
    pub(super) role: Role,
}

/// Begins and continues sessions.
#[derive(Clone, Debug)]
pub struct Sessions {
    signer: Arc<TokenSigner>,
    policy: SessionPolicy,
}

impl Sessions {
    /// Sessions whose tokens this signer signs.
    pub fn new(signer: Arc<TokenSigner>, policy: SessionPolicy) -> Self {
        Self { signer, policy }
    }

    /// Begins a session.
    pub(super) async fn begin(
        &self,
        conn: &mut AsyncPgConnection,
        account: Uuid,
        role: Role,
        now: DateTime<Utc>,
    ) -> Result<SessionTokens, Problem> {
        let holder = Holder {
            account,
            session: Uuid::now_v7(),
            role,
        };
        store::insert(conn, holder.session, account, now).await?;
        self.issue(conn, holder, now, now).await
    }

    /// Continues a session with new tokens; `None` once it has lasted its time.
    pub(super) async fn renew(
        &self,
        conn: &mut AsyncPgConnection,
        holder: Holder,
        began: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Result<Option<SessionTokens>, Problem> {
        if self.policy.expiry(holder.role, began, now) <= now {
            return Ok(None);
        }
        self.issue(conn, holder, began, now).await.map(Some)
    }

    async fn issue(
        &self,
        conn: &mut AsyncPgConnection,
        holder: Holder,
        began: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Result<SessionTokens, Problem> {
        let (refresh_token, hash) = random_token();
        let expires_at = self.policy.expiry(holder.role, began, now);
        store::add_token(conn, holder.session, &hash, now, expires_at).await?;
        let claims = AccessToken::new(
            holder.account,
            holder.session,
            holder.role.as_str(),
            now,
            self.policy.access_seconds,
        );
        Ok(SessionTokens {
            access_token: self.signer.sign(&claims).map_err(Problem::internal)?,
            refresh_token,
            expires_in: claims.exp - claims.iat,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn staff_are_signed_out_sooner_and_nobody_stays_for_ever() {
        let policy = SessionPolicy::default();
        let began = DateTime::UNIX_EPOCH;
        assert_eq!(policy.expiry(Role::Staff, began, began), began + Duration::hours(1));
        assert_eq!(policy.expiry(Role::Applicant, began, began), began + Duration::days(7));
        let late = began + Duration::days(29);
        assert_eq!(policy.expiry(Role::Applicant, began, late), began + Duration::days(30));
    }
}
