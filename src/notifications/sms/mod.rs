//! Text messages: through a gateway over HTTP, or into a folder while developing.
//!
//! The gateway is posted `{"id", "to", "text"}` as JSON. The id is the same at every attempt, so that it can drop a repeat; any answer but 2xx
//! is tried again. Numbers are masked wherever they are logged.

mod error;
mod gateway;
mod options;
mod text;

pub use error::SmsError;
pub use options::SmsOptions;

use super::folder::Folder;
use crate::codes::Mobile;
use gateway::Gateway;

/// Sends text messages. Clones share the connections.
#[derive(Clone)]
pub struct Texter {
    signature: String,
    way: Way,
}

#[derive(Clone)]
enum Way {
    Gateway(Gateway),
    Folder(Folder),
    Nowhere,
}

impl Texter {
    /// A texter as the options say: through the gateway with a `url`, else into the folder, else nowhere.
    ///
    /// # Errors
    /// When the URL is none, or the machine's trusted certificates cannot be read.
    pub fn new(options: &SmsOptions) -> Result<Self, SmsError> {
        let way = match (&options.url, &options.folder) {
            (Some(url), _) => Way::Gateway(Gateway::new(url, options)?),
            (None, Some(folder)) => Way::Folder(Folder::new(folder.clone(), "txt")),
            (None, None) => Way::Nowhere,
        };
        Ok(Self {
            signature: options.signature.clone(),
            way,
        })
    }

    /// Sends a title and paragraphs (a line each) to one number. `id` is named by the message's cause, in characters of `A–Z a–z 0–9 . - _`.
    ///
    /// # Errors
    /// Says what went wrong; as a [`Failure`](crate::outbox::Failure) of a handler it is tried again.
    pub async fn send(&self, to: &Mobile, title: &str, body: &str, id: &str) -> Result<(), SmsError> {
        let text = text::compose(&self.signature, title, body);
        match &self.way {
            Way::Gateway(gateway) => gateway.send(to, &text, id).await?,
            Way::Folder(folder) => folder.keep(id, format!("{to}\n{text}\n").as_bytes()).await?,
            Way::Nowhere => return Ok(()),
        }
        tracing::info!(to = to.masked(), id, "text message sent");
        Ok(())
    }
}
