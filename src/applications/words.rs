//! How long what people write may be, and how many rows they may send.

use crate::problem::{FieldError, Problem};
use crate::text::Text;

/// Characters of an opinion or of reasons.
pub const LONG: usize = 4000;
/// Characters of a remark: why a material will not do, why an application is withdrawn.
pub const SHORT: usize = 500;
/// Characters of a name, a tracking number or one line of an address.
pub const LINE: usize = 200;
/// Documents or verdicts in one request.
pub const ROWS: usize = 200;

/// The fault of a text that is too long.
pub fn too_long(pointer: impl Into<String>, text: Option<&str>, most: usize) -> Option<FieldError> {
    let over = text.is_some_and(|text| text.chars().count() > most);
    over.then(|| {
        let message = Text::new(format!("不得超过 {most} 字。"), format!("At most {most} characters."));
        FieldError::new(pointer, "too-long", message)
    })
}

/// Asks for reasons that say something, and are not too long.
///
/// # Errors
/// 422 otherwise.
pub fn reasoned(reasons: &str) -> Result<(), Problem> {
    if reasons.trim().is_empty() {
        let message = Text::new("请填写理由。", "State the reasons.");
        return Err(Problem::invalid(vec![FieldError::new("/reasons", "required", message)]));
    }
    too_long("/reasons", Some(reasons), LONG).map_or(Ok(()), |error| Err(Problem::invalid(vec![error])))
}

/// The fault of a list that is too long.
pub fn too_many(pointer: impl Into<String>, rows: usize) -> Option<FieldError> {
    (rows > ROWS).then(|| {
        let message = Text::new(format!("不得超过 {ROWS} 项。"), format!("At most {ROWS} entries."));
        FieldError::new(pointer, "too-many", message)
    })
}

/// Reasons for colleagues: needed, and not too long.
///
/// # Errors
/// 422 otherwise.
pub fn reasons(text: &str) -> Result<String, Problem> {
    let reasons = text.trim();
    reasoned(reasons)?;
    Ok(reasons.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_are_counted_not_bytes() {
        assert_eq!(too_long("/reasons", Some(&"理".repeat(LINE)), LINE), None);
        assert_eq!(
            too_long("/reasons", Some(&"理".repeat(LINE + 1)), LINE).unwrap().code,
            "too-long"
        );
        assert_eq!(too_long("/reasons", None, LINE), None);
        assert_eq!(too_many("/documents", ROWS), None);
        assert_eq!(too_many("/documents", ROWS + 1).unwrap().code, "too-many");
    }
}
