//! Giving a file back.

use actix_web::body::SizedStream;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE, ETAG, X_CONTENT_TYPE_OPTIONS};
use actix_web::{HttpRequest, HttpResponse};

use super::file_name::content_disposition;
use super::store::{DocumentStore, StoreError};
use crate::http::conditional::has_current;
use crate::problem::Problem;

/// A stored file, as its row describes it.
#[derive(Clone, Copy, Debug)]
pub struct Object<'a> {
    /// Where its bytes are.
    pub key: &'a str,
    /// What it is saved as.
    pub name: &'a str,
    /// What it is.
    pub media_type: &'a str,
    /// Its size in bytes.
    pub size: i64,
    /// SHA-256 of its bytes, in hexadecimal: its entity tag.
    pub sha256: &'a str,
}

/// Answers a request with a file, as a download; 304 when the caller has it already. Whether they may see it was decided before.
///
/// # Errors
/// 500 when the bytes are missing, 503 when the store is out of reach.
pub async fn stream_object(
    store: &DocumentStore,
    object: Object<'_>,
    request: &HttpRequest,
) -> Result<HttpResponse, Problem> {
    let etag = format!("\"{}\"", object.sha256);
    // Kept by the caller alone, and asked for again each time: rights may have gone.
    let cached = (CACHE_CONTROL, "private, no-cache");
    if has_current(request, &etag) {
        return Ok(HttpResponse::NotModified()
            .insert_header((ETAG, etag))
            .insert_header(cached)
            .finish());
    }
    let bytes = store.get(object.key).await.map_err(|error| match error {
        StoreError::Failed(_) => Problem::unavailable(error),
        StoreError::Missing(_) | StoreError::Place(_) => Problem::internal(error),
    })?;
    let size = u64::try_from(object.size).map_err(Problem::internal)?;
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, object.media_type))
        .insert_header((CONTENT_DISPOSITION, content_disposition(object.name)))
        .insert_header((ETAG, etag))
        .insert_header(cached)
        .insert_header((X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .body(SizedStream::new(size, bytes)))
}
