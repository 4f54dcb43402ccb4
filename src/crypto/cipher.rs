//! Encryption of single values: AES-256-GCM envelopes bound to a purpose.

use std::sync::Arc;

use aes_gcm::aead::{Aead, Payload};
use aes_gcm::{Aes256Gcm, KeyInit};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use secrecy::ExposeSecret;
use serde_json::{Value, json};

use super::{CryptoError, Keys};

const VERSION: u8 = 1;
const HEADER_LENGTH: usize = 5;
const NONCE_LENGTH: usize = 12;
const JSON_FIELD: &str = "$enc";

/// Seals and opens values. Cheap to clone.
///
/// The purpose names where the value lives (`account.citizen_id`) and is authenticated with it: an envelope copied into another column does
/// not open. Layout: version (1 byte), key id (4, big-endian), nonce (12, random), ciphertext with tag.
#[derive(Clone)]
pub struct Cipher {
    keys: Arc<[(u32, Aes256Gcm)]>,
}

impl Cipher {
    pub(super) fn new(keys: &Keys) -> Self {
        let opened = keys
            .data
            .iter()
            .map(|(id, key)| (*id, Aes256Gcm::new(key.expose_secret().into())));
        Self { keys: opened.collect() }
    }

    /// Seals a text with the newest key. Equal texts give different envelopes.
    #[expect(
        clippy::expect_used,
        reason = "keys are never empty, and AES-GCM only refuses texts beyond 64 GiB"
    )]
    pub fn encrypt(&self, purpose: &str, plain: &str) -> Vec<u8> {
        let (id, cipher) = self.keys.first().expect("keys hold at least one data key");
        let mut nonce = [0; NONCE_LENGTH];
        rand::fill(&mut nonce);
        let mut envelope = vec![VERSION];
        envelope.extend(id.to_be_bytes());
        let aad = associated_data(&envelope, purpose);
        let payload = Payload {
            msg: plain.as_bytes(),
            aad: &aad,
        };
        let sealed = cipher
            .encrypt((&nonce).into(), payload)
            .expect("texts are shorter than 64 GiB");
        envelope.extend(nonce);
        envelope.extend(sealed);
        envelope
    }

    /// Opens an envelope that was sealed for the same purpose.
    ///
    /// # Errors
    /// When it is no envelope, its key is unknown, or it was tampered with or moved.
    pub fn decrypt(&self, purpose: &str, envelope: &[u8]) -> Result<String, CryptoError> {
        let (header, rest) = envelope
            .split_at_checked(HEADER_LENGTH)
            .ok_or(CryptoError::NotAnEnvelope)?;
        let (nonce, sealed) = rest
            .split_first_chunk::<NONCE_LENGTH>()
            .ok_or(CryptoError::NotAnEnvelope)?;
        let &[VERSION, a, b, c, d] = header else {
            return Err(CryptoError::NotAnEnvelope);
        };
        let id = u32::from_be_bytes([a, b, c, d]);
        let (_, cipher) = self
            .keys
            .iter()
            .find(|(known, _)| *known == id)
            .ok_or(CryptoError::UnknownKey(id))?;
        let aad = associated_data(header, purpose);
        let payload = Payload { msg: sealed, aad: &aad };
        let plain = cipher
            .decrypt(nonce.into(), payload)
            .map_err(|_| CryptoError::NotAuthentic)?;
        String::from_utf8(plain).map_err(|_| CryptoError::NotAuthentic)
    }

    /// Whether an envelope was sealed with the newest key; others are due for sealing again after a rotation.
    pub fn is_current(&self, envelope: &[u8]) -> bool {
        let newest = self.keys.first().map(|(id, _)| id.to_be_bytes());
        newest.is_some() && envelope.get(1..HEADER_LENGTH) == newest.as_ref().map(<[u8; 4]>::as_slice)
    }

    /// Seals a JSON value as `{"$enc": "<base64>"}`, to stand in its place.
    ///
    /// Input that already [is an envelope](Self::is_json_envelope) must be refused before: a user could otherwise have another place's
    /// envelope treated as theirs.
    pub fn encrypt_json(&self, purpose: &str, plain: &Value) -> Value {
        json!({ JSON_FIELD: STANDARD.encode(self.encrypt(purpose, &plain.to_string())) })
    }

    /// Opens what [`Self::encrypt_json`] sealed for the same purpose.
    ///
    /// # Errors
    /// When the value is no envelope, its key is unknown, or it was tampered with or moved.
    pub fn decrypt_json(&self, purpose: &str, sealed: &Value) -> Result<Value, CryptoError> {
        let text = sealed_text(sealed).ok_or(CryptoError::NotAnEnvelope)?;
        let envelope = STANDARD.decode(text).map_err(|_| CryptoError::NotAnEnvelope)?;
        let plain = self.decrypt(purpose, &envelope)?;
        serde_json::from_str(&plain).map_err(|_| CryptoError::NotAuthentic)
    }

    /// Whether a JSON value has the shape of an envelope.
    pub fn is_json_envelope(value: &Value) -> bool {
        sealed_text(value).is_some()
    }
}

