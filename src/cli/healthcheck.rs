//! `yiwang healthcheck`, for containers: no other program is needed to ask.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream, ToSocketAddrs};
use std::time::Duration;

use anyhow::{Context, bail};

use super::Outcome;
use crate::config::Settings;

const PATIENCE: Duration = Duration::from_secs(5);

/// Asks `/readyz` of the server these settings belong to.
pub(super) fn run(settings: &Settings) -> Outcome {
    let address = address(settings)?;
    let answer = ask(address).with_context(|| format!("no answer from {address}"))?;
    match answer.split_whitespace().nth(1) {
        Some("200") => Ok(()),
        status => bail!("not ready: {}", status.unwrap_or("no HTTP answer")),
    }
}

fn address(settings: &Settings) -> anyhow::Result<SocketAddr> {
    let mut addresses = (settings.host.as_str(), settings.port)
        .to_socket_addrs()
        .context("host")?;
    let mut address = addresses.next().context("host has no address")?;
    if address.ip().is_unspecified() {
        let loopback = if address.is_ipv4() {
            [127, 0, 0, 1].into()
        } else {
            std::net::Ipv6Addr::LOCALHOST.into()
        };
        address.set_ip(loopback);
    }
    Ok(address)
}

fn ask(address: SocketAddr) -> std::io::Result<String> {
    let mut stream = TcpStream::connect_timeout(&address, PATIENCE)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.write_all(format!("GET /readyz HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n").as_bytes())?;
    let mut head = [0; 64];
    let length = stream.read(&mut head)?;
    Ok(String::from_utf8_lossy(&head[..length]).into_owned())
}
