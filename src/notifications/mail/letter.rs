//! What a letter says.

use askama::Template;

use super::error::MailError;

/// A subject and the same words as text and as HTML.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// One line.
    pub subject: String,
    /// For readers without HTML.
    pub text: String,
    /// A whole HTML document.
    pub html: String,
}

#[derive(Template)]
#[template(path = "mail/letter.txt")]
struct TextPart<'a> {
    title: &'a str,
    paragraphs: &'a [&'a str],
}

#[derive(Template)]
#[template(path = "mail/letter.html")]
struct HtmlPart<'a> {
    title: &'a str,
    paragraphs: &'a [&'a str],
}

impl Letter {
    /// A letter in the product's dress. Each line of `body` is a paragraph; what is written in them is text, never markup.
    ///
    /// # Errors
    /// When the template fails.
    pub fn about(title: &str, body: &str) -> Result<Self, MailError> {
        let paragraphs: Vec<&str> = body.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
        let paragraphs = &*paragraphs;
        let unwritable = |error: askama::Error| MailError::Unwritable(error.to_string());
        Ok(Self {
            // A line break would begin another header.
            subject: title.split_whitespace().collect::<Vec<_>>().join(" "),
            text: TextPart { title, paragraphs }.render().map_err(unwritable)?,
            html: HtmlPart { title, paragraphs }.render().map_err(unwritable)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_wrote_is_escaped_in_html_and_kept_in_text() {
        let letter = Letter::about("补正\n通知", "<b>材料</b>\n\n第二段").unwrap();
        assert_eq!(letter.subject, "补正 通知");
        assert!(letter.text.contains("<b>材料</b>"));
        assert!(!letter.html.contains("<b>材料"));
        assert!(letter.html.contains("第二段</p>"));
    }
}
