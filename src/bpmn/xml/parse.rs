//! Reading XML that anybody may have sent.
//!
//! There is no DTD and hence no entity but XML's own five, so nothing can grow by being read; size, depth and the number of elements are
//! bounded.

use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};
use quick_xml::name::{Namespace, ResolveResult};
use quick_xml::reader::NsReader;

use super::{Attribute, Element, Space};

/// The largest file, in bytes. Real diagrams have a tenth of that.
const LARGEST: usize = 4 << 20;
/// The deepest nesting of elements.
const DEEPEST: usize = 64;
/// The most elements.
const MOST_ELEMENTS: usize = 50_000;
/// The most attributes of an element.
const MOST_ATTRIBUTES: usize = 100;

/// Why a file is not XML that is read here.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum XmlError {
    /// Larger, deeper or with more elements than any diagram.
    #[error("the file is too large: at most 4 MiB, 50,000 elements, 64 levels deep")]
    TooLarge,
    /// Another encoding.
    #[error("the file is not in UTF-8; save it in UTF-8")]
    Encoding,
    /// A document type could define entities, which are not read.
    #[error("the file declares a document type (DTD), which is not read")]
    DocumentType,
    /// Not well-formed.
    #[error("line {line} is not well-formed XML: {reason}")]
    Malformed {
        /// The line, from 1.
        line: usize,
        /// What is wrong with it.
        reason: String,
    },
}

/// Reads a document and gives its root.
///
/// # Errors
/// See [`XmlError`].
pub(in crate::bpmn) fn parse(bytes: &[u8]) -> Result<Element, XmlError> {
    if bytes.len() > LARGEST {
        return Err(XmlError::TooLarge);
    }
    let text = std::str::from_utf8(bytes).map_err(|_| XmlError::Encoding)?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut reader = NsReader::from_str(text);
    reader.config_mut().check_end_names = true;
    let mut tree = Tree::default();
    loop {
        let event = reader.read_event();
        let at = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
        let line = || text.bytes().take(at).filter(|byte| *byte == b'\n').count() + 1;
        let malformed = |reason: String| XmlError::Malformed { line: line(), reason };
        let event = event.map_err(|error| malformed(error.to_string()))?;
        match event {
            Event::Start(start) => tree.open(element(&reader, &start).map_err(malformed)?)?,
            Event::Empty(start) => {
                tree.open(element(&reader, &start).map_err(malformed)?)?;
                tree.close().map_err(malformed)?;
            }
            Event::End(_) => tree.close().map_err(malformed)?,
            Event::Text(text) => {
                let text = text.xml10_content().map_err(|error| malformed(error.to_string()))?;
                tree.say(&text).map_err(malformed)?;
            }
            Event::CData(text) => {
                let text = text.xml10_content().map_err(|error| malformed(error.to_string()))?;
                tree.say(&text).map_err(malformed)?;
            }
            Event::GeneralRef(reference) => {
                let name = reference.decode().map_err(|error| malformed(error.to_string()))?;
                let said = quick_xml::escape::unescape(&format!("&{name};")).map(std::borrow::Cow::into_owned);
                tree.say(&said.map_err(|error| malformed(error.to_string()))?)
                    .map_err(malformed)?;
            }
            Event::DocType(_) => return Err(XmlError::DocumentType),
            Event::Decl(declaration) => {
                let encoding = declaration.encoding();
                let is_utf8 =
                    |name: &[u8]| name.eq_ignore_ascii_case(b"utf-8") || name.eq_ignore_ascii_case(b"us-ascii");
                if encoding.is_some_and(|name| !name.is_ok_and(|name| is_utf8(&name))) {
                    return Err(XmlError::Encoding);
                }
            }
            Event::Comment(_) | Event::PI(_) => {}
            Event::Eof => return tree.root().map_err(malformed),
        }
    }
}

/// The elements read so far.
#[derive(Default)]
struct Tree {
    open: Vec<Element>,
    root: Option<Element>,
    count: usize,
}

impl Tree {
    fn open(&mut self, element: Element) -> Result<(), XmlError> {
        self.count += 1;
        if self.count > MOST_ELEMENTS || self.open.len() >= DEEPEST || element.attributes.len() > MOST_ATTRIBUTES {
            return Err(XmlError::TooLarge);
        }
        self.open.push(element);
        Ok(())
    }

    fn close(&mut self) -> Result<(), String> {
        let done = self.open.pop().ok_or("an element ends that never began")?;
        match self.open.last_mut() {
            Some(parent) => parent.children.push(done),
            None if self.root.is_some() => return Err("there is a second root element".to_owned()),
            None => self.root = Some(done),
        }
        Ok(())
    }

