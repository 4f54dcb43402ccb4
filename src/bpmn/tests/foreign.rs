//! Documents as others draw them.

use std::collections::BTreeMap;

use serde_json::{json, to_value};

use super::super::{Directory, FindingKind, Options, Reading, read};
use crate::codes::CreditCode;

const SHOP_SIGN: &str = include_str!("fixtures/shop_sign.bpmn");
const SUBSIDY: &str = include_str!("fixtures/subsidy.bpmn");

fn directory() -> Directory {
    let code = |text: &str| text.parse::<CreditCode>().unwrap();
    Directory {
        names: BTreeMap::from([
            (
                code("1199010099999007X1"),
                vec!["成都市（示范）城市管理委员会".to_owned()],
            ),
            (
                code("11990100999990037Q"),
                vec!["成都市（示范）公安局".to_owned(), "Public Security".to_owned()],
            ),
        ]),
        own: Some(code("1199010099999007X1")),
    }
}

fn imported(document: &str, options: &Options) -> Reading {
    read(document.as_bytes(), options).unwrap()
}

/// The elements of which there is a finding of that kind.
fn told(reading: &Reading, kind: FindingKind) -> Vec<&str> {
    let of_kind = reading.findings.iter().filter(|finding| finding.kind == kind);
    of_kind.map(|finding| finding.element.as_str()).collect()
}

#[test]
fn a_modelers_pools_lanes_and_gateways_become_a_procedure() {
    let options = Options {
        directory: directory(),
        working_days: true,
        ..Options::default()
    };
    let reading = imported(SHOP_SIGN, &options);
    let expected = json!({"start": "Activity_Review", "nodes": {
        "Activity_Review": {"kind": "task", "name": "材料审查", "post": "reviewer", "limit": {"days": 3, "unit": "working_day"}, "outcomes": {
            "pass": {"to": "Gateway_Split", "label": "是"}, "fail": {"to": "Activity_Approve", "label": "否"}}},
        "Gateway_Split": {"kind": "fork", "to": ["Activity_Site", "Activity_Traffic"]},
        "Activity_Site": {"kind": "task", "name": "现场勘验", "post": "reviewer", "outcomes": {"pass": {"to": "Gateway_Join"}}},
        "Activity_Traffic": {"kind": "task", "name": "交通安全意见", "department": "11990100999990037Q", "post": "reviewer",
            "limit": {"days": 7, "unit": "working_day"}, "outcomes": {"pass": {"to": "Gateway_Join"}}},
        "Gateway_Join": {"kind": "join", "to": "Activity_Approve"},
        "Activity_Approve": {"kind": "task", "name": "审批", "post": "approver", "outcomes": {
            "approve": {"to": "Event_Notice"}, "deny": {"to": "Event_Refused"},
            "send_back": {"to": "Activity_Review", "label": "退回重审"}}},
        "Event_Notice": {"kind": "wait", "name": "公示", "limit": {"days": 5, "unit": "working_day"}, "to": "Activity_Issue"},
        "Activity_Issue": {"kind": "task", "name": "制发许可证", "post": "reviewer", "outcomes": {"approve": {"to": "Event_Granted"}}},
        "Event_Granted": {"kind": "end", "decision": "approve"},
        "Event_Refused": {"kind": "end", "decision": "deny"},
    }});
    assert_eq!(to_value(&reading.graph).unwrap(), expected);
    assert_eq!(reading.graph.check(), []);
}

