//! One server per data directory.
//!
//! The server holds a `flock` on a file beside the data. The kernel drops it with the process, however that dies, and PostgreSQL never
//! inherits it (files are opened close-on-exec): so a free lock with a running PostgreSQL means an orphan, not a rival.

use std::fs::{File, TryLockError};
use std::io::{Read, Seek, Write};
use std::path::Path;

use super::error::{EmbeddedError, io_error};

/// The right to run PostgreSQL on a data directory; given back when dropped.
#[derive(Debug)]
pub(super) struct DirectoryLock {
    file: File,
}

impl DirectoryLock {
    /// Takes the lock at `path` that guards `data_dir`.
    pub(super) fn acquire(path: &Path, data_dir: &Path) -> Result<Self, EmbeddedError> {
        let mut file = File::options()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(path)
            .map_err(io_error("open the lock file", path))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(EmbeddedError::InUse {
                    data_dir: data_dir.to_owned(),
                    holder: holder(&mut file),
                });
            }
            Err(TryLockError::Error(source)) => return Err(io_error("lock", path)(source)),
        }
        // For the message above only: the lock itself is what counts.
        file.set_len(0)
            .and_then(|()| file.rewind())
            .and_then(|()| write!(file, "{}", std::process::id()))
            .map_err(io_error("write", path))?;
        Ok(Self { file })
    }
}

impl Drop for DirectoryLock {
    fn drop(&mut self) {
        // Explicitly, because a child process being forked at this very moment holds a copy of the descriptor until it execs.
        let _ = self.file.unlock();
    }
}

fn holder(file: &mut File) -> String {
    let mut pid = String::new();
    match file.read_to_string(&mut pid) {
        Ok(_) if !pid.trim().is_empty() => format!("process {}", pid.trim()),
        _ => "process unknown".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_second_taker_is_told_who_holds_it() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("postgres.lock");
        let data = dir.path().join("postgres");

        let held = DirectoryLock::acquire(&path, &data).unwrap();
        let refusal = DirectoryLock::acquire(&path, &data).unwrap_err().to_string();
        assert!(refusal.contains("another yiwang server"), "{refusal}");
        assert!(refusal.contains(&std::process::id().to_string()), "{refusal}");

        drop(held);
        DirectoryLock::acquire(&path, &data).unwrap();
    }
}
