//! Messages as files, for development.

use std::io;
use std::path::PathBuf;

use tokio::fs;
use uuid::Uuid;

/// A folder of files of one kind.
#[derive(Clone)]
pub(super) struct Folder {
    path: PathBuf,
    extension: &'static str,
}

impl Folder {
    pub(super) fn new(path: PathBuf, extension: &'static str) -> Self {
        Self { path, extension }
    }

    /// Writes `<id>.<extension>`, whole or not at all: readers never see half a message. The same id is the same file.
    pub(super) async fn keep(&self, id: &str, message: &[u8]) -> io::Result<()> {
        fs::create_dir_all(&self.path).await?;
        let name: String = id
            .chars()
            .map(|c| {
                if c.is_ascii_alphanumeric() || ".-_@".contains(c) {
                    c
                } else {
                    '_'
                }
            })
            .collect();
        let half = self.path.join(format!(".{}.tmp", Uuid::now_v7()));
        fs::write(&half, message).await?;
        fs::rename(&half, self.path.join(format!("{name}.{}", self.extension))).await
    }
}
