//! Inbox and mail, over a real database and real SMTP.

mod inbox;
mod mailing;
mod post_office;
mod smtp;
