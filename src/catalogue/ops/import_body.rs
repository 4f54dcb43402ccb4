//! The body of an import: a JSON array, or one document a line. Larger than other bodies may be.

use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpMessage, HttpRequest, web};
use sha2::{Digest, Sha256};

use crate::catalogue::import::{Entry, entries};
use crate::problem::{Code, Problem};

/// A province's catalogue fits.
const LARGEST_BODY: usize = 32 << 20;

/// The documents sent, and the digest of the bytes.
pub struct ImportBody {
    /// The documents.
    pub entries: Vec<Entry>,
    /// SHA-256 of the bytes as sent, for idempotency.
    pub digest: [u8; 32],
}

impl FromRequest for ImportBody {
    type Error = Problem;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Problem>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let media_type = request.content_type().to_ascii_lowercase();
        let payload = web::Payload::from_request(request, payload);
        Box::pin(async move {
            let lines = match media_type.as_str() {
                "application/json" => false,
                "application/x-ndjson" | "application/ndjson" | "application/jsonl" => true,
                _ => {
                    return Err(Problem::new(Code::UnsupportedMediaType).with_detail(
                        "请以 application/json 或 application/x-ndjson 发送。",
                        "Send application/json or application/x-ndjson.",
                    ));
                }
            };
            let payload = payload.await.map_err(|_| Problem::new(Code::MalformedRequest))?;
            let bytes = payload
                .to_bytes_limited(LARGEST_BODY)
                .await
                .map_err(|_| Problem::new(Code::PayloadTooLarge))?
                .map_err(|_| Problem::new(Code::MalformedRequest))?;
            Ok(Self {
                digest: Sha256::digest(&bytes).into(),
                entries: if lines {
                    entries::from_ndjson(&bytes)
                } else {
                    entries::from_json(&bytes)?
                },
            })
        })
    }
}
