//! Digests: plain, salted and keyed SHA-256.

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

/// SHA-256 of some bytes.
pub fn sha256(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// SHA-256 of some bytes, in lower-case hexadecimal.
pub fn sha256_hex(bytes: &[u8]) -> String {
    hex::encode(sha256(bytes))
}

/// A digest of a text that cannot be compared across salts, in lower-case hexadecimal: HMAC-SHA-256 with the salt as key.
///
/// Events carry it in place of form values, so that erasing text and salt leaves the chain whole and the text beyond guessing. The salt
/// should be 16 random bytes or more, kept beside the text.
pub fn salted_digest(salt: &[u8], text: &str) -> String {
    hex::encode(hmac(salt, |mac| mac.update(text.as_bytes())))
}

/// HMAC-SHA-256 over several parts, each preceded by its length so that no two lists of parts look alike.
pub(super) fn hmac_sha256(key: &[u8; 32], parts: &[&str]) -> [u8; 32] {
    hmac(key, |mac| {
        for part in parts {
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part.as_bytes());
        }
    })
}

#[expect(clippy::expect_used, reason = "HMAC takes keys of any length")]
fn hmac(key: &[u8], feed: impl FnOnce(&mut Hmac<Sha256>)) -> [u8; 32] {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes keys of any length");
    feed(&mut mac);
    mac.finalize().into_bytes().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_vectors() {
        assert_eq!(
            sha256_hex(b"abc"),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
        // RFC 4231, test case 2.
        assert_eq!(
            salted_digest(b"Jefe", "what do ya want for nothing?"),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        );
    }

    #[test]
    fn another_salt_gives_another_digest() {
        assert_ne!(salted_digest(b"one", "text"), salted_digest(b"two", "text"));
    }
}