#[test]
fn nothing_of_it_is_dropped_silently() {
    let options = Options {
        directory: directory(),
        ..Options::default()
    };
    let reading = imported(SHOP_SIGN, &options);
    assert_eq!(
        told(&reading, FindingKind::Unmapped),
        [
            "Activity_Publish",
            "Event_TrafficOverdue",
            "Flow_Escalate",
            "Flow_Submission",
            "Flow_Licence"
        ]
    );
    let assumed = told(&reading, FindingKind::Assumed);
    for element in [
        "Gateway_Reviewed",
        "Gateway_Approved",
        "Lane_Head",
        "Flow_Refuse",
        "Event_Refused",
        "Event_ReviewOverdue",
    ] {
        assert!(assumed.contains(&element), "{element}: {assumed:?}");
    }
    let left_out = told(&reading, FindingKind::LeftOut);
    assert_eq!(
        left_out,
        [
            "Event_Remind",
            "Participant_Applicant",
            "Process_ShopSign",
            "StartEvent_1",
            "Activity_Review",
            "Activity_Traffic",
            "Activity_Issue",
            "DataObjectReference_1",
            "DataObject_1",
            "TextAnnotation_1",
            "Association_1"
        ]
    );
    let review = reading
        .findings
        .iter()
        .find(|finding| finding.kind == FindingKind::LeftOut && finding.element == "Activity_Review");
    assert_eq!(
        review.unwrap().to_string(),
        "left out: Activity_Review: the attribute formKey, the documentation, the extension taskListener"
    );
}

#[test]
fn lanes_without_a_known_department_are_told_of_once() {
    let reading = imported(SHOP_SIGN, &Options::default());
    let lanes: Vec<_> = reading
        .unmapped()
        .filter(|finding| finding.element.starts_with("Lane"))
        .collect();
    assert_eq!(
        lanes.iter().map(ToString::to_string).collect::<Vec<_>>(),
        [
            "unmapped: Lane_Review: no department and no post is known by the name “城市管理委员会”",
            "unmapped: Lane_Police: no department and no post is known by the name “公安局”",
        ]
    );
}

#[test]
fn a_sketch_becomes_what_it_says_and_the_rest_is_listed() {
    let reading = imported(SUBSIDY, &Options::default());
    let node = |name: &str| to_value(&reading.graph.nodes[&name.parse().unwrap()]).unwrap();
    assert_eq!(reading.graph.start.as_str(), "Activity_Insurance");
    assert_eq!(
        node("Activity_Insurance"),
        json!({"kind": "call", "name": "Query insurance record", "service": "Activity_Insurance",
               "outcomes": {"pass": {"to": "Activity_Check"}}, "fallback": {"post": "reviewer"}})
    );
    assert_eq!(
        node("Activity_Check"),
        json!({"kind": "task", "name": "Check eligibility", "post": "reviewer", "limit": {"days": 2, "unit": "calendar_day"}, "outcomes": {
               "eligible": {"to": "Gateway_Amount", "label": "Eligible"}, "deny": {"to": "Event_Rejected", "label": "Not eligible"},
               "send_back": {"to": "Activity_Check", "label": "Not clear"}}})
    );
    assert_eq!(
        node("Gateway_Amount"),
        json!({"kind": "choice", "otherwise": "Event_Done", "cases": [
               {"when": "form.amount > 1000 && form.amount < 5000", "to": "Activity_Approve"}, {"when": "=amount >= 5000", "to": "Gateway_Any"}]})
    );
    assert_eq!(
        told(&reading, FindingKind::Unmapped),
        [
            "Activity_Mail",
            "Gateway_Any",
            "Event_Done",
            "Event_Escalated",
            "Flow_Huge",
            "Activity_Board"
        ]
    );
    // What could not be mapped is still named, so that the check points to where work is left.
    let faults = reading.graph.check();
    assert_eq!((faults.len(), faults[0].code), (1, "no-target"));
}

fn process(content: &str) -> String {
    format!(
        "<definitions xmlns=\"http://www.omg.org/spec/BPMN/20100524/MODEL\" xmlns:yiwang=\"https://yiwang.example/bpmn\"><process id=\"p\">{content}\
         </process></definitions>"
    )
}

