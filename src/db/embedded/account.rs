//! The operating-system account PostgreSQL runs under.
//!
//! PostgreSQL refuses to run as root. Started as root, we step down to the data's owner, or to `postgres`, or to `nobody`.

use std::fs;
use std::io::ErrorKind;
use std::os::unix::fs::{MetadataExt, lchown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use nix::unistd::{Uid, User, geteuid};

use super::binaries::Binaries;
use super::error::{EmbeddedError, io_error};

/// Whom PostgreSQL's programs run as.
#[derive(Clone, Debug)]
pub(super) struct Account {
    name: String,
    /// User and group to change to; `None` when we already are that user.
    switch: Option<(u32, u32)>,
}

impl Account {
    /// Chooses the account for `data_dir`, which need not exist yet.
    pub(super) fn choose(data_dir: &Path) -> Result<Self, EmbeddedError> {
        let me = geteuid();
        let owner = match fs::metadata(data_dir) {
            Ok(metadata) => Some(metadata),
            Err(e) if e.kind() == ErrorKind::NotFound => None,
            Err(e) => return Err(io_error("look at", data_dir)(e)),
        };
        if !me.is_root() {
            return match owner {
                Some(owner) if owner.uid() != me.as_raw() => Err(EmbeddedError::WrongOwner {
                    data_dir: data_dir.to_owned(),
                    owner: name_of(Uid::from_raw(owner.uid())),
                    me: name_of(me),
                }),
                _ => Ok(Self {
                    name: name_of(me),
                    switch: None,
                }),
            };
        }
        if let Some(owner) = owner.filter(|owner| owner.uid() != 0) {
            return Ok(Self {
                name: name_of(Uid::from_raw(owner.uid())),
                switch: Some((owner.uid(), owner.gid())),
            });
        }
        ["postgres", "nobody"]
            .iter()
            .find_map(|name| User::from_name(name).ok().flatten())
            .map(|user| Self {
                name: user.name,
                switch: Some((user.uid.as_raw(), user.gid.as_raw())),
            })
            .ok_or(EmbeddedError::NoAccount)
    }

    /// The user's name.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// A command run as this account, untouched by our own surroundings.
    ///
    /// It gets a process group of its own, so that a Ctrl-C at our terminal reaches us only and we end PostgreSQL in order.
    pub(super) fn command(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        for (name, _) in std::env::vars_os() {
            // PGDATA, PGPORT, PGOPTIONS … of the operator's shell are not meant for this private server.
            if name.to_string_lossy().starts_with("PG") {
                command.env_remove(name);
            }
        }
        command
            .env("LC_ALL", "C")
            .current_dir("/")
            .stdin(Stdio::null())
            .process_group(0);
        if let Some((uid, gid)) = self.switch {
            command.uid(uid).gid(gid);
        }
        command
    }

    /// Makes a directory, and everything in it, this account's own, unless it is already.
    pub(super) fn give(&self, directory: &Path) -> Result<(), EmbeddedError> {
        let Some((uid, gid)) = self.switch else { return Ok(()) };
        let owner = || fs::symlink_metadata(directory).map(|metadata| metadata.uid());
        // The directory itself changes hands last, so its owner tells whether a kill interrupted this.
        if owner().map_err(io_error("look at", directory))? == uid {
            return Ok(());
        }
        self.give_all(directory, uid, gid)?;
        // Some mounts agree to everything and do nothing.
        if owner().map_err(io_error("look at", directory))? == uid {
            Ok(())
        } else {
            Err(self.cannot_give(directory, "its owner does not change".to_owned()))
        }
    }

    fn give_all(&self, path: &Path, uid: u32, gid: u32) -> Result<(), EmbeddedError> {
        let metadata = fs::symlink_metadata(path).map_err(io_error("look at", path))?;
        if metadata.is_dir() {
            for entry in fs::read_dir(path).map_err(io_error("read", path))? {
                self.give_all(&entry.map_err(io_error("read", path))?.path(), uid, gid)?;
            }
        }
        lchown(path, Some(uid), Some(gid)).map_err(|error| self.cannot_give(path, error.to_string()))
    }

    fn cannot_give(&self, path: &Path, reason: String) -> EmbeddedError {
        EmbeddedError::CannotGive {
            path: path.to_owned(),
            account: self.name.clone(),
            reason,
        }
    }

    /// Whether this account can enter `directory`, search permission on the whole way included. Asked by trying, so that access lists and
    /// whatever else the system knows count too.
    pub(super) fn can_enter(&self, directory: &Path, binaries: &Binaries) -> bool {
        let runs_in = |place: &Path| self.try_in(place, binaries).is_ok();
        // If it cannot run anywhere, the programs are out of reach, not the directory.
        self.switch.is_none() || runs_in(directory) || !runs_in(Path::new("/"))
    }

    fn try_in(&self, directory: &Path, binaries: &Binaries) -> std::io::Result<Output> {
        let mut command = self.command(&binaries.postgres());
        command.current_dir(directory).arg("--version").output()
    }

    /// Fails, naming the obstacle, if this account cannot enter `directory` or run the programs.
    pub(super) fn check_way_to(&self, directory: &Path, binaries: &Binaries) -> Result<(), EmbeddedError> {
        let program = binaries.postgres();
        let Err(failure) = self.try_in(directory, binaries) else {
            return Ok(());
        };
        for target in [directory, &program] {
            if let Some(obstacle) = self.obstacle_before(target) {
                return Err(EmbeddedError::Unreachable {
                    directory: obstacle,
                    target: target.to_owned(),
                    account: self.name.clone(),
                });
            }
        }
        Err(io_error("run", &program)(failure))
    }

    /// The outermost directory on the way to `target` that this account may not enter.
    pub(super) fn obstacle_before(&self, target: &Path) -> Option<PathBuf> {
        let (uid, gid) = self.switch?;
        let directories: Vec<&Path> = target.ancestors().filter(|p| p.is_dir()).collect();
        directories.into_iter().rev().find_map(|directory| {
            let metadata = fs::metadata(directory).ok()?;
            let class = if metadata.uid() == uid {
                0o100
            } else if metadata.gid() == gid {
                0o010
            } else {
                0o001
            };
            (metadata.mode() & class == 0).then(|| directory.to_owned())
        })
    }
}

fn name_of(uid: Uid) -> String {
    User::from_uid(uid)
        .ok()
        .flatten()
        .map_or_else(|| format!("#{uid}"), |user| user.name)
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn the_directory_that_bars_the_way_is_named() {
        let dir = tempfile::tempdir().unwrap();
        let barred = dir.path().join("home");
        let target = barred.join("yiwang/data");
        fs::create_dir_all(&target).unwrap();
        let stranger = Account {
            name: "nobody".to_owned(),
            switch: Some((4_000_001, 4_000_001)),
        };
        fs::set_permissions(dir.path(), fs::Permissions::from_mode(0o755)).unwrap();
        fs::set_permissions(&barred, fs::Permissions::from_mode(0o700)).unwrap();
        assert_eq!(stranger.obstacle_before(&target), Some(barred.clone()));

        fs::set_permissions(&barred, fs::Permissions::from_mode(0o711)).unwrap();
        assert_eq!(stranger.obstacle_before(&target), None);
    }

    #[test]
    fn a_file_system_without_owners_is_named_as_the_cause() {
        let dir = tempfile::tempdir().unwrap();
        let account = Account {
            name: "postgres".to_owned(),
            // To chown(2) these mean "leave it": it succeeds and does nothing, as on such a mount.
            switch: Some((u32::MAX, u32::MAX)),
        };

        let refusal = account.give(dir.path()).unwrap_err().to_string();

        assert!(refusal.contains("does not keep owners"), "{refusal}");
        assert!(refusal.contains(&dir.path().display().to_string()), "{refusal}");
    }
}
