//! `make demo`: drives a running development server through the main job over HTTP and prints each step in plain words.
//!
//! It needs the server's URL (`YIWANG_URL`, or the port in `YIWANG_PORT`), the password of the demo accounts (`YIWANG_DEV_PASSWORD`, or the file
//! `dev-password` that the server leaves in its data directory), and that directory (`YIWANG_DATA_DIR`) to show e-mails. It can be run again
//! and again on the same server. If any step differs from what is expected, it says what was expected and what came, and fails.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "this program is for reading")]

mod client;
mod desk;
mod files;
mod mail;
mod matter;
mod people;
mod reply;
mod say;
mod stories;

use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context, Result};
use clap::{Parser, ValueEnum};

use client::{Api, Call};
use desk::Desk;
use mail::Mailbox;

/// Shows the main job on a running server: `make run` in one terminal, `make demo` in another.
#[derive(Parser)]
#[command(name = "demo")]
struct Arguments {
    /// The server
    #[arg(long, env = "YIWANG_URL")]
    url: Option<String>,
    /// The server's port on this machine, when no URL is given
    #[arg(long, env = "YIWANG_PORT", default_value_t = 8080)]
    port: u16,
    /// The password of the demo accounts; read from the data directory when absent
    #[arg(long, env = "YIWANG_DEV_PASSWORD", hide_env_values = true)]
    password: Option<String>,
    /// The server's data directory
    #[arg(long, env = "YIWANG_DATA_DIR", default_value = "data")]
    data_dir: PathBuf,
    /// Tell only this story
    #[arg(long)]
    only: Option<Story>,
    /// Rest so many seconds before each step, to read along
    #[arg(long, default_value_t = 0.0)]
    pace: f64,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Story {
    /// From filing to the completion e-mail
    Main,
    /// Something is missing
    Supplement,
    /// Refused, with reasons and appeal rights
    Denial,
    /// Withdrawn by the applicant
    Withdrawal,
    /// At the window, without an account
    Window,
    /// One matter: a newborn
    Newborn,
    /// One matter that fails in part
    Failure,
    /// One matter: a restaurant, without tobacco and with
    Restaurant,
}

/// What every story needs.
struct World {
    api: Api,
    desk: Desk,
    mailbox: Mailbox,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    match run(Arguments::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\n✗ 与预期不符 · not as expected\n{error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: Arguments) -> Result<()> {
    say::pace(Duration::try_from_secs_f64(arguments.pace)?);
    let url = arguments.url.clone();
    let api = Api::new(&url.unwrap_or_else(|| format!("http://127.0.0.1:{}", arguments.port)))?;
    println!("一网演示 · Yiwang demo · {}", api.url());
    api.send(&Call::get("/divisions").with("limit", "1"), None)
        .await?
        .expect(200)?;
    let world = World {
        desk: Desk::open(&api, &password(&arguments)?).await?,
        mailbox: Mailbox::below(&arguments.data_dir),
        api,
    };
    let wanted = |story| arguments.only.is_none_or(|only| only == story);
    if wanted(Story::Main) {
        stories::main_job::tell(&world).await?;
    }
    if wanted(Story::Supplement) {
        stories::supplement::tell(&world).await?;
    }
    if wanted(Story::Denial) {
        stories::denial::tell(&world).await?;
    }
    if wanted(Story::Withdrawal) {
        stories::withdrawal::tell(&world).await?;
    }
    if wanted(Story::Window) {
        stories::window::tell(&world).await?;
    }
    if wanted(Story::Newborn) {
        stories::newborn::tell(&world).await?;
    }
    if wanted(Story::Failure) {
        stories::failure::tell(&world).await?;
    }
    if wanted(Story::Restaurant) {
        stories::restaurant::tell(&world).await?;
    }
    println!("\n✓ 每一步都与预期一致 · every step was as expected");
    Ok(())
}

fn password(arguments: &Arguments) -> Result<String> {
    if let Some(password) = &arguments.password {
        return Ok(password.clone());
    }
    let file = arguments.data_dir.join("dev-password");
    let text = fs::read_to_string(&file).with_context(|| {
        format!(
            "set YIWANG_DEV_PASSWORD to the password the server printed when it started: there is none in {}",
            file.display()
        )
    })?;
    Ok(text.trim().to_owned())
}
