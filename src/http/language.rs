//! `Accept-Language`: zh-CN unless the caller prefers English.

use std::convert::Infallible;
use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::http::header::{AcceptLanguage, Header, Preference};
use actix_web::{FromRequest, HttpMessage, HttpRequest};

use crate::text::Language;

/// The caller's language, as a handler argument.
#[derive(Clone, Copy, Debug)]
pub struct CallerLanguage(pub Language);

impl FromRequest for CallerLanguage {
    type Error = Infallible;
    type Future = Ready<Result<Self, Infallible>>;

    fn from_request(request: &HttpRequest, _payload: &mut Payload) -> Self::Future {
        ready(Ok(Self(preferred(request))))
    }
}

/// The first of the caller's languages that the product speaks; zh-CN when none is, or the header is malformed.
pub fn preferred(message: &impl HttpMessage) -> Language {
    let Ok(accepted) = AcceptLanguage::parse(message) else {
        return Language::default();
    };
    accepted
        .ranked()
        .into_iter()
        .find_map(|preference| match preference {
            Preference::Any => Some(Language::default()),
            Preference::Specific(tag) => match tag.primary_language() {
                "zh" => Some(Language::ZhCn),
                "en" => Some(Language::En),
                _ => None,
            },
        })
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    fn language_of(header: &str) -> Language {
        preferred(
            &TestRequest::default()
                .insert_header(("Accept-Language", header))
                .to_http_request(),
        )
    }

    #[test]
    fn the_highest_ranked_spoken_language_wins() {
        assert_eq!(language_of("en"), Language::En);
        assert_eq!(language_of("en-GB;q=0.5, zh-CN"), Language::ZhCn);
        assert_eq!(language_of("fr, en;q=0.8, zh;q=0.3"), Language::En);
        assert_eq!(language_of("fr"), Language::ZhCn);
        assert_eq!(language_of("*"), Language::ZhCn);
        assert_eq!(language_of("@@@"), Language::ZhCn);
        assert_eq!(preferred(&TestRequest::default().to_http_request()), Language::ZhCn);
    }
}
