//! The audit trail: who did what, when, on what, with what result (MLPS 2.0; Cybersecurity Law: kept at least six months).
//!
//! Rows are only ever inserted, with the command they tell of. They hold ids and codes, never personal data.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde::{Deserialize, Serialize};
use uuid::{Builder, Uuid};

use super::schema::audit;

/// The result of an action that was done.
pub const DONE: &str = "done";

/// One row of `audit`, column for column (it is also inserted through `jsonb_populate_recordset(null::audit, …)`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Insertable, Queryable, Selectable)]
#[diesel(table_name = audit, check_for_backend(diesel::pg::Pg))]
pub struct AuditRow {
    /// What it was done to: an application, a matter, an account.
    pub owner_id: Uuid,
    /// Its id.
    pub id: Uuid,
    /// When.
    pub at: DateTime<Utc>,
    /// Who, when they are known.
    pub actor: Option<Uuid>,
    /// In what role.
    pub role: Option<String>,
    /// What was done, in snake_case.
    pub action: String,
    /// [`DONE`], or why not: a problem's code.
    pub result: String,
    /// For which department.
    pub department: Option<String>,
    /// In which request.
    pub request_id: Option<String>,
}

impl AuditRow {
    /// An action done to `owner_id` at an instant. The rest is told by the methods below.
    pub fn new(owner_id: Uuid, action: impl Into<String>, at: DateTime<Utc>) -> Self {
        Self {
            owner_id,
            id: Uuid::now_v7(),
            at,
            actor: None,
            role: None,
            action: action.into(),
            result: DONE.to_owned(),
            department: None,
            request_id: None,
        }
    }

    /// Done to this one instead.
    #[must_use]
    pub fn of(mut self, owner_id: Uuid) -> Self {
        self.owner_id = owner_id;
        self
    }

    /// Done by this account.
    #[must_use]
    pub fn by(mut self, actor: Uuid) -> Self {
        self.actor = Some(actor);
        self
    }

    /// In this role.
    #[must_use]
    pub fn in_role(mut self, role: &str) -> Self {
        self.role = Some(role.to_owned());
        self
    }

    /// Refused, or failed, for this reason: a problem's code.
    #[must_use]
    pub fn refused(mut self, reason: &str) -> Self {
        self.result = reason.to_owned();
        self
    }

    /// For this department.
    #[must_use]
    pub fn in_department(mut self, department: impl Into<String>) -> Self {
        self.department = Some(department.into());
        self
    }

    /// In this request.
    #[must_use]
    pub fn in_request(mut self, request_id: impl Into<String>) -> Self {
        self.request_id = Some(request_id.into());
        self
    }

    /// Writes the row.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn insert(&self, conn: &mut AsyncPgConnection) -> QueryResult<()> {
        diesel::insert_into(audit::table).values(self).execute(conn).await?;
        Ok(())
    }
}

/// Writes rows, in one statement.
///
/// # Errors
/// When the database fails.
pub async fn insert_all(conn: &mut AsyncPgConnection, rows: &[AuditRow]) -> QueryResult<()> {
    diesel::insert_into(audit::table).values(rows).execute(conn).await?;
    Ok(())
}

/// The lowest id that a row of this instant (machine time) can have: ids begin with their milliseconds.
pub fn lowest_id_at(at: DateTime<Utc>) -> Uuid {
    let millis = u64::try_from(at.timestamp_millis()).unwrap_or(0);
    Builder::from_unix_timestamp_millis(millis, &[0; 10]).into_uuid()
}

#[cfg(test)]
mod tests {
    use chrono::Duration;

    use super::*;
    use crate::clock::machine_now;

    #[test]
    fn ids_of_an_instant_are_at_or_above_its_lowest() {
        let before = machine_now();
        assert!(Uuid::now_v7() >= lowest_id_at(before));
        assert!(Uuid::now_v7() < lowest_id_at(before + Duration::minutes(1)));
    }
}
