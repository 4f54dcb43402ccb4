//! The operations over HTTP, as an app sees them.

mod changes;
mod documentation;
mod reads;

use actix_web::body::to_bytes;
use actix_web::http::header::{AUTHORIZATION, CACHE_CONTROL, ETAG, LOCATION};
use actix_web::middleware::from_fn;
use actix_web::test::{TestRequest, call_service, init_service};
use actix_web::{App, web};
use serde_json::Value;
use uuid::Uuid;

use super::*;
use crate::catalogue::import::{ImportOptions, entries, run};
use crate::catalogue::{Catalogue, demo};
use crate::clock::{Clock, machine_now};
use crate::crypto::{AccessToken, Keys, TokenSigner};
use crate::db::Db;
use crate::db::testing::TestDatabase;
use crate::http::render::render;

const FOOD: &str = "1199010099999006193000131017000";

struct House {
    _database: TestDatabase,
    db: Db,
    catalogue: Catalogue,
    signer: web::Data<TokenSigner>,
}

struct Told {
    status: u16,
    etag: Option<String>,
    location: Option<String>,
    cache: Option<String>,
    body: Value,
}

impl House {
    async fn with_demo() -> Self {
        let (database, db) = TestDatabase::migrated().await;
        let options = ImportOptions {
            publish: true,
            ..ImportOptions::default()
        };
        let documents = entries::from_values(demo::documents().unwrap());
        let mut conn = db.get().await.unwrap();
        run(&mut conn, documents, &options, machine_now()).await.unwrap();
        Self {
            catalogue: Catalogue::load(db.clone()).await.unwrap(),
            signer: web::Data::new(Keys::generate().token_signer("yiwang")),
            db,
            _database: database,
        }
    }

    fn token(&self, role: &str) -> (actix_web::http::header::HeaderName, String) {
        let token = AccessToken::new(Uuid::from_u128(1), Uuid::from_u128(2), role, machine_now(), 300);
        (AUTHORIZATION, format!("Bearer {}", self.signer.sign(&token).unwrap()))
    }

    async fn call(&self, request: TestRequest) -> Told {
        let app = App::new()
            .wrap(from_fn(render))
            .app_data(web::Data::new(self.db.clone()))
            .app_data(web::Data::new(self.catalogue.clone()))
            .app_data(self.signer.clone())
            .app_data(web::Data::new(Clock::default()))
            .configure(|config| crate::http::settings::configure(config, 1 << 20))
            .service(list_divisions::handle)
            .service(list_departments::handle)
            .service(list_items::handle)
            .service(read_item::handle)
            .service(read_item_version::handle)
            .service(import_catalogue::handle)
            .service(publish_item::handle);
        let app = init_service(app).await;
        let response = call_service(&app, request.to_request()).await;
        let header = |name| {
            response
                .headers()
                .get(name)
                .map(|v: &actix_web::http::header::HeaderValue| v.to_str().unwrap().to_owned())
        };
        let (etag, location, cache) = (header(ETAG), header(LOCATION), header(CACHE_CONTROL));
        let status = response.status().as_u16();
        let bytes = to_bytes(response.into_body()).await.unwrap();
        Told {
            status,
            etag,
            location,
            cache,
            body: serde_json::from_slice(&bytes).unwrap_or_default(),
        }
    }

    async fn get(&self, path: &str) -> Told {
        self.call(TestRequest::get().uri(path)).await
    }

    async fn import(&self, query: &str, body: &Value, key: Option<&str>) -> Told {
        let mut request = TestRequest::post()
            .uri(&format!("/catalogue/imports{query}"))
            .insert_header(self.token("admin"))
            .set_json(body);
        if let Some(key) = key {
            request = request.insert_header(("Idempotency-Key", key));
        }
        self.call(request).await
    }
}
