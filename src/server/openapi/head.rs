//! What stands above the operations: title, conventions, tags, the bearer scheme, the problem schema.

use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityScheme};
use utoipa::openapi::{Components, Info, License, OpenApi, Server, Tag};
use utoipa::{PartialSchema, ToSchema};

use crate::problem::{FieldErrorBody, ProblemBody};

/// The name of the bearer scheme.
pub(super) const BEARER: &str = "bearer";
/// The name of the problem schema.
pub(super) const PROBLEM: &str = "Problem";

const CONVENTIONS: &str = "\
政务服务一网通办后端。An open-source backend for one-network government services: find an item, file once, follow the application.

- JSON in `snake_case`; ids are UUIDv7; instants are RFC 3339, dates are dates of Asia/Shanghai.
- Every error is `application/problem+json` (RFC 9457) with a stable `code`; `Accept-Language` is `zh-CN` (default) or `en`.
- Lists take `limit` (1 to 100, 20 when absent) and `cursor`, and answer `data` and `next_cursor`; `count=true` counts up to 10,000.
- `ETag` is `\"<version>.<light>\"`. `If-None-Match` answers 304; changes to applications and completing a task need `If-Match` (428, 412).
- `Idempotency-Key` makes a POST repeatable: a repeat gets the first answer, another body under the same key is 422.
- `Authorization: Bearer <access_token>`; tokens live five minutes at most. 401 without, 403 where the role never may, 404 where the thing is not yours to see.";

const TAGS: [(&str, &str); 16] = [
    ("Accounts", "Registering; one's own account."),
    ("Mandates", "Letting somebody act for oneself."),
    ("Sessions", "Signing in and out; setting a new password."),
    (
        "Catalogue",
        "Divisions, departments and service items; what an item asks for; keeping the catalogue.",
    ),
    ("Calendar", "Working days."),
    ("Documents", "Files to hand in."),
    ("Applications", "Filing an application and following it."),
    (
        "Matters",
        "Items of several departments as one matter (一件事): filed once, followed as a whole.",
    ),
    (
        "Certificates",
        "What people hold, what may be asked of it, and whether it is real.",
    ),
    ("Progress", "Checking progress without an account."),
    ("Tasks", "The work of departments: claiming and completing tasks."),
    ("Phrases", "What a post writes again and again."),
    ("Delivery", "Handing over results."),
    ("Notifications", "The inbox."),
    ("Development", "Served only by `yiwang serve --dev`."),
    ("Status", "For machines: health, metrics, this document."),
];

/// The document without its operations.
pub(super) fn head() -> OpenApi {
    let mut info = Info::new("Yiwang 一网", env!("CARGO_PKG_VERSION"));
    info.description = Some(CONVENTIONS.to_owned());
    let mut license = License::new("Apache-2.0");
    license.identifier = Some("Apache-2.0".to_owned());
    info.license = Some(license);

    let mut components = Components::new();
    components.add_security_scheme(BEARER, SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer)));
    let mut schemas = vec![(PROBLEM.to_owned(), ProblemBody::schema())];
    ProblemBody::schemas(&mut schemas);
    FieldErrorBody::schemas(&mut schemas);
    components.schemas.extend(schemas);

    let mut head = OpenApi::new(info, utoipa::openapi::Paths::new());
    head.components = Some(components);
    head.servers = Some(vec![Server::new("/")]);
    head.tags = Some(
        TAGS.into_iter()
            .map(|(name, description)| {
                let mut tag = Tag::new(name);
                tag.description = Some(description.to_owned());
                tag
            })
            .collect(),
    );
    head
}

/// Whether a tag is described.
#[cfg(test)]
pub(super) fn knows_tag(name: &str) -> bool {
    TAGS.iter().any(|(known, _)| *known == name)
}