    fn say(&mut self, text: &str) -> Result<(), String> {
        match self.open.last_mut() {
            Some(element) => element.text.push_str(text),
            None if text.trim().is_empty() => {}
            None => return Err("there is text outside of the root element".to_owned()),
        }
        Ok(())
    }

    fn root(self) -> Result<Element, String> {
        match (self.open.last(), self.root) {
            (Some(open), _) => Err(format!("the element {} does not end", open.name)),
            (None, Some(root)) => Ok(root),
            (None, None) => Err("there is no element".to_owned()),
        }
    }
}

fn element(reader: &NsReader<&[u8]>, start: &BytesStart<'_>) -> Result<Element, String> {
    let (space, name) = reader.resolver().resolve_element(start.name());
    let mut element = Element::new(named(space)?, text(name.as_ref())?);
    for attribute in start.attributes() {
        let attribute = attribute.map_err(|error| error.to_string())?;
        if attribute.key.as_namespace_binding().is_some() {
            continue;
        }
        let (space, name) = reader.resolver().resolve_attribute(attribute.key);
        let value = attribute
            .normalized_value(XmlVersion::Explicit1_0)
            .map_err(|error| error.to_string())?;
        let attribute: Attribute = (named(space)?, text(name.as_ref())?.to_owned(), value.into_owned());
        element.attributes.push(attribute);
    }
    Ok(element)
}

fn named(space: ResolveResult<'_>) -> Result<Space, String> {
    match space {
        ResolveResult::Unbound => Ok(Space::None),
        ResolveResult::Bound(Namespace(uri)) => Ok(Space::named(text(uri)?)),
        ResolveResult::Unknown(prefix) => Err(format!(
            "the prefix {} is not declared",
            String::from_utf8_lossy(&prefix)
        )),
    }
}

fn text(bytes: &[u8]) -> Result<&str, String> {
    std::str::from_utf8(bytes).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_resolved_and_references_read() {
        let text = "\u{feff}<?xml version='1.0' encoding='UTF-8'?><!-- c --><d:a xmlns:d='http://www.omg.org/spec/BPMN/20100524/MODEL' \
                    xmlns:q='urn:q' b='1&#10;2' q:c=\"&lt;&quot;\">x &amp; <![CDATA[<y>]]>&#x4e2d;<q:e/></d:a>";
        let root = parse(text.as_bytes()).unwrap();
        assert!(root.is("a"));
        assert_eq!(root.attribute("b"), Some("1\n2"));
        assert_eq!(
            root.attributes[1],
            (Space::Other("urn:q".into()), "c".into(), "<\"".into())
        );
        assert_eq!(root.text, "x & <y>中");
        assert_eq!(root.children[0].space, Space::Other("urn:q".into()));
    }

    #[test]
    fn bombs_do_not_go_off() {
        let laughs = "<!DOCTYPE a [<!ENTITY b 'ha'><!ENTITY c '&b;&b;'>]><a>&c;</a>";
        assert_eq!(parse(laughs.as_bytes()), Err(XmlError::DocumentType));
        let external = "<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>";
        assert_eq!(parse(external.as_bytes()), Err(XmlError::DocumentType));
        assert!(matches!(parse(b"<a>&c;</a>"), Err(XmlError::Malformed { line: 1, .. })));
        assert!(matches!(
            parse(b"<a b='&c;'/>"),
            Err(XmlError::Malformed { line: 1, .. })
        ));
        let deep = "<a>".repeat(DEEPEST + 1);
        assert_eq!(parse(deep.as_bytes()), Err(XmlError::TooLarge));
        let wide = format!("<a>{}</a>", "<b/>".repeat(MOST_ELEMENTS));
        assert_eq!(parse(wide.as_bytes()), Err(XmlError::TooLarge));
        assert_eq!(parse(&vec![b' '; LARGEST + 1]), Err(XmlError::TooLarge));
    }

    #[test]
    fn what_is_not_well_formed_is_told_with_its_line() {
        for (text, line) in [
            ("", 1),
            ("<a>\n</b>", 2),
            ("<a>\n\n", 3),
            ("<a/>\n<b/>", 2),
            ("<a/> x", 1),
            ("<x:a/>", 1),
            ("<a b='1' b='2'/>", 1),
            ("</a>", 1),
        ] {
            let told = parse(text.as_bytes()).unwrap_err();
            assert!(
                matches!(told, XmlError::Malformed { line: told, .. } if told == line),
                "{text:?}: {told:?}"
            );
        }
        assert_eq!(parse(b"<a>\xd6\xd0</a>"), Err(XmlError::Encoding));
        assert_eq!(
            parse(b"<?xml version='1.0' encoding='GBK'?><a/>"),
            Err(XmlError::Encoding)
        );
    }
}
