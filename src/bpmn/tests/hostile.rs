//! Documents that mean no good, or nothing.

use proptest::prelude::*;

use super::super::{Options, ReadError, XmlError, read};
use super::{drawn, everything};

fn refused(document: &str) -> ReadError {
    read(document.as_bytes(), &Options::default()).unwrap_err()
}

fn process(content: &str) -> String {
    format!(
        "<definitions xmlns=\"http://www.omg.org/spec/BPMN/20100524/MODEL\"><process id=\"p\">{content}</process></definitions>"
    )
}

#[test]
fn what_is_no_diagram_is_told() {
    assert_eq!(refused("<html/>"), ReadError::NotBpmn("html".to_owned()));
    assert_eq!(
        refused("<definitions/>"),
        ReadError::NotBpmn("definitions".to_owned()),
        "another namespace"
    );
    assert_eq!(refused(&process("")), ReadError::NoProcess);
    assert_eq!(
        refused(&process("<task id='a'/><task id='a'/>")),
        ReadError::DuplicateId("a".to_owned())
    );
    assert_eq!(refused("<!DOCTYPE a><a/>"), ReadError::Xml(XmlError::DocumentType));
    let many: String = (0..2_001).map(|number| format!("<task id='t{number}'/>")).collect();
    assert_eq!(refused(&process(&many)), ReadError::TooManyNodes);
    let options = Options {
        process: Some("q".to_owned()),
        ..Options::default()
    };
    let other = read(process("<task id='a'/>").as_bytes(), &options).unwrap_err();
    assert_eq!(other, ReadError::UnknownProcess("q".to_owned()));
}

#[test]
fn circles_of_nothing_come_to_an_end() {
    let circle = process(
        "<startEvent id='s'/><sequenceFlow id='f' sourceRef='s' targetRef='a'/><exclusiveGateway id='a'/><exclusiveGateway id='b'/>\
         <sequenceFlow id='g' sourceRef='a' targetRef='b'/><sequenceFlow id='h' sourceRef='b' targetRef='a'/>",
    );
    let reading = read(circle.as_bytes(), &Options::default()).unwrap();
    assert!(reading.graph.nodes.is_empty());
    assert!(!reading.graph.check().is_empty());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    /// However a document is damaged, reading it ends without a panic.
    #[test]
    fn damaged_documents_are_read_or_refused(at in any::<prop::sample::Index>(), length in 0_usize..200, with in "[<>/=\"' a-zA-Z.&;]{0,20}") {
        let mut text = drawn(&everything());
        let marks: Vec<_> = text.char_indices().map(|(at, _)| at).collect();
        let from = at.index(marks.len());
        let to = (from + length).min(marks.len() - 1);
        text.replace_range(marks[from]..marks[to], &with);
        if let Ok(reading) = read(text.as_bytes(), &Options::default()) {
            reading.graph.check();
        }
    }

    /// Elements and attributes may be anything at all.
    #[test]
    fn odd_documents_are_read_or_refused(parts in prop::collection::vec((0_usize..14, 0_usize..5, 0_usize..5), 0..12)) {
        const NAMES: [&str; 14] = ["startEvent", "endEvent", "userTask", "serviceTask", "exclusiveGateway", "parallelGateway", "inclusiveGateway", "subProcess",
            "boundaryEvent", "intermediateCatchEvent", "sequenceFlow", "sequenceFlow", "sequenceFlow", "task"];
        let content: String = parts.iter().enumerate().map(|(number, (name, from, to))| format!(
            "<{} id='e{number}' sourceRef='e{from}' targetRef='e{to}' attachedToRef='e{to}' default='e{from}'/>", NAMES[*name])).collect();
        if let Ok(reading) = read(process(&content).as_bytes(), &Options::default()) {
            reading.graph.check();
        }
    }
}
