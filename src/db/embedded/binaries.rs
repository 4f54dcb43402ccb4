//! Finding PostgreSQL's programs on this machine.
//!
//! `YIWANG_PG_BIN` alone if given; otherwise `PATH`, then the places where packages put them, newest first. Data that already exists
//! decides among them: its major version must match.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::error::EmbeddedError;

/// The oldest major version supported.
pub const MINIMUM_MAJOR: u32 = 15;

/// Where packages install, `*` standing for one directory level, searched newest version first.
const USUAL_PLACES: [&str; 7] = [
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/opt/homebrew/opt/postgresql@*/bin",
    "/usr/local/opt/postgresql@*/bin",
    "/opt/homebrew/opt/postgresql/bin",
    "/Applications/Postgres.app/Contents/Versions/*/bin",
    "/Library/PostgreSQL/*/bin",
];

/// A directory with `postgres` and `initdb` of one major version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Binaries {
    directory: PathBuf,
    major: u32,
}

impl Binaries {
    pub(super) fn postgres(&self) -> PathBuf {
        self.directory.join("postgres")
    }

    pub(super) fn initdb(&self) -> PathBuf {
        self.directory.join("initdb")
    }

    pub(super) fn major(&self) -> u32 {
        self.major
    }

    /// Asks the programs in `directory` for their version; an error says why they cannot be used.
    fn probe(directory: &Path) -> Result<Self, String> {
        for program in ["postgres", "initdb"] {
            if !directory.join(program).is_file() {
                return Err(format!("there is no `{program}` in it"));
            }
        }
        let postgres = directory.join("postgres");
        // Through the link (Debian's alternatives, Homebrew) to where the programs find each other and their libraries.
        let directory = fs::canonicalize(&postgres)
            .ok()
            .and_then(|real| real.parent().map(Path::to_owned))
            .filter(|real| real.join("initdb").is_file())
            .unwrap_or_else(|| directory.to_owned());
        let output = Command::new(&postgres)
            .arg("--version")
            .output()
            .map_err(|e| format!("`postgres --version` fails: {e}"))?;
        let text = String::from_utf8_lossy(&output.stdout);
        let major = parse_version(&text).ok_or_else(|| format!("`postgres --version` says {:?}", text.trim()))?;
        Ok(Self { directory, major })
    }
}

/// Finds the programs to use for data of major version `data_major` in `data_dir`, or for new data.
pub(super) fn find(given: Option<&Path>, data_dir: &Path, data_major: Option<u32>) -> Result<Binaries, EmbeddedError> {
    if let Some(path) = given {
        let found = Binaries::probe(path).map_err(|reason| EmbeddedError::BadBinaries {
            path: path.to_owned(),
            reason,
        })?;
        return choose(vec![found], data_dir, data_major);
    }
    let path = env::var_os("PATH").unwrap_or_default();
    let mut found: Vec<Binaries> = Vec::new();
    for directory in env::split_paths(&path).chain(USUAL_PLACES.iter().flat_map(|place| expand(place))) {
        if let Ok(binaries) = Binaries::probe(&directory)
            && !found.contains(&binaries)
        {
            found.push(binaries);
        }
    }
    choose(found, data_dir, data_major)
}

/// The first that is new enough and, where data exists, of the data's version.
fn choose(found: Vec<Binaries>, data_dir: &Path, data_major: Option<u32>) -> Result<Binaries, EmbeddedError> {
    if found.is_empty() {
        return Err(EmbeddedError::NotFound {
            looked_in: format!("PATH, {}", USUAL_PLACES.join(", ")),
        });
    }
    let listed = found
        .iter()
        .map(|b| format!("{} in {}", b.major, b.directory.display()))
        .collect::<Vec<_>>()
        .join(", ");
    match data_major {
        Some(data) if data >= MINIMUM_MAJOR => {
            found
                .into_iter()
                .find(|b| b.major == data)
                .ok_or_else(|| EmbeddedError::OtherMajorVersion {
                    data_dir: data_dir.to_owned(),
                    data,
                    found: listed,
                })
        }
        Some(data) => Err(EmbeddedError::OtherMajorVersion {
            data_dir: data_dir.to_owned(),
            data,
            found: format!("{listed} (and {MINIMUM_MAJOR} is the oldest supported)"),
        }),
        None => found
            .into_iter()
            .find(|b| b.major >= MINIMUM_MAJOR)
            .ok_or(EmbeddedError::TooOld { found: listed }),
    }
}

/// The major version in a line such as `postgres (PostgreSQL) 17.2 (Debian 17.2-1)`.
fn parse_version(text: &str) -> Option<u32> {
    parse_major(text.split_once("(PostgreSQL)")?.1.trim_start())
}

/// The leading number of a version: 17 of `17.2`, `17beta1` and `17devel`.
pub(super) fn parse_major(text: &str) -> Option<u32> {
    let digits = text.split(|c: char| !c.is_ascii_digit()).next()?;
    digits.parse().ok()
}

