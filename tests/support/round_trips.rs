//! Counting round trips to the database: how often the server waits for an answer before it goes on.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// Answers are held back until nothing more has been sent for this long: what is sent without waiting for an answer is one trip.
const QUIET: Duration = Duration::from_millis(150);

/// A way to the database on which round trips are counted.
#[derive(Clone, Default)]
pub struct RoundTrips(Arc<AtomicUsize>);

impl RoundTrips {
    /// How many there were so far.
    pub fn count(&self) -> usize {
        self.0.load(Ordering::SeqCst)
    }

    /// The same database by this way.
    pub async fn by_way_of(&self, url: &SecretString) -> SecretString {
        let url = url.expose_secret();
        let (head, rest) = url.split_once("127.0.0.1:").unwrap();
        let (port, database) = rest.split_once('/').unwrap();
        let there = format!("127.0.0.1:{port}");
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let here = listener.local_addr().unwrap();
        let trips = self.clone();
        tokio::spawn(async move {
            while let Ok((server, _)) = listener.accept().await {
                let postgres = TcpStream::connect(&there).await.unwrap();
                tokio::spawn(trips.clone().carry(server, postgres));
            }
        });
        format!("{head}{here}/{database}").into()
    }

    /// Carries what is said between the server and PostgreSQL.
    async fn carry(self, mut server: TcpStream, mut postgres: TcpStream) {
        let (mut asked, mut answered) = (vec![0; 64 << 10], vec![0; 64 << 10]);
        let mut held = Vec::new();
        let mut waiting = false;
        loop {
            tokio::select! {
                biased;
                read = server.read(&mut asked) => match read {
                    Ok(length @ 1..) => {
                        if !waiting {
                            self.0.fetch_add(1, Ordering::SeqCst);
                            waiting = true;
                        }
                        if postgres.write_all(&asked[..length]).await.is_err() {
                            return;
                        }
                    }
                    _ => return,
                },
                read = postgres.read(&mut answered) => match read {
                    Ok(length @ 1..) => held.extend_from_slice(&answered[..length]),
                    _ => return,
                },
                () = tokio::time::sleep(QUIET), if !held.is_empty() => {
                    waiting = false;
                    if server.write_all(&held).await.is_err() {
                        return;
                    }
                    held.clear();
                }
            }
        }
    }
}
