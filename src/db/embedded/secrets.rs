//! The passwords of the two roles, made once and kept beside the data (0600).

use std::fs::{self, DirBuilder, File};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::Path;

use secrecy::{ExposeSecret, SecretString};

use super::error::{EmbeddedError, io_error};

/// Passwords of the owner and the server role. Hexadecimal, so they need no quoting in SQL or in an URL.
#[derive(Clone, Debug)]
pub(super) struct Passwords {
    pub(super) owner: SecretString,
    pub(super) server: SecretString,
}

impl Passwords {
    pub(super) fn random() -> Self {
        let password = || SecretString::from(hex::encode(rand::random::<[u8; 24]>()));
        Self {
            owner: password(),
            server: password(),
        }
    }

    /// Reads the file; `None` if there is none.
    pub(super) fn load(path: &Path) -> Result<Option<Self>, EmbeddedError> {
        let text = match fs::read_to_string(path) {
            Ok(text) => text,
            Err(e) if e.kind() == ErrorKind::NotFound => return Ok(None),
            Err(e) => return Err(io_error("read", path)(e)),
        };
        let value = |name: &str| {
            text.lines()
                .find_map(|line| line.strip_prefix(name)?.strip_prefix('='))
                .filter(|v| v.len() >= 32 && v.bytes().all(|b| b.is_ascii_hexdigit()))
                .map(SecretString::from)
        };
        match (value("owner"), value("server")) {
            (Some(owner), Some(server)) => Ok(Some(Self { owner, server })),
            _ => Err(EmbeddedError::BadSecrets { path: path.to_owned() }),
        }
    }

    /// Writes the file, whole or not at all.
    pub(super) fn save(&self, path: &Path) -> Result<(), EmbeddedError> {
        if let Some(directory) = path.parent() {
            DirBuilder::new()
                .recursive(true)
                .mode(0o700)
                .create(directory)
                .map_err(io_error("create", directory))?;
        }
        let draft = path.with_extension("tmp");
        let _ = fs::remove_file(&draft);
        let write = || -> std::io::Result<()> {
            let mut file = File::options().write(true).create_new(true).mode(0o600).open(&draft)?;
            writeln!(file, "owner={}", self.owner.expose_secret())?;
            writeln!(file, "server={}", self.server.expose_secret())?;
            file.sync_all()?;
            fs::rename(&draft, path)
        };
        write().map_err(io_error("write", path))
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn passwords_are_kept_private_and_read_back() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("secrets").join("postgres.passwords");
        assert!(Passwords::load(&path).unwrap().is_none());

        let made = Passwords::random();
        made.save(&path).unwrap();
        let read = Passwords::load(&path).unwrap().unwrap();

        assert_eq!(read.owner.expose_secret(), made.owner.expose_secret());
        assert_eq!(read.server.expose_secret(), made.server.expose_secret());
        assert_ne!(made.owner.expose_secret(), made.server.expose_secret());
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert!(!format!("{made:?}").contains(made.owner.expose_secret()));
    }

    #[test]
    fn a_damaged_file_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("postgres.passwords");
        fs::write(&path, "owner=short\n").unwrap();
        assert!(matches!(
            Passwords::load(&path).unwrap_err(),
            EmbeddedError::BadSecrets { .. }
        ));
    }
}