/// The directories that match a pattern with at most one `*`, highest number first.
fn expand(pattern: &str) -> Vec<PathBuf> {
    let Some((before, after)) = pattern.split_once('*') else {
        return vec![PathBuf::from(pattern)];
    };
    let (parent, prefix) = before.rsplit_once('/').unwrap_or(("", before));
    let Ok(entries) = fs::read_dir(parent) else {
        return Vec::new();
    };
    let mut versions: Vec<(u32, PathBuf)> = entries
        .flatten()
        .filter_map(|entry| {
            let name = entry.file_name().into_string().ok()?;
            let major = parse_major(name.strip_prefix(prefix)?)?;
            Some((major, PathBuf::from(format!("{parent}/{name}{after}"))))
        })
        .collect();
    versions.sort_by(|a, b| b.cmp(a));
    versions.into_iter().map(|(_, path)| path).collect()
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    fn binaries(major: u32) -> Binaries {
        Binaries {
            directory: PathBuf::from(format!("/opt/pg{major}")),
            major,
        }
    }

    fn install(directory: &Path, version: &str) {
        fs::create_dir_all(directory).unwrap();
        for program in ["postgres", "initdb"] {
            let path = directory.join(program);
            fs::write(&path, format!("#!/bin/sh\necho '{program} (PostgreSQL) {version}'\n")).unwrap();
            fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
        }
    }

    #[test]
    fn versions_are_read_as_every_packager_prints_them() {
        let cases = [
            ("postgres (PostgreSQL) 15.14 (Debian 15.14-0+deb12u1)", Some(15)),
            ("postgres (PostgreSQL) 17.2", Some(17)),
            ("postgres (PostgreSQL) 18beta1", Some(18)),
            ("postgres (PostgreSQL) 19devel", Some(19)),
            ("postgres (EnterpriseDB)", None),
            ("", None),
        ];
        for (text, expected) in cases {
            assert_eq!(parse_version(text), expected, "{text}");
        }
    }

    #[test]
    fn new_data_takes_the_first_that_is_new_enough() {
        let found = vec![binaries(14), binaries(16), binaries(17)];
        assert_eq!(choose(found, Path::new("/d"), None).unwrap(), binaries(16));
    }

    #[test]
    fn existing_data_takes_its_own_version() {
        let found = vec![binaries(17), binaries(16), binaries(15)];
        assert_eq!(choose(found, Path::new("/d"), Some(15)).unwrap(), binaries(15));
    }

    #[test]
    fn data_of_an_absent_version_is_refused_naming_both() {
        let refusal = choose(vec![binaries(17)], Path::new("/d"), Some(16)).unwrap_err();
        let text = refusal.to_string();
        assert!(
            text.contains("written by PostgreSQL 16") && text.contains("only PostgreSQL 17 in /opt/pg17"),
            "{text}"
        );
    }

    #[test]
    fn only_old_versions_are_refused() {
        let text = choose(vec![binaries(13), binaries(14)], Path::new("/d"), None)
            .unwrap_err()
            .to_string();
        assert!(
            text.contains("PostgreSQL 15 or later") && text.contains("14 in /opt/pg14"),
            "{text}"
        );
    }

    #[test]
    fn where_there_is_none_the_way_to_get_one_is_told() {
        let text = choose(Vec::new(), Path::new("/d"), None).unwrap_err().to_string();
        for hint in [
            "apt-get install postgresql",
            "brew install postgresql@17",
            "YIWANG_PG_BIN",
            "/usr/lib/postgresql/*/bin",
        ] {
            assert!(text.contains(hint), "{text}");
        }
    }

    #[test]
    fn a_given_directory_is_the_only_one_looked_at() {
        let dir = tempfile::tempdir().unwrap();
        let empty = find(Some(dir.path()), Path::new("/d"), None).unwrap_err();
        assert!(
            matches!(&empty, EmbeddedError::BadBinaries { reason, .. } if reason.contains("no `postgres`")),
            "{empty}"
        );

        install(dir.path(), "16.4");
        assert_eq!(find(Some(dir.path()), Path::new("/d"), None).unwrap().major(), 16);

        install(dir.path(), "9.6.24");
        assert!(matches!(
            find(Some(dir.path()), Path::new("/d"), None).unwrap_err(),
            EmbeddedError::TooOld { .. }
        ));
    }

    #[test]
    fn the_newest_of_several_installations_comes_first() {
        let dir = tempfile::tempdir().unwrap();
        for version in ["9.6", "15", "17", "16", "lost+found"] {
            install(&dir.path().join(version).join("bin"), version);
        }
        let pattern = format!("{}/*/bin", dir.path().display());
        let names: Vec<String> = expand(&pattern)
            .iter()
            .map(|p| p.strip_prefix(dir.path()).unwrap().display().to_string())
            .collect();
        assert_eq!(names, ["17/bin", "16/bin", "15/bin", "9.6/bin"]);
    }
}
