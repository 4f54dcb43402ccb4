//! Starting and stopping `postgres` on a complete data directory.

use std::fs::{self, File};
use std::io::{Read, Seek, SeekFrom};
use std::net::{Ipv4Addr, TcpListener};
use std::os::unix::fs::OpenOptionsExt;
use std::process::{Child, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

use super::account::Account;
use super::binaries::Binaries;
use super::error::{EmbeddedError, io_error};
use super::layout::Layout;
use super::postmaster::{FAST_SHUTDOWN, IMMEDIATE_SHUTDOWN, POLL, PidFile, namesake};

/// Settings given at each start, so that they hold for data of any age. The rest is PostgreSQL's default, `fsync` above all.
const SETTINGS: [(&str, &str); 9] = [
    // Loopback TCP only: the path of a unix socket may not exceed 107 bytes, a data directory's may.
    ("listen_addresses", "127.0.0.1"),
    ("unix_socket_directories", ""),
    // A few instances with a pool each, or a test suite with many small pools.
    ("max_connections", "200"),
    // The hot tables of a mid-sized city stay in memory; small enough for any machine that can build this program.
    ("shared_buffers", "256MB"),
    // The statements here are short: compiling them costs more than it saves.
    ("jit", "off"),
    ("fsync", "on"),
    ("log_timezone", "UTC"),
    ("timezone", "UTC"),
    // The log is read by us as well (see `Failure::read`).
    ("lc_messages", "C"),
];

/// A log larger than this is put aside when the server starts.
const LOG_LIMIT_BYTES: u64 = 10 * 1024 * 1024;
/// Free ports tried before giving up.
const PORT_ATTEMPTS: u32 = 20;
/// How long the last backends of a killed PostgreSQL may take to let go of its memory.
const STRAGGLERS: Duration = Duration::from_secs(15);
/// Crash recovery replays what was written since the last checkpoint; beyond this something else is wrong.
const READY_WITHIN: Duration = Duration::from_secs(600);

/// Everything needed to start `postgres`, again and again.
#[derive(Clone, Debug)]
pub(super) struct Cluster {
    pub(super) layout: Layout,
    pub(super) binaries: Binaries,
    pub(super) account: Account,
}

/// Why a `postgres` ended before it was ready, as its log tells.
enum Failure {
    PortTaken,
    Stragglers,
    Other(String),
}

impl Cluster {
    /// Starts on a free port and returns when connections are accepted.
    pub(super) fn start(&self) -> Result<(Child, u16), EmbeddedError> {
        let mut ports_left = PORT_ATTEMPTS;
        let deadline = Instant::now() + STRAGGLERS;
        loop {
            let port = free_port().map_err(io_error("find a free port for", &self.layout.data))?;
            let log_begins = fs::metadata(&self.layout.log).map_or(0, |log| log.len());
            let mut child = self.spawn(port)?;
            if self.await_ready(&mut child)? {
                return Ok((child, port));
            }
            match Failure::read(&self.layout, log_begins) {
                // Somebody took the port between our look and PostgreSQL's bind.
                Failure::PortTaken if ports_left > 0 => ports_left -= 1,
                Failure::Stragglers if Instant::now() < deadline => thread::sleep(POLL * 5),
                Failure::PortTaken | Failure::Stragglers => {
                    return Err(self.did_not_start("it kept failing for the same reason".to_owned()));
                }
                Failure::Other(tail) => return Err(self.did_not_start(tail)),
            }
        }
    }

    /// Starts the process, without waiting for it to be ready.
    pub(super) fn spawn(&self, port: u16) -> Result<Child, EmbeddedError> {
        let log = File::options()
            .append(true)
            .create(true)
            .mode(0o600)
            .open(&self.layout.log)
            .map_err(io_error("open", &self.layout.log))?;
        let mut command = self.account.command(&self.binaries.postgres());
        command.arg("-D").arg(&self.layout.data).arg("-p").arg(port.to_string());
        for (name, value) in SETTINGS {
            command.arg("-c").arg(format!("{name}={value}"));
        }
        if let Some(pid) = namesake(&self.layout.data) {
            // What pg_ctl uses to say "that process is not a rival"; PostgreSQL still checks that no backend is left.
            command.env("PG_GRANDPARENT_PID", pid.to_string());
        }
        command
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .map_err(io_error("start PostgreSQL on", &self.layout.data))
    }

    /// True once connections are accepted; false if the process ended first.
    fn await_ready(&self, child: &mut Child) -> Result<bool, EmbeddedError> {
        let deadline = Instant::now() + READY_WITHIN;
        loop {
            let ended = child
                .try_wait()
                .map_err(io_error("wait for PostgreSQL on", &self.layout.data))?;
            if ended.is_some() {
                return Ok(false);
            }
            if PidFile::read(&self.layout.data).is_some_and(|file| file.ready && file.pid == pid_of(child).as_raw()) {
                return Ok(true);
            }
            if Instant::now() > deadline {
                shut_down(child);
                return Err(self.did_not_start(format!("not ready after {} seconds", READY_WITHIN.as_secs())));
            }
            thread::sleep(POLL);
        }
    }

    /// Puts a log that has grown large aside, keeping one generation.
    pub(super) fn rotate_log(&self) {
        let log = &self.layout.log;
        if fs::metadata(log).is_ok_and(|log| log.len() > LOG_LIMIT_BYTES) {
            let _ = fs::rename(log, log.with_extension("log.1"));
        }
    }

    fn did_not_start(&self, tail: String) -> EmbeddedError {
        EmbeddedError::DidNotStart {
            log: self.layout.log.clone(),
            tail,
        }
    }
}

impl Failure {
    fn read(layout: &Layout, from: u64) -> Self {
        let mut bytes = Vec::new();
        let read = File::open(&layout.log).and_then(|mut log| {
            log.seek(SeekFrom::Start(from))?;
            log.read_to_end(&mut bytes)
        });
        if let Err(error) = read {
            return Self::Other(format!("(unreadable: {error})"));
        }
        Self::parse(&String::from_utf8_lossy(&bytes))
    }

    fn parse(log: &str) -> Self {
        if log.contains("could not create any TCP/IP sockets") {
            Self::PortTaken
        } else if log.contains("pre-existing shared memory block") || log.contains("\"postmaster.pid\" already exists")
        {
            Self::Stragglers
        } else {
            let lines: Vec<&str> = log.lines().collect();
            Self::Other(lines[lines.len().saturating_sub(8)..].join("\n"))
        }
    }
}

/// Ends PostgreSQL in order: clients are disconnected, everything is written. If it does not end in time it is killed, which is safe
/// (the next start recovers) but slower then.
pub(super) fn shut_down(child: &mut Child) {
    let steps = [
        (Signal::SIGINT, FAST_SHUTDOWN),
        (Signal::SIGQUIT, IMMEDIATE_SHUTDOWN),
        (Signal::SIGKILL, IMMEDIATE_SHUTDOWN),
    ];
    for (signal, patience) in steps {
        let deadline = Instant::now() + patience;
        // Not yet reaped, so the id is still this child's.
        if matches!(child.try_wait(), Ok(Some(_))) || kill(pid_of(child), signal).is_err() {
            return;
        }
        while Instant::now() < deadline {
            if !matches!(child.try_wait(), Ok(None)) {
                return;
            }
            thread::sleep(POLL);
        }
        tracing::warn!(%signal, "PostgreSQL does not end");
    }
}

fn pid_of(child: &Child) -> Pid {
    // Process ids are positive i32 on every Unix; std merely types them u32.
    Pid::from_raw(child.id().cast_signed())
}

/// A port nobody listens on at this moment.
fn free_port() -> std::io::Result<u16> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_log_tells_why_it_did_not_start() {
        let taken = "LOG:  could not bind IPv4 address \"127.0.0.1\": Address already in use\nFATAL:  could not create any TCP/IP sockets\n";
        assert!(matches!(Failure::parse(taken), Failure::PortTaken));
        let stragglers = "FATAL:  pre-existing shared memory block (key 5, ID 6) is still in use\n";
        assert!(matches!(Failure::parse(stragglers), Failure::Stragglers));
        let other = "LOG:  starting\nFATAL:  could not open file \"global/pg_control\"\n";
        assert!(matches!(Failure::parse(other), Failure::Other(tail) if tail.contains("pg_control")));
    }
}
