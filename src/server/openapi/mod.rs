//! The OpenAPI document: what `utoipa` collects from the operations, completed from their `OPERATION`s.
//!
//! An operation writes down its successes only. From its `OPERATION` come the errors, grouped by status with every code and an example, and
//! who may call it. `openapi/openapi.json` is the document as released; a test fails when the two differ.

mod complete;
mod compose;
mod examples;
mod head;
mod problems;

use std::sync::LazyLock;

use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use actix_web::{App, HttpResponse};
use serde_json::Value;
use utoipa_actix_web::{AppExt, scope};

use super::routes;

pub mod served;

static TEXT: LazyLock<String> = LazyLock::new(|| {
    let mut text = serde_json::to_string_pretty(&document()).unwrap_or_default();
    text.push('\n');
    text
});

/// The document as text, which is also what `openapi/openapi.json` holds.
pub fn text() -> &'static str {
    &TEXT
}

/// The document.
pub fn document() -> Value {
    let (_, collected) = App::new()
        .into_utoipa_app()
        .openapi(head::head())
        .configure(routes::outside)
        .service(
            scope(routes::BASE)
                .configure(routes::api)
                .configure(routes::development),
        )
        .split_for_parts();
    let mut document = serde_json::to_value(collected).unwrap_or_default();
    compose::open_parts(&mut document);
    for entry in routes::entries() {
        complete::complete(&mut document, entry.operation);
    }
    document
}

fn answer() -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "application/json"))
        .insert_header((CACHE_CONTROL, "no-cache"))
        .body(text())
}

#[cfg(test)]
mod tests;
