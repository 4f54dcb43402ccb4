//! `Accept`: which of several forms of an answer the caller wants.

use actix_web::HttpMessage;
use actix_web::http::header::{Accept, Header, Quality};
use actix_web::mime::{Mime, STAR};

/// The media type the caller likes best of those offered; the first of several liked alike, and the first when the header is missing or
/// malformed. None when the caller takes none of them, which is 406.
pub fn preferred<'a>(message: &impl HttpMessage, offered: &[&'a str]) -> Option<&'a str> {
    let Ok(accepted) = Accept::parse(message) else {
        return offered.first().copied();
    };
    if accepted.is_empty() {
        return offered.first().copied();
    }
    let quality = |media_type: &str| {
        let fitting = accepted
            .iter()
            .filter_map(|range| Some((fit(&range.item, media_type)?, range.quality)));
        fitting
            .max_by_key(|(fit, _)| *fit)
            .map_or(Quality::ZERO, |(_, quality)| quality)
    };
    let liked = offered
        .iter()
        .rev()
        .map(|media_type| (quality(media_type), *media_type));
    let best = liked.max_by_key(|(quality, _)| *quality)?;
    (best.0 > Quality::ZERO).then_some(best.1)
}

/// How exactly a range names a media type; none if it does not. Parameters do not matter.
fn fit(range: &Mime, media_type: &str) -> Option<u8> {
    let (kind, _) = media_type.split_once('/')?;
    if range.essence_str() == media_type {
        Some(2)
    } else if range.type_() == kind && range.subtype() == STAR {
        Some(1)
    } else {
        (range.type_() == STAR).then_some(0)
    }
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    fn answer(header: &str) -> Option<&'static str> {
        let request = TestRequest::default()
            .insert_header(("Accept", header))
            .to_http_request();
        preferred(
            &request,
            &["application/json", "application/bpmn+xml", "application/xml"],
        )
    }

    #[test]
    fn the_best_liked_form_is_answered() {
        let nothing = TestRequest::default().to_http_request();
        assert_eq!(preferred(&nothing, &["a/b", "c/d"]), Some("a/b"));
        for (header, media_type) in [
            ("*/*", "application/json"),
            ("application/*", "application/json"),
            ("application/xml", "application/xml"),
            ("application/bpmn+xml; charset=utf-8", "application/bpmn+xml"),
            ("application/json;q=0.5, application/xml;q=0.8", "application/xml"),
            ("text/html, application/xml;q=0.9, */*;q=0.8", "application/xml"),
            ("*/*, application/json;q=0", "application/bpmn+xml"),
            ("", "application/json"),
            ("%%%", "application/json"),
        ] {
            assert_eq!(answer(header), Some(media_type), "{header}");
        }
        for header in ["text/html", "application/json;q=0", "image/*"] {
            assert_eq!(answer(header), None, "{header}");
        }
    }
}
