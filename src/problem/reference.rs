//! The reference page of problem codes, written from the registry.

use super::Code;

const HEAD: &str = "# Problems

Every error is `application/problem+json` (RFC 9457) with a stable `code`, in the language of `Accept-Language` (`zh-CN` by default, or `en`).
Invalid input lists each wrong place in `errors`, with a JSON Pointer. Which operation answers with which problems is in the OpenAPI document.

This page is written from the program (`UPDATE_DOCS=1 cargo test --lib problem`).

| Status | Code | 中文 | English |
|---|---|---|---|
";

/// The text of `docs/problems.md`.
pub fn reference() -> String {
    Code::ALL.iter().fold(HEAD.to_owned(), |page, code| {
        let (title, explanation) = (code.title(), code.explanation());
        page + &format!(
            "| {} | `{}` | {}：{} | {}. {} |\n",
            code.status(),
            code.as_str(),
            title.zh,
            explanation.zh,
            title.en,
            explanation.en,
        )
    })
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn the_reference_page_is_up_to_date() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/problems.md");
        if std::env::var_os("UPDATE_DOCS").is_some() {
            fs::write(path, reference()).unwrap();
        }
        let page = fs::read_to_string(path).unwrap_or_default();
        assert!(
            page == reference(),
            "docs/problems.md is out of date: UPDATE_DOCS=1 cargo test --lib problem"
        );
    }
}
