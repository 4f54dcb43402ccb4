//! The key file of an installation without configured keys: JSON, mode 0600, written once and never replaced.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use serde_json::json;

use super::keys::encode;
use super::{CryptoError, KeyParts, Keys};

/// See [`Keys::load_or_create`].
pub(super) fn load_or_create(path: &Path) -> Result<Keys, CryptoError> {
    let failed = |source| CryptoError::KeyFile {
        path: path.to_owned(),
        source,
    };
    match File::open(path) {
        Ok(file) => load(path, file),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            create_once(path, &to_json(&Keys::generate())).map_err(failed)?;
            load(path, File::open(path).map_err(failed)?)
        }
        Err(error) => Err(failed(error)),
    }
}

fn load(path: &Path, mut file: File) -> Result<Keys, CryptoError> {
    let failed = |source| CryptoError::KeyFile {
        path: path.to_owned(),
        source,
    };
    // Asked of the open file, so that what is checked is what is read.
    let mode = file.metadata().map_err(failed)?.permissions().mode() & 0o7777;
    if mode & 0o077 != 0 {
        return Err(CryptoError::OpenToOthers {
            path: path.to_owned(),
            mode,
        });
    }
    let mut text = String::new();
    file.read_to_string(&mut text).map_err(failed)?;
    // The parser's own message could quote a secret.
    let parts: KeyParts = serde_json::from_str(&text).map_err(|_| CryptoError::NotAKeyFile(path.to_owned()))?;
    Keys::from_parts(&parts)
}

/// Writes the file whole under another name and links it into place: readers never see half a file, and the first of several wins.
fn create_once(path: &Path, text: &str) -> io::Result<()> {
    let directory = match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
        _ => PathBuf::from("."),
    };
    std::fs::create_dir_all(&directory)?;
    let temporary = directory.join(format!(".keys-{}-{:016x}", std::process::id(), rand::random::<u64>()));
    let written = write_private(&temporary, text).and_then(|()| std::fs::hard_link(&temporary, path));
    let removed = std::fs::remove_file(&temporary);
    match written {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
        result => result?,
    }
    removed?;
    File::open(&directory)?.sync_all()
}

fn write_private(path: &Path, text: &str) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

fn to_json(keys: &Keys) -> String {
    let data: Vec<_> = keys
        .data
        .iter()
        .map(|(id, key)| json!({"id": id, "key": encode(key)}))
        .collect();
    format!(
        "{:#}\n",
        json!({"data_keys": data, "index_key": encode(&keys.index), "token_key": encode(&keys.token)})
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_created_once_and_read_back() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("deep/keys.json");
        let created = load_or_create(&path).unwrap();
        let read = load_or_create(&path).unwrap();
        let sealed = created.cipher().encrypt("p", "value");
        assert_eq!(read.cipher().decrypt("p", &sealed).unwrap(), "value");
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        let left = std::fs::read_dir(path.parent().unwrap()).unwrap().count();
        assert_eq!(left, 1, "no temporary file stays behind");
    }

    #[test]
    fn instances_that_start_together_agree() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("keys.json");
        let sealed: Vec<_> = std::thread::scope(|scope| {
            let starts: Vec<_> = (0..8)
                .map(|_| scope.spawn(|| load_or_create(&path).unwrap().cipher().encrypt("p", "value")))
                .collect();
            starts.into_iter().map(|start| start.join().unwrap()).collect()
        });
        let cipher = load_or_create(&path).unwrap().cipher();
        for envelope in sealed {
            assert_eq!(cipher.decrypt("p", &envelope).unwrap(), "value");
        }
    }

    #[test]
    fn a_file_open_to_others_is_refused() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("keys.json");
        load_or_create(&path).unwrap();
        for mode in [0o640, 0o604, 0o620] {
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
            assert!(
                matches!(load_or_create(&path), Err(CryptoError::OpenToOthers { mode: found, .. }) if found == mode)
            );
        }
    }

    #[test]
    fn a_broken_file_is_refused_and_kept() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("keys.json");
        write_private(&path, "{\"data_keys\": \"secret\"}").unwrap();
        let error = load_or_create(&path).unwrap_err();
        assert!(matches!(error, CryptoError::NotAKeyFile(_)));
        assert!(!error.to_string().contains("secret"));
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "{\"data_keys\": \"secret\"}");
    }
}
