//! How the personal data of accounts is kept: sealed, beside a blind index where it must be found or unique
//! (Personal Information Protection Law, art. 51).

use crate::codes::{CitizenId, EmailAddress, Mobile};
use crate::crypto::{BlindIndex, Cipher, CryptoError};

use super::name::Name;

const NAME: &str = "account.name";
const CITIZEN_ID: &str = "account.citizen_id";
const PHONE: &str = "account.phone";
const EMAIL: &str = "account.email";

/// A sealed value and the fingerprint it is found by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sealed {
    /// The envelope.
    pub envelope: Vec<u8>,
    /// The blind index.
    pub index: Vec<u8>,
}

/// Seals and finds the personal data of accounts. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Vault {
    cipher: Cipher,
    index: BlindIndex,
}

impl Vault {
    /// A vault of these.
    pub fn new(cipher: Cipher, index: BlindIndex) -> Self {
        Self { cipher, index }
    }

    /// The cipher by itself.
    pub fn cipher(&self) -> &Cipher {
        &self.cipher
    }

    /// The blind index by itself.
    pub fn index(&self) -> &BlindIndex {
        &self.index
    }

    /// Seals a name.
    pub fn seal_name(&self, name: &Name) -> Vec<u8> {
        self.cipher.encrypt(NAME, name.as_str())
    }

    /// Seals a citizen id.
    pub fn seal_citizen_id(&self, id: &CitizenId) -> Sealed {
        self.seal(CITIZEN_ID, id.as_str(), self.citizen_id_index(id))
    }

    /// Seals a phone number.
    pub fn seal_phone(&self, phone: &Mobile) -> Sealed {
        self.seal(PHONE, phone.as_str(), self.phone_index(phone))
    }

    /// Seals an e-mail address.
    pub fn seal_email(&self, email: &EmailAddress) -> Sealed {
        self.seal(EMAIL, email.as_str(), self.email_index(email))
    }

    /// What a citizen id is found by.
    pub fn citizen_id_index(&self, id: &CitizenId) -> Vec<u8> {
        self.index.of(CITIZEN_ID, id.as_str())
    }

    /// What a phone number is found by.
    pub fn phone_index(&self, phone: &Mobile) -> Vec<u8> {
        self.index.of(PHONE, phone.as_str())
    }

    /// What an e-mail address is found by: nobody tells addresses apart by capitals.
    pub fn email_index(&self, email: &EmailAddress) -> Vec<u8> {
        self.index.of(EMAIL, &email.as_str().to_lowercase())
    }

    fn seal(&self, purpose: &str, plain: &str, index: Vec<u8>) -> Sealed {
        Sealed {
            envelope: self.cipher.encrypt(purpose, plain),
            index,
        }
    }
}

/// Opens a sealed name.
pub(super) fn open_name(cipher: &Cipher, envelope: &[u8]) -> Result<String, CryptoError> {
    cipher.decrypt(NAME, envelope)
}

/// Opens a sealed citizen id.
pub(super) fn open_citizen_id(cipher: &Cipher, envelope: &[u8]) -> Result<String, CryptoError> {
    cipher.decrypt(CITIZEN_ID, envelope)
}

/// Opens a sealed phone number.
pub(super) fn open_phone(cipher: &Cipher, envelope: &[u8]) -> Result<String, CryptoError> {
    cipher.decrypt(PHONE, envelope)
}

/// Opens a sealed e-mail address.
pub(super) fn open_email(cipher: &Cipher, envelope: &[u8]) -> Result<String, CryptoError> {
    cipher.decrypt(EMAIL, envelope)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::Keys;

    fn vault() -> Vault {
        let keys = Keys::generate();
        Vault::new(keys.cipher(), keys.blind_index())
    }

    #[test]
    fn what_is_sealed_is_found_and_opened() {
        let vault = vault();
        let phone: Mobile = "13900000001".parse().unwrap();
        let sealed = vault.seal_phone(&phone);
        assert_eq!(sealed.index, vault.phone_index(&phone));
        assert_eq!(open_phone(vault.cipher(), &sealed.envelope).unwrap(), "13900000001");
        assert!(open_email(vault.cipher(), &sealed.envelope).is_err());
    }

    #[test]
    fn addresses_are_found_whatever_their_capitals() {
        let vault = vault();
        let index = |text: &str| vault.email_index(&text.parse().unwrap());
        assert_eq!(index("Some.One@Example.com"), index("some.one@example.com"));
    }
}
