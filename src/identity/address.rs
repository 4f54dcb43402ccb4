//! Where somebody is told things: who has an e-mail address by mail, others by phone.

use super::accounts::{AccountKind, Person};
use crate::codes::{EmailAddress, Mobile};
use crate::text::Text;

/// Where a message goes. Its `Debug` is masked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Address {
    /// As an e-mail.
    Email(EmailAddress),
    /// As a text message.
    Phone(Mobile),
}

impl Address {
    /// As it may be shown and logged.
    pub fn masked(&self) -> String {
        match self {
            Self::Email(email) => email.masked(),
            Self::Phone(phone) => phone.masked(),
        }
    }
}

/// Something to be said to an address, whoever sends it. It may hold a secret: it is for the sender alone.
#[derive(Clone, PartialEq, Eq)]
pub struct Dispatch {
    /// Where it goes.
    pub to: Address,
    /// Its title, one line.
    pub title: Text,
    /// Its body, a paragraph a line.
    pub body: Text,
    /// Names the message, in characters of `A–Z a–z 0–9 . - _`: the same at every attempt, so that a repeat is known as one.
    pub cause: String,
}

impl Person {
    /// The e-mail address, one's own or left at a window.
    pub fn any_email(&self) -> Option<Address> {
        let email = self.email.as_ref().or(self.contact_email.as_ref());
        email.cloned().map(Address::Email)
    }

    /// The phone, one's own or left at a window. Staff are not texted: they work where their inbox is.
    pub fn any_phone(&self) -> Option<Address> {
        if self.kind == AccountKind::Staff {
            return None;
        }
        let phone = self.phone.as_ref().or(self.contact_phone.as_ref());
        phone.cloned().map(Address::Phone)
    }
}
