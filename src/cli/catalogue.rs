//! `yiwang catalogue import`.

use std::mem;
use std::path::PathBuf;

use anyhow::bail;
use clap::{Args, Subcommand};

use super::Outcome;
use crate::catalogue::import::{self, Files, ImportOptions, Report};
use crate::config::Settings;
use crate::server;

/// More rejections than a person reads at once help nobody.
const MOST_SHOWN: usize = 100;

/// The catalogue.
#[derive(Debug, Subcommand)]
pub(super) enum Catalogue {
    /// Import divisions, departments, items and bundles from files
    Import(Import),
}

/// All or nothing unless --partial. Changed items and bundles become drafts unless --publish.
#[derive(Debug, Args)]
pub(super) struct Import {
    /// A JSON file (an array of documents, or one), an NDJSON file, or a folder of them, with its folders `items` and `bundles`
    #[arg(value_name = "FILE|DIR")]
    path: PathBuf,
    /// Only report what would happen
    #[arg(long)]
    dry_run: bool,
    /// Import what is right even if some documents are rejected
    #[arg(long)]
    partial: bool,
    /// Publish items and bundles at once, which also checks that they are sound
    #[arg(long)]
    publish: bool,
}

impl Catalogue {
    pub(super) async fn run(self, settings: &Settings) -> Outcome {
        let Self::Import(import) = self;
        import.run(settings).await
    }
}

impl Import {
    /// 1. Read the file or folder; what cannot be read stops everything.
    /// 2. Import their documents as one.
    /// 3. Say what happened; rejections are exit code 1.
    async fn run(self, settings: &Settings) -> Outcome {
        let mut files = Files::read(&self.path)?;
        let entries = mem::take(&mut files.entries);
        let options = ImportOptions {
            dry_run: self.dry_run,
            partial: self.partial,
            publish: self.publish,
            by: None,
        };
        let report = server::on_parts(settings, async |parts| -> anyhow::Result<Report> {
            let mut connection = parts.db.get().await?;
            Ok(import::run(&mut connection, entries, &options, parts.clock.now()).await?)
        })
        .await??;
        tell(&report, &files, self.dry_run)
    }
}

fn tell(report: &Report, files: &Files, dry_run: bool) -> Outcome {
    for rejection in report.rejected.iter().take(MOST_SHOWN) {
        let error = &rejection.error;
        let place = files.place(rejection.line);
        let place = place.map_or_else(String::new, |(file, line)| format!("{}:{line}", file.display()));
        println!("{place} {} {}: {}", error.pointer, error.code, error.message.en);
        for line in &error.evidence {
            println!("    {}", line.en);
        }
    }
    let Report {
        created,
        updated,
        unchanged,
        ..
    } = report;
    println!(
        "{created} created, {updated} updated, {unchanged} unchanged, {} rejected",
        report.rejected.len()
    );
    match (report.rejected.len(), report.written, dry_run) {
        (0, _, false) => Ok(()),
        (0, _, true) => {
            println!("Nothing was written: this was a dry run.");
            Ok(())
        }
        (faults, true, _) => bail!("{faults} faults; the documents without one were imported"),
        (faults, false, _) => bail!("{faults} faults; nothing was imported"),
    }
}
