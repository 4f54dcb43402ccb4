//! What the server tells its operator: a structured log, one line a request, and metrics.
//!
//! Neither ever holds bodies, tokens, query strings or personal data.

mod access_log;
pub mod metrics;

pub use access_log::access_log;

use std::io::IsTerminal;

use tracing_subscriber::EnvFilter;

use crate::config::{LogFormat, LogSettings};

/// Why the log cannot be set up.
#[derive(Debug, thiserror::Error)]
pub enum TelemetryError {
    /// `log.filter` is malformed.
    #[error("log.filter: {0}")]
    Filter(#[from] tracing_subscriber::filter::ParseError),
    /// There is a log already.
    #[error("the log was set up twice")]
    Twice,
}

/// Sends the log of this process to standard error, in `format` unless the settings say otherwise.
///
/// # Errors
/// When the filter is malformed or there is a log already.
pub fn init(settings: &LogSettings, format: LogFormat) -> Result<(), TelemetryError> {
    let filter = EnvFilter::try_new(&settings.filter)?;
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal());
    let done = match settings.format.unwrap_or(format) {
        LogFormat::Json => log
            .json()
            .flatten_event(true)
            .with_current_span(false)
            .with_span_list(false)
            .try_init(),
        LogFormat::Text => log.compact().try_init(),
    };
    done.map_err(|_| TelemetryError::Twice)
}
