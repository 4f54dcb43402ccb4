//! One question over HTTP, and what came back.

use std::time::Duration;

use reqwest::redirect::Policy;
use reqwest::{Client, Response, StatusCode};
use secrecy::ExposeSecret;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::options::{ServiceError, ServiceOptions};
use crate::procedure::OutcomeCode;

/// An answer is a few words; what is longer is none.
const LONGEST_ANSWER: usize = 64 * 1024;

/// Why there is no answer. The text names neither people nor what was sent or came back.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum NoAnswer {
    /// There may be one later.
    #[error("{0}")]
    Later(String),
    /// There will be none.
    #[error("{0}")]
    Never(String),
}

/// What a service answers.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub(super) struct Reply {
    /// One of the node's outcomes.
    pub(super) outcome: OutcomeCode,
    /// What it has to say about it.
    #[serde(default)]
    pub(super) note: Option<String>,
}

/// The client that asks. It follows no redirect, so that what is sent goes nowhere else.
///
/// # Errors
/// When the machine's trusted certificates cannot be read.
pub(super) fn client() -> Result<Client, ServiceError> {
    Client::builder()
        .redirect(Policy::none())
        .no_proxy()
        .user_agent(concat!("yiwang/", env!("CARGO_PKG_VERSION")))
        .build()
        .map_err(|error| ServiceError::Client(error.to_string()))
}

/// Asks, and waits for the answer for so long. `key` is the same at every attempt, so that the service can tell a repeat.
pub(super) async fn ask(
    client: &Client,
    service: &ServiceOptions,
    timeout: Duration,
    key: Uuid,
    question: &impl Serialize,
) -> Result<Reply, NoAnswer> {
    let mut request = client
        .post(service.url.clone())
        .timeout(timeout)
        .header("idempotency-key", key.to_string())
        .json(question);
    if let Some(token) = &service.token {
        request = request.bearer_auth(token.expose_secret());
    }
    let response = request.send().await.map_err(|error| unreached(&error))?;
    let status = response.status();
    if !status.is_success() {
        return Err(refused(status));
    }
    let body = body(response).await?;
    serde_json::from_slice(&body).map_err(|_| NoAnswer::Never("the answer is not what was agreed".to_owned()))
}

/// 408, 429 and everything the server takes upon itself pass; the rest is about the question and would be the same again.
fn refused(status: StatusCode) -> NoAnswer {
    let told = format!("answered with status {}", status.as_u16());
    let passes =
        status.is_server_error() || [StatusCode::REQUEST_TIMEOUT, StatusCode::TOO_MANY_REQUESTS].contains(&status);
    if passes {
        NoAnswer::Later(told)
    } else {
        NoAnswer::Never(told)
    }
}

fn unreached(error: &reqwest::Error) -> NoAnswer {
    let told = if error.is_timeout() {
        "no answer in time"
    } else if error.is_connect() {
        "no connection"
    } else {
        "the connection broke"
    };
    NoAnswer::Later(told.to_owned())
}

async fn body(mut response: Response) -> Result<Vec<u8>, NoAnswer> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| unreached(&error))? {
        body.extend_from_slice(&chunk);
        if body.len() > LONGEST_ANSWER {
            return Err(NoAnswer::Never("the answer is too long".to_owned()));
        }
    }
    Ok(body)
}
