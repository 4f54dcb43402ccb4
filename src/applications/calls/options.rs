//! Which services there are, and how they are asked.

use std::collections::BTreeMap;
use std::time::Duration;

use reqwest::Url;
use secrecy::SecretString;

/// The longest to wait for one answer: the queue has other work too.
const LONGEST_TIMEOUT: Duration = Duration::from_secs(120);

/// One data-sharing service.
#[derive(Clone, Debug)]
pub struct ServiceOptions {
    /// Where questions are posted to.
    pub url: Url,
    /// Sent as bearer token.
    pub token: Option<SecretString>,
    /// How long to wait for an answer, unless the node says.
    pub timeout: Duration,
    /// How often to ask before people decide, unless the node says.
    pub attempts: u32,
    /// JSON Pointers of the form's fields that it is sent, sensitive ones among them; all but the sensitive ones when there are none.
    pub fields: Vec<String>,
    /// Whether it is told who applies: name, and citizen id or credit code.
    pub identity: bool,
    /// After how many failures in a row it is left alone for a while.
    pub breaks_after: u32,
    /// For how long.
    pub rests: Duration,
}

/// Why services cannot be used as they are configured.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ServiceError {
    /// The URL is no URL of a service.
    #[error("{name}: the URL is not one of http or https")]
    Url {
        /// The service.
        name: String,
    },
    /// A number makes no sense.
    #[error("{name}: {setting} must be from {least} to {most}")]
    Range {
        /// The service.
        name: String,
        /// The setting.
        setting: &'static str,
        /// Its least value.
        least: u64,
        /// Its greatest.
        most: u64,
    },
    /// A field is no JSON Pointer.
    #[error("{name}: {field} is not a JSON Pointer")]
    Field {
        /// The service.
        name: String,
        /// What was written.
        field: String,
    },
    /// The HTTP client cannot be built.
    #[error("the HTTP client cannot be built: {0}")]
    Client(String),
}

/// Every service, by the name that procedures use.
pub type Services = BTreeMap<String, ServiceOptions>;

impl ServiceOptions {
    /// Options for a URL, with the defaults of everything else.
    ///
    /// # Errors
    /// When it is no URL of http or https.
    pub fn at(name: &str, url: &str) -> Result<Self, ServiceError> {
        let url = Url::parse(url)
            .ok()
            .filter(|url| ["http", "https"].contains(&url.scheme()));
        let url = url.ok_or_else(|| ServiceError::Url { name: name.to_owned() })?;
        Ok(Self {
            url,
            token: None,
            timeout: Duration::from_secs(10),
            attempts: 5,
            fields: Vec::new(),
            identity: false,
            breaks_after: 5,
            rests: Duration::from_secs(30),
        })
    }

    /// Checks what types do not say.
    ///
    /// # Errors
    /// When a number is out of its range, or a field no JSON Pointer.
    pub fn checked(self, name: &str) -> Result<Self, ServiceError> {
        let numbers = [
            ("timeout_s", self.timeout.as_secs(), LONGEST_TIMEOUT.as_secs()),
            ("attempts", self.attempts.into(), 100),
            ("breaks_after", self.breaks_after.into(), 1_000),
            ("rests_s", self.rests.as_secs(), 86_400),
        ];
        let name = || name.to_owned();
        for (setting, value, most) in numbers {
            if value < 1 || value > most {
                let least = 1;
                return Err(ServiceError::Range {
                    name: name(),
                    setting,
                    least,
                    most,
                });
            }
        }
        match self.fields.iter().find(|field| !field.starts_with('/')) {
            Some(field) => Err(ServiceError::Field {
                name: name(),
                field: field.clone(),
            }),
            None => Ok(self),
        }
    }

    /// How long to wait for an answer to a node that may say so itself.
    pub(super) fn timeout_of(&self, node: Option<u32>) -> Duration {
        let said = node.map_or(self.timeout, |seconds| Duration::from_secs(seconds.into()));
        said.clamp(Duration::from_secs(1), LONGEST_TIMEOUT)
    }

    /// How often to ask for a node that may say so itself.
    pub(super) fn attempts_of(&self, node: Option<u32>) -> u32 {
        node.unwrap_or(self.attempts).max(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_makes_no_sense_is_refused_by_name() {
        for url in ["", "ftp://a.example", "a.example/check", "file:///etc/passwd"] {
            let told = ServiceOptions::at("household", url).unwrap_err().to_string();
            assert!(told.starts_with("household: "), "{told}");
        }
        let good = ServiceOptions::at("household", "https://a.example/check").unwrap();
        assert!(good.clone().checked("household").is_ok());
        let endless = ServiceOptions {
            timeout: Duration::from_secs(121),
            ..good.clone()
        };
        assert_eq!(
            endless.checked("household").unwrap_err().to_string(),
            "household: timeout_s must be from 1 to 120"
        );
        let never = ServiceOptions {
            attempts: 0,
            ..good.clone()
        };
        assert!(never.checked("household").is_err());
        let nowhere = ServiceOptions {
            fields: vec!["name".to_owned()],
            ..good
        };
        assert!(nowhere.checked("household").is_err());
    }

    #[test]
    fn a_node_may_ask_in_its_own_way() {
        let service = ServiceOptions::at("household", "https://a.example").unwrap();
        assert_eq!(service.timeout_of(Some(3)), Duration::from_secs(3));
        assert_eq!(service.timeout_of(None), Duration::from_secs(10));
        assert_eq!(service.timeout_of(Some(9_999)), LONGEST_TIMEOUT);
        assert_eq!(
            (
                service.attempts_of(Some(2)),
                service.attempts_of(None),
                service.attempts_of(Some(0))
            ),
            (2, 5, 1)
        );
    }
}
