//! A mail server inside the test, speaking real SMTP.

use std::io;
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use mailin_embedded::response::{self, Response};
use mailin_embedded::{AuthMechanism, Handler, Server, SslConfig};
use secrecy::SecretString;

use crate::notifications::{MailOptions, MailTls};

pub(super) const USER: &str = "yiwang";
pub(super) const PASSWORD: &str = "open sesame";

/// What has arrived, and a port to send more to.
pub(super) struct PostOffice {
    port: u16,
    received: Arc<Mutex<Vec<String>>>,
}

#[derive(Clone)]
struct Clerk {
    received: Arc<Mutex<Vec<String>>>,
    letter: Vec<u8>,
}

impl Handler for Clerk {
    fn rcpt(&mut self, to: &str) -> Response {
        match to.split('@').next() {
            Some("nobody") => response::NO_MAILBOX,
            Some("busy") => response::Response::custom(451, format!("{to} is busy")),
            _ => response::OK,
        }
    }

    fn data_start(&mut self, _domain: &str, _from: &str, _is8bit: bool, _to: &[String]) -> Response {
        self.letter.clear();
        response::OK
    }

    fn data(&mut self, buf: &[u8]) -> io::Result<()> {
        self.letter.extend_from_slice(buf);
        Ok(())
    }

    fn data_end(&mut self) -> Response {
        let letter = String::from_utf8(std::mem::take(&mut self.letter)).unwrap();
        self.received.lock().unwrap().push(letter);
        response::OK
    }

    fn auth_plain(&mut self, _authorization_id: &str, user: &str, password: &str) -> Response {
        if (user, password) == (USER, PASSWORD) {
            response::AUTH_OK
        } else {
            response::INVALID_CREDENTIALS
        }
    }
}

impl PostOffice {
    /// Takes letters in the clear, from anybody.
    pub(super) fn open() -> Self {
        Self::start(|_| {})
    }

    /// Takes letters over STARTTLS, from whoever knows the password.
    pub(super) fn guarded(certificate: &Certificate) -> Self {
        // The server is built with rustls's default provider.
        rustls::crypto::aws_lc_rs::default_provider().install_default().ok();
        Self::start(|server| {
            server
                .with_ssl(SslConfig::SelfSigned {
                    cert_path: certificate.pem.display().to_string(),
                    key_path: certificate.key.display().to_string(),
                })
                .unwrap()
                .with_auth(AuthMechanism::Plain);
        })
    }

    fn start(configure: impl FnOnce(&mut Server<Clerk>)) -> Self {
        let received = Arc::<Mutex<Vec<String>>>::default();
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let mut server = Server::new(Clerk {
            received: received.clone(),
            letter: Vec::new(),
        });
        server.with_name("localhost").with_tcp_listener(listener);
        configure(&mut server);
        // Ends with the test's process: it has no other way to stop.
        std::thread::spawn(move || server.serve().unwrap());
        Self { port, received }
    }

    pub(super) fn settings(&self, tls: MailTls) -> MailOptions {
        MailOptions {
            host: Some("localhost".to_owned()),
            port: Some(self.port),
            tls,
            from: "一网通办 <noreply@zwfw.example.cn>".to_owned(),
            timeout: Duration::from_secs(10),
            ..MailOptions::default()
        }
    }

    pub(super) fn letters(&self) -> Vec<String> {
        self.received.lock().unwrap().clone()
    }
}

/// Settings that sign in.
pub(super) fn signed_in(settings: MailOptions, password: &str, ca: Option<&Path>) -> MailOptions {
    MailOptions {
        username: Some(USER.to_owned()),
        password: Some(SecretString::from(password)),
        ca_file: ca.map(Path::to_owned),
        ..settings
    }
}

/// A self-signed certificate for localhost.
pub(super) struct Certificate {
    pub(super) pem: PathBuf,
    key: PathBuf,
    _folder: tempfile::TempDir,
}

impl Certificate {
    pub(super) fn generate() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
        let (pem, key) = (folder.path().join("ca.pem"), folder.path().join("key.pem"));
        std::fs::write(&pem, made.cert.pem()).unwrap();
        std::fs::write(&key, made.signing_key.serialize_pem()).unwrap();
        Self {
            pem,
            key,
            _folder: folder,
        }
    }
}

/// A header, unfolded, with its encoded words (RFC 2047) decoded.
pub(super) fn header(letter: &str, name: &str) -> String {
    let unfolded = letter.replace("\r\n ", " ").replace("\r\n\t", " ");
    let prefix = format!("{name}: ");
    let value = unfolded.lines().find_map(|line| line.strip_prefix(&prefix)).unwrap();
    value
        .split(' ')
        .map(
            |word| match word.strip_prefix("=?utf-8?b?").and_then(|word| word.strip_suffix("?=")) {
                Some(encoded) => String::from_utf8(STANDARD.decode(encoded).unwrap()).unwrap(),
                None => format!("{word} "),
            },
        )
        .collect::<String>()
        .trim()
        .to_owned()
}

/// The decoded parts of a multipart/alternative letter: content type and text.
pub(super) fn parts(letter: &str) -> Vec<(String, String)> {
    let kind = header(letter, "Content-Type");
    assert!(kind.starts_with("multipart/alternative"), "{kind}");
    let boundary = kind.split("boundary=\"").nth(1).unwrap().split('"').next().unwrap();
    let delimiter = format!("--{boundary}");
    let mut parts: Vec<_> = letter.split(&delimiter).skip(1).collect();
    assert_eq!(parts.pop().map(str::trim), Some("--"));
    parts
        .into_iter()
        .map(|part| {
            let (headers, body) = part.trim_start().split_once("\r\n\r\n").unwrap();
            let headers = format!("{headers}\r\n");
            assert_eq!(header(&headers, "Content-Transfer-Encoding"), "base64");
            let packed: String = body.split_whitespace().collect();
            let text = String::from_utf8(STANDARD.decode(packed).unwrap()).unwrap();
            (header(&headers, "Content-Type"), text)
        })
        .collect()
}
