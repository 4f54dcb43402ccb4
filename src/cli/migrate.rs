//! `yiwang migrate`.

use anyhow::bail;
use clap::Args;

use super::Outcome;
use crate::config::Settings;
use crate::server::Database;

/// Bring the database's schema up to date.
#[derive(Debug, Args)]
pub(super) struct Migrate {
    /// Take the whole schema down instead, with ALL data
    #[arg(long)]
    revert_all: bool,
    /// Needed with --revert-all: yes, all data
    #[arg(long, requires = "revert_all")]
    destroy_all_data: bool,
}

impl Migrate {
    pub(super) async fn run(self, settings: &Settings) -> Outcome {
        if !self.revert_all {
            let ran = Database::migrate(settings).await?;
            println!("{} migrations run; the schema is up to date.", ran.len());
            return Ok(());
        }
        if !self.destroy_all_data {
            bail!("--revert-all destroys all data; say so with --destroy-all-data");
        }
        let reverted = Database::revert_all(settings).await?;
        println!("{} migrations reverted; the database is empty.", reverted.len());
        Ok(())
    }
}
