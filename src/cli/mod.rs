//! The command line. Errors are one line on standard error and exit code 1; wrong usage is exit code 2.

mod account;
mod calendar;
mod catalogue;
mod healthcheck;
mod migrate;
mod procedure;
mod serve;

use std::future::Future;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::config::{self, LogFormat, LogSettings, Settings};
use crate::{server, telemetry};

/// What commands log that end by themselves: what went wrong, but not that a server would send no mail.
const QUIET: &str = "warn,yiwang::notifications=error";

/// What a command fails with: one line for the operator.
type Outcome = Result<(), anyhow::Error>;

/// Yiwang (一网): a backend for one-network government services.
#[derive(Debug, Parser)]
#[command(version, propagate_version = true)]
struct Arguments {
    /// The configuration file [default: yiwang.toml, if there is one]
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the API
    Serve(serve::Serve),
    /// Bring the database's schema up to date
    Migrate(migrate::Migrate),
    /// Import the catalogue
    #[command(subcommand)]
    Catalogue(catalogue::Catalogue),
    /// Load years of the calendar of working days
    #[command(subcommand)]
    Calendar(calendar::Calendar),
    /// Import procedures
    #[command(subcommand)]
    Procedure(procedure::Procedure),
    /// Create accounts
    #[command(subcommand)]
    Account(account::Account),
    /// Print the OpenAPI document
    Openapi,
    /// Ask the server on this machine whether it is ready (exit code 0 when it is)
    Healthcheck,
}

/// Runs the command of this process's arguments.
pub fn run() -> ExitCode {
    match execute(Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {}", told(&error));
            ExitCode::FAILURE
        }
    }
}

/// An error with its causes, in one line. Some errors tell their cause themselves.
fn told(error: &anyhow::Error) -> String {
    let mut line = String::new();
    for cause in error.chain().map(ToString::to_string) {
        if line.is_empty() {
            line = cause;
        } else if !line.contains(&cause) {
            line = format!("{line}: {cause}");
        }
    }
    line.replace('\n', " ")
}

fn execute(arguments: Arguments) -> Outcome {
    if let Command::Openapi = arguments.command {
        print!("{}", server::openapi::text());
        return Ok(());
    }
    let settings = config::load(arguments.config.as_deref())?;
    match arguments.command {
        Command::Serve(serve) => {
            telemetry::init(&settings.log, serve.log_format())?;
            on_runtime(serve.run(settings))
        }
        Command::Migrate(migrate) => with_log(&settings, migrate.run(&settings)),
        Command::Catalogue(catalogue) => with_log(&settings, catalogue.run(&settings)),
        Command::Calendar(calendar) => with_log(&settings, calendar.run(&settings)),
        Command::Procedure(procedure) => with_log(&settings, procedure.run(&settings)),
        Command::Account(account) => with_log(&settings, account.run(&settings)),
        Command::Healthcheck => healthcheck::run(&settings),
        Command::Openapi => Ok(()),
    }
}

/// Runs a command that ends by itself, with a log for people, of what went wrong unless configured otherwise.
fn with_log(settings: &Settings, command: impl Future<Output = Outcome>) -> Outcome {
    let quiet = LogSettings {
        filter: QUIET.to_owned(),
        ..settings.log.clone()
    };
    let log = if settings.log.filter == LogSettings::default().filter {
        &quiet
    } else {
        &settings.log
    };
    telemetry::init(log, LogFormat::Text)?;
    on_runtime(command)
}

fn on_runtime(command: impl Future<Output = Outcome>) -> Outcome {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?
        .block_on(command)
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Arguments::command().debug_assert();
    }
}
