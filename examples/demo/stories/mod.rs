//! The stories, one a file.

pub(crate) mod denial;
pub(crate) mod failure;
pub(crate) mod main_job;
pub(crate) mod newborn;
pub(crate) mod restaurant;
pub(crate) mod supplement;
pub(crate) mod window;
pub(crate) mod withdrawal;

use anyhow::Result;

use crate::client::Call;
use crate::files::Sample;
use crate::people::Person;
use crate::reply::Reply;
use crate::say;

/// Uploads what a sample needs and files it, which gives the receipt slip.
async fn file(applicant: &Person, sample: &Sample) -> Result<(String, Reply)> {
    let materials: Vec<&str> = sample.materials.iter().map(String::as_str).collect();
    let documents = crate::files::upload(applicant, &materials).await?;
    let filing = Call::post("/applications", sample.filing(&documents, true));
    let slip = applicant.send(filing).await?.expect(201)?;
    slip.same("/status", "submitted")?;
    say::fact("办件编号 number", slip.text("/number")?);
    Ok((slip.text("/id")?.to_owned(), slip))
}

/// Waits for a message and prints it.
async fn hear(applicant: &Person, application: &str, kind: &str) -> Result<String> {
    let message = applicant.told(application, kind).await?;
    say::fact("站内消息 message", message["title"].as_str().unwrap_or_default());
    let body = message["body"].as_str().unwrap_or_default();
    say::quote(body);
    Ok(body.to_owned())
}
