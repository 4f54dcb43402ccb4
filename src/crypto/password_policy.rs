//! What a password must be (MLPS 2.0: password complexity).

use serde::Deserialize;

use crate::codes::faults;

/// The rules for new passwords. Lengths are in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PasswordPolicy {
    /// At least this long.
    pub min_length: usize,
    /// At most this long; bounds the work of hashing.
    pub max_length: usize,
    /// At least so many of: lower-case letters, capitals, digits, everything else.
    pub min_classes: usize,
}

impl Default for PasswordPolicy {
    fn default() -> Self {
        Self {
            min_length: 8,
            max_length: 128,
            min_classes: 3,
        }
    }
}

faults! {
    /// What a password lacks. Messages name the default policy's idea, not its numbers.
    pub enum PasswordFault {
        TooShort, "password-too-short", "密码太短", "the password is too short";
        TooLong, "password-too-long", "密码太长", "the password is too long";
        TooSimple, "password-too-simple", "密码应混合使用大写字母、小写字母、数字和符号", "the password should mix capitals, small letters, digits and symbols";
        ContainsLogin, "password-contains-login", "密码不得包含登录名", "the password contains the login";
        ControlCharacter, "password-control-character", "密码不得包含控制字符", "the password contains a control character";
    }
}

impl PasswordPolicy {
    /// Everything wrong with a password for the given logins (phone, e-mail, staff login).
    ///
    /// Logins are compared without regard to case; of an e-mail address the local part counts; ones under three characters do not.
    ///
    /// # Errors
    /// All faults at once, so that nobody is told of them one by one.
    pub fn check(&self, password: &str, logins: &[&str]) -> Result<(), Vec<PasswordFault>> {
        let length = password.chars().count();
        let lower = password.to_lowercase();
        let contains = |login: &&str| {
            let name = login.split('@').next().unwrap_or_default().to_lowercase();
            name.chars().count() >= 3 && lower.contains(&name)
        };
        let rules = [
            (length < self.min_length, PasswordFault::TooShort),
            (length > self.max_length, PasswordFault::TooLong),
            (classes(password) < self.min_classes, PasswordFault::TooSimple),
            (logins.iter().any(contains), PasswordFault::ContainsLogin),
            (password.chars().any(char::is_control), PasswordFault::ControlCharacter),
        ];
        let faults: Vec<_> = rules
            .into_iter()
            .filter_map(|(broken, fault)| broken.then_some(fault))
            .collect();
        if faults.is_empty() { Ok(()) } else { Err(faults) }
    }
}

fn classes(password: &str) -> usize {
    let of: [fn(char) -> bool; 4] = [
        |c| c.is_ascii_lowercase(),
        |c| c.is_ascii_uppercase(),
        |c| c.is_ascii_digit(),
        |c| !c.is_ascii_alphanumeric(),
    ];
    of.into_iter().filter(|class| password.chars().any(class)).count()
}

#[cfg(test)]
mod tests {
    use super::PasswordFault::*;
    use super::*;

    fn faults(password: &str) -> Vec<PasswordFault> {
        let checked = PasswordPolicy::default().check(password, &["19900000001", "Zhang.San@example.org", "ab"]);
        checked.err().unwrap_or_default()
    }

    #[test]
    fn good_passwords_pass() {
        for password in ["Abcdef12", "abc-def-12", "我的密码Ab12", "xabX-9999"] {
            assert_eq!(faults(password), [], "{password}");
        }
    }

    #[test]
    fn each_fault_is_named() {
        assert_eq!(faults("Abc-12"), [TooShort]);
        assert_eq!(faults("abcdefg12"), [TooSimple]);
        assert_eq!(faults("aA1-19900000001"), [ContainsLogin]);
        assert_eq!(faults("zhang.san-A1"), [ContainsLogin]);
        assert_eq!(faults("Abcdef12\u{7}"), [ControlCharacter]);
        assert_eq!(faults(&"Aa1-".repeat(33)), [TooLong]);
        assert_eq!(faults(""), [TooShort, TooSimple]);
    }

    #[test]
    fn faults_speak_both_languages() {
        assert_eq!(TooShort.code(), "password-too-short");
        assert_eq!(TooShort.message().zh, "密码太短");
    }
}
