//! The real program on a data directory of its own, to be killed.

use std::fs;
use std::io::{BufRead, BufReader};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use tempfile::TempDir;

/// The password of the demo's accounts.
pub const PASSWORD: &str = "Spring-rain-2026";
/// A machine may be busy; nothing takes this long by itself.
const PATIENCE: Duration = Duration::from_secs(120);
const PAUSE: Duration = Duration::from_millis(20);

/// Asks until there is an answer.
pub fn eventually<T>(what: &str, mut ask: impl FnMut() -> Option<T>) -> T {
    let deadline = Instant::now() + PATIENCE;
    loop {
        if let Some(answer) = ask() {
            return answer;
        }
        assert!(Instant::now() < deadline, "{what}: not within {PATIENCE:?}");
        thread::sleep(PAUSE);
    }
}

/// A data directory, and perhaps a server on it. Dropped, nothing of it is left: no process, no file.
pub struct Program {
    data: TempDir,
    server: Option<Child>,
    url: String,
}

impl Program {
    /// Starts a server on a new data directory.
    pub fn start() -> Self {
        let data = tempfile::Builder::new().prefix("yiwang-restart-").tempdir().unwrap();
        // PostgreSQL, run as another user when we are root, must get in.
        fs::set_permissions(data.path(), fs::Permissions::from_mode(0o755)).unwrap();
        let mut program = Self {
            data,
            server: None,
            url: String::new(),
        };
        program.again();
        program
    }

    /// Starts a server on the same data again. Gives where it is once it says so.
    pub fn again(&mut self) {
        assert!(self.server.is_none(), "the server still runs");
        let log = fs::File::options().append(true).create(true).open(self.log()).unwrap();
        let child = self.command().stdout(Stdio::piped()).stderr(log).spawn().unwrap();
        let child = self.server.insert(child);
        let output = BufReader::new(child.stdout.take().unwrap());
        let (told, address) = mpsc::channel();
        thread::spawn(move || {
            // Read to the end, or the server would stall on a full pipe.
            for line in output.lines().map_while(Result::ok) {
                if let Some((_, rest)) = line.split_once(" serves ") {
                    let _ = told.send(rest.split(',').next().unwrap_or_default().to_owned());
                }
            }
        });
        self.url = address
            .recv_timeout(PATIENCE)
            .unwrap_or_else(|_| panic!("the server did not start: {}", self.told()));
    }

    /// Where it is served.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Where the letters are.
    pub fn mail(&self) -> PathBuf {
        self.data.path().join("mail")
    }

    /// The server's log.
    pub fn told(&self) -> String {
        fs::read_to_string(self.log()).unwrap_or_default()
    }

    /// Another server on the same data, run to its end.
    pub fn rival(&self) -> Output {
        self.command().output().unwrap()
    }

    /// `kill -9` to the server. Its PostgreSQL lives on.
    pub fn kill(&mut self) {
        let mut server = self.server.take().unwrap();
        server.kill().unwrap();
        server.wait().unwrap();
    }

    /// `kill -9` to PostgreSQL's first process.
    pub fn kill_postgres(&self) {
        let pid = self.postgres().unwrap();
        kill(pid, Signal::SIGKILL).unwrap();
        eventually("PostgreSQL is started again", || {
            self.postgres().filter(|now| *now != pid && self.runs(*now))
        });
    }

    /// SIGTERM to the server; waits for its end.
    pub fn stop(&mut self) -> ExitStatus {
        let mut server = self.server.take().unwrap();
        kill(Pid::from_raw(server.id().cast_signed()), Signal::SIGTERM).unwrap();
        eventually("the server stops", || server.try_wait().unwrap())
    }

    /// The first process of the PostgreSQL on this data, as it says itself.
    pub fn postgres(&self) -> Option<Pid> {
        let file = fs::read_to_string(self.data.path().join("postgres/postmaster.pid")).ok()?;
        file.lines().next()?.trim().parse().ok().map(Pid::from_raw)
    }

    /// Whether this process is a PostgreSQL on this data.
    pub fn runs(&self, pid: Pid) -> bool {
        works_in(pid, self.data.path())
    }

    fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_yiwang"));
        command
            .args(["serve", "--dev"])
            .current_dir(self.data.path())
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("YIWANG_DATA_DIR", self.data.path())
            .env("YIWANG_PORT", "0")
            .env("YIWANG_DEV_PASSWORD", PASSWORD)
            .env("YIWANG_WORKERS", "1")
            .env("YIWANG_LIMITS__PER_ADDRESS", "100000")
            // What a killed server held is taken over soon.
            .env("YIWANG_OUTBOX__LEASE_S", "2")
            .env("YIWANG_OUTBOX__POLL_MS", "100")
            .stdin(Stdio::null());
        if let Some(binaries) = std::env::var_os("YIWANG_PG_BIN") {
            command.env("YIWANG_PG_BIN", binaries);
        }
        command
    }

    fn log(&self) -> PathBuf {
        self.data.path().join("server.log")
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        if let Some(mut server) = self.server.take() {
            let _ = server.kill();
            let _ = server.wait();
        }
        // It was the server's child; by its file it is found whether or not it was orphaned. The file lies in our own new directory.
        if let Some(pid) = self.postgres().filter(|pid| works_in(*pid, self.data.path())) {
            let _ = kill(pid, Signal::SIGQUIT);
            let deadline = Instant::now() + PATIENCE;
            while works_in(pid, self.data.path()) && Instant::now() < deadline {
                thread::sleep(PAUSE);
            }
        }
    }
}

/// Whether a process is there, not just unburied, and no namesake: PostgreSQL names its data among its arguments.
fn works_in(pid: Pid, data: &Path) -> bool {
    let arguments = Command::new("ps")
        .args(["-ww", "-o", "args=", "-p"])
        .arg(pid.to_string())
        .output();
    arguments.is_ok_and(|output| String::from_utf8_lossy(&output.stdout).contains(&*data.to_string_lossy()))
}
