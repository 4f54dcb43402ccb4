//! The procedure of an item's version, as programs and as viewers read it.

use std::ffi::OsStr;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::{Value, json};
use yiwang::bpmn::{self, Options};
use yiwang::procedure::Graph;

use crate::support::{Answer, FOOD_LICENCE, TestApp, TestDatabase, sample};

const BPMN: &str = "application/bpmn+xml";

fn path() -> String {
    let item = sample(FOOD_LICENCE)["item"].as_str().unwrap().to_owned();
    format!("/items/{item}/versions/1/procedure")
}

async fn read(app: &TestApp, accept: &str) -> Answer {
    app.anyone().get(&path()).header("accept", accept).send().await
}

#[tokio::test]
async fn programs_read_the_procedure_as_json() {
    let app = TestApp::start().await;
    let item = app
        .anyone()
        .get(path().trim_end_matches("/procedure"))
        .send()
        .await
        .expect(200);
    for accept in ["*/*", "application/json", "application/*;q=0.5"] {
        let procedure = read(&app, accept).await;
        assert_eq!(procedure.expect(200), item["procedure"], "{accept}");
        assert!(procedure.header("cache-control").unwrap().contains("immutable"));
        assert_eq!(procedure.etag(), "\"1\"");
    }
    let known = app.anyone().get(&path()).header("if-none-match", "\"1\"").send().await;
    assert_eq!((known.status, known.text.as_str()), (304, ""));
}

#[tokio::test]
async fn viewers_draw_it_and_it_is_read_back_as_it_is() {
    let app = TestApp::start().await;
    let graph: Graph = serde_json::from_value(read(&app, "application/json").await.expect(200)).unwrap();
    for accept in [BPMN, "application/xml", "text/html, application/xml;q=0.9, */*;q=0.8"] {
        let drawing = read(&app, accept).await;
        assert_eq!(drawing.status, 200, "{accept}");
        let media_type = if accept == BPMN { BPMN } else { "application/xml" };
        assert!(
            drawing.header("content-type").unwrap().starts_with(media_type),
            "{accept}"
        );
        assert!(drawing.header("content-disposition").unwrap().ends_with("-1.bpmn\""));
        assert!(drawing.header("vary").unwrap().contains("accept"));
        assert!(
            drawing.text.contains("成都市（示范）市场监督管理局"),
            "lanes bear the departments' names"
        );
        let reading = bpmn::read(drawing.text.as_bytes(), &Options::default()).unwrap();
        assert_eq!((reading.graph, reading.findings), (graph.clone(), vec![]));
    }
}

#[tokio::test]
async fn a_drawing_is_sent_once() {
    let app = TestApp::start().await;
    let tag = read(&app, BPMN).await.etag();
    assert!(
        tag.starts_with("\"1."),
        "{tag}: it also depends on the departments' names"
    );
    let again = app
        .anyone()
        .get(&path())
        .header("accept", BPMN)
        .header("if-none-match", &tag)
        .send()
        .await;
    assert_eq!((again.status, again.text.as_str()), (304, ""));
    assert_eq!(again.etag(), tag);
    // The JSON is another thing.
    let other = app.anyone().get(&path()).header("if-none-match", &tag).send().await;
    assert_eq!(other.status, 200);
}

#[tokio::test]
async fn what_there_is_not_is_told_in_the_callers_language() {
    let app = TestApp::start().await;
    let refused = read(&app, "image/png").await;
    assert_eq!(refused.problem(406, "not-acceptable")["title"], "没有所要求的格式");
    let english = app
        .anyone()
        .get(&path())
        .header("accept", "image/png")
        .in_english()
        .send()
        .await;
    assert_eq!(
        english.problem(406, "not-acceptable")["title"],
        "Not available in that form"
    );
    for nowhere in [
        path().replace("/1/", "/2/"),
        path().replace("/1/", "/x/"),
        "/items/nothing/versions/1/procedure".to_owned(),
    ] {
        let none = app.anyone().get(&nowhere).header("accept", BPMN).send().await;
        assert_eq!(none.problem(404, "not-found")["status"], json!(404), "{nowhere}");
    }
}

/// `yiwang procedure import …`, with nothing but the given environment.
fn import(arguments: &[&OsStr], environment: &[(String, String)]) -> Output {
    let directory = tempfile::tempdir().unwrap();
    Command::new(env!("CARGO_BIN_EXE_yiwang"))
        .args(["procedure", "import"])
        .args(arguments)
        .current_dir(directory.path())
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .envs(environment.iter().map(|(name, value)| (name, value)))
        .output()
        .unwrap()
}

