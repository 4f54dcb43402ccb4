//! `yiwang account create`.

use std::io::{IsTerminal, Read, Write, stdin};

use anyhow::{Context, bail};
use clap::{Args, Subcommand, ValueEnum};
use nix::sys::termios::{LocalFlags, SetArg, tcgetattr, tcsetattr};
use secrecy::SecretString;

use super::Outcome;
use crate::codes::{CreditCode, Post};
use crate::config::{PASSWORD_VARIABLE, Settings};
use crate::db::is_unique_violation;
use crate::identity::accounts::AccountKind;
use crate::identity::seed::{self, Seed};
use crate::identity::{Password, Role};
use crate::server::{self, Parts};

/// Accounts.
#[derive(Debug, Subcommand)]
pub(super) enum Account {
    /// Create an account, or give posts to one that is there
    Create(Create),
}

/// The password is read from YIWANG_ACCOUNT_PASSWORD, asked for on a terminal, or read from standard input; never from an argument.
#[derive(Debug, Args)]
pub(super) struct Create {
    /// What kind of account
    #[arg(long, value_enum, default_value_t = Kind::Staff)]
    kind: Kind,
    /// The login: lower-case letters, digits, dots and dashes
    #[arg(long)]
    login: String,
    /// What the account is for
    #[arg(long, value_enum)]
    role: AccountRole,
    /// The name
    #[arg(long)]
    name: String,
    /// The citizen id number, of natural persons
    #[arg(long)]
    citizen_id: Option<String>,
    /// The mobile number
    #[arg(long)]
    phone: Option<String>,
    /// The e-mail address
    #[arg(long)]
    email: Option<String>,
    /// The credit code of a department in which a post is held; each with a --post
    #[arg(long, value_name = "CODE")]
    department: Vec<String>,
    /// The post held there, such as window, reviewer or approver
    #[arg(long)]
    post: Vec<String>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Kind {
    #[value(name = "natural_person")]
    NaturalPerson,
    Staff,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum AccountRole {
    Applicant,
    Staff,
    Manager,
    Auditor,
    Admin,
}

impl Account {
    pub(super) async fn run(self, settings: &Settings) -> Outcome {
        let Self::Create(create) = self;
        create.run(settings).await
    }
}

impl Create {
    /// 1. Read what was given; nothing is asked of the database for a misspelt code.
    /// 2. Read the password, and judge it as registration does.
    /// 3. Create the account unless the login is taken, and give it its posts.
    async fn run(self, settings: &Settings) -> Outcome {
        let seed = self.seed()?;
        let posts = self.posts()?;
        let password = read_password()?;
        server::on_parts(settings, async |parts| ensure(parts, &seed, &posts, password).await).await?
    }

    fn seed(&self) -> anyhow::Result<Seed> {
        Ok(Seed {
            login: self
                .login
                .parse()
                .map_err(|_| anyhow::anyhow!("--login: {} cannot be a login", self.login))?,
            kind: match self.kind {
                Kind::NaturalPerson => AccountKind::NaturalPerson,
                Kind::Staff => AccountKind::Staff,
            },
            role: match self.role {
                AccountRole::Applicant => Role::Applicant,
                AccountRole::Staff => Role::Staff,
                AccountRole::Manager => Role::Manager,
                AccountRole::Auditor => Role::Auditor,
                AccountRole::Admin => Role::Admin,
            },
            name: self
                .name
                .parse()
                .map_err(|_| anyhow::anyhow!("--name: {} cannot be a name", self.name))?,
            citizen_id: self
                .citizen_id
                .as_deref()
                .map(str::parse)
                .transpose()
                .context("--citizen-id")?,
            phone: self.phone.as_deref().map(str::parse).transpose().context("--phone")?,
            email: self.email.as_deref().map(str::parse).transpose().context("--email")?,
        })
    }

    fn posts(&self) -> anyhow::Result<Vec<(CreditCode, Post)>> {
        if self.department.len() != self.post.len() {
            bail!("each --department needs its --post, and each --post its --department");
        }
        let pairs = self.department.iter().zip(&self.post);
        pairs
            .map(|(department, post)| {
                Ok((
                    department.parse().context("--department")?,
                    post.parse().context("--post")?,
                ))
            })
            .collect()
    }
}

async fn ensure(parts: &Parts, seed: &Seed, posts: &[(CreditCode, Post)], password: Password) -> Outcome {
    let faults = parts.passwords.faults("/password", &password, &[seed.login.as_str()]);
    if let Some(fault) = faults.first() {
        bail!("the password will not do: {}", fault.message.en);
    }
    let hash = parts.passwords.hash(password).await?;
    let now = parts.clock.now();
    let mut connection = parts.db.get().await?;
    let ensured = match seed::ensure_account(&mut connection, &parts.vault, seed, &hash, now).await {
        Ok(ensured) => ensured,
        Err(error) if is_unique_violation(&error) => {
            bail!("citizen id, phone or e-mail address belong to another account")
        }
        Err(error) => return Err(error.into()),
    };
    for (department, post) in posts {
        seed::ensure_membership(&mut connection, ensured.id, department, post, now).await?;
    }
    let login = seed.login.as_str();
    if ensured.created {
        println!("Created {login} ({}), holding {} posts.", ensured.id, posts.len());
    } else {
        println!(
            "{login} ({}) was there already and keeps its password; it now holds these {} posts too.",
            ensured.id,
            posts.len()
        );
    }
    Ok(())
}

fn read_password() -> anyhow::Result<Password> {
    let text: SecretString = match std::env::var(PASSWORD_VARIABLE) {
        Ok(password) => password.into(),
        Err(_) if stdin().is_terminal() => ask_password()?.into(),
        Err(_) => {
            let mut text = String::new();
            stdin()
                .take(1024)
                .read_to_string(&mut text)
                .context("no password on standard input")?;
            text.trim_end_matches(['\r', '\n']).into()
        }
    };
    Ok(Password::from(text))
}

/// Asks without showing what is typed.
fn ask_password() -> anyhow::Result<String> {
    let shown = tcgetattr(stdin())?;
    let mut hidden = shown.clone();
    hidden.local_flags.remove(LocalFlags::ECHO);
    eprint!("Password: ");
    std::io::stderr().flush()?;
    tcsetattr(stdin(), SetArg::TCSANOW, &hidden)?;
    let mut line = String::new();
    let read = stdin().read_line(&mut line);
    tcsetattr(stdin(), SetArg::TCSANOW, &shown)?;
    eprintln!();
    read?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}