#[test]
fn a_gateway_may_join_and_fork_at_once() {
    let reading = imported(
        &process(
            "<startEvent id='s'/><sequenceFlow id='1' sourceRef='s' targetRef='f'/><parallelGateway id='f'/>\
             <sequenceFlow id='2' sourceRef='f' targetRef='a'/><sequenceFlow id='3' sourceRef='f' targetRef='b'/><userTask id='a' name='a'/><userTask id='b' name='b'/>\
             <sequenceFlow id='4' sourceRef='a' targetRef='g'/><sequenceFlow id='5' sourceRef='b' targetRef='g'/><parallelGateway id='g'/>\
             <sequenceFlow id='6' sourceRef='g' targetRef='c'/><sequenceFlow id='7' sourceRef='g' targetRef='d'/><userTask id='c' name='c'/><userTask id='d' name='d'/>\
             <sequenceFlow id='8' sourceRef='c' targetRef='h'/><sequenceFlow id='9' sourceRef='d' targetRef='h'/><parallelGateway id='h'/>\
             <sequenceFlow id='10' sourceRef='h' targetRef='e'/><endEvent id='e' name='通过'/>",
        ),
        &Options::default(),
    );
    assert_eq!(reading.unmapped().count(), 0, "{:?}", reading.findings);
    assert_eq!(reading.graph.check(), []);
    assert_eq!(
        to_value(&reading.graph.nodes[&"g".parse().unwrap()]).unwrap(),
        json!({"kind": "join", "to": "g_fork"})
    );
}

#[test]
fn the_applicants_own_work_is_no_task() {
    let reading = imported(
        &process(
            "<laneSet><lane id='l1' name='申请人'><flowNodeRef>fill</flowNodeRef></lane><lane id='l2' name='审批'><flowNodeRef>decide</flowNodeRef></lane></laneSet>\
             <userTask id='fill' name='填报'/><sequenceFlow id='1' sourceRef='fill' targetRef='decide'/><userTask id='decide' name='决定'/>\
             <sequenceFlow id='2' name='准予' sourceRef='decide' targetRef='yes'/><sequenceFlow id='3' sourceRef='decide' targetRef='no'/>\
             <endEvent id='yes' name='准予'/><endEvent id='no' name='不予'/>",
        ),
        &Options::default(),
    );
    assert_eq!(
        told(&reading, FindingKind::Unmapped),
        ["fill", "p"],
        "{:?}",
        reading.findings
    );
    assert!(!reading.graph.nodes.contains_key(&"fill".parse().unwrap()));
    assert_eq!(reading.graph.start.as_str(), "decide");
}

#[test]
fn several_processes_are_told_apart() {
    let text =
        process("<startEvent id='s'/><sequenceFlow id='1' sourceRef='s' targetRef='e'/><endEvent id='e' name='准予'/>")
            .replace(
                "</definitions>",
                "<process id='q'><task id='t' name='other'/></process></definitions>",
            );
    let reading = imported(&text, &Options::default());
    assert_eq!(told(&reading, FindingKind::Unmapped), ["q"]);
    let options = Options {
        process: Some("q".to_owned()),
        ..Options::default()
    };
    assert_eq!(told(&imported(&text, &options), FindingKind::Unmapped), ["t", "p"]);
}

#[test]
fn statements_of_ours_that_make_no_sense_are_told() {
    let reading = imported(
        &process(
            "<startEvent id='s'/><sequenceFlow id='1' sourceRef='s' targetRef='t'/>\
             <userTask id='t' name='t' yiwang:post='!' yiwang:department='x'/>\
             <sequenceFlow id='2' sourceRef='t' targetRef='c' yiwang:requires='opinion nonsense'/>\
             <userTask id='c' name='c'><extensionElements><yiwang:countersign rule='most'><yiwang:party post='?'/></yiwang:countersign></extensionElements></userTask>\
             <sequenceFlow id='3' sourceRef='c' targetRef='e' yiwang:outcome='agree'/><endEvent id='e' yiwang:decision='maybe' name='x'/>\
             <sequenceFlow id='4' sourceRef='c' targetRef='nowhere'/>",
        ),
        &Options::default(),
    );
    assert_eq!(
        told(&reading, FindingKind::Unmapped),
        ["e", "e", "t", "t", "2", "c", "c", "c", "4"],
        "{:?}",
        reading.findings
    );
}
