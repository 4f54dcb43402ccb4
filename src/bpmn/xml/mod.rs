//! As much XML as BPMN needs: elements with namespaced names, attributes and text.

mod parse;
mod print;

pub use parse::XmlError;
pub(super) use parse::parse;
pub(super) use print::print;

/// The namespaces that mean something to us.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Space {
    /// No namespace; attributes of BPMN have none.
    None,
    /// BPMN's own elements.
    Model,
    /// The drawing.
    Diagram,
    /// Bounds in the drawing.
    Dc,
    /// Waypoints in the drawing.
    Di,
    /// `xsi:type`.
    Xsi,
    /// What BPMN has no place for.
    Yiwang,
    /// Somebody else's.
    Other(String),
}

/// Prefix and name of each namespace, as they are written.
const KNOWN: [(Space, &str, &str); 6] = [
    (Space::Model, "bpmn", "http://www.omg.org/spec/BPMN/20100524/MODEL"),
    (Space::Diagram, "bpmndi", "http://www.omg.org/spec/BPMN/20100524/DI"),
    (Space::Dc, "dc", "http://www.omg.org/spec/DD/20100524/DC"),
    (Space::Di, "di", "http://www.omg.org/spec/DD/20100524/DI"),
    (Space::Xsi, "xsi", "http://www.w3.org/2001/XMLSchema-instance"),
    (Space::Yiwang, "yiwang", super::NAMESPACE),
];

impl Space {
    fn named(uri: &str) -> Self {
        let known = KNOWN.iter().find(|(_, _, known)| *known == uri);
        known.map_or_else(|| Self::Other(uri.to_owned()), |(space, ..)| space.clone())
    }

    fn prefix(&self) -> Option<&'static str> {
        KNOWN
            .iter()
            .find(|(space, ..)| space == self)
            .map(|(_, prefix, _)| *prefix)
    }
}

/// An attribute: namespace, local name, value.
pub(super) type Attribute = (Space, String, String);

/// An element with everything in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Element {
    /// Namespace of its name.
    pub(super) space: Space,
    /// Local name.
    pub(super) name: String,
    /// Attributes in their order, without namespace declarations.
    pub(super) attributes: Vec<Attribute>,
    /// Elements in it, in their order.
    pub(super) children: Vec<Element>,
    /// The text directly in it, in one piece.
    pub(super) text: String,
}

impl Element {
    /// An empty element.
    pub(super) fn new(space: Space, name: &str) -> Self {
        Self {
            space,
            name: name.to_owned(),
            attributes: vec![],
            children: vec![],
            text: String::new(),
        }
    }

    /// An empty element of BPMN's own.
    pub(super) fn model(name: &str) -> Self {
        Self::new(Space::Model, name)
    }

    /// An empty element of ours.
    pub(super) fn yiwang(name: &str) -> Self {
        Self::new(Space::Yiwang, name)
    }

    /// With an attribute.
    pub(super) fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.attributes.push((Space::None, name.to_owned(), value.into()));
        self
    }

    /// With an attribute if there is a value.
    pub(super) fn maybe(self, name: &str, value: Option<impl Into<String>>) -> Self {
        match value {
            Some(value) => self.with(name, value),
            None => self,
        }
    }

    /// With an attribute of ours, if there is a value.
    pub(super) fn ours(mut self, name: &str, value: Option<impl Into<String>>) -> Self {
        let value = value.map(|value| (Space::Yiwang, name.to_owned(), value.into()));
        self.attributes.extend(value);
        self
    }

    /// With text.
    pub(super) fn saying(mut self, text: impl Into<String>) -> Self {
        self.text = text.into();
        self
    }

    /// With an element at the end.
    pub(super) fn holding(mut self, child: Self) -> Self {
        self.children.push(child);
        self
    }

    /// With elements at the end.
    pub(super) fn holding_all(mut self, children: impl IntoIterator<Item = Self>) -> Self {
        self.children.extend(children);
        self
    }

    /// An attribute without a namespace.
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        self.get(&Space::None, name)
    }

    /// An attribute of ours.
    pub(super) fn our_attribute(&self, name: &str) -> Option<&str> {
        self.get(&Space::Yiwang, name)
    }

    fn get(&self, space: &Space, name: &str) -> Option<&str> {
        self.attributes
            .iter()
            .find(|(known, local, _)| known == space && local == name)
            .map(|(_, _, value)| value.as_str())
    }

    /// Whether it is BPMN's element of that name.
    pub(super) fn is(&self, name: &str) -> bool {
        self.space == Space::Model && self.name == name
    }

    /// The first of BPMN's elements of that name in it.
    pub(super) fn child(&self, name: &str) -> Option<&Self> {
        self.children.iter().find(|child| child.is(name))
    }

    /// All of BPMN's elements of that name in it.
    pub(super) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Self> {
        self.children.iter().filter(move |child| child.is(name))
    }
}
