//! What accounts have to be sent outside of their inbox: the way to a new password, and codes and notices when phone or e-mail address change.

use std::sync::Arc;

use async_trait::async_trait;

use super::composed::Composes;
use crate::crypto::{Cipher, TokenSigner};
use crate::db::Db;
use crate::identity::accounts::AccountError;
use crate::identity::password_reset_mail::{self, PasswordResetPayload};
use crate::identity::{Dispatch, contact_change};
use crate::outbox::{Failure, Job};

/// Composes for one of the topics that accounts have.
pub struct AccountMessages {
    about: About,
    db: Db,
    cipher: Cipher,
    signer: Arc<TokenSigner>,
}

#[derive(Clone, Copy)]
enum About {
    PasswordReset,
    ContactChange,
}

impl AccountMessages {
    /// For new passwords.
    pub fn about_passwords(db: Db, cipher: Cipher, signer: Arc<TokenSigner>) -> Self {
        Self {
            about: About::PasswordReset,
            db,
            cipher,
            signer,
        }
    }

    /// For new phones and e-mail addresses.
    pub fn about_contacts(db: Db, cipher: Cipher, signer: Arc<TokenSigner>) -> Self {
        Self {
            about: About::ContactChange,
            db,
            cipher,
            signer,
        }
    }
}

#[async_trait]
impl Composes for AccountMessages {
    fn topic(&self) -> &'static str {
        match self.about {
            About::PasswordReset => password_reset_mail::TOPIC,
            About::ContactChange => contact_change::TOPIC,
        }
    }

    async fn compose(&self, job: &Job) -> Result<Option<Dispatch>, Failure> {
        let mut conn = self.db.get().await.map_err(Failure::retry)?;
        let composed = match self.about {
            About::PasswordReset => {
                let PasswordResetPayload { password_reset } = job.payload()?;
                password_reset_mail::compose(&mut conn, &self.cipher, &self.signer, password_reset).await
            }
            About::ContactChange => {
                contact_change::compose(&mut conn, &self.cipher, &self.signer, job.payload()?).await
            }
        };
        composed.map_err(unreadable)
    }
}

/// An account that does not open will not open later either.
pub(super) fn unreadable(error: AccountError) -> Failure {
    match error {
        AccountError::Database(error) => error.into(),
        other => Failure::dead(other),
    }
}
