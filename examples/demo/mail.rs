//! The e-mails, which a development server without SMTP writes to `mail/*.eml` below its data directory, named by their Message-ID.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use mail_parser::MessageParser;

use crate::client::eventually;
use crate::reply::check;
use crate::say;

/// Where the server puts its mail.
pub(crate) struct Mailbox(PathBuf);

impl Mailbox {
    /// The mail of the server with this data directory.
    pub(crate) fn below(data_dir: &Path) -> Self {
        Self(data_dir.join("mail"))
    }

    /// Waits for the e-mail to `to` about an application whose subject begins so, prints it and gives its text.
    pub(crate) async fn show(&self, application: &str, to: &str, subject: &str) -> Result<String> {
        let what = format!("the e-mail “{subject}…” in {}", self.0.display());
        let letter = eventually(&what, async || {
            let letters = self.about(application)?;
            Ok(letters.into_iter().find(|letter| letter.subject.starts_with(subject)))
        })
        .await?;
        check(letter.to == to, format!("the e-mail to go to {to}"), &letter.to)?;
        say::fact("Message-ID", format!("<{}>", letter.id));
        say::fact("收件人 to", &letter.to);
        say::fact("主题 subject", &letter.subject);
        say::quote(&letter.text);
        Ok(letter.text)
    }

    /// The letters about an application: Message-IDs begin with its id.
    fn about(&self, application: &str) -> Result<Vec<Letter>> {
        let mut letters = Vec::new();
        for entry in fs::read_dir(&self.0).into_iter().flatten() {
            let path = entry?.path();
            let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            if name.starts_with(application) && name.ends_with(".eml") {
                letters.push(Letter::read(&path)?);
            }
        }
        Ok(letters)
    }
}

struct Letter {
    id: String,
    to: String,
    subject: String,
    text: String,
}

impl Letter {
    fn read(path: &Path) -> Result<Self> {
        let raw = fs::read(path)?;
        let message = MessageParser::default().parse(&raw);
        let message = message.with_context(|| format!("{} is no e-mail", path.display()))?;
        let to = message.to().and_then(|to| to.first()).and_then(|to| to.address());
        let text = message.body_text(0);
        Ok(Self {
            id: message.message_id().unwrap_or_default().to_owned(),
            to: to.unwrap_or_default().to_owned(),
            subject: message.subject().unwrap_or_default().to_owned(),
            text: text.context("the e-mail has no text")?.into_owned(),
        })
    }
}