fn told(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

#[test]
fn what_a_modeler_drew_is_imported_or_told_of_by_element() {
    let file = Path::new(ROOT).join("src/bpmn/tests/fixtures/shop_sign.bpmn");
    let catalogue = Path::new(ROOT).join("catalogue");
    let given = |more: &[&str]| {
        let mut arguments = vec![file.as_os_str(), OsStr::new("--catalogue"), catalogue.as_os_str()];
        arguments.extend(more.iter().map(OsStr::new));
        import(&arguments, &[])
    };
    let refused = given(&[]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(refused.stdout.is_empty(), "all or nothing");
    for element in [
        "Activity_Publish",
        "Flow_Submission",
        "Flow_Licence",
        "Event_TrafficOverdue",
    ] {
        assert!(
            told(&refused).contains(&format!("unmapped: {element}: ")),
            "{}",
            told(&refused)
        );
    }
    assert!(told(&refused).ends_with("error: 5 unmapped; nothing was taken (--partial takes the rest)\n"));

    let partial = given(&["--partial", "--check", "--working-days"]);
    assert_eq!(partial.status.code(), Some(0), "{}", told(&partial));
    let graph: Graph = serde_json::from_slice(&partial.stdout).unwrap();
    assert_eq!(graph.check(), []);
    assert!(told(&partial).contains("“公安局” is taken for the department 11990100999990037Q"));
}

#[test]
fn a_procedure_is_written_into_an_items_document() {
    let directory = tempfile::tempdir().unwrap();
    let (drawing, item) = (directory.path().join("p.bpmn"), directory.path().join("item.json"));
    let original = std::fs::read_to_string(format!("{ROOT}/catalogue/items/{FOOD_LICENCE}.json")).unwrap();
    std::fs::write(&item, &original).unwrap();
    let document = |end: &str, condition: &str| {
        format!(
            "<definitions xmlns='http://www.omg.org/spec/BPMN/20100524/MODEL'><process id='p'><startEvent id='s'/>\
             <sequenceFlow id='1' sourceRef='s' targetRef='g'/><exclusiveGateway id='g' default='3'/>\
             <sequenceFlow id='2' sourceRef='g' targetRef='a'><conditionExpression language='CEL'>{condition}</conditionExpression></sequenceFlow>\
             <sequenceFlow id='3' sourceRef='g' targetRef='a'/><userTask id='a' name='审批'/><sequenceFlow id='4' sourceRef='a' targetRef='e'/>\
             <endEvent id='e' name='{end}'/></process></definitions>"
        )
    };
    let run = || {
        let arguments = [
            drawing.as_os_str(),
            OsStr::new("--into"),
            item.as_os_str(),
            OsStr::new("--check"),
        ];
        import(&arguments, &[])
    };
    for (end, condition, because) in [
        ("不予", "true", "No end approves"),
        ("准予", "answers.unheard_of == 1", "/procedure/nodes/g"),
    ] {
        std::fs::write(&drawing, document(end, condition)).unwrap();
        let unsound = run();
        assert_eq!(unsound.status.code(), Some(1));
        assert!(told(&unsound).contains(because), "{}", told(&unsound));
        assert_eq!(std::fs::read_to_string(&item).unwrap(), original, "nothing was written");
    }

    std::fs::write(&drawing, document("准予", "answers.business == 'restaurant'")).unwrap();
    let written = run();
    assert_eq!(written.status.code(), Some(0), "{}", told(&written));
    let (before, after): (Value, Value) = (
        serde_json::from_str(&original).unwrap(),
        serde_json::from_str(&std::fs::read_to_string(&item).unwrap()).unwrap(),
    );
    assert_eq!(after["procedure"]["start"], "g");
    assert_eq!(
        (&before["form_schema"], &before["code"]),
        (&after["form_schema"], &after["code"])
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn departments_are_found_in_the_database_too() {
    let database = TestDatabase::empty().await;
    let environment = database.environment();
    let yiwang = |arguments: &[&str]| {
        let done = Command::new(env!("CARGO_BIN_EXE_yiwang"))
            .args(arguments)
            .envs(environment.clone())
            .status();
        assert!(done.unwrap().success(), "{arguments:?}");
    };
    yiwang(&["migrate"]);
    yiwang(&["catalogue", "import", "--publish", &format!("{ROOT}/catalogue")]);
    let file = Path::new(ROOT).join("src/bpmn/tests/fixtures/shop_sign.bpmn");
    let arguments = |item: &str| {
        let given = [
            file.as_os_str(),
            OsStr::new("--database"),
            OsStr::new("--partial"),
            OsStr::new("--item"),
        ];
        given
            .into_iter()
            .map(OsStr::to_owned)
            .chain([item.into()])
            .collect::<Vec<_>>()
    };
    let run = |item: &str| {
        let arguments = arguments(item);
        import(&arguments.iter().map(AsRef::as_ref).collect::<Vec<_>>(), &environment)
    };
    let imported = run("1199010099999007X13000117030001");
    assert_eq!(imported.status.code(), Some(0), "{}", told(&imported));
    let graph: Value = serde_json::from_slice(&imported.stdout).unwrap();
    assert_eq!(graph["nodes"]["Activity_Traffic"]["department"], "11990100999990037Q");
    assert_eq!(
        graph["nodes"]["Activity_Review"].get("department"),
        None,
        "the item's own is not named"
    );
    assert!(told(&run("nothing")).contains("there is no item nothing"));
}
