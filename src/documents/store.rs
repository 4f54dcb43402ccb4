//! The bytes: a thin layer over `object_store`.

use std::fs;
use std::future::poll_fn;
use std::os::unix::fs::DirBuilderExt;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use actix_web::web::Bytes;
use chrono::{DateTime, NaiveDate, Utc};
use futures_util::StreamExt;
use futures_util::stream::BoxStream;
use object_store::aws::AmazonS3Builder;
use object_store::buffered::BufWriter;
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::{ClientOptions, ObjectStore, ObjectStoreExt, RetryConfig};
use secrecy::ExposeSecret;
use thiserror::Error;
use tokio::io::AsyncWrite;
use uuid::Uuid;

use super::options::Place;

/// Smaller files are written in one piece, larger ones in pieces of this size.
const PIECE: usize = 5 * 1024 * 1024;

/// The store failed. Texts name keys, never people.
#[derive(Debug, Error)]
pub enum StoreError {
    /// The place cannot be used.
    #[error("documents cannot be kept there: {0}")]
    Place(String),
    /// There is no such object.
    #[error("the object is missing: {0}")]
    Missing(String),
    /// Reading or writing failed.
    #[error("the object store failed: {0}")]
    Failed(String),
}

impl From<object_store::Error> for StoreError {
    fn from(error: object_store::Error) -> Self {
        match error {
            object_store::Error::NotFound { path, .. } => Self::Missing(path),
            other => Self::Failed(other.to_string()),
        }
    }
}

/// Keeps objects by key. Clones share it.
#[derive(Clone, Debug)]
pub struct DocumentStore(Arc<dyn ObjectStore>);

impl DocumentStore {
    /// Opens the store; a local folder is made if there is none.
    ///
    /// # Errors
    /// When the folder cannot be made or the bucket's settings are wrong. A store out of reach shows later.
    pub fn open(place: &Place) -> Result<Self, StoreError> {
        match place {
            Place::Folder(folder) => {
                let unusable =
                    |error: &dyn std::fmt::Display| StoreError::Place(format!("{}: {error}", folder.display()));
                make_private(folder).map_err(|error| unusable(&error))?;
                let local = LocalFileSystem::new_with_prefix(folder).map_err(|error| unusable(&error))?;
                // The row that follows is durable, so its bytes must be.
                Ok(Self(Arc::new(local.with_fsync(true))))
            }
            Place::S3 {
                bucket,
                endpoint,
                region,
                access_key_id,
                secret_access_key,
                allow_http,
            } => {
                // Somebody waits: give up before they do.
                let client = ClientOptions::new()
                    .with_allow_http(*allow_http)
                    .with_connect_timeout(Duration::from_secs(5))
                    .with_timeout(Duration::from_secs(60));
                let retry = RetryConfig {
                    max_retries: 3,
                    retry_timeout: Duration::from_secs(20),
                    ..RetryConfig::default()
                };
                let mut builder = AmazonS3Builder::new()
                    .with_bucket_name(bucket)
                    .with_client_options(client)
                    .with_retry(retry);
                if let Some(endpoint) = endpoint {
                    builder = builder.with_endpoint(endpoint);
                }
                if let Some(region) = region {
                    builder = builder.with_region(region);
                }
                if let Some(id) = access_key_id {
                    builder = builder.with_access_key_id(id.expose_secret());
                }
                if let Some(key) = secret_access_key {
                    builder = builder.with_secret_access_key(key.expose_secret());
                }
                let s3 = builder.build().map_err(|error| StoreError::Place(error.to_string()))?;
                Ok(Self(Arc::new(s3)))
            }
        }
    }

    /// Keeps bytes under a key, whole or not at all.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn put(&self, key: &str, bytes: Bytes) -> Result<(), StoreError> {
        self.0.put(&Path::from(key), bytes.into()).await?;
        Ok(())
    }

    /// Begins an object that comes in pieces. It is there once finished.
    pub(super) fn writer(&self, key: &str) -> ObjectWriter {
        ObjectWriter(BufWriter::with_capacity(self.0.clone(), Path::from(key), PIECE).with_max_concurrency(1))
    }

    /// The bytes under a key, as they come.
    ///
    /// # Errors
    /// When there are none, or the store fails.
    pub async fn get(&self, key: &str) -> Result<BoxStream<'static, Result<Bytes, StoreError>>, StoreError> {
        let found = self.0.get(&Path::from(key)).await?;
        Ok(found.into_stream().map(|piece| piece.map_err(StoreError::from)).boxed())
    }

    /// Removes what is under a key, if anything.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn delete(&self, key: &str) -> Result<(), StoreError> {
        match self.0.delete(&Path::from(key)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// The keys of a day's documents, with the instant each was written (machine time).
    pub(super) fn of_day(&self, day: NaiveDate) -> BoxStream<'static, Result<(String, DateTime<Utc>), StoreError>> {
        self.0
            .list(Some(&Path::from(prefix_of(day))))
            .map(|found| Ok(found.map(|object| (object.location.to_string(), object.last_modified))?))
            .boxed()
    }
}

/// Makes a folder that only this program's user may enter, unless it is there already: what citizens hand in is nobody else's to read.
fn make_private(folder: &std::path::Path) -> std::io::Result<()> {
    if folder.is_dir() {
        return Ok(());
    }
    if let Some(parent) = folder.parent() {
        fs::create_dir_all(parent)?;
    }
    fs::DirBuilder::new().mode(0o700).create(folder)
}

/// The key of a document uploaded on a day: by day, so that leftovers can be looked for.
pub(super) fn key_of(day: NaiveDate, id: Uuid) -> String {
    format!("{}/{id}", prefix_of(day))
}

fn prefix_of(day: NaiveDate) -> String {
    format!("documents/{day}")
}

/// An object being written.
pub(super) struct ObjectWriter(BufWriter);

impl ObjectWriter {
    pub(super) async fn put(&mut self, bytes: Bytes) -> Result<(), StoreError> {
        Ok(self.0.put(bytes).await?)
    }

    pub(super) async fn finish(&mut self) -> Result<(), StoreError> {
        poll_fn(|context| Pin::new(&mut self.0).poll_shutdown(context))
            .await
            .map_err(|error| StoreError::Failed(error.to_string()))
    }

    pub(super) async fn abort(&mut self) {
        if let Err(error) = self.0.abort().await {
            tracing::warn!(%error, "cannot abort an upload; the store clears it away");
        }
    }
}
