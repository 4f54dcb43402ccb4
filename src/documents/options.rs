//! Where documents are kept and what is taken.

use std::path::PathBuf;

use secrecy::SecretString;

/// Where the bytes are kept.
#[derive(Clone, Debug)]
pub enum Place {
    /// A local folder, for one machine.
    Folder(PathBuf),
    /// A bucket of an S3-compatible store, shared by all instances.
    S3 {
        /// The bucket.
        bucket: String,
        /// The store's URL, when it is not Amazon's.
        endpoint: Option<String>,
        /// Its region.
        region: Option<String>,
        /// The access key's id; the machine's own identity when absent.
        access_key_id: Option<SecretString>,
        /// The access key.
        secret_access_key: Option<SecretString>,
        /// Whether it may be spoken to without TLS.
        allow_http: bool,
    },
}

/// What is taken, and where it goes.
#[derive(Clone, Debug)]
pub struct DocumentOptions {
    /// Where the bytes are kept.
    pub place: Place,
    /// The largest file, in bytes.
    pub max_bytes: usize,
    /// The most files in one request.
    pub max_files: usize,
    /// The media types taken, as found in the content.
    pub media_types: Vec<String>,
}

impl DocumentOptions {
    /// The usual limits: ten files of up to 20 MiB; PDF, OFD, pictures, Word and Excel documents.
    pub fn new(place: Place) -> Self {
        let media_types = [
            "application/pdf",
            super::media_type::OFD,
            "image/jpeg",
            "image/png",
            "image/webp",
            "image/tiff",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ];
        Self {
            place,
            max_bytes: 20 * 1024 * 1024,
            max_files: 10,
            media_types: media_types.map(str::to_owned).to_vec(),
        }
    }
}
