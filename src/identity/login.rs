//! What one signs in with: a mobile number, an e-mail address, or a login name.

use std::fmt;
use std::str::FromStr;

use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};
use uuid::Builder;
use uuid::Uuid;

use super::checked::Fault;
use crate::codes::{EmailAddress, Mobile};
use crate::crypto::BlindIndex;
use crate::text::Text;

const LONGEST: usize = 254;

/// A login name, as staff have: 3 to 32 small letters, digits, dots, hyphens or underscores, beginning with a letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoginName(String);

impl FromStr for LoginName {
    type Err = Fault;

    fn from_str(text: &str) -> Result<Self, Fault> {
        let text = text.trim().to_ascii_lowercase();
        let letters = text
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"._-".contains(&b));
        if letters && (3..=32).contains(&text.len()) && text.starts_with(|c: char| c.is_ascii_lowercase()) {
            Ok(Self(text))
        } else {
            Err(Fault::new(
                "login-format",
                Text::new(
                    "登录名应为3至32位字母、数字、点、连字符或下划线，以字母开头",
                    "a login is 3 to 32 letters, digits, dots, hyphens or underscores and begins with a letter",
                ),
            ))
        }
    }
}

impl LoginName {
    /// The name, in small letters.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What somebody types to sign in. `Debug` hides it.
#[derive(Clone, PartialEq, Eq)]
pub enum Login {
    /// A mobile number.
    Phone(Mobile),
    /// An e-mail address.
    Email(EmailAddress),
    /// Anything else; perhaps a login name, perhaps nobody's. In small letters.
    Name(String),
}

impl FromStr for Login {
    type Err = Fault;

    fn from_str(text: &str) -> Result<Self, Fault> {
        let text = text.trim();
        if text.is_empty() || text.len() > LONGEST {
            return Err(Fault::new(
                "login-format",
                Text::new(
                    "请输入手机号、邮箱或登录名",
                    "this should be a mobile number, an e-mail address or a login",
                ),
            ));
        }
        Ok(if let Ok(phone) = text.parse() {
            Self::Phone(phone)
        } else if let Ok(email) = text.parse() {
            Self::Email(email)
        } else {
            Self::Name(text.to_lowercase())
        })
    }
}

impl Login {
    /// An id that stands for this login in the audit trail and in rate limits while no account is known for it. It tells nothing without
    /// the index key.
    pub fn stand_in(&self, index: &BlindIndex) -> Uuid {
        let text = match self {
            Self::Phone(phone) => phone.as_str().to_owned(),
            Self::Email(email) => email.as_str().to_lowercase(),
            Self::Name(name) => name.clone(),
        };
        let fingerprint = index.of("sign-in.login", &text);
        let bytes = fingerprint.first_chunk().copied().unwrap_or_default();
        Builder::from_custom_bytes(bytes).into_uuid()
    }
}

impl fmt::Debug for Login {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Phone(_) => "Login(phone)",
            Self::Email(_) => "Login(email)",
            Self::Name(_) => "Login(name)",
        })
    }
}

impl PartialSchema for Login {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .description(Some("Mobile number, e-mail address or login (手机号、邮箱或登录名)"))
            .max_length(Some(LONGEST))
            .examples(["13900000001"])
            .into()
    }
}

impl ToSchema for Login {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::Keys;

    #[test]
    fn logins_are_told_apart() {
        assert!(matches!(" 13900000001 ".parse(), Ok(Login::Phone(_))));
        assert!(matches!("citizen@example.com".parse(), Ok(Login::Email(_))));
        assert_eq!("Reviewer".parse(), Ok(Login::Name("reviewer".into())));
        assert!("".parse::<Login>().is_err());
        assert_eq!(format!("{:?}", "13900000001".parse::<Login>().unwrap()), "Login(phone)");
    }

    #[test]
    fn a_login_name_cannot_be_taken_for_a_phone_or_an_address() {
        assert_eq!("Window.1".parse::<LoginName>().unwrap().as_str(), "window.1");
        for text in [
            "ab",
            "1abc",
            "a@b.cn",
            "13900000001",
            "a b c",
            "窗口窗口",
            &"a".repeat(33),
        ] {
            assert!(text.parse::<LoginName>().is_err(), "{text}");
        }
    }

    #[test]
    fn one_login_has_one_stand_in_however_it_is_typed() {
        let index = Keys::generate().blind_index();
        let of = |text: &str| text.parse::<Login>().unwrap().stand_in(&index);
        assert_eq!(of("Someone@Example.com"), of("someone@example.COM"));
        assert_ne!(of("13900000001"), of("13900000002"));
    }
}
