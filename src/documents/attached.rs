//! The outbox's topic `documents.attached`: an application took documents.

use async_trait::async_trait;
use serde::Deserialize;
use uuid::Uuid;

use super::row;
use crate::db::Db;
use crate::outbox::{Failure, Handler, Job};

/// The topic that [`AttachedHandler`] serves; its payload is `{"documents": [id, …]}`.
pub const ATTACHED_TOPIC: &str = "documents.attached";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Payload {
    documents: Vec<Uuid>,
}

/// Notes that documents are attached, so that they do not expire.
pub struct AttachedHandler {
    db: Db,
}

impl AttachedHandler {
    /// On a database.
    pub fn new(db: Db) -> Self {
        Self { db }
    }
}

#[async_trait]
impl Handler for AttachedHandler {
    fn topic(&self) -> &'static str {
        ATTACHED_TOPIC
    }

    async fn handle(&self, job: &Job) -> Result<(), Failure> {
        let Payload { documents } = job.payload()?;
        let mut conn = self.db.get().await.map_err(Failure::retry)?;
        Ok(row::attach(&mut conn, &documents, job.created_at).await?)
    }
}
