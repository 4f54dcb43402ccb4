//! What administrators change.

use actix_web::test::TestRequest;
use serde_json::{Value, json};

use super::House;

fn local_item(name: &str) -> Value {
    json!({"code": "local-1", "name": name, "item_type": "20", "department": "119901009999900619"})
}

#[actix_web::test]
async fn an_administrator_imports_and_publishes() {
    let house = House::with_demo().await;
    let publication = || {
        TestRequest::post()
            .uri("/items/local-1/publication")
            .insert_header(house.token("admin"))
    };

    let dry = house
        .import("?dry_run=true", &json!([local_item("本地事项")]), Some("dry-key"))
        .await;
    assert_eq!((dry.status, dry.body["created"].as_i64()), (200, Some(1)));
    assert_eq!(house.call(publication()).await.status, 404, "nothing was imported");

    let told = house.import("", &json!([local_item("本地事项")]), Some("key-1")).await;
    assert_eq!(
        told.body,
        json!({"created": 1, "updated": 0, "unchanged": 0, "rejected": []})
    );
    let repeat = house.import("", &json!([local_item("本地事项")]), Some("key-1")).await;
    assert_eq!(
        (repeat.status, repeat.body["created"].as_i64()),
        (200, Some(1)),
        "the first answer again"
    );
    let reused = house.import("", &json!([local_item("别的")]), Some("key-1")).await;
    assert_eq!(
        (reused.status, reused.body["code"].as_str()),
        (422, Some("idempotency-key-reused"))
    );

    let published = house.call(publication()).await;
    assert_eq!(
        (published.status, &published.body),
        (201, &json!({"code": "local-1", "version": 1}))
    );
    assert_eq!(published.location.as_deref(), Some("/api/v1/items/local-1/versions/1"));
    assert_eq!(house.get("/items/local-1").await.status, 200, "it shows at once");
    let again = house.call(publication()).await;
    assert_eq!(
        (again.status, again.body["code"].as_str()),
        (409, Some("nothing-to-publish"))
    );

    let lines = format!("{}\n\n{{\"code\": \"x\"}}\n{{", local_item("改名"));
    let ndjson = |query: &str| {
        TestRequest::post()
            .uri(&format!("/catalogue/imports{query}"))
            .insert_header(house.token("admin"))
            .insert_header(("Content-Type", "application/x-ndjson"))
            .insert_header(("Accept-Language", "en"))
            .set_payload(lines.clone())
    };
    let refused = house.call(ndjson("")).await;
    assert_eq!(
        (refused.status, refused.body["code"].as_str()),
        (422, Some("invalid-input"))
    );
    let pointers: Vec<_> = refused.body["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|e| e["pointer"].as_str().unwrap())
        .collect();
    assert_eq!(pointers, ["/2", "/3"]);
    let partial = house.call(ndjson("?partial=true")).await;
    assert_eq!((partial.status, partial.body["updated"].as_i64()), (200, Some(1)));
    assert_eq!(
        partial.body["rejected"][1],
        json!({"line": 4, "pointer": "", "code": "malformed-json", "message": "Not valid JSON"})
    );
}

#[actix_web::test]
async fn an_unsound_draft_is_refused_with_its_faults() {
    let house = House::with_demo().await;
    let mut item = local_item("死循环");
    item["procedure"] = json!({"start": "t", "nodes": {
        "t": {"kind": "task", "name": "审查", "post": "reviewer", "outcomes": {"pass": "t"}}
    }});
    assert_eq!(house.import("", &json!([item]), None).await.status, 200);
    let request = TestRequest::post()
        .uri("/items/local-1/publication")
        .insert_header(house.token("admin"));
    let told = house.call(request).await;
    assert_eq!(
        (told.status, told.body["code"].as_str()),
        (422, Some("unsound-procedure"))
    );
    let endless = told.body["errors"]
        .as_array()
        .unwrap()
        .iter()
        .find(|error| error["code"] == "cannot-end");
    assert_eq!(endless.unwrap()["pointer"], "/procedure/nodes/t");
}

#[actix_web::test]
async fn only_administrators_change_the_catalogue() {
    let house = House::with_demo().await;
    for path in ["/catalogue/imports", "/items/local-1/publication"] {
        let request = || TestRequest::post().uri(path).set_json(json!({}));
        assert_eq!(house.call(request()).await.status, 401);
        for role in ["applicant", "staff", "manager", "auditor"] {
            assert_eq!(
                house.call(request().insert_header(house.token(role))).await.status,
                403,
                "{role}"
            );
        }
    }
    let other = TestRequest::post()
        .uri("/catalogue/imports")
        .insert_header(house.token("admin"))
        .set_payload("x");
    assert_eq!(house.call(other).await.status, 415);
    let broken = TestRequest::post()
        .uri("/catalogue/imports")
        .insert_header(house.token("admin"))
        .insert_header(("Content-Type", "application/json"))
        .set_payload("[");
    assert_eq!(house.call(broken).await.status, 400);
}
