//! Writing XML, indented.

use std::fmt::Write;

use super::{Element, KNOWN, Space};

/// The document with this root.
pub(in crate::bpmn) fn print(root: &Element) -> String {
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    element(&mut out, root, 0);
    out
}

fn element(out: &mut String, element: &Element, depth: usize) {
    let name = qualified(&element.space, &element.name);
    let indent = "  ".repeat(depth);
    out.push_str(&indent);
    out.push('<');
    out.push_str(&name);
    if depth == 0 {
        for (_, prefix, uri) in KNOWN {
            attribute(out, &format!("xmlns:{prefix}"), uri);
        }
    }
    for (space, name, value) in &element.attributes {
        attribute(out, &qualified(space, name), value);
    }
    if element.children.is_empty() && element.text.is_empty() {
        out.push_str("/>\n");
        return;
    }
    out.push('>');
    escape(out, &element.text, false);
    if !element.children.is_empty() {
        out.push('\n');
        for child in &element.children {
            self::element(out, child, depth + 1);
        }
        out.push_str(&indent);
    }
    out.push_str("</");
    out.push_str(&name);
    out.push_str(">\n");
}

fn attribute(out: &mut String, name: &str, value: &str) {
    out.push(' ');
    out.push_str(name);
    out.push_str("=\"");
    escape(out, value, true);
    out.push('"');
}

fn qualified(space: &Space, name: &str) -> String {
    space
        .prefix()
        .map_or_else(|| name.to_owned(), |prefix| format!("{prefix}:{name}"))
}

/// What XML would read differently is written as a reference. What XML cannot say at all (most control characters) is replaced.
fn escape(out: &mut String, text: &str, in_attribute: bool) {
    for character in text.chars() {
        match character {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '"' if in_attribute => out.push_str("&quot;"),
            '\r' => out.push_str("&#13;"),
            '\n' | '\t' if in_attribute => {
                // Writing to a String cannot fail.
                let _ = write!(out, "&#{};", u32::from(character));
            }
            '\n' | '\t' => out.push(character),
            '\u{0}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            _ => out.push(character),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::parse;
    use super::*;

    #[test]
    fn what_xml_cannot_say_is_replaced() {
        let root = parse(print(&Element::model("a").with("b", "\u{1}x").saying("\u{ffff}")).as_bytes()).unwrap();
        assert_eq!(
            (root.attribute("b"), root.text.as_str()),
            (Some("\u{fffd}x"), "\u{fffd}")
        );
    }

    proptest! {
        #[test]
        fn any_text_is_read_as_it_was_written(value in "[\\PC\n\r\t<>&\"']*", text in "[\\PC\n\r\t<>&\"'\\]]*") {
            let child = Element::yiwang("c").saying(text);
            let root = Element::model("a").with("b", value.clone()).ours("b", Some(value)).holding(child);
            let read = parse(print(&root).as_bytes()).unwrap();
            prop_assert_eq!(&read.attributes, &root.attributes);
            prop_assert_eq!(&read.children, &root.children);
        }
    }
}
