//! Where things lie: the cluster, the lock, the log and the passwords.

use std::fs::{self, DirBuilder};
use std::io::ErrorKind;
use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
use std::path::{Path, PathBuf};

use super::binaries::parse_major;
use super::error::{EmbeddedError, io_error};

/// The paths of one embedded PostgreSQL, absolute.
///
/// For data in `data/postgres`: `data/postgres.lock`, `data/postgres.log`, `data/secrets/postgres.passwords`. These stay there even if the
/// cluster itself has to lie elsewhere, as `data/postgres.location` then says.
#[derive(Clone, Debug)]
pub(super) struct Layout {
    /// The cluster: the data directory as configured, or [elsewhere](super::elsewhere).
    pub(super) data: PathBuf,
    pub(super) lock: PathBuf,
    pub(super) log: PathBuf,
    pub(super) passwords: PathBuf,
    /// The note that says where the cluster lies, if not here.
    pub(super) location: PathBuf,
}

impl Layout {
    /// Resolves the paths, making the parent directory if it is missing.
    pub(super) fn prepare(data_dir: &Path) -> Result<Self, EmbeddedError> {
        let given = std::path::absolute(data_dir).map_err(io_error("resolve", data_dir))?;
        // Through a symbolic link first: whichever way leads to the data, it is the same data and the same lock.
        let given = given.canonicalize().unwrap_or(given);
        let parent = given.parent().unwrap_or(Path::new("/"));
        // Enterable by the account PostgreSQL runs under, whatever our umask; what is secret inside has modes of its own.
        create_enterable(parent, 0o755)?;
        let parent = parent.canonicalize().map_err(io_error("resolve", parent))?;
        let name = given
            .file_name()
            .map_or_else(|| "postgres".to_owned(), |name| name.to_string_lossy().into_owned());
        Ok(Self {
            data: parent.join(&name),
            lock: parent.join(format!("{name}.lock")),
            log: parent.join(format!("{name}.log")),
            passwords: parent.join("secrets").join(format!("{name}.passwords")),
            location: parent.join(format!("{name}.location")),
        })
    }

    /// The directory the cluster lies in, or is to lie in.
    pub(super) fn home(&self) -> &Path {
        self.data.parent().unwrap_or(Path::new("/"))
    }

    /// The cluster's own name in its home.
    pub(super) fn name(&self) -> String {
        self.data
            .file_name()
            .map_or_else(|| "postgres".to_owned(), |name| name.to_string_lossy().into_owned())
    }

    /// The lock of a cluster that lies elsewhere: two data directories, one a copy of the other, may lead to it.
    pub(super) fn lock_elsewhere(&self) -> Option<PathBuf> {
        let lock = self.home().join(format!("{}.lock", self.name()));
        (lock != self.lock).then_some(lock)
    }

    /// The major version of the data, `None` when there is none yet.
    pub(super) fn data_major(&self) -> Result<Option<u32>, EmbeddedError> {
        let marker = self.data.join("PG_VERSION");
        let not_a_cluster = || EmbeddedError::NotACluster {
            data_dir: self.data.clone(),
        };
        match fs::read_to_string(&marker) {
            Ok(text) => parse_major(&text).map(Some).ok_or_else(not_a_cluster),
            Err(e) if e.kind() == ErrorKind::NotFound => match fs::read_dir(&self.data) {
                Ok(mut entries) => entries.next().map_or(Ok(None), |_| Err(not_a_cluster())),
                Err(e) if e.kind() == ErrorKind::NotFound => Ok(None),
                Err(e) if e.kind() == ErrorKind::NotADirectory => Err(not_a_cluster()),
                Err(e) => Err(io_error("read", &self.data)(e)),
            },
            Err(e) if e.kind() == ErrorKind::NotADirectory => Err(not_a_cluster()),
            Err(e) => Err(io_error("read", &marker)(e)),
        }
    }

    /// A fresh name for a cluster in the making. Never the same twice: an `initdb` whose server was killed may still be writing.
    pub(super) fn new_staging(&self) -> PathBuf {
        let token = hex::encode(rand::random::<[u8; 6]>());
        self.home().join(format!("{}{token}", self.staging_prefix()))
    }

    /// Removes what interrupted attempts left. What resists (its `initdb` is still writing) goes next time.
    pub(super) fn sweep_staging(&self) {
        let Ok(entries) = fs::read_dir(self.home()) else {
            return;
        };
        for entry in entries.flatten() {
            if entry.file_name().to_string_lossy().starts_with(&self.staging_prefix()) {
                let _ = fs::remove_dir_all(entry.path());
            }
        }
    }

    fn staging_prefix(&self) -> String {
        format!("{}.new-", self.name())
    }
}

/// Makes a directory, and its parents, with this mode whatever our umask. Those that exist are left as they are.
pub(super) fn create_enterable(directory: &Path, mode: u32) -> Result<(), EmbeddedError> {
    if directory.is_dir() {
        return Ok(());
    }
    if let Some(parent) = directory.parent() {
        create_enterable(parent, mode)?;
    }
    DirBuilder::new()
        .mode(mode)
        .create(directory)
        .and_then(|()| fs::set_permissions(directory, fs::Permissions::from_mode(mode)))
        .map_err(io_error("create", directory))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn data_is_absent_present_or_something_else() {
        let dir = tempfile::tempdir().unwrap();
        let layout = Layout::prepare(&dir.path().join("a/b/postgres")).unwrap();
        assert_eq!(layout.data_major().unwrap(), None);

        fs::create_dir(&layout.data).unwrap();
        assert_eq!(
            layout.data_major().unwrap(),
            None,
            "an empty directory is as good as none"
        );

        fs::write(layout.data.join("photo.jpg"), "").unwrap();
        assert!(matches!(
            layout.data_major().unwrap_err(),
            EmbeddedError::NotACluster { .. }
        ));

        fs::write(layout.data.join("PG_VERSION"), "16\n").unwrap();
        assert_eq!(layout.data_major().unwrap(), Some(16));
    }

    #[test]
    fn the_remains_of_interrupted_attempts_are_swept() {
        let dir = tempfile::tempdir().unwrap();
        let layout = Layout::prepare(&dir.path().join("postgres")).unwrap();
        let remains = layout.new_staging();
        fs::create_dir_all(remains.join("base")).unwrap();
        fs::create_dir_all(dir.path().join("postgres.news")).unwrap();

        layout.sweep_staging();

        assert!(!remains.exists());
        assert!(dir.path().join("postgres.news").exists());
    }
}
