//! Writing a letter down as a MIME message.

use chrono::{DateTime, Utc};
use lettre::message::header::{ContentTransferEncoding, ContentType, HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart, SinglePart};
use lettre::{Address, Message};

use super::error::MailError;
use super::letter::Letter;
use super::options::MailOptions;
use crate::codes::EmailAddress;
use crate::crypto::digest::sha256_hex;

/// Whom letters are from.
#[derive(Clone)]
pub(super) struct Sender {
    from: Mailbox,
}

impl Sender {
    pub(super) fn new(options: &MailOptions) -> Result<Self, MailError> {
        let (name, address) = match options
            .from
            .trim()
            .strip_suffix('>')
            .and_then(|text| text.rsplit_once('<'))
        {
            Some((name, address)) => (name.trim(), address),
            None => ("", options.from.trim()),
        };
        let address: Address = address
            .parse()
            .map_err(|error| MailError::Settings(format!("from: {error}")))?;
        let domain = options.domain();
        if domain.is_empty() || !domain.bytes().all(|b| b.is_ascii_alphanumeric() || b".-".contains(&b)) {
            return Err(MailError::Settings("domain: not a domain name".to_owned()));
        }
        let name = Some(name.to_owned()).filter(|name| !name.is_empty());
        Ok(Self {
            from: Mailbox::new(name, address),
        })
    }

    /// The message as it is sent. The same letter under the same id differs in its date only.
    pub(super) fn compose(
        &self,
        to: &EmailAddress,
        letter: &Letter,
        message_id: &str,
        date: DateTime<Utc>,
    ) -> Result<Message, MailError> {
        let to: Address = to
            .as_str()
            .parse()
            .map_err(|_| MailError::Unwritable("the address".to_owned()))?;
        let boundary = &sha256_hex(message_id.as_bytes())[..32];
        let parts = MultiPart::alternative()
            .boundary(boundary)
            .singlepart(part(ContentType::TEXT_PLAIN, &letter.text))
            .singlepart(part(ContentType::TEXT_HTML, &letter.html));
        Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, to))
            .subject(letter.subject.clone())
            .message_id(Some(format!("<{message_id}>")))
            .date(date.into())
            // Out-of-office replies are not for us (RFC 3834).
            .raw_header(HeaderValue::new(
                HeaderName::new_from_ascii_str("Auto-Submitted"),
                "auto-generated".to_owned(),
            ))
            .multipart(parts)
            .map_err(|error| MailError::Unwritable(error.to_string()))
    }
}

fn part(kind: ContentType, text: &str) -> SinglePart {
    SinglePart::builder()
        .header(kind)
        .header(ContentTransferEncoding::Base64)
        .body(text.to_owned())
}
