//! The name of a person or an organisation.

use std::fmt;
use std::str::FromStr;

use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

use super::checked::Fault;
use crate::text::Text;

const LONGEST: usize = 100;

/// Surnames of two characters that are common enough to be recognised when masking.
const COMPOUND_SURNAMES: [&str; 12] = [
    "欧阳", "上官", "司马", "诸葛", "司徒", "东方", "皇甫", "尉迟", "公孙", "慕容", "令狐", "夏侯",
];

/// 1 to 100 characters without control characters, surrounding blanks dropped. `Debug` shows the masked form only.
#[derive(Clone, PartialEq, Eq)]
pub struct Name(String);

impl FromStr for Name {
    type Err = Fault;

    fn from_str(text: &str) -> Result<Self, Fault> {
        let text = text.trim();
        if text.is_empty() || text.chars().count() > LONGEST || text.chars().any(char::is_control) {
            return Err(Fault::new(
                "name-format",
                Text::new(
                    "姓名或名称应为1至100个字符，且不含控制字符",
                    "a name is 1 to 100 characters without control characters",
                ),
            ));
        }
        Ok(Self(text.to_owned()))
    }
}

impl Name {
    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether both are the same name, however it was typed: blanks, the kind of dot in 阿依·买买提 and the width of brackets do not count.
    pub fn is_same_as(&self, other: &Self) -> bool {
        let folded = |name: &Self| -> String { name.0.chars().filter(|c| !c.is_whitespace()).map(fold).collect() };
        folded(self) == folded(other)
    }

    /// The surname only (the masking convention for natural persons): `欧阳**`. Of other names, the first character.
    pub fn masked(&self) -> String {
        let length = self.0.chars().count();
        let surname = match COMPOUND_SURNAMES.iter().find(|surname| self.0.starts_with(**surname)) {
            Some(_) if length > 2 => 2,
            _ => 1,
        };
        let shown: String = self.0.chars().take(surname).collect();
        format!("{shown}**")
    }
}

/// One character for all that are typed for the same.
fn fold(character: char) -> char {
    match character {
        '•' | '‧' | '・' | '．' | '.' | '･' => '·',
        '（' => '(',
        '）' => ')',
        other => other,
    }
}

impl fmt::Debug for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Name({})", self.masked())
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl serde::Serialize for Name {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl PartialSchema for Name {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .description(Some("Name of a person or an organisation (姓名、名称)"))
            .min_length(Some(1))
            .max_length(Some(LONGEST))
            .examples(["张三"])
            .into()
    }
}

impl ToSchema for Name {}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(text: &str) -> Name {
        text.parse().unwrap()
    }

    #[test]
    fn only_the_surname_is_shown() {
        assert_eq!(name(" 张三 ").masked(), "张**");
        assert_eq!(name("欧阳某某").masked(), "欧阳**");
        assert_eq!(name("东方").masked(), "东**", "a given name follows a surname");
        assert_eq!(format!("{:?}", name("李四")), "Name(李**)");
    }

    #[test]
    fn a_name_is_the_same_however_it_is_typed() {
        assert!(name("阿依 · 买买提").is_same_as(&name("阿依•买买提")));
        assert!(name("示例（北京）有限公司").is_same_as(&name("示例(北京)有限公司")));
        assert!(!name("张三").is_same_as(&name("张三丰")));
    }

    #[test]
    fn blank_long_and_broken_names_are_refused() {
        for text in ["", "   ", "a\nb", &"张".repeat(101)] {
            assert!(text.parse::<Name>().is_err(), "{text:?}");
        }
    }
}
