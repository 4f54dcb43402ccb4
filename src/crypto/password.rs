//! Password hashing with argon2id.
//!
//! Hashing takes tens of milliseconds and megabytes on purpose: call these from `spawn_blocking`, never on an async worker.

use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};
use serde::Deserialize;

use super::CryptoError;

/// How hard hashing is. The default is OWASP's recommendation for argon2id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PasswordHashing {
    /// Memory in KiB.
    pub memory_kib: u32,
    /// Passes over the memory.
    pub passes: u32,
    /// Lanes.
    pub lanes: u32,
}

impl Default for PasswordHashing {
    fn default() -> Self {
        Self {
            memory_kib: 19_456,
            passes: 2,
            lanes: 1,
        }
    }
}

/// Hashes and verifies passwords as PHC strings. Cheap to clone but for one short string.
#[derive(Clone)]
pub struct Passwords {
    argon2: Argon2<'static>,
    dummy_hash: String,
}

impl Passwords {
    /// Prepares hashing, and one hash that no password opens, for logins that do not exist. As slow as one hash.
    ///
    /// # Errors
    /// When the parameters are outside what argon2 allows.
    pub fn new(hashing: PasswordHashing) -> Result<Self, CryptoError> {
        let params = Params::new(hashing.memory_kib, hashing.passes, hashing.lanes, None)
            .map_err(|error| CryptoError::PasswordHash(error.to_string()))?;
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let (nobodys_password, _) = super::random_token();
        let dummy_hash = hash_with(&argon2, &nobodys_password)?;
        Ok(Self { argon2, dummy_hash })
    }

    /// Hashes a password with a fresh random salt. Blocking.
    ///
    /// # Errors
    /// When the password exceeds what argon2 takes, or memory is short.
    pub fn hash(&self, password: &str) -> Result<String, CryptoError> {
        hash_with(&self.argon2, password)
    }

    /// Whether a password is the one behind a stored hash. Blocking; compares in constant time.
    ///
    /// Pass `None` for a login that does not exist: it takes as long and is always `false`, so that answers do not tell who has an account.
    pub fn verify(&self, password: &str, stored: Option<&str>) -> bool {
        let hash = PasswordHash::new(stored.unwrap_or(&self.dummy_hash));
        let matches = hash.is_ok_and(|hash| self.argon2.verify_password(password.as_bytes(), &hash).is_ok());
        matches && stored.is_some()
    }

    /// Whether a stored hash was made with other parameters and should be replaced at the next successful login.
    pub fn needs_rehash(&self, stored: &str) -> bool {
        let Ok(hash) = PasswordHash::new(stored) else {
            return true;
        };
        let same = Params::try_from(&hash).is_ok_and(|params| {
            let ours = self.argon2.params();
            (params.m_cost(), params.t_cost(), params.p_cost()) == (ours.m_cost(), ours.t_cost(), ours.p_cost())
        });
        !same || hash.algorithm != Algorithm::Argon2id.ident()
    }
}

impl std::fmt::Debug for Passwords {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Passwords")
            .field("argon2", &self.argon2)
            .finish_non_exhaustive()
    }
}

fn hash_with(argon2: &Argon2<'_>, password: &str) -> Result<String, CryptoError> {
    let hash = argon2.hash_password(password.as_bytes());
    hash.map(|hash| hash.to_string())
        .map_err(|error| CryptoError::PasswordHash(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quick() -> Passwords {
        Passwords::new(PasswordHashing {
            memory_kib: 64,
            passes: 1,
            lanes: 1,
        })
        .unwrap()
    }

    #[test]
    fn the_default_is_what_owasp_recommends() {
        let hash = Passwords::new(PasswordHashing::default()).unwrap().dummy_hash;
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
    }

    #[test]
    fn only_the_right_password_opens() {
        let passwords = quick();
        let stored = passwords.hash("正确的 Horse 9").unwrap();
        assert!(passwords.verify("正确的 Horse 9", Some(&stored)));
        assert!(!passwords.verify("正确的 horse 9", Some(&stored)));
        assert!(!passwords.verify("", Some(&stored)));
        assert_ne!(stored, passwords.hash("正确的 Horse 9").unwrap(), "salts differ");
    }

    #[test]
    fn unknown_logins_and_broken_hashes_never_match() {
        let passwords = quick();
        assert!(!passwords.verify("anything", None));
        assert!(!passwords.verify("anything", Some("")));
        assert!(!passwords.verify("anything", Some("$argon2id$v=19$m=64,t=1,p=1$c2FsdHNhbHQ")));
    }

    #[test]
    fn older_parameters_still_verify_and_ask_for_a_new_hash() {
        let old = quick().hash("password").unwrap();
        let stronger = Passwords::new(PasswordHashing {
            memory_kib: 128,
            passes: 2,
            lanes: 1,
        })
        .unwrap();
        assert!(stronger.verify("password", Some(&old)));
        assert!(stronger.needs_rehash(&old));
        assert!(!stronger.needs_rehash(&stronger.hash("password").unwrap()));
        assert!(stronger.needs_rehash("nonsense"));
    }

    #[test]
    fn impossible_parameters_are_refused() {
        assert!(
            Passwords::new(PasswordHashing {
                memory_kib: 1,
                passes: 0,
                lanes: 0
            })
            .is_err()
        );
    }
}
