//! `yiwang serve`.

use std::path::Path;

use anyhow::{Context, bail};
use clap::Args;
use secrecy::SecretString;
use tokio::signal::unix::{SignalKind, signal};

use super::Outcome;
use crate::config::{LogFormat, Settings};
use crate::dev::seed;
use crate::server::{Application, Mode, Parts};

/// Serve the API.
#[derive(Debug, Args)]
pub(super) struct Serve {
    /// Development mode: demo catalogue and accounts, mail written to files, a clock that can be moved
    #[arg(long)]
    dev: bool,
    /// Allow development mode on an external database; its data becomes demo data
    #[arg(long, requires = "dev")]
    force_dev: bool,
}

impl Serve {
    /// The log's format unless configured.
    pub(super) fn log_format(&self) -> LogFormat {
        if self.dev { LogFormat::Text } else { LogFormat::Json }
    }

    /// Serves until SIGTERM or SIGINT.
    ///
    /// 1. Refuse development mode on somebody's real database.
    /// 2. Build the server; in development mode, load the demo data.
    /// 3. Say where it is, and serve.
    pub(super) async fn run(self, settings: Settings) -> Outcome {
        if self.dev && !settings.is_embedded() && !self.force_dev {
            bail!(
                "--dev with an external DATABASE_URL would fill it with demo data; unset DATABASE_URL, or add --force-dev"
            );
        }
        let mode = if self.dev { Mode::Development } else { Mode::Production };
        let host = settings.host.clone();
        let mut terminate = signal(SignalKind::terminate())?;
        let mut interrupt = signal(SignalKind::interrupt())?;
        let (given, data_dir) = (settings.dev_password.clone(), settings.data_dir.clone());
        let application = Application::build(settings, mode).await?;
        let mut welcome = None;
        if self.dev {
            match furnish(application.parts(), given.as_ref(), &data_dir).await {
                Ok(text) => welcome = Some(text),
                Err(error) => {
                    application.run_until(async {}).await?;
                    return Err(error);
                }
            }
        }
        let url = format!("http://{host}:{}", application.port());
        println!(
            "Yiwang {} serves {url}, documented at {url}/docs",
            env!("CARGO_PKG_VERSION")
        );
        if let Some(welcome) = welcome {
            println!("{welcome}");
        }
        application
            .run_until(async {
                tokio::select! {
                    _ = terminate.recv() => {}
                    _ = interrupt.recv() => {}
                }
            })
            .await?;
        Ok(())
    }
}

/// Loads the demo data. Gives what to tell about it.
async fn furnish(parts: &Parts, given: Option<&SecretString>, data_dir: &Path) -> anyhow::Result<String> {
    let password = seed::password(given, data_dir).context("the password of the demo accounts")?;
    let departments = seed::catalogue(&parts.db, &parts.catalogue, &parts.clock).await?;
    seed::accounts(
        &parts.db,
        &parts.vault,
        &parts.passwords,
        &password,
        &departments,
        &parts.clock,
    )
    .await?;
    Ok(seed::welcome(&password))
}
