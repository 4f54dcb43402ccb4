//! Names inside a graph.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A name that is empty, too long or has other characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a name has 1 to 64 letters, digits, `_` or `-` of ASCII")]
pub struct NameError;

macro_rules! name {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
        #[serde(try_from = "String", into = "String")]
        #[schema(value_type = String, pattern = "^[A-Za-z0-9_-]{1,64}$")]
        pub struct $name(Cow<'static, str>);

        impl $name {
            /// The name as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = NameError;

            fn try_from(text: String) -> Result<Self, NameError> {
                let allowed = |b: u8| b.is_ascii_alphanumeric() || b == b'_' || b == b'-';
                if (1..=64).contains(&text.len()) && text.bytes().all(allowed) {
                    Ok(Self(Cow::Owned(text)))
                } else {
                    Err(NameError)
                }
            }
        }

        impl FromStr for $name {
            type Err = NameError;

            fn from_str(text: &str) -> Result<Self, NameError> {
                text.to_owned().try_into()
            }
        }

        impl From<$name> for String {
            fn from(name: $name) -> Self {
                name.0.into_owned()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Debug::fmt(self.as_str(), f)
            }
        }
    };
}

name! {
    /// A node's name, unique in its graph.
    NodeId
}

name! {
    /// What completing a task came to; it chooses the edge to follow.
    OutcomeCode
}

impl NodeId {
    pub(in crate::procedure) const fn known(name: &'static str) -> Self {
        Self(Cow::Borrowed(name))
    }
}

impl OutcomeCode {
    /// Passed (通过).
    pub const PASS: Self = Self(Cow::Borrowed("pass"));
    /// Did not pass (不通过).
    pub const FAIL: Self = Self(Cow::Borrowed("fail"));
    /// Sent back (退回).
    pub const SEND_BACK: Self = Self(Cow::Borrowed("send_back"));
    /// Approved (准予).
    pub const APPROVE: Self = Self(Cow::Borrowed("approve"));
    /// Denied (不予).
    pub const DENY: Self = Self(Cow::Borrowed("deny"));
    /// Agreed to in a countersign (同意).
    pub const AGREE: Self = Self(Cow::Borrowed("agree"));
    /// Not agreed to in a countersign (不同意).
    pub const DISAGREE: Self = Self(Cow::Borrowed("disagree"));
    /// Accepted (受理).
    pub const ACCEPT: Self = Self(Cow::Borrowed("accept"));
    /// Not accepted (不予受理).
    pub const DECLINE: Self = Self(Cow::Borrowed("decline"));
    /// What is missing is told (补正).
    pub const REQUEST_SUPPLEMENT: Self = Self(Cow::Borrowed("request_supplement"));
    /// The department itself is asked whether it accepts (转送).
    pub const FORWARD: Self = Self(Cow::Borrowed("forward"));
    /// An immediate item is granted on the spot (当场准予).
    pub const GRANT: Self = Self(Cow::Borrowed("grant"));
    /// The certificate is made (制证).
    pub const ISSUE: Self = Self(Cow::Borrowed("issue"));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_short_ascii_words() {
        for good in ["a", "review", "Review_2-b"] {
            assert_eq!(good.parse::<NodeId>().unwrap().as_str(), good);
        }
        for bad in ["", "a b", "审查", "a.b", &"a".repeat(65)] {
            assert_eq!(bad.parse::<OutcomeCode>(), Err(NameError), "{bad}");
        }
        assert_eq!("send_back".parse(), Ok(OutcomeCode::SEND_BACK));
    }
}
