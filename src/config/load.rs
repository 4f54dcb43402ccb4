//! Reading the settings.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use ::config::{Config, Environment, File, FileFormat};

use super::Settings;

const DEFAULT_FILE: &str = "yiwang.toml";
const PREFIX: &str = "YIWANG_";
/// Where the file is named by the environment.
const FILE_VARIABLE: &str = "YIWANG_CONFIG";
/// The password for `yiwang account create`.
pub const PASSWORD_VARIABLE: &str = "YIWANG_ACCOUNT_PASSWORD";
/// Read by the program's own tests, not by the server.
const TEST_PREFIX: &str = "YIWANG_TEST_";
/// Read by others: where the file is, the password of a new account, and the server that the demo drives.
const OTHERS: [&str; 3] = [FILE_VARIABLE, PASSWORD_VARIABLE, "YIWANG_URL"];
/// Names known beside the systematic ones.
const ALIASES: [(&str, &str); 2] = [
    ("DATABASE_URL", "YIWANG_DATABASE__URL"),
    ("YIWANG_OWNER_DATABASE_URL", "YIWANG_DATABASE__OWNER_URL"),
];

/// Why the settings cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file named does not exist.
    #[error("there is no configuration file {}", .0.display())]
    NoFile(PathBuf),
    /// Something in it, or in the environment, is wrong.
    #[error("configuration: {0}")]
    Invalid(String),
    /// Keys missing or malformed.
    #[error("{0}")]
    Keys(String),
}

/// Reads the settings of this process: `file` if given, and its environment.
///
/// # Errors
/// When the file is missing or unreadable, or a key is unknown or does not fit.
pub fn load(file: Option<&Path>) -> Result<Settings, ConfigError> {
    load_from(
        file,
        std::env::vars_os().filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?))),
    )
}

/// Reads the settings from `file` (`yiwang.toml` in the working directory if there is one) and the given variables.
///
/// # Errors
/// As [`load`].
pub fn load_from(
    file: Option<&Path>,
    variables: impl IntoIterator<Item = (String, String)>,
) -> Result<Settings, ConfigError> {
    let variables: HashMap<String, String> = variables.into_iter().collect();
    let named = file
        .map(Path::to_owned)
        .or_else(|| variables.get(FILE_VARIABLE).map(PathBuf::from));
    let mut builder = Config::builder();
    match named {
        Some(path) if !path.is_file() => return Err(ConfigError::NoFile(path)),
        Some(path) => builder = builder.add_source(File::from(path).format(FileFormat::Toml)),
        None => builder = builder.add_source(File::new(DEFAULT_FILE, FileFormat::Toml).required(false)),
    }
    let environment = Environment::with_prefix("YIWANG").prefix_separator("_").separator("__");
    builder
        .add_source(environment.source(Some(systematic(variables))))
        .build()
        .and_then(Config::try_deserialize)
        .map_err(|error| ConfigError::Invalid(error.to_string()))
}

/// The variables that are settings, under their systematic names. An empty variable counts as unset.
fn systematic(variables: HashMap<String, String>) -> HashMap<String, String> {
    variables
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .filter_map(|(name, value)| {
            if let Some((_, known)) = ALIASES.iter().find(|(alias, _)| *alias == name) {
                return Some(((*known).to_owned(), value));
            }
            let other = OTHERS.contains(&name.as_str()) || name.starts_with(TEST_PREFIX);
            let ours = name.starts_with(PREFIX) && !other;
            ours.then_some((name, value))
        })
        .collect()
}
