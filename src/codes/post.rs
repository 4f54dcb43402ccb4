//! Post (岗位): a role inside a department.

use std::borrow::Cow;
use std::str::FromStr;

use super::CodeError;
use super::text_code::text_code;

/// 2 to 32 lower-case letters or underscores. `window`, `reviewer` and `approver` have meaning to the default procedure; departments add others.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Post(Cow<'static, str>);

impl Post {
    /// Receives and, where delegated, accepts (窗口).
    pub const WINDOW: Self = Self(Cow::Borrowed("window"));
    /// Reviews (审核).
    pub const REVIEWER: Self = Self(Cow::Borrowed("reviewer"));
    /// Decides (审批).
    pub const APPROVER: Self = Self(Cow::Borrowed("approver"));
    /// The head of the government at that level, who extends the limits of joint handling (本级政府负责人; art. 42).
    pub const GOVERNMENT_HEAD: Self = Self(Cow::Borrowed("government_head"));
    /// Supervises: sees all work of the department (管理).
    pub const MANAGER: Self = Self(Cow::Borrowed("manager"));

    /// The Chinese name; a post of the department's own has no other name than its code.
    pub fn label_zh(&self) -> &str {
        match self.as_str() {
            "window" => "窗口",
            "reviewer" => "审核",
            "approver" => "审批",
            "government_head" => "本级政府负责人",
            "manager" => "管理",
            other => other,
        }
    }

    /// The English name; a post of the department's own has no other name than its code.
    pub fn label_en(&self) -> &str {
        match self.as_str() {
            "window" => "Window",
            "reviewer" => "Reviewer",
            "approver" => "Approver",
            "government_head" => "Head of the government",
            "manager" => "Manager",
            other => other,
        }
    }
}

impl FromStr for Post {
    type Err = CodeError;

    fn from_str(text: &str) -> Result<Self, CodeError> {
        let text = text.trim();
        let allowed = text.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
        if !allowed || !(2..=32).contains(&text.len()) {
            return Err(CodeError::PostFormat);
        }
        Ok(Self(Cow::Owned(text.to_owned())))
    }
}

text_code!(Post, pattern: r"^\s*[a-z_]{2,32}\s*$", example: "reviewer", about: "Post within a department (岗位)");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_and_own_posts() {
        assert_eq!("window".parse::<Post>().unwrap(), Post::WINDOW);
        assert_eq!(Post::APPROVER.label_zh(), "审批");
        assert_eq!("site_inspector".parse::<Post>().unwrap().label_zh(), "site_inspector");
        for text in ["", "a", "Window", "a-b", "窗口", &"a".repeat(33)] {
            assert_eq!(text.parse::<Post>().unwrap_err(), CodeError::PostFormat, "{text}");
        }
    }
}
