use proptest::prelude::*;
use serde_json::{Value as Json, json};

use super::*;
use crate::codes::Service;

fn scope() -> Scope {
    Scope {
        questions: ["kind", "chain"].map(str::to_owned).into(),
        fields: Some(["area", "owners", "name"].map(str::to_owned).into()),
    }
}

fn holds(source: &str, answers: &Json, form: &Json) -> bool {
    let condition = Condition::parse(source, &scope()).unwrap();
    evaluate(condition, answers, form)
}

fn evaluate(condition: Condition, answers: &Json, form: &Json) -> bool {
    let source = condition.source().to_owned();
    let conditions = Arc::new(Conditions::from([(source.clone(), condition)]));
    let answers = answers.as_object().unwrap();
    let asking = Asking::of("legal_person", Service::Renewal);
    Facts::new(&conditions, ["kind", "chain"], answers, form, asking).satisfy(Some(&source))
}

#[test]
fn conditions_hold_on_answers_form_and_applicant() {
    let answers = json!({"kind": "canteen"});
    let form = json!({"area": 300.5, "owners": [{"share": 40}, {"share": 60}], "name": "学校食堂"});
    for (source, expected) in [
        ("answers.kind == 'canteen'", true),
        ("answers.kind in ['canteen', 'shop']", true),
        ("answers.chain == null", true),
        ("answers.chain == 'yes'", false),
        ("answers['kind'] != 'shop'", true),
        ("form.area > 300", true),
        ("form.area >= 301", false),
        ("form.area > 300.4 && applicant.kind == 'legal_person'", true),
        ("form.owners.exists(o, o.share > 50)", true),
        ("form.owners.all(o, o.share > 50)", false),
        ("size(form.owners) == 2", true),
        ("has(form.name) && form.name.contains('食堂')", true),
        ("form.name", false),
        ("form.name > 3", false),
        ("service == 'renewal'", true),
        ("service in ['change', 'reissue']", false),
    ] {
        assert_eq!(holds(source, &answers, &form), expected, "{source}");
    }
}

#[test]
fn no_condition_holds_and_a_strange_one_does_not() {
    let facts = Facts::new(
        &Arc::default(),
        [],
        &serde_json::Map::new(),
        &Json::Null,
        Asking::somebody(Service::New),
    );
    assert!(facts.satisfy(None));
    assert!(!facts.satisfy(Some("true")));
}

#[test]
fn what_cannot_be_evaluated_does_not_hold() {
    for source in [
        "form.area > 300",
        "!(form.area > 300)",
        "form.owners.exists(o, o.share > 50)",
        "1 / 0 == 1",
    ] {
        assert!(!holds(source, &json!({}), &json!({})), "{source}");
    }
}

#[test]
fn what_does_not_exist_may_not_be_named() {
    let fault = |source: &str| Condition::parse(source, &scope()).unwrap_err().code();
    assert_eq!(fault("answers.colour == 'red'"), "condition-unknown-question");
    assert_eq!(fault("answers['colour'] == 'red'"), "condition-unknown-question");
    assert_eq!(fault("has(answers.colour)"), "condition-unknown-question");
    assert_eq!(fault("form.size > 1"), "condition-unknown-field");
    assert_eq!(fault("applicant.name == 'x'"), "condition-unknown-name");
    assert_eq!(fault("service.name == 'x'"), "condition-unknown-name");
    assert_eq!(fault("now() > 1"), "condition-unknown-name");
    assert_eq!(fault("kind == 'canteen'"), "condition-unknown-name");
    assert_eq!(fault("form.owners.exists(o, p.share > 1)"), "condition-unknown-name");
    assert_eq!(fault("answers.kind == "), "condition-syntax");
    assert_eq!(fault(&"(".repeat(500)), "condition-too-deep");
    assert_eq!(
        fault("form.owners.all(a, form.owners.all(b, a == b))"),
        "condition-too-deep"
    );
    assert_eq!(fault(&"a".repeat(MAX_LENGTH + 1)), "condition-too-long");
}

#[test]
fn a_form_without_named_fields_may_be_read_freely() {
    let free = Scope::default();
    assert!(Condition::parse("form.anything == 1", &free).is_ok());
}

#[test]
fn a_condition_knows_what_it_reads() {
    let reads = |source: &str| Condition::parse(source, &scope()).unwrap().reads().clone();
    let answers = |keys: &[&str]| keys.iter().map(|key| (*key).to_owned()).collect();
    assert_eq!(
        reads("answers.kind == 'canteen' && (answers['chain'] == 'yes' || applicant.kind == 'legal_person')"),
        Reads {
            answers: answers(&["chain", "kind"]),
            applicant: true,
            ..Reads::default()
        }
    );
    assert_eq!(
        reads("form.owners.exists(o, o.share > 50)"),
        Reads {
            form: true,
            ..Reads::default()
        }
    );
    assert_eq!(
        reads("has(answers.kind)"),
        Reads {
            answers: answers(&["kind"]),
            ..Reads::default()
        }
    );
    for any in [
        "answers.all(key, answers[key] != 'x')",
        "size(answers) == 2",
        "answers['ki' + 'nd'] == 'x'",
    ] {
        assert!(reads(any).any_answer, "{any}");
    }
    assert_eq!(reads("true"), Reads::default());
}

/// Short as it is, on a long form this would look at a billion elements, and keep them all in memory.
#[test]
fn a_malicious_condition_does_not_hold_and_ends_at_once() {
    let many: Vec<u32> = (0..30_000).collect();
    let form = json!({"owners": many});
    let malicious = [
        "size(form.owners.map(o, form.owners + form.owners)) > 0",
        "form.owners.all(o, o in form.owners && size(form.owners + form.owners) > 0)",
        "form.owners.map(o, form.owners) == form.owners.map(o, form.owners)",
    ];
    for source in malicious {
        assert!(!holds(source, &json!({}), &form), "{source}");
        assert!(holds(source, &json!({}), &json!({"owners": [1, 2, 3]})), "{source}");
    }
    assert!(holds("size(form.owners) == 30000", &json!({}), &form));
    assert!(holds(
        "!(form.owners.exists(o, o > 300))",
        &json!({}),
        &json!({"owners": vec![1; 300]})
    ));
    let long = json!({"name": "食".repeat(100_000)});
    assert!(holds("form.name.contains('食食')", &json!({}), &long));
    assert!(!holds("form.name.contains('堂')", &json!({}), &long));
}

/// The parser itself survives texts that are nested without brackets.
#[test]
fn long_chains_are_refused_or_survived() {
    for (piece, end) in [
        ("!", "true"),
        ("-", "1"),
        ("true||", "true"),
        ("1+", "1"),
        ("true?1:", "1"),
        ("form.", "a"),
        ("!-", "1"),
    ] {
        let source = piece.repeat((MAX_LENGTH - end.len()) / piece.len()) + end;
        if let Ok(condition) = Condition::parse(&source, &Scope::default()) {
            evaluate(condition, &json!({}), &json!({}));
        }
    }
}

proptest! {
    /// Whatever an administrator types is refused or accepted, and evaluates to one or the other; it never brings the server down.
    #[test]
    fn any_text_is_survived(source in "[a-z.&|!()\\[\\]{}='\" 0-9<>,?:+*/%-]{0,60}|\\PC{0,40}") {
        if let Ok(condition) = Condition::parse(&source, &scope()) {
            evaluate(condition, &json!({"kind": "canteen"}), &json!({"area": 3}));
        }
    }
}
