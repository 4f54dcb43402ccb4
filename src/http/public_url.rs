//! Where people reach the service in a browser: what is printed leads there.

use actix_web::http::Uri;

/// The address of the city's site, if it was told.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PublicUrl(Option<String>);

/// Why a public address will not do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not an http(s) URL such as https://city.example, without query")]
pub struct BadPublicUrl(String);

impl PublicUrl {
    /// Reads the setting.
    ///
    /// # Errors
    /// When it is not an http(s) URL with a host, or has a query.
    pub fn parse(setting: Option<&str>) -> Result<Self, BadPublicUrl> {
        let Some(text) = setting.map(str::trim).filter(|text| !text.is_empty()) else {
            return Ok(Self(None));
        };
        let bad = || BadPublicUrl(text.to_owned());
        let uri: Uri = text.parse().map_err(|_| bad())?;
        let is_web = matches!(uri.scheme_str(), Some("http" | "https"));
        if is_web && uri.host().is_some_and(|host| !host.is_empty()) && uri.query().is_none() && !text.contains('#') {
            Ok(Self(Some(text.trim_end_matches('/').to_owned())))
        } else {
            Err(bad())
        }
    }

    /// A link to a place on the site, which begins with `/`; none when no address was told.
    pub fn link(&self, place: &str) -> Option<String> {
        self.0.as_ref().map(|site| format!("{site}{place}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_lead_to_the_site() {
        for (setting, link) in [
            (None, None),
            (Some(" "), None),
            (Some("https://city.example"), Some("https://city.example/progress")),
            (
                Some("http://city.example:8080/online/"),
                Some("http://city.example:8080/online/progress"),
            ),
        ] {
            let url = PublicUrl::parse(setting).unwrap();
            assert_eq!(url.link("/progress").as_deref(), link, "{setting:?}");
        }
    }

    #[test]
    fn what_no_browser_opens_is_refused() {
        for setting in [
            "city.example",
            "/online",
            "ftp://city.example",
            "javascript:alert(1)",
            "https://",
            "https://city.example/?a=b",
            "https://city.example/#top",
            "https://city example",
        ] {
            PublicUrl::parse(Some(setting)).unwrap_err();
        }
    }
}
