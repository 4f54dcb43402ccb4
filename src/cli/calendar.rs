//! `yiwang calendar load`.

use std::fs;
use std::path::PathBuf;

use anyhow::Context;
use clap::{Args, Subcommand};

use super::Outcome;
use crate::calendar::YearsFile;
use crate::calendar::load::{self, Loader};
use crate::config::Settings;
use crate::server;

/// The calendar of working days.
#[derive(Debug, Subcommand)]
pub(super) enum Calendar {
    /// Load the notices of new years, or correct years
    Load(Load),
}

/// All or nothing. Running servers take the years up within seconds and compute open due dates again.
#[derive(Debug, Args)]
pub(super) struct Load {
    /// A JSON file: {"2027": {"off": ["2027-01-01", …], "work": […], "source": "…"}}
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

impl Calendar {
    pub(super) async fn run(self, settings: &Settings) -> Outcome {
        let Self::Load(load) = self;
        load.run(settings).await
    }
}

impl Load {
    /// 1. Read the file; anything wrong with it stops everything.
    /// 2. Load its years.
    /// 3. Say which.
    async fn run(self, settings: &Settings) -> Outcome {
        let file = self.file.display().to_string();
        let text = fs::read_to_string(&self.file).with_context(|| file.clone())?;
        let YearsFile(years) = YearsFile::parse(&text).with_context(|| file.clone())?;
        server::on_parts(settings, async |parts| -> anyhow::Result<()> {
            let mut connection = parts.db.get().await?;
            Ok(load::load(&mut connection, &years, &Loader::default(), parts.clock.now()).await?)
        })
        .await??;
        for (year, new) in &years {
            let (off, work) = (new.arrangement.off.len(), new.arrangement.work.len());
            println!("{year}: days off {off}, make-up working days {work}");
        }
        println!("Loaded. Running servers compute open due dates again; GET /api/v1/calendar/{{year}} shows how far.");
        Ok(())
    }
}
