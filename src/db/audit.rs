//! The audit trail: who did what. Rows are inserted with the command and never change.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde::Serialize;
use uuid::Uuid;

use super::schema::audit;

/// A row of `audit`, column for column.
#[derive(Clone, Debug, Serialize, Insertable)]
#[diesel(table_name = audit)]
pub struct AuditRow {
    /// The application or account it is about.
    pub owner_id: Uuid,
    /// Its id.
    pub id: Uuid,
    /// When.
    pub at: DateTime<Utc>,
    /// Who; none for timers and for strangers.
    pub actor: Option<Uuid>,
    /// In which role.
    pub role: Option<String>,
    /// What was done, as the operation's id.
    pub action: String,
    /// How it went: `done`, or the code of the refusal.
    pub result: String,
    /// For which department.
    pub department: Option<String>,
    /// In which request.
    pub request_id: Option<String>,
}

/// Records rows outside the one write.
///
/// # Errors
/// When the database fails.
pub async fn record(connection: &mut AsyncPgConnection, rows: &[AuditRow]) -> QueryResult<()> {
    diesel::insert_into(audit::table)
        .values(rows)
        .execute(connection)
        .await?;
    Ok(())
}
