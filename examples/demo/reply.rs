//! An answer of the server, and the checks on it. What differs from what was expected ends the demo.

use std::fmt;

use anyhow::{Result, anyhow, bail};
use reqwest::header::{ETAG, LOCATION};
use reqwest::{Method, Response};
use serde_json::Value;

/// An answer.
#[derive(Clone, Debug)]
pub(crate) struct Reply {
    request: String,
    /// The HTTP status.
    pub(crate) status: u16,
    /// The `ETag`.
    pub(crate) tag: Option<String>,
    /// The `Location`.
    pub(crate) location: Option<String>,
    /// The JSON body; null for none.
    pub(crate) body: Value,
    /// How often the request was sent until it was answered.
    pub(crate) attempts: u32,
}

impl Reply {
    pub(crate) async fn read(method: &Method, path: &str, response: Response, attempts: u32) -> Result<Self> {
        let header = |name| {
            let value = response.headers().get(name)?;
            Some(value.to_str().ok()?.to_owned())
        };
        let (status, tag, location) = (response.status().as_u16(), header(ETAG), header(LOCATION));
        let bytes = response.bytes().await?;
        let body = match bytes.is_empty() {
            true => Value::Null,
            false => serde_json::from_slice(&bytes).map_err(|error| {
                anyhow!("{method} {path} answered {status} with something that is no JSON: {error}")
            })?,
        };
        Ok(Self {
            request: format!("{method} {path}"),
            status,
            tag,
            location,
            body,
            attempts,
        })
    }

    /// The answer, if it has the status.
    pub(crate) fn expect(self, status: u16) -> Result<Self> {
        if self.status == status {
            return Ok(self);
        }
        bail!("expected {status}\ngot      {self}")
    }

    /// The answer, if it is this refusal.
    pub(crate) fn refused(self, status: u16, code: &str) -> Result<Self> {
        let reply = self.expect(status)?;
        reply.same("/code", code)?;
        Ok(reply)
    }

    /// The value at a JSON Pointer.
    pub(crate) fn at(&self, pointer: &str) -> Result<&Value> {
        let value = self.body.pointer(pointer);
        value.ok_or_else(|| anyhow!("expected {pointer} in the answer\ngot      {self}"))
    }

    /// The text at a JSON Pointer.
    pub(crate) fn text(&self, pointer: &str) -> Result<&str> {
        let value = self.at(pointer)?;
        let text = value.as_str();
        text.ok_or_else(|| anyhow!("expected text at {pointer}, got {value}, in {}", self.request))
    }

    /// The list at a JSON Pointer.
    pub(crate) fn list(&self, pointer: &str) -> Result<&[Value]> {
        let value = self.at(pointer)?;
        let list = value.as_array().map(Vec::as_slice);
        list.ok_or_else(|| anyhow!("expected a list at {pointer}, got {value}, in {}", self.request))
    }

    /// The tag.
    pub(crate) fn tag(&self) -> Result<&str> {
        let tag = self.tag.as_deref();
        tag.ok_or_else(|| anyhow!("expected an ETag with the answer to {}, got none", self.request))
    }

    /// Checks one value.
    pub(crate) fn same(&self, pointer: &str, expected: impl Into<Value>) -> Result<()> {
        let (got, expected) = (self.at(pointer)?, expected.into());
        if *got == expected {
            return Ok(());
        }
        bail!("{}: at {pointer}\nexpected {expected}\ngot      {got}", self.request)
    }
}

impl fmt::Display for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} from {}: {}", self.status, self.request, self.body)
    }
}

/// The text of a field, which must be there.
pub(crate) fn text<'v>(value: &'v Value, field: &str) -> Result<&'v str> {
    let text = value[field].as_str();
    text.ok_or_else(|| anyhow!("expected text in the field {field}\ngot      {value}"))
}

/// Checks something that is no part of an answer.
pub(crate) fn check(holds: bool, expected: impl fmt::Display, got: impl fmt::Debug) -> Result<()> {
    if holds {
        return Ok(());
    }
    bail!("expected {expected}\ngot      {got:?}")
}
