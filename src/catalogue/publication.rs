//! Publication: a draft becomes the current version.

use chrono::{DateTime, Utc};
use diesel::QueryResult;
use diesel_async::AsyncPgConnection;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::store;
use super::version::ItemVersion;
use crate::codes::ItemCode;
use crate::problem::{Code, FieldError, Problem};

/// Why an item was not published.
#[derive(Debug, thiserror::Error)]
pub enum PublicationError {
    /// There is no such item.
    #[error("there is no such item")]
    NoItem,
    /// The latest version is published already.
    #[error("the latest version is published already")]
    NothingToPublish,
    /// The procedure is not sound, or the document no longer compiles.
    #[error("the draft cannot be published")]
    Unsound(Vec<FieldError>),
    /// The database failed.
    #[error(transparent)]
    Query(#[from] diesel::result::Error),
}

impl From<PublicationError> for Problem {
    fn from(error: PublicationError) -> Self {
        match error {
            PublicationError::NoItem => Self::new(Code::NotFound),
            PublicationError::NothingToPublish => Self::new(Code::NothingToPublish),
            PublicationError::Unsound(errors) => Self {
                errors,
                ..Self::new(Code::UnsoundProcedure)
            },
            PublicationError::Query(error) => error.into(),
        }
    }
}

/// Publishes the latest draft of an item and tells its version. Runs in the caller's transaction, which other imports and publications
/// wait for.
///
/// # Errors
/// See [`PublicationError`].
pub async fn publish(
    conn: &mut AsyncPgConnection,
    code: &ItemCode,
    by: Uuid,
    now: DateTime<Utc>,
) -> Result<i32, PublicationError> {
    store::lock(conn).await?;
    let latest = store::latest(conn, code).await?.ok_or(PublicationError::NoItem)?;
    if latest.published {
        return Err(PublicationError::NothingToPublish);
    }
    let version = ItemVersion::compile(latest.item, latest.version).map_err(PublicationError::Unsound)?;
    let faults = version.soundness();
    if !faults.is_empty() {
        return Err(PublicationError::Unsound(faults));
    }
    make_current(conn, &version, by, now).await?;
    Ok(version.version)
}

async fn make_current(
    conn: &mut AsyncPgConnection,
    version: &ItemVersion,
    by: Uuid,
    now: DateTime<Utc>,
) -> QueryResult<()> {
    store::mark_published(conn, version, by, now).await?;
    store::next_generation(conn).await
}

/// Under which id the audit trail keeps what was done to an item: always the same for a code.
pub fn audit_owner(code: &ItemCode) -> Uuid {
    let digest: [u8; 32] = Sha256::digest(format!("item:{code}")).into();
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}
