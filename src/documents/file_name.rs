//! The name of a file: made safe when it comes in, written so that every browser understands it when it goes out.

use std::fmt::Write;

/// The longest name kept, in characters.
const LONGEST: usize = 200;
const NAMELESS: &str = "document";

/// A name without its path and without characters that control or disguise, cut to 200 characters; the extension survives the cut.
pub(super) fn sanitise(name: &str) -> String {
    let base = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let clean: String = base.chars().filter(|c| !c.is_control() && !turns_text(*c)).collect();
    let clean = clean.trim().trim_start_matches('.').trim();
    if clean.is_empty() {
        return NAMELESS.to_owned();
    }
    let length = clean.chars().count();
    if length <= LONGEST {
        return clean.to_owned();
    }
    let extension = clean
        .rsplit_once('.')
        .map(|(_, extension)| format!(".{extension}"))
        .filter(|extension| extension.chars().count() <= 10)
        .unwrap_or_default();
    let kept = LONGEST - extension.chars().count();
    clean.chars().take(kept).collect::<String>() + &extension
}

/// Characters that reverse or hide text: `exe.fdp` must not read `pdf.exe`.
fn turns_text(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{2028}' | '\u{2029}')
}

/// `Content-Disposition` for a download under this name (RFC 6266), in UTF-8 (RFC 8187) with an ASCII stand-in.
pub(super) fn content_disposition(name: &str) -> String {
    let ascii: String = name
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() || " .-_()".contains(c) {
                c
            } else {
                '_'
            }
        })
        .collect();
    let mut header = format!("attachment; filename=\"{ascii}\"; filename*=UTF-8''");
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"!#$&+-.^_`|~".contains(&byte) {
            header.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            let _ = write!(header, "%{byte:02X}");
        }
    }
    header
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn paths_and_tricks_are_taken_off() {
        assert_eq!(sanitise("C:\\Users\\me\\营业执照.pdf"), "营业执照.pdf");
        assert_eq!(sanitise("../../etc/passwd"), "passwd");
        assert_eq!(sanitise("a\r\nb\u{202e}fdp.exe"), "abfdp.exe");
        assert_eq!(sanitise(".."), "document");
        assert_eq!(sanitise(""), "document");
    }

    #[test]
    fn a_long_name_keeps_its_extension() {
        let name = sanitise(&format!("{}.pdf", "长".repeat(300)));
        assert_eq!(name.chars().count(), LONGEST);
        assert!(name.ends_with("长.pdf"));
    }

    #[test]
    fn a_chinese_name_is_written_in_both_ways() {
        assert_eq!(
            content_disposition("证 1\".pdf"),
            "attachment; filename=\"_ 1_.pdf\"; filename*=UTF-8''%E8%AF%81%201%22.pdf"
        );
    }

    proptest! {
        #[test]
        fn every_name_becomes_a_safe_one(name in any::<String>()) {
            let name = sanitise(&name);
            prop_assert!(!name.is_empty() && name.chars().count() <= LONGEST);
            prop_assert!(!name.contains(['/', '\\', '\0', '\n']));
            prop_assert!(content_disposition(&name).bytes().all(|b| (b' '..=b'~').contains(&b)));
        }
    }
}