impl std::fmt::Debug for Cipher {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Cipher").finish_non_exhaustive()
    }
}

fn associated_data(header: &[u8], purpose: &str) -> Vec<u8> {
    [header, purpose.as_bytes()].concat()
}

fn sealed_text(value: &Value) -> Option<&str> {
    value
        .as_object()
        .filter(|object| object.len() == 1)?
        .get(JSON_FIELD)?
        .as_str()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::keys::tests::parts;
    use proptest::prelude::*;

    fn cipher(ids: &[u8]) -> Cipher {
        Keys::from_parts(&parts(ids)).unwrap().cipher()
    }

    #[test]
    fn a_value_opens_only_for_its_purpose() {
        let cipher = cipher(&[1]);
        let sealed = cipher.encrypt("account.citizen_id", "990101199003070015");
        assert_eq!(
            cipher.decrypt("account.citizen_id", &sealed).unwrap(),
            "990101199003070015"
        );
        assert!(matches!(
            cipher.decrypt("account.phone", &sealed),
            Err(CryptoError::NotAuthentic)
        ));
        assert_ne!(
            sealed,
            cipher.encrypt("account.citizen_id", "990101199003070015"),
            "nonces differ"
        );
        assert!(!sealed.windows(6).any(|bytes| bytes == b"990101"));
    }

    #[test]
    fn after_a_rotation_old_values_open_and_new_ones_use_the_new_key() {
        let (old, both, new) = (cipher(&[1]), cipher(&[2, 1]), cipher(&[2]));
        let sealed = old.encrypt("p", "value");
        assert_eq!(both.decrypt("p", &sealed).unwrap(), "value");
        assert!(matches!(new.decrypt("p", &sealed), Err(CryptoError::UnknownKey(1))));
        assert!(old.is_current(&sealed) && !both.is_current(&sealed));
        assert_eq!(new.decrypt("p", &both.encrypt("p", "value")).unwrap(), "value");
    }

    #[test]
    fn a_changed_key_id_does_not_redirect_an_envelope() {
        let both = cipher(&[1, 2]);
        let mut sealed = both.encrypt("p", "value");
        sealed[4] = 2;
        assert!(matches!(both.decrypt("p", &sealed), Err(CryptoError::NotAuthentic)));
    }

    #[test]
    fn json_values_keep_their_type() {
        let cipher = cipher(&[1]);
        for plain in [json!("张三"), json!({"a": [1, null]}), json!(12.5)] {
            let sealed = cipher.encrypt_json("form", &plain);
            assert!(Cipher::is_json_envelope(&sealed));
            assert_eq!(cipher.decrypt_json("form", &sealed).unwrap(), plain);
            assert!(cipher.decrypt_json("other", &sealed).is_err());
        }
        for other in [json!("x"), json!({"$enc": 1}), json!({"$enc": "AA==", "more": 1})] {
            assert!(!Cipher::is_json_envelope(&other));
            assert!(matches!(
                cipher.decrypt_json("form", &other),
                Err(CryptoError::NotAnEnvelope)
            ));
        }
        assert!(matches!(
            cipher.decrypt_json("form", &json!({"$enc": "%%"})),
            Err(CryptoError::NotAnEnvelope)
        ));
    }

    proptest! {
        #[test]
        fn every_text_survives(text in any::<String>(), purpose in any::<String>()) {
            let cipher = cipher(&[1]);
            prop_assert_eq!(cipher.decrypt(&purpose, &cipher.encrypt(&purpose, &text)).unwrap(), text);
        }

        #[test]
        fn any_flipped_bit_and_any_cut_shows(text in ".{0,40}", at in any::<prop::sample::Index>(), bit in 0u8..8) {
            let cipher = cipher(&[1]);
            let sealed = cipher.encrypt("p", &text);
            let at = at.index(sealed.len());
            let mut flipped = sealed.clone();
            flipped[at] ^= 1 << bit;
            prop_assert!(cipher.decrypt("p", &flipped).is_err());
            prop_assert!(cipher.decrypt("p", &sealed[..at]).is_err());
        }
    }
}
