//! Telling people: the inbox of an account, and the e-mail that says the same.
//!
//! What is told about an application is composed where it happens; this room keeps it ([`Message::deliver`]), shows it (`ops`) and sends it
//! ([`MailHandler`] over a [`Mailer`]).

mod mail;
mod mail_handler;
mod message;
pub mod ops;
mod password_reset_handler;
mod store;
#[cfg(test)]
mod tests;

pub use mail::{Letter, MailError, MailOptions, MailTls, Mailer};
pub use mail_handler::{MAIL_TOPIC, MailHandler};
pub use message::{Message, deliver};
pub use password_reset_handler::PasswordResetHandler;
