//! The installation's keys, from the settings or the file the embedded mode makes.

use secrecy::{ExposeSecret, SecretString};

use super::{ConfigError, KeySettings, Settings};
use crate::crypto::{DataKeyPart, KeyParts, Keys};

const FILE: &str = "keys.json";

/// The configured keys; with the embedded database and none configured, those of `data_dir/keys.json`, made once (mode 0600).
///
/// # Errors
/// When keys are incomplete, malformed, or missing beside an external database.
pub fn keys(settings: &Settings) -> Result<Keys, ConfigError> {
    let KeySettings { data, index, token } = &settings.keys;
    let keys = match (data, index, token) {
        (Some(data), Some(index), Some(token)) => Keys::from_parts(&KeyParts {
            data_keys: data_keys(data)?,
            index_key: index.clone(),
            token_key: token.clone(),
        }),
        (None, None, None) if settings.is_embedded() => Keys::load_or_create(&settings.data_dir.join(FILE)),
        (None, None, None) => {
            return Err(ConfigError::Keys(
                "an external database needs keys.data, keys.index and keys.token (32 random bytes each, base64: \
                 `openssl rand -base64 32`); every instance must have the same ones"
                    .to_owned(),
            ));
        }
        _ => {
            return Err(ConfigError::Keys(
                "set all of keys.data, keys.index and keys.token, or none of them".to_owned(),
            ));
        }
    };
    keys.map_err(|error| ConfigError::Keys(error.to_string()))
}

/// Reads `<id>:<base64>` parts, newest first; a bare key has the id 1.
fn data_keys(text: &SecretString) -> Result<Vec<DataKeyPart>, ConfigError> {
    text.expose_secret()
        .split(',')
        .map(|part| match part.trim().split_once(':') {
            None => Ok(DataKeyPart {
                id: 1,
                key: part.trim().into(),
            }),
            Some((id, key)) => id
                .parse()
                .map(|id| DataKeyPart { id, key: key.into() })
                .map_err(|_| ConfigError::Keys("keys.data: expected <id>:<base64>, comma-separated".to_owned())),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use base64::Engine;
    use base64::engine::general_purpose::STANDARD;

    use super::*;

    fn key(byte: u8) -> String {
        STANDARD.encode([byte; 32])
    }

    fn with(data: &str) -> Settings {
        let keys = KeySettings {
            data: Some(data.into()),
            index: Some(key(8).into()),
            token: Some(key(9).into()),
        };
        Settings {
            keys,
            ..Settings::default()
        }
    }

    #[test]
    fn an_old_data_key_still_opens_what_it_sealed() {
        let sealed = keys(&with(&key(1))).unwrap().cipher().encrypt("p", "value");
        let rotated = keys(&with(&format!("2:{},1:{}", key(2), key(1)))).unwrap().cipher();
        assert_eq!(rotated.decrypt("p", &sealed).unwrap(), "value");
        assert!(!rotated.is_current(&sealed));
    }

    #[test]
    fn embedded_mode_makes_keys_once_and_an_external_database_needs_them_given() {
        let dir = tempfile::tempdir().unwrap();
        let mut settings = Settings {
            data_dir: dir.path().to_owned(),
            ..Settings::default()
        };
        let sealed = keys(&settings).unwrap().cipher().encrypt("p", "value");
        assert_eq!(
            keys(&settings).unwrap().cipher().decrypt("p", &sealed).unwrap(),
            "value"
        );
        settings.database.url = Some("postgres://elsewhere".into());
        assert!(keys(&settings).unwrap_err().to_string().contains("keys.data"));
    }

    #[test]
    fn half_a_set_of_keys_is_refused_without_printing_it() {
        let mut settings = with("x:secret");
        assert!(!keys(&settings).unwrap_err().to_string().contains("secret"));
        settings.keys.index = None;
        assert!(keys(&settings).unwrap_err().to_string().contains("all of"));
    }
}
