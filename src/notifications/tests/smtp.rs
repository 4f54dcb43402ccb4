//! Letters over SMTP.

use uuid::Uuid;

use super::post_office::{Certificate, PASSWORD, PostOffice, header, parts, signed_in};
use crate::codes::EmailAddress;
use crate::notifications::{Letter, MailError, MailOptions, MailTls, Mailer};
use crate::outbox::Failure;

const TITLE: &str = "您的申请“食品经营许可”已办结：准予许可，请于十个工作日内领取证照";

fn citizen() -> EmailAddress {
    "zhang.san@example.com".parse().unwrap()
}

fn letter() -> Letter {
    Letter::about(TITLE, "决定：准予许可。\n许可证编号：JY1 & <待领>。").unwrap()
}

async fn send(settings: &MailOptions, to: &EmailAddress) -> Result<(), MailError> {
    let mailer = Mailer::new(settings)?;
    let id = mailer.message_id(Uuid::from_u128(7), 12);
    mailer.send(to, &letter(), &id).await
}

fn assert_whole(received: &str) {
    assert_eq!(header(received, "Subject"), TITLE);
    assert_eq!(header(received, "To"), "zhang.san@example.com");
    assert_eq!(header(received, "From"), "一网通办<noreply@zwfw.example.cn>");
    assert_eq!(
        header(received, "Message-ID"),
        "<00000000-0000-0000-0000-000000000007.12@zwfw.example.cn>"
    );
    let parts = parts(received);
    let kinds: Vec<_> = parts.iter().map(|(kind, _)| kind.as_str()).collect();
    assert_eq!(kinds, ["text/plain; charset=utf-8", "text/html; charset=utf-8"]);
    assert!(parts[0].1.contains("许可证编号：JY1 & <待领>。"), "{}", parts[0].1);
    assert!(
        parts[1].1.contains("许可证编号：JY1 &#38; &#60;待领&#62;。"),
        "{}",
        parts[1].1
    );
}

#[tokio::test]
async fn a_letter_arrives_whole_and_a_repeat_has_the_same_id() {
    let office = PostOffice::open();
    let settings = office.settings(MailTls::None);

    send(&settings, &citizen()).await.unwrap();
    send(&settings, &citizen()).await.unwrap();

    let letters = office.letters();
    assert_eq!(letters.len(), 2);
    letters.iter().for_each(|letter| assert_whole(letter));
    let without_date = |letter: &str| letter.replace(&header(letter, "Date"), "");
    assert_eq!(without_date(&letters[0]), without_date(&letters[1]));
}

#[tokio::test]
async fn a_letter_goes_over_starttls_with_a_private_ca_and_a_password() {
    let certificate = Certificate::generate();
    let office = PostOffice::guarded(&certificate);
    let settings = signed_in(office.settings(MailTls::Starttls), PASSWORD, Some(&certificate.pem));

    send(&settings, &citizen()).await.unwrap();

    assert_whole(&office.letters()[0]);
}

#[tokio::test]
async fn a_certificate_nobody_vouches_for_is_refused() {
    let certificate = Certificate::generate();
    let office = PostOffice::guarded(&certificate);
    let settings = signed_in(office.settings(MailTls::Starttls), PASSWORD, None);

    let error = send(&settings, &citizen()).await.unwrap_err();

    assert!(matches!(error, MailError::Unreachable(_)), "{error}");
    assert!(error.to_string().contains("UnknownIssuer"), "{error}");
    assert!(office.letters().is_empty());
}

#[tokio::test]
async fn a_server_without_starttls_gets_nothing_in_the_clear() {
    let office = PostOffice::open();

    let error = send(&office.settings(MailTls::Starttls), &citizen()).await.unwrap_err();

    assert!(matches!(Failure::from(error), Failure::Retry(_)));
    assert!(office.letters().is_empty());
}

#[tokio::test]
async fn a_wrong_password_is_set_right_by_a_person_and_tried_again() {
    let certificate = Certificate::generate();
    let office = PostOffice::guarded(&certificate);
    let settings = signed_in(office.settings(MailTls::Starttls), "wrong", Some(&certificate.pem));

    let error = send(&settings, &citizen()).await.unwrap_err();

    assert!(matches!(error, MailError::Refused(535)), "{error:?}");
    assert!(!error.to_string().contains("wrong"));
    assert!(matches!(Failure::from(error), Failure::Retry(_)));
}

#[tokio::test]
async fn a_recipient_who_does_not_exist_is_hopeless_and_not_named() {
    let office = PostOffice::open();

    let error = send(&office.settings(MailTls::None), &"nobody@example.com".parse().unwrap())
        .await
        .unwrap_err();

    assert_eq!(
        Failure::from(error),
        Failure::Dead("the mail server rejected the letter (550)".to_owned())
    );
}

#[tokio::test]
async fn a_busy_mailbox_is_tried_again_and_not_named() {
    let office = PostOffice::open();

    let error = send(&office.settings(MailTls::None), &"busy@example.com".parse().unwrap())
        .await
        .unwrap_err();

    assert_eq!(
        Failure::from(error),
        Failure::Retry("the mail server put us off (451)".to_owned())
    );
}

#[tokio::test]
async fn settings_that_cannot_work_are_refused_at_once() {
    let valid = PostOffice::open().settings(MailTls::Starttls);
    assert!(Mailer::new(&valid).is_ok());
    let cases = [
        (
            "from",
            MailOptions {
                from: "not an address".to_owned(),
                domain: Some("zwfw.example.cn".to_owned()),
                ..valid.clone()
            },
        ),
        (
            "domain",
            MailOptions {
                domain: Some("evil>\r\nBcc: x".to_owned()),
                ..valid.clone()
            },
        ),
        (
            "username",
            MailOptions {
                username: Some("alone".to_owned()),
                ..valid.clone()
            },
        ),
        (
            "ca_file",
            MailOptions {
                ca_file: Some("/nonexistent/ca.pem".into()),
                ..valid
            },
        ),
    ];
    for (culprit, options) in cases {
        let Some(MailError::Settings(reason)) = Mailer::new(&options).err() else {
            panic!("{options:?} pass");
        };
        assert!(reason.starts_with(culprit), "{reason}");
    }
}
