//! Inbox, mail and text messages, over a real database, real SMTP and real HTTP.

mod inbox;
mod mailing;
mod post_office;
mod sms;
mod smtp;
