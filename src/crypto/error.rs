//! What can go wrong with secrets. No variant ever carries a secret or a plaintext.

use std::path::PathBuf;

/// Why a key, an envelope or a hash could not be used.
#[derive(Debug, thiserror::Error)]
pub enum CryptoError {
    /// No data key was given.
    #[error("at least one data key is needed")]
    NoDataKey,
    /// Two data keys share an id.
    #[error("data key id {0} is used twice")]
    DuplicateKeyId(u32),
    /// A key is not the base64 of 32 bytes.
    #[error("the {0} is not the base64 of 32 bytes")]
    BadKey(&'static str),
    /// Two keys of different use are the same.
    #[error("every key must be different: the {0} repeats another one")]
    RepeatedKey(&'static str),
    /// Group or others may access the key file.
    #[error("{} is accessible to others (mode {mode:o}): make it 600", path.display())]
    OpenToOthers {
        /// The key file.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
    /// The key file could not be read or written.
    #[error("{}: {source}", path.display())]
    KeyFile {
        /// The key file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The key file does not hold keys.
    #[error("{} is not a key file", .0.display())]
    NotAKeyFile(PathBuf),
    /// The bytes are not an envelope of a known version.
    #[error("this is not an encrypted envelope")]
    NotAnEnvelope,
    /// The envelope was sealed with a key this instance does not have.
    #[error("data key {0} is not known here")]
    UnknownKey(u32),
    /// The envelope was changed, or sealed for another purpose.
    #[error("the envelope was tampered with or sealed for another purpose")]
    NotAuthentic,
    /// A password could not be hashed with these parameters.
    #[error("password hashing failed: {0}")]
    PasswordHash(String),
}
