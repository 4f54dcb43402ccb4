//! Conditional requests: `ETag` is `"<version>.<light>"`, `If-Match` compares the version only, `If-None-Match` the whole.

use std::fmt::Display;
use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::http::header::{IF_MATCH, IF_NONE_MATCH};
use actix_web::{FromRequest, HttpRequest};

use crate::problem::{Code, Problem};

/// The entity tag of a version, with its light where there is one.
pub fn etag(version: i64, light: Option<impl Display>) -> String {
    match light {
        Some(light) => format!("\"{version}.{light}\""),
        None => format!("\"{version}\""),
    }
}

/// Whether the caller already has the representation with this tag.
pub fn has_current(request: &HttpRequest, etag: &str) -> bool {
    request
        .headers()
        .get(IF_NONE_MATCH)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| {
            value
                .split(',')
                .map(str::trim)
                .any(|tag| tag == "*" || tag.trim_start_matches("W/") == etag)
        })
}

/// The version the caller saw.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IfMatch {
    /// No `If-Match` header.
    Absent,
    /// `*`: whatever the version is.
    Any,
    /// The version of the tag.
    Version(i64),
    /// A tag that is none of ours, so it cannot match.
    Foreign,
}

impl IfMatch {
    /// Compares with the present version.
    ///
    /// # Errors
    /// 428 without the header, 412 when the version differs.
    pub fn check(self, present: i64) -> Result<(), Problem> {
        self.check_since(present, present)
    }

    /// Compares with the present version and those before it, from `oldest` on, that differ in nothing the caller decides on.
    ///
    /// # Errors
    /// 428 without the header, 412 when the version lies outside.
    pub fn check_since(self, oldest: i64, present: i64) -> Result<(), Problem> {
        match self {
            Self::Absent => Err(Problem::new(Code::PreconditionRequired)),
            Self::Any => Ok(()),
            Self::Version(seen) if (oldest..=present).contains(&seen) => Ok(()),
            Self::Version(_) | Self::Foreign => Err(Problem::new(Code::StaleVersion)),
        }
    }

    /// Reads the header.
    pub fn of(request: &HttpRequest) -> Self {
        let header = request.headers().get(IF_MATCH);
        header.map_or(Self::Absent, |value| value.to_str().map_or(Self::Foreign, Self::parse))
    }

    fn parse(text: &str) -> Self {
        let tag = text.trim();
        if tag == "*" {
            return Self::Any;
        }
        let tag = tag.trim_start_matches("W/").trim_matches('"');
        tag.split('.')
            .next()
            .and_then(|version| version.parse().ok())
            .map_or(Self::Foreign, Self::Version)
    }
}

impl FromRequest for IfMatch {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _payload: &mut Payload) -> Self::Future {
        ready(Ok(Self::of(request)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_version_is_compared() {
        assert!(IfMatch::parse(&etag(7, Some("green"))).check(7).is_ok());
        assert!(IfMatch::parse("\"7.red\"").check(7).is_ok());
        assert!(IfMatch::parse("W/\"7\"").check(7).is_ok());
        assert!(IfMatch::parse("*").check(7).is_ok());
        assert_eq!(
            IfMatch::parse("\"6.green\"").check(7).unwrap_err().code,
            Code::StaleVersion
        );
        assert_eq!(IfMatch::parse("\"abc\"").check(7).unwrap_err().code, Code::StaleVersion);
        assert_eq!(IfMatch::Absent.check(7).unwrap_err().code, Code::PreconditionRequired);
    }
}
