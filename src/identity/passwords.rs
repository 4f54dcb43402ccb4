//! Passwords at the edge: judged by the policy, hashed and verified off the async workers.

use std::convert::Infallible;
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;
use std::thread::available_parallelism;

use secrecy::{ExposeSecret, SecretString};
use tokio::sync::Semaphore;
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::{KnownFormat, RefOr, Schema, SchemaFormat};
use utoipa::{PartialSchema, ToSchema};

use super::checked::Fault;
use crate::crypto::{PasswordPolicy, Passwords};
use crate::problem::{FieldError, Problem};

/// A password as typed. Never printed.
#[derive(Clone, Debug)]
pub struct Password(SecretString);

impl FromStr for Password {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(Self(text.into()))
    }
}

impl From<SecretString> for Password {
    fn from(secret: SecretString) -> Self {
        Self(secret)
    }
}

impl From<Infallible> for Fault {
    fn from(never: Infallible) -> Self {
        match never {}
    }
}

impl PartialSchema for Password {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .format(Some(SchemaFormat::KnownFormat(KnownFormat::Password)))
            .description(Some("Password (密码)"))
            .examples(["Correct-horse-7"])
            .into()
    }
}

impl ToSchema for Password {}

/// Judges, hashes and verifies passwords. Cheap to clone.
///
/// Hashing costs megabytes on purpose, so that only as many run at once as there are processors; the others wait.
#[derive(Clone)]
pub struct PasswordDesk {
    passwords: Passwords,
    policy: PasswordPolicy,
    places: Arc<Semaphore>,
}

impl PasswordDesk {
    /// A desk with these parameters and rules.
    pub fn new(passwords: Passwords, policy: PasswordPolicy) -> Self {
        let places = available_parallelism().map_or(1, std::num::NonZero::get);
        Self {
            passwords,
            policy,
            places: Arc::new(Semaphore::new(places)),
        }
    }

    /// Everything wrong with a new password, at its place in the request.
    pub fn faults(&self, pointer: &str, password: &Password, logins: &[&str]) -> Vec<FieldError> {
        let faults = self.policy.check(password.0.expose_secret(), logins).err();
        faults
            .unwrap_or_default()
            .into_iter()
            .map(|fault| FieldError::new(pointer, fault.code(), fault.message()))
            .collect()
    }

    /// Whether a password is too long to be anybody's; it is not worth hashing.
    pub fn is_oversized(&self, password: &Password) -> bool {
        password.0.expose_secret().chars().count() > self.policy.max_length
    }

    /// Hashes a new password.
    ///
    /// # Errors
    /// When memory is short.
    pub async fn hash(&self, password: Password) -> Result<String, Problem> {
        self.run(move |passwords| passwords.hash(password.0.expose_secret()))
            .await?
            .map_err(Problem::internal)
    }

    /// Whether a password opens a stored hash; without one it takes as long and does not.
    ///
    /// # Errors
    /// When the machine fails.
    pub async fn verify(&self, password: Password, stored: Option<String>) -> Result<bool, Problem> {
        self.run(move |passwords| passwords.verify(password.0.expose_secret(), stored.as_deref()))
            .await
    }

    /// Whether a hash was made with other parameters than today's.
    pub fn needs_rehash(&self, stored: &str) -> bool {
        self.passwords.needs_rehash(stored)
    }

    async fn run<T: Send + 'static>(&self, work: impl FnOnce(&Passwords) -> T + Send + 'static) -> Result<T, Problem> {
        let place = Arc::clone(&self.places).acquire_owned().await;
        let place = place.map_err(Problem::internal)?;
        let passwords = self.passwords.clone();
        tokio::task::spawn_blocking(move || {
            // Held until the work is done, even if the caller has gone by then.
            let _place = place;
            work(&passwords)
        })
        .await
        .map_err(Problem::internal)
    }
}

impl fmt::Debug for PasswordDesk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PasswordDesk")
            .field("policy", &self.policy)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::PasswordHashing;

    fn desk() -> PasswordDesk {
        let quick = PasswordHashing {
            memory_kib: 64,
            passes: 1,
            lanes: 1,
        };
        PasswordDesk::new(Passwords::new(quick).unwrap(), PasswordPolicy::default())
    }

    fn password(text: &str) -> Password {
        text.parse().unwrap()
    }

    #[tokio::test]
    async fn a_password_opens_its_own_hash_only() {
        let desk = desk();
        let hash = desk.hash(password("Correct-horse-7")).await.unwrap();
        assert!(
            desk.verify(password("Correct-horse-7"), Some(hash.clone()))
                .await
                .unwrap()
        );
        assert!(!desk.verify(password("correct-horse-7"), Some(hash)).await.unwrap());
        assert!(!desk.verify(password("Correct-horse-7"), None).await.unwrap());
    }

    #[test]
    fn all_faults_are_told_and_nothing_is_printed() {
        let faults = desk().faults("/password", &password("139"), &["13900000001"]);
        let codes: Vec<_> = faults.iter().map(|fault| fault.code.as_str()).collect();
        assert_eq!(codes, ["password-too-short", "password-too-simple"]);
        assert!(!format!("{:?}", password("Correct-horse-7")).contains("horse"));
    }
}
