//! A data-sharing service that answers as it is told to.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// What it does with one question.
#[derive(Clone, Debug)]
pub enum Reply {
    /// Answers 200 with this.
    Says(Value),
    /// Answers with this status.
    Status(u16),
    /// Answers 200 with this text.
    Mumbles(String),
    /// Never answers.
    Hangs,
}

/// A question as it arrived.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The head of the request, in lower case.
    pub head: String,
    /// The body.
    pub body: Value,
}

impl Asked {
    /// A header's value.
    pub fn header(&self, name: &str) -> Option<&str> {
        let start = format!("{name}: ");
        self.head.lines().find_map(|line| line.strip_prefix(start.as_str()))
    }
}

/// A service on a real port. The last reply of its script is given again and again.
pub struct Service {
    /// Its URL.
    pub url: String,
    asked: Arc<Mutex<Vec<Asked>>>,
}

impl Service {
    /// A service that replies in this order.
    pub async fn start(script: impl IntoIterator<Item = Reply>) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let url = format!("http://{}/check", listener.local_addr().unwrap());
        let asked = Arc::new(Mutex::new(Vec::new()));
        let heard = asked.clone();
        let mut script: VecDeque<Reply> = script.into_iter().collect();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let reply = match script.len() {
                    0 | 1 => script.front().cloned().unwrap_or(Reply::Hangs),
                    _ => script.pop_front().unwrap(),
                };
                tokio::spawn(serve(stream, reply, heard.clone()));
            }
        });
        Self { url, asked }
    }

    /// A URL at which nobody listens.
    pub async fn nowhere() -> String {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        format!("http://{}/check", listener.local_addr().unwrap())
    }

    /// The questions so far.
    pub fn asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap().clone()
    }
}

async fn serve(mut stream: TcpStream, reply: Reply, heard: Arc<Mutex<Vec<Asked>>>) {
    let asked = read(&mut stream).await;
    heard.lock().unwrap().push(asked);
    let (status, body) = match reply {
        Reply::Says(answer) => (200, answer.to_string()),
        Reply::Status(status) => (status, String::new()),
        Reply::Mumbles(text) => (200, text),
        Reply::Hangs => {
            // Until the other side gives up.
            let _ = stream.read(&mut [0]).await;
            return;
        }
    };
    let length = body.len();
    let answer = format!("HTTP/1.1 {status} X\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}");
    let _ = stream.write_all(answer.as_bytes()).await;
}

async fn read(stream: &mut TcpStream) -> Asked {
    let (mut bytes, mut chunk) = (Vec::new(), [0; 4096]);
    loop {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let head = head.to_lowercase();
            let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
            if body.len() >= length.unwrap_or("0").parse::<usize>().unwrap() {
                let body = serde_json::from_str(body).unwrap();
                return Asked { head, body };
            }
        }
        let read = stream.read(&mut chunk).await.unwrap();
        assert!(read > 0, "the question broke off: {text}");
        bytes.extend_from_slice(&chunk[..read]);
    }
}
