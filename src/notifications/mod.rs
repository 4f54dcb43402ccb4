//! Telling people: the inbox of an account, and the e-mail or text message that says the same.
//!
//! What is told about an application is composed where it happens; this room keeps it ([`Message::deliver`]), shows it (`ops`) and sends it
//! ([`MessageHandler`] over a [`Courier`]): by e-mail to who has an
//! address, otherwise by phone. What is said outside of inboxes is
//! composed by whoever knows the words ([`Composes`]) and sent by a [`ComposedHandler`].

mod account_messages;
mod composed;
mod courier;
mod folder;
mod mail;
mod message;
mod message_handler;
pub mod ops;
mod sms;
mod store;
#[cfg(test)]
mod tests;

pub use account_messages::AccountMessages;
pub use composed::{ComposedHandler, Composes};
pub use courier::{Courier, CourierError};
pub use mail::{Letter, MailError, MailOptions, MailTls, Mailer};
pub use message::{Message, deliver};
pub use message_handler::{MAIL_TOPIC, MessageHandler, SMS_TOPIC};
pub use sms::{SmsError, SmsOptions, Texter};
