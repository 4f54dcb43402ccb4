//! `/docs`: Swagger UI, from files inside the program; nothing is fetched from elsewhere.

use actix_web::middleware::DefaultHeaders;
use actix_web::web::{self, ServiceConfig};
use utoipa_swagger_ui::{Config, SwaggerUi};

const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; \
    connect-src 'self'; frame-ancestors 'none'; base-uri 'none'";

/// Serves the documentation.
pub(super) fn configure(config: &mut ServiceConfig) {
    let pages = SwaggerUi::new("/{_:.*}").config(
        Config::new(["/openapi.json"])
            .persist_authorization(true)
            .display_request_duration(true)
            .try_it_out_enabled(true),
    );
    config.service(web::redirect("/docs", "/docs/")).service(
        web::scope("/docs")
            .wrap(DefaultHeaders::new().add(("content-security-policy", POLICY)))
            .service(pages),
    );
}
