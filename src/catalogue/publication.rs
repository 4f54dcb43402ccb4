//! Publication: a draft becomes the current version.

mod bundles;

use chrono::{DateTime, Utc};
use diesel::QueryResult;
use diesel_async::AsyncPgConnection;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::store;
use super::version::ItemVersion;
use crate::codes::ItemCode;
use crate::problem::{Code, FieldError, Problem};

pub use bundles::publish_bundle;

/// Why an item or a bundle was not published.
#[derive(Debug, thiserror::Error)]
pub enum PublicationError {
    /// There is no such item.
    #[error("there is no such item")]
    NoItem,
    /// There is no such bundle.
    #[error("there is no such bundle")]
    NoBundle,
    /// The latest version is published already.
    #[error("the latest version is published already")]
    NothingToPublish,
    /// The procedure is not sound, or the document no longer compiles.
    #[error("the draft cannot be published")]
    Unsound(Vec<FieldError>),
    /// The bundle leaves something open that a member asks for, or its members wait for each other.
    #[error("the bundle cannot be published")]
    UnsoundBundle(Vec<FieldError>),
    /// The database failed.
    #[error(transparent)]
    Query(#[from] diesel::result::Error),
}

impl From<PublicationError> for Problem {
    fn from(error: PublicationError) -> Self {
        match error {
            PublicationError::NoItem | PublicationError::NoBundle => Self::new(Code::NotFound),
            PublicationError::NothingToPublish => Self::new(Code::NothingToPublish),
            PublicationError::Unsound(errors) => Self {
                errors,
                ..Self::new(Code::UnsoundProcedure)
            },
            PublicationError::UnsoundBundle(errors) => Self {
                errors,
                ..Self::new(Code::UnsoundBundle)
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

/// Under which id the audit trail keeps what was done to an item or a bundle: always the same for a code, which only one of them has.
pub fn audit_owner(code: &ItemCode) -> Uuid {
    let digest: [u8; 32] = Sha256::digest(format!("item:{code}")).into();
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}
