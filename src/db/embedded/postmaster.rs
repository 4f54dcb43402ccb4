//! Reading `postmaster.pid`, and ending a PostgreSQL that an earlier server left behind.

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use nix::errno::Errno;
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

use super::error::EmbeddedError;

/// How long a fast shutdown may take (it writes a checkpoint) before an immediate one is asked for.
pub(super) const FAST_SHUTDOWN: Duration = Duration::from_secs(60);
/// How long an immediate shutdown may take.
pub(super) const IMMEDIATE_SHUTDOWN: Duration = Duration::from_secs(10);
/// The interval at which processes and files are looked at.
pub(super) const POLL: Duration = Duration::from_millis(20);

/// What `postmaster.pid` says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct PidFile {
    pub(super) pid: i32,
    /// A single-user backend, which ends by itself once its input is closed.
    pub(super) single_user: bool,
    /// Connections are accepted.
    pub(super) ready: bool,
}

impl PidFile {
    pub(super) fn read(data_dir: &Path) -> Option<Self> {
        Self::parse(&fs::read_to_string(data_dir.join("postmaster.pid")).ok()?)
    }

    /// Line 1 is the process id, negative for a single-user backend; line 8 the status.
    fn parse(text: &str) -> Option<Self> {
        let mut lines = text.lines();
        let pid: i32 = lines.next()?.trim().parse().ok()?;
        Some(Self {
            pid: pid.checked_abs().filter(|pid| *pid > 0)?,
            single_user: pid < 0,
            ready: lines.nth(6).is_some_and(|status| status.trim() == "ready"),
        })
    }
}

/// Stops, in order, a PostgreSQL that still runs on `data_dir`. Our lock must be held: then it can only be an orphan.
pub(super) fn stop_orphan(data_dir: &Path) -> Result<(), EmbeddedError> {
    let Some(PidFile { pid, single_user, .. }) = PidFile::read(data_dir) else {
        return Ok(());
    };
    if !serves(pid, data_dir) {
        return Ok(());
    }
    tracing::warn!(pid, data_dir = %data_dir.display(), "stopping the PostgreSQL an earlier server left behind");
    let stays = |reason: String| EmbeddedError::OrphanStays {
        data_dir: data_dir.to_owned(),
        pid,
        reason,
    };
    let gentle = if single_user { Signal::SIGTERM } else { Signal::SIGINT };
    for (signal, patience) in [(gentle, FAST_SHUTDOWN), (Signal::SIGQUIT, IMMEDIATE_SHUTDOWN)] {
        match kill(Pid::from_raw(pid), signal) {
            Ok(()) | Err(Errno::ESRCH) => {}
            Err(errno) => return Err(stays(errno.to_string())),
        }
        let deadline = Instant::now() + patience;
        while serves(pid, data_dir) {
            if Instant::now() > deadline {
                break;
            }
            thread::sleep(POLL);
        }
        if !serves(pid, data_dir) {
            return Ok(());
        }
    }
    Err(stays("it ignores SIGINT and SIGQUIT".to_owned()))
}

/// The live process that a stale `postmaster.pid` happens to name although it is no PostgreSQL of ours: after a restart of the machine
/// or the container, process ids begin anew.
pub(super) fn namesake(data_dir: &Path) -> Option<i32> {
    let PidFile { pid, .. } = PidFile::read(data_dir)?;
    let alive = !matches!(kill(Pid::from_raw(pid), None), Err(Errno::ESRCH));
    (alive && !serves(pid, data_dir)).then_some(pid)
}

/// Whether process `pid` is a live PostgreSQL on this very directory: a number in a file is not proof enough to send it a signal.
fn serves(pid: i32, data_dir: &Path) -> bool {
    let process = Path::new("/proc").join(pid.to_string());
    if Path::new("/proc/self/cmdline").exists() {
        // Empty for a process that has ended but was not yet reaped.
        let Ok(command_line) = fs::read(process.join("cmdline")) else {
            return false;
        };
        let arguments: Vec<&OsStr> = command_line.split(|b| *b == 0).map(OsStr::from_bytes).collect();
        // The directory may have been renamed since: PostgreSQL stays in it.
        let works_in = fs::read_link(process.join("cwd")).is_ok_and(|cwd| cwd == data_dir);
        return is_postgres(arguments[0]) && (works_in || names(&arguments, data_dir));
    }
    let Ok(output) = Command::new("ps")
        .args(["-ww", "-o", "command=", "-p"])
        .arg(pid.to_string())
        .output()
    else {
        return false;
    };
    let line = String::from_utf8_lossy(&output.stdout);
    line.split_whitespace()
        .next()
        .is_some_and(|program| is_postgres(OsStr::new(program)))
        && line.contains(&*data_dir.to_string_lossy())
}

fn is_postgres(program: &OsStr) -> bool {
    let name = Path::new(program).file_name();
    name == Some(OsStr::new("postgres")) || name == Some(OsStr::new("postmaster"))
}

fn names(arguments: &[&OsStr], data_dir: &Path) -> bool {
    arguments
        .windows(2)
        .any(|pair| pair[0] == "-D" && fs::canonicalize(pair[1]).is_ok_and(|given| given == data_dir))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pid_file_is_read_as_postgresql_writes_it() {
        let running = "4711\n/srv/data\n1763600000\n40123\n\n127.0.0.1\n  5432001         3\nready   \n";
        assert_eq!(
            PidFile::parse(running),
            Some(PidFile {
                pid: 4711,
                single_user: false,
                ready: true
            })
        );
        let starting = running.replace("ready   ", "starting");
        assert!(!PidFile::parse(&starting).unwrap().ready);
        assert!(!PidFile::parse("4711\n").unwrap().ready);
        assert!(PidFile::parse("-4711\n/srv/data\n").unwrap().single_user);
        assert_eq!(PidFile::parse(""), None);
        assert_eq!(PidFile::parse("0\n"), None);
    }

    #[test]
    fn a_reused_process_id_is_not_mistaken_for_postgresql() {
        let dir = tempfile::tempdir().unwrap();
        let me = i32::try_from(std::process::id()).unwrap();
        fs::write(dir.path().join("postmaster.pid"), format!("{me}\n")).unwrap();

        stop_orphan(dir.path()).unwrap(); // would have ended this very process

        assert_eq!(namesake(dir.path()), Some(me));
    }
}
