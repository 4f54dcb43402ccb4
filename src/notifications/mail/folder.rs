//! Letters as files, for development.

use std::io;
use std::path::PathBuf;

use tokio::fs;
use uuid::Uuid;

/// A folder of `.eml` files.
#[derive(Clone)]
pub(super) struct Folder(PathBuf);

impl Folder {
    pub(super) fn new(path: PathBuf) -> Self {
        Self(path)
    }

    /// Writes `<message id>.eml`, whole or not at all: readers never see half a letter. The same id is the same file.
    pub(super) async fn keep(&self, message_id: &str, message: &[u8]) -> io::Result<()> {
        fs::create_dir_all(&self.0).await?;
        let name: String = message_id
            .chars()
            .map(|c| {
                if c.is_ascii_alphanumeric() || ".-_@".contains(c) {
                    c
                } else {
                    '_'
                }
            })
            .collect();
        let half = self.0.join(format!(".{}.tmp", Uuid::now_v7()));
        fs::write(&half, message).await?;
        fs::rename(&half, self.0.join(format!("{name}.eml"))).await
    }
}
