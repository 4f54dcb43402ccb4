//! `yiwang procedure import`.

mod known;
mod member;

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, bail};
use clap::{Args, Subcommand};
use serde_json::Value;

use known::Known;

use super::Outcome;
use crate::bpmn::{self, Directory, Options, Reading};
use crate::config::Settings;
use crate::procedure::Graph;

/// Procedures.
#[derive(Debug, Subcommand)]
pub(super) enum Procedure {
    /// Read a procedure from a BPMN 2.0 file
    Import(Import),
}

/// Prints the procedure as JSON, as an item's document has it. What cannot be mapped is listed on standard error with the ids of its elements;
/// then nothing is printed or written unless --partial.
#[derive(Debug, Args)]
pub(super) struct Import {
    /// The BPMN 2.0 file, as Camunda Modeler, bpmn.io or `GET …/procedure` writes it
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Where lanes find their departments by name: a catalogue's file or folder
    #[arg(long, value_name = "FILE|DIR", conflicts_with = "database")]
    catalogue: Option<PathBuf>,
    /// Find departments in the database instead
    #[arg(long)]
    database: bool,
    /// The item it is for, in that catalogue: its own department need not be named, and --check knows its form and questions
    #[arg(long, value_name = "CODE")]
    item: Option<String>,
    /// Write the procedure into this item's document instead of printing it
    #[arg(long, value_name = "FILE", conflicts_with = "item")]
    into: Option<PathBuf>,
    /// The id of the process, if the file has several
    #[arg(long, value_name = "ID")]
    process: Option<String>,
    /// Read durations as working days, not as calendar days
    #[arg(long)]
    working_days: bool,
    /// Also check that the procedure is sound, as publication does
    #[arg(long)]
    check: bool,
    /// Take what can be mapped
    #[arg(long)]
    partial: bool,
}

impl Procedure {
    pub(super) async fn run(self, settings: &Settings) -> Outcome {
        let Self::Import(import) = self;
        import.run(settings).await
    }
}

impl Import {
    /// 1. Read the file, with what is known of departments and the item.
    /// 2. Say what was found; what is unmapped ends it, unless --partial.
    /// 3. Check the procedure.
    /// 4. Print it, or write it into the item's document.
    async fn run(self, settings: &Settings) -> Outcome {
        // 1.
        let known = self.known(settings).await?;
        let document = fs::read(&self.file).with_context(|| self.file.display().to_string())?;
        let options = Options {
            process: self.process.clone(),
            working_days: self.working_days,
            directory: Directory {
                own: known.own_department(),
                names: known.departments.clone(),
            },
        };
        let reading = bpmn::read(&document, &options).with_context(|| self.file.display().to_string())?;

        // 2.
        self.tell(&reading)?;

        // 3.
        if self.check {
            sound(&reading.graph, &known)?;
        }

        // 4.
        let written = serde_json::to_string_pretty(&reading.graph)?;
        let Some(into) = &self.into else {
            println!("{written}");
            return Ok(());
        };
        let text = fs::read_to_string(into).with_context(|| into.display().to_string())?;
        let changed = member::set(&text, "procedure", &written);
        let changed = changed.with_context(|| format!("{}: not a JSON object", into.display()))?;
        fs::write(into, changed).with_context(|| into.display().to_string())?;
        println!("{} nodes written to {}", reading.graph.nodes.len(), into.display());
        Ok(())
    }

    async fn known(&self, settings: &Settings) -> Result<Known, anyhow::Error> {
        let mut known = match &self.catalogue {
            Some(path) => Known::in_files(path, self.item.as_deref())?,
            None if self.database => Known::in_database(settings, self.item.as_deref()).await?,
            None => Known::default(),
        };
        if let Some(code) = &self.item
            && known.item.is_none()
        {
            bail!("there is no item {code}: name the catalogue with --catalogue, or use --database");
        }
        if let Some(into) = &self.into {
            let text = fs::read_to_string(into).with_context(|| into.display().to_string())?;
            let item: Value = serde_json::from_str(&text).with_context(|| into.display().to_string())?;
            known.item = Some(item);
        }
        Ok(known)
    }

    fn tell(&self, reading: &Reading) -> Outcome {
        for finding in &reading.findings {
            eprintln!("{finding}");
        }
        let count = reading.unmapped().count();
        if count > 0 && !self.partial {
            bail!("{count} unmapped; nothing was taken (--partial takes the rest)");
        }
        Ok(())
    }
}

/// As publication checks it: the graph alone, or with the item's form and questions if that is known.
fn sound(graph: &Graph, known: &Known) -> Outcome {
    let faults: Vec<(String, String)> = match known.compiled(graph) {
        Some(Ok(version)) => told(version.soundness()),
        Some(Err(errors)) => told(errors),
        None => {
            let place = |node: Option<String>| {
                node.map_or_else(|| "/procedure".to_owned(), |node| format!("/procedure/nodes/{node}"))
            };
            let faults = graph.check().into_iter();
            faults
                .map(|fault| (place(fault.node.map(String::from)), fault.message_en))
                .collect()
        }
    };
    for (place, message) in &faults {
        eprintln!("unsound: {place}: {message}");
    }
    if !faults.is_empty() {
        bail!("the procedure is not sound: {} faults", faults.len());
    }
    Ok(())
}

fn told(errors: Vec<crate::problem::FieldError>) -> Vec<(String, String)> {
    let told = errors
        .into_iter()
        .map(|error| (error.pointer, error.message.en.into_owned()));
    told.collect()
}
