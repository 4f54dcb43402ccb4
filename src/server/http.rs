//! What stands around every operation: limits, languages, the log, compression.

use std::net::TcpListener;
use std::time::Duration;

use actix_web::dev::Server;
use actix_web::middleware::{Compress, from_fn};
use actix_web::web::{Data, scope, to};
use actix_web::{App, HttpServer};
use utoipa_actix_web::service_config::ServiceConfig as Documented;

use super::middleware::{TimeLimit, cross_origin, time_limit};
use super::{Mode, Parts, docs, routes};
use crate::config::Settings;
use crate::http::nul;
use crate::http::render::render;
use crate::http::settings::{configure, not_found};
use crate::telemetry::access_log;

/// Serves on a listener. Layers, from the outside in: compression, the access log, the time limit, problems and security headers, other
/// sites' access, addresses that cannot be, then the operation.
pub(super) fn serve(settings: &Settings, mode: Mode, parts: &Parts, listener: TcpListener) -> std::io::Result<Server> {
    let limit = Data::new(TimeLimit {
        usual: Duration::from_secs(settings.request_timeout_s),
        upload: Duration::from_secs(settings.upload_timeout_s),
    });
    let body_limit = settings.body_limit;
    let origins = settings.cors.allowed_origins.clone();
    let parts = parts.clone();
    let mut server = HttpServer::new(move || {
        App::new()
            .app_data(limit.clone())
            .configure(|config| configure(config, body_limit))
            .configure(|config| parts.register(config))
            .configure(|config| routes::outside(&mut Documented::new(config)))
            .configure(docs::configure)
            .configure(|config| {
                if mode == Mode::Development {
                    routes::development(&mut Documented::new(config));
                }
            })
            .service(scope(routes::BASE).configure(|config| {
                let mut documented = Documented::new(config);
                routes::api(&mut documented);
                if mode == Mode::Development {
                    routes::development(&mut documented);
                }
            }))
            .default_service(to(not_found))
            .wrap(from_fn(nul::refuse))
            .wrap(cross_origin(&origins))
            .wrap(from_fn(render))
            .wrap(from_fn(time_limit))
            .wrap(from_fn(access_log))
            .wrap(Compress::default())
    });
    if let Some(workers) = settings.workers {
        server = server.workers(workers.max(1));
    }
    Ok(server
        .client_request_timeout(Duration::from_secs(settings.client_timeout_s))
        .keep_alive(Duration::from_secs(settings.keep_alive_s))
        .shutdown_timeout(settings.shutdown_timeout_s)
        .disable_signals()
        .listen(listener)?
        .run())
}
