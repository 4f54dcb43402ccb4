//! Asking for a consent: the message with the link, composed when it is about to be sent. The queue holds a number only.

use std::sync::Arc;

use async_trait::async_trait;

use super::asked::Asked;
use super::link::Link;
use super::view::{ConsentRequest, ProofAsked};
use crate::applications::announce::words::Lines;
use crate::applications::desk::Desk;
use crate::applications::store::{ASK_CONSENT, Inquiry};
use crate::crypto::TokenSigner;
use crate::http::PublicUrl;
use crate::identity::{Address, Dispatch};
use crate::notifications::Composes;
use crate::outbox::{Failure, Job};
use crate::problem::Code;
use crate::text::{Language, Text};

/// So many characters of what is consented to fit into a text message beside the link, which shows all of it.
const TEXT_IN_MESSAGE: usize = 120;

/// Composes the message with the link, for those whose consent there is to be.
pub struct Inquirer {
    desk: Desk,
    signer: Arc<TokenSigner>,
    site: PublicUrl,
}

impl Inquirer {
    /// One at a desk, whose links lead to this site.
    pub fn new(desk: Desk, signer: Arc<TokenSigner>, site: PublicUrl) -> Self {
        Self { desk, signer, site }
    }
}

#[async_trait]
impl Composes for Inquirer {
    fn topic(&self) -> &'static str {
        ASK_CONSENT
    }

    /// By e-mail if there is an address, otherwise by phone; nothing when nobody waits for their answer any more.
    async fn compose(&self, job: &Job) -> Result<Option<Dispatch>, Failure> {
        let Inquiry { seq, party } = job.payload()?;
        let link = Link {
            application: job.owner_id,
            party,
        };
        let asked = match Asked::of(&self.desk, link).await {
            Ok(asked) => asked,
            Err(problem) if problem.code == Code::NotFound => return Ok(None),
            Err(problem) => return Err(Failure::retry(problem)),
        };
        let details = &asked.details;
        let email = details.email.clone().map(Address::Email);
        let to = email.or(details.phone.clone().map(Address::Phone));
        let (Some(until), Some(to)) = (asked.open_until(), to) else {
            return Ok(None);
        };
        let request = asked.request(&self.desk, Language::ZhCn).map_err(Failure::dead)?;
        let title = Text::new(
            format!("请您确认是否同意（{}）", request.item_name),
            format!("Your consent is asked for ({})", request.item_name),
        );
        let name = details.masked_name();
        let url = link.url(&self.signer, &self.site);
        Ok(Some(Dispatch {
            to,
            title,
            body: body(&name, &request, until, &url),
            cause: format!("{}.{seq}.consent", job.owner_id),
        }))
    }
}

/// The link comes last: what ends with it can be tapped.
fn body(name: &str, request: &ConsentRequest, until: chrono::NaiveDate, url: &str) -> Text {
    let role = request.role.label();
    let mut lines = Lines::default();
    lines.add(
        format!(
            "{name}，您好：{}申请办理此事项，须经您（{}）同意。",
            request.applicant, role.zh
        ),
        format!(
            "Dear {name}, {} applies for this, which needs your consent ({}).",
            request.applicant, role.en
        ),
    );
    let text = shortened(&request.text);
    lines.add(format!("同意内容：{text}。"), format!("What you consent to: {text}."));
    let (zh, en) = match request.proof {
        ProofAsked::CitizenId => ("公民身份号码", "ID number"),
        ProofAsked::Phone => ("手机号码", "phone number"),
    };
    lines.add(
        format!("作答时须核对您{zh}的后四位。如不知情，请选择不同意或者不予理会。"),
        format!("You will be asked for the last four characters of your {en}. If you know nothing of it, decline or ignore this."),
    );
    lines.add(
        format!("请于 {until}（含当日）前打开链接作答："),
        format!("Answer by {until}, with this link:"),
    );
    lines.add(url, url);
    lines.text()
}

fn shortened(text: &str) -> String {
    let text = text.trim().trim_end_matches('。');
    match text.char_indices().nth(TEXT_IN_MESSAGE) {
        Some((end, _)) => format!("{}……", &text[..end]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_text_leaves_room_for_the_link() {
        assert_eq!(shortened(" 同意随父落户。 "), "同意随父落户");
        let long = shortened(&"同".repeat(500));
        assert_eq!(long.chars().count(), TEXT_IN_MESSAGE + 2);
    }
}
