//! Text messages through a gateway over HTTP.

use std::time::Duration;

use reqwest::redirect::Policy;
use reqwest::{Client, Url};
use secrecy::{ExposeSecret, SecretString};
use serde::Serialize;

use super::error::SmsError;
use super::options::SmsOptions;
use crate::codes::Mobile;

/// A gateway.
#[derive(Clone)]
pub(super) struct Gateway {
    client: Client,
    url: Url,
    token: Option<SecretString>,
    timeout: Duration,
}

#[derive(Serialize)]
struct Sent<'a> {
    id: &'a str,
    to: &'a str,
    text: &'a str,
}

impl Gateway {
    /// It follows no redirect, so that what is sent goes nowhere else.
    pub(super) fn new(url: &str, options: &SmsOptions) -> Result<Self, SmsError> {
        let url = Url::parse(url)
            .ok()
            .filter(|url| ["http", "https"].contains(&url.scheme()))
            .ok_or_else(|| SmsError::Settings("url: not one of http or https".to_owned()))?;
        let client = Client::builder()
            .redirect(Policy::none())
            .no_proxy()
            .user_agent(concat!("yiwang/", env!("CARGO_PKG_VERSION")))
            .build()
            .map_err(|error| SmsError::Settings(format!("the HTTP client cannot be built: {error}")))?;
        Ok(Self {
            client,
            url,
            token: options.token.clone(),
            timeout: options.timeout,
        })
    }

    pub(super) async fn send(&self, to: &Mobile, text: &str, id: &str) -> Result<(), SmsError> {
        let to = to.as_str();
        let mut request = self
            .client
            .post(self.url.clone())
            .timeout(self.timeout)
            .json(&Sent { id, to, text });
        if let Some(token) = &self.token {
            request = request.bearer_auth(token.expose_secret());
        }
        let status = request.send().await?.status();
        if status.is_success() {
            Ok(())
        } else {
            Err(SmsError::Status(status.as_u16()))
        }
    }
}
