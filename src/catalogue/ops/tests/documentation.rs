//! The operations as the OpenAPI document tells of them.

use actix_web::App;
use utoipa_actix_web::AppExt;

use crate::catalogue::ops::*;

#[test]
fn every_operation_is_documented() {
    let (_, api) = App::new()
        .into_utoipa_app()
        .service(list_divisions::handle)
        .service(list_departments::handle)
        .service(list_items::handle)
        .service(read_item::handle)
        .service(read_item_version::handle)
        .service(read_procedure::handle)
        .service(import_catalogue::handle)
        .service(publish_item::handle)
        .split_for_parts();
    let api = serde_json::to_value(api).unwrap();
    assert_eq!(api["paths"].as_object().unwrap().len(), 8);
    for (path, operations) in api["paths"].as_object().unwrap() {
        for operation in operations.as_object().unwrap().values() {
            assert!(
                operation["summary"].as_str().is_some_and(|summary| !summary.is_empty()),
                "{path}"
            );
        }
    }
    let text = api.to_string();
    for reference in text.split("\"#/components/schemas/").skip(1) {
        let name = reference.split('"').next().unwrap();
        assert!(
            api["components"]["schemas"][name].is_object(),
            "{name} is referred to and missing"
        );
    }
    assert!(api["components"]["schemas"]["CatalogueDocument"].is_object());
}
