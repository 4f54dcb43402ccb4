//! Blind index: a keyed fingerprint by which an encrypted value is found and kept unique.

use std::sync::Arc;

use secrecy::ExposeSecret;

use super::Keys;
use super::digest::hmac_sha256;
use super::keys::Secret;

/// Fingerprints values with HMAC-SHA-256. Cheap to clone.
///
/// Equal values of one purpose have equal fingerprints, so pass the canonical form of a value; across purposes they tell nothing.
#[derive(Clone, Debug)]
pub struct BlindIndex {
    key: Arc<Secret>,
}

impl BlindIndex {
    pub(super) fn new(keys: &Keys) -> Self {
        let key = *keys.index.expose_secret();
        Self {
            key: Arc::new(Secret::new(Box::new(key))),
        }
    }

    /// The 32-byte fingerprint of a value under a purpose.
    pub fn of(&self, purpose: &str, value: &str) -> Vec<u8> {
        hmac_sha256(self.key.expose_secret(), &[purpose, value]).to_vec()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::keys::tests::parts;

    #[test]
    fn equal_values_meet_and_everything_else_does_not() {
        let index = Keys::from_parts(&parts(&[1])).unwrap().blind_index();
        let fingerprint = index.of("account.phone", "19900000001");
        assert_eq!(fingerprint.len(), 32);
        assert_eq!(fingerprint, index.of("account.phone", "19900000001"));
        assert_ne!(fingerprint, index.of("account.phone", "19900000002"));
        assert_ne!(fingerprint, index.of("account.email", "19900000001"));
        assert_ne!(
            index.of("ab", "c"),
            index.of("a", "bc"),
            "the border between purpose and value counts"
        );
        assert_ne!(
            fingerprint,
            Keys::generate().blind_index().of("account.phone", "19900000001"),
            "the key counts"
        );
    }

    #[test]
    fn rotating_data_keys_leaves_indexes_alone() {
        let (before, after) = (
            Keys::from_parts(&parts(&[1])).unwrap(),
            Keys::from_parts(&parts(&[2, 1])).unwrap(),
        );
        assert_eq!(before.blind_index().of("p", "v"), after.blind_index().of("p", "v"));
    }
}
