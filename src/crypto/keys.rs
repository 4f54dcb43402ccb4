//! The keys of an installation.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use secrecy::{ExposeSecret, SecretBox, SecretString};
use serde::Deserialize;
use subtle::ConstantTimeEq;

use super::{BlindIndex, Cipher, CryptoError, TokenSigner};

pub(crate) type Secret = SecretBox<[u8; 32]>;

/// Keys as they stand in the configuration or the key file: base64 of 32 bytes each.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeyParts {
    /// Data keys, newest first: the first one encrypts, all of them decrypt.
    pub data_keys: Vec<DataKeyPart>,
    /// Key of the blind indexes. Changing it means computing every index anew.
    pub index_key: SecretString,
    /// Key that access tokens and derived tokens come from. Changing it invalidates those in flight.
    pub token_key: SecretString,
}

/// One data key and the id that envelopes name it by.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DataKeyPart {
    /// Never reused for another key.
    pub id: u32,
    /// Base64 of 32 bytes.
    pub key: SecretString,
}

/// Every secret an instance works with; all instances of an installation share them.
///
/// `Debug` shows key ids only.
pub struct Keys {
    pub(crate) data: Vec<(u32, Secret)>,
    pub(crate) index: Secret,
    pub(crate) token: Secret,
}

impl Keys {
    /// Fresh random keys, with one data key of id 1.
    pub fn generate() -> Self {
        Self {
            data: vec![(1, random_secret())],
            index: random_secret(),
            token: random_secret(),
        }
    }

    /// Keys from configuration.
    ///
    /// # Errors
    /// When a key is missing, malformed, or used twice.
    pub fn from_parts(parts: &KeyParts) -> Result<Self, CryptoError> {
        let mut data: Vec<(u32, Secret)> = Vec::with_capacity(parts.data_keys.len());
        for part in &parts.data_keys {
            if data.iter().any(|(id, _)| *id == part.id) {
                return Err(CryptoError::DuplicateKeyId(part.id));
            }
            data.push((part.id, decode("data key", &part.key)?));
        }
        if data.is_empty() {
            return Err(CryptoError::NoDataKey);
        }
        let keys = Self {
            data,
            index: decode("index key", &parts.index_key)?,
            token: decode("token key", &parts.token_key)?,
        };
        keys.all_different()?;
        Ok(keys)
    }

    /// Reads the key file at `path`, or creates it with fresh keys (mode 0600) if there is none.
    ///
    /// Safe when several instances start at once: one of them creates the file, the others read it.
    ///
    /// # Errors
    /// When the file cannot be read or written, is accessible to group or others, or does not hold keys.
    pub fn load_or_create(path: &std::path::Path) -> Result<Self, CryptoError> {
        super::key_file::load_or_create(path)
    }

    /// Encrypts and decrypts personal data.
    pub fn cipher(&self) -> Cipher {
        Cipher::new(self)
    }

    /// Finds encrypted values.
    pub fn blind_index(&self) -> BlindIndex {
        BlindIndex::new(self)
    }

    /// Signs and verifies tokens in the name of `issuer`.
    pub fn token_signer(&self, issuer: impl Into<String>) -> TokenSigner {
        TokenSigner::new(self, issuer.into())
    }

    fn all_different(&self) -> Result<(), CryptoError> {
        let data = self.data.iter().map(|(_, key)| ("data key", key));
        let named: Vec<_> = data
            .chain([("index key", &self.index), ("token key", &self.token)])
            .collect();
        for (at, (name, key)) in named.iter().enumerate() {
            let earlier = named.iter().take(at);
            if earlier
                .into_iter()
                .any(|(_, other)| bool::from(key.expose_secret().ct_eq(other.expose_secret())))
            {
                return Err(CryptoError::RepeatedKey(name));
            }
        }
        Ok(())
    }
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let ids: Vec<u32> = self.data.iter().map(|(id, _)| *id).collect();
        f.debug_struct("Keys")
            .field("data_key_ids", &ids)
            .finish_non_exhaustive()
    }
}

pub(crate) fn encode(secret: &Secret) -> String {
    STANDARD.encode(secret.expose_secret())
}

fn decode(name: &'static str, text: &SecretString) -> Result<Secret, CryptoError> {
    let bytes = STANDARD
        .decode(text.expose_secret().trim())
        .map_err(|_| CryptoError::BadKey(name))?;
    let bytes: [u8; 32] = bytes.try_into().map_err(|_| CryptoError::BadKey(name))?;
    Ok(SecretBox::new(Box::new(bytes)))
}

fn random_secret() -> Secret {
    SecretBox::init_with_mut(|bytes: &mut [u8; 32]| rand::fill(bytes))
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// Parts with the given data key ids; a key's bytes all equal its id, index and token keys are made of 201 and 202.
    pub(crate) fn parts(ids: &[u8]) -> KeyParts {
        let key = |byte: u8| SecretString::from(STANDARD.encode([byte; 32]));
        KeyParts {
            data_keys: ids
                .iter()
                .map(|&id| DataKeyPart {
                    id: id.into(),
                    key: key(id),
                })
                .collect(),
            index_key: key(201),
            token_key: key(202),
        }
    }

    #[test]
    fn keys_that_make_no_sense_are_refused() {
        assert!(matches!(Keys::from_parts(&parts(&[])), Err(CryptoError::NoDataKey)));
        assert!(matches!(
            Keys::from_parts(&parts(&[1, 1])),
            Err(CryptoError::DuplicateKeyId(1))
        ));
        assert!(matches!(
            Keys::from_parts(&parts(&[1, 202])),
            Err(CryptoError::RepeatedKey("token key"))
        ));
        let short = KeyParts {
            index_key: "c2hvcnQ=".into(),
            ..parts(&[1])
        };
        assert!(matches!(
            Keys::from_parts(&short),
            Err(CryptoError::BadKey("index key"))
        ));
        let garbled = KeyParts {
            token_key: "not base64!".into(),
            ..parts(&[1])
        };
        assert!(matches!(
            Keys::from_parts(&garbled),
            Err(CryptoError::BadKey("token key"))
        ));
    }

    #[test]
    fn debug_prints_no_secret() {
        let parts = parts(&[7, 8]);
        let keys = Keys::from_parts(&parts).unwrap();
        assert_eq!(format!("{keys:?}"), "Keys { data_key_ids: [7, 8], .. }");
        let shown = format!("{parts:?}");
        for secret in [7u8, 8, 201, 202].map(|byte| STANDARD.encode([byte; 32])) {
            assert!(!shown.contains(&secret));
        }
    }

    #[test]
    fn generated_keys_differ() {
        let (one, two) = (Keys::generate(), Keys::generate());
        assert!(one.all_different().is_ok());
        assert_ne!(one.index.expose_secret(), two.index.expose_secret());
    }
}
