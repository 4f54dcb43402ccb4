//! Sends the message that lets somebody set a new password: topic `password_reset`.

use std::sync::Arc;

use async_trait::async_trait;

use super::courier::Courier;
use crate::crypto::{Cipher, TokenSigner};
use crate::db::Db;
use crate::identity::password_reset_mail::{PasswordResetPayload, TOPIC, compose};
use crate::outbox::{Failure, Handler, Job};

/// Sends password reset messages.
pub struct PasswordResetHandler {
    db: Db,
    cipher: Cipher,
    signer: Arc<TokenSigner>,
    courier: Courier,
}

impl PasswordResetHandler {
    /// A handler on these.
    pub fn new(db: Db, cipher: Cipher, signer: Arc<TokenSigner>, courier: Courier) -> Self {
        Self {
            db,
            cipher,
            signer,
            courier,
        }
    }
}

#[async_trait]
impl Handler for PasswordResetHandler {
    fn topic(&self) -> &'static str {
        TOPIC
    }

    async fn handle(&self, job: &Job) -> Result<(), Failure> {
        let PasswordResetPayload { password_reset } = job.payload()?;
        let mail = {
            let mut conn = self.db.get().await.map_err(Failure::retry)?;
            compose(&mut conn, &self.cipher, &self.signer, password_reset)
                .await
                .map_err(Failure::retry)?
        };
        let Some(mail) = mail else {
            return Ok(());
        };
        let cause = format!("password-reset.{password_reset}");
        Ok(self
            .courier
            .send(&mail.to, &mail.title.zh, &mail.body.zh, &cause)
            .await?)
    }
}
