//! E-mail address, checked for sanity only: the proof of an address is a message that arrives.

use std::fmt;
use std::str::FromStr;

use super::CodeError;
use super::text_code::text_code;

/// An address `local@domain`, at most 254 bytes; the domain is lower-cased, the local part is kept as written.
///
/// Quoted local parts, comments, address literals and non-ASCII addresses are refused. `Debug` hides the local part.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EmailAddress(String);

impl FromStr for EmailAddress {
    type Err = CodeError;

    fn from_str(text: &str) -> Result<Self, CodeError> {
        let text = text.trim();
        let (local, domain) = text.rsplit_once('@').ok_or(CodeError::EmailFormat)?;
        if text.len() > 254 || local.len() > 64 || !is_dot_atom(local) || !is_domain(domain) {
            return Err(CodeError::EmailFormat);
        }
        Ok(Self(format!("{local}@{}", domain.to_ascii_lowercase())))
    }
}

impl EmailAddress {
    /// The domain, lower-case.
    pub fn domain(&self) -> &str {
        self.0.rsplit_once('@').map_or("", |(_, domain)| domain)
    }

    /// First character of the local part and the domain, the rest starred.
    pub fn masked(&self) -> String {
        format!("{}***@{}", self.0.get(..1).unwrap_or_default(), self.domain())
    }
}

impl fmt::Debug for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "EmailAddress({})", self.masked())
    }
}

text_code!(
    EmailAddress,
    pattern: r"^\s*[^@\s]+@[^@\s]+\.[^@\s]+\s*$",
    example: "someone@example.org",
    about: "E-mail address (电子邮箱)"
);

fn is_dot_atom(local: &str) -> bool {
    let is_atom = |atom: &str| {
        !atom.is_empty()
            && atom
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&b))
    };
    local.split('.').all(is_atom)
}

fn is_domain(domain: &str) -> bool {
    let is_label = |label: &str| {
        let inside = label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        inside && (1..=63).contains(&label.len()) && !label.starts_with('-') && !label.ends_with('-')
    };
    domain.contains('.') && domain.split('.').all(is_label)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinary_addresses_pass_and_the_domain_is_lowered() {
        let address: EmailAddress = " Some.One+tag@Mail.Example.ORG ".parse().unwrap();
        assert_eq!(address.as_str(), "Some.One+tag@mail.example.org");
        assert_eq!(format!("{address:?}"), "EmailAddress(S***@mail.example.org)");
    }

    #[test]
    fn nonsense_and_header_injection_are_refused() {
        for text in [
            "",
            "a",
            "@example.org",
            "a@",
            "a@localhost",
            "a@@example.org",
            "a b@example.org",
            ".a@example.org",
            "a..b@example.org",
            "a@-x.org",
            "a@x..org",
            "a@example.org\r\nBcc: b@example.org",
            "a\n@example.org",
            "\"a\"@example.org",
            "a@[127.0.0.1]",
            "张@example.org",
        ] {
            assert_eq!(
                text.parse::<EmailAddress>().unwrap_err(),
                CodeError::EmailFormat,
                "{text:?}"
            );
        }
        assert!(
            format!("{}@example.org", "a".repeat(65))
                .parse::<EmailAddress>()
                .is_err()
        );
    }
}
