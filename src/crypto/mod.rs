//! Secrets: keys, encryption of personal data, blind indexes, passwords, tokens and digests.
//!
//! Personal data is protected by encryption and de-identification (Personal Information Protection Law, art. 51): a [`Cipher`] seals each
//! value under a purpose, a [`BlindIndex`] finds it again without opening it. Instances share one set of [`Keys`]. Nothing here reads a
//! clock, and nothing here prints a secret.

mod blind_index;
mod cipher;
pub mod digest;
mod error;
mod key_file;
mod keys;
mod password;
mod password_policy;
mod token;

pub use blind_index::BlindIndex;
pub use cipher::Cipher;
pub use error::CryptoError;
pub use keys::{DataKeyPart, KeyParts, Keys};
pub use password::{PasswordHashing, Passwords};
pub use password_policy::{PasswordFault, PasswordPolicy};
pub use token::{AccessToken, MAX_ACCESS_SECONDS, TokenError, TokenSigner, hash_token, random_token};
