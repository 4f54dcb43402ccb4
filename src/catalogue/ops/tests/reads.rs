//! What anybody may read.

use actix_web::http::header::IF_NONE_MATCH;
use actix_web::test::TestRequest;
use serde_json::{Value, json};

use super::{FOOD, House};

#[actix_web::test]
async fn the_public_reads() {
    let house = House::with_demo().await;
    let statements = house.db.statements();

    let divisions = house.get("/divisions?within=510000&limit=2&count=true").await;
    assert_eq!(
        divisions.body["data"][1],
        json!({"code": "510100", "name": "成都市", "name_en": "Chengdu", "parent": "510000", "level": "city"})
    );
    assert_eq!(divisions.body["count"], 22);
    let next = divisions.body["next_cursor"].as_str().unwrap().to_owned();
    let rest = house.get(&format!("/divisions?limit=100&cursor={next}")).await;
    assert_eq!(rest.body["data"].as_array().unwrap().len(), 20);
    assert_eq!(house.get("/divisions?within=51").await.status, 422);
    assert_eq!(house.get("/divisions?colour=red").await.status, 422);

    let departments = house.get("/departments?division=510000&limit=100").await;
    assert_eq!(departments.body["data"].as_array().unwrap().len(), 20);
    assert_eq!(house.get("/departments?division=310000").await.body["data"], json!([]));

    let found = house.get("/items?q=%E5%BC%80%E9%A4%90%E9%A6%86").await;
    assert_eq!(found.body["data"][0]["name"], "食品经营许可新办");
    assert_eq!(found.body["data"][0]["department_name"], "成都市（示范）市场监督管理局");

    let guide = house.get(&format!("/items/{FOOD}")).await;
    assert_eq!(
        (guide.status, guide.body["version"].as_i64(), guide.cache.as_deref()),
        (200, Some(1), Some("public, max-age=60"))
    );
    assert_eq!(guide.body["item_type"], "licence");
    assert_eq!(guide.body["contact_phone"], "028-00000006");
    let tag = guide.etag.unwrap();
    assert!(tag.starts_with("\"1."), "{tag}");
    let again = house
        .call(
            TestRequest::get()
                .uri(&format!("/items/{FOOD}"))
                .insert_header((IF_NONE_MATCH, tag)),
        )
        .await;
    assert_eq!((again.status, again.body), (304, Value::Null));
    assert_eq!(house.get("/items/none").await.status, 404);

    let version = house.get(&format!("/items/{FOOD}/versions/1")).await;
    assert_eq!((version.status, version.etag.as_deref()), (200, Some("\"1\"")));
    assert_eq!(version.body["name"], "食品经营许可新办");
    assert_eq!(house.db.statements(), statements, "reads touch no database");
    assert_eq!(house.get(&format!("/items/{FOOD}/versions/2")).await.status, 404);
    assert_eq!(house.get(&format!("/items/{FOOD}/versions/x")).await.status, 404);
}

#[actix_web::test]
async fn pages_of_items_leave_nothing_out() {
    let house = House::with_demo().await;
    for filter in [
        "",
        "q=%E7%99%BB%E8%AE%B0&",
        "item_type=licence&",
        "audience=legal_person&",
    ] {
        let all = house.get(&format!("/items?{filter}limit=100&count=true")).await.body;
        let codes = |body: &Value| -> Vec<Value> {
            body["data"]
                .as_array()
                .unwrap()
                .iter()
                .map(|row| row["code"].clone())
                .collect()
        };
        let expected = codes(&all);
        assert!(expected.len() > 4, "{filter}");
        assert_eq!(all["count"], expected.len());
        let mut paged = Vec::new();
        let mut cursor = String::new();
        loop {
            let page = house.get(&format!("/items?{filter}limit=3{cursor}")).await.body;
            paged.extend(codes(&page));
            match page["next_cursor"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => break,
            }
        }
        assert_eq!(paged, expected, "{filter}");
    }
}
