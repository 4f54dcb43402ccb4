//! The demo data: a city's catalogue and one account for each part one can play. Loading it again changes nothing but the password.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;

use crate::applications::phrases::{self, Common};
use crate::catalogue::import::{self, ImportOptions, entries};
use crate::catalogue::{Catalogue, demo};
use crate::clock::Clock;
use crate::codes::CreditCode;
use crate::db::Db;
use crate::identity::{Password, PasswordDesk, Vault, seed};
use crate::problem::Problem;

/// Where the password is left, in the data directory.
const PASSWORD_FILE: &str = "dev-password";
/// Without 0, O, 1, l and I, which are mistaken for each other.
const LETTERS: &[u8] = b"abcdefghijkmnpqrstuvwxyz23456789";

/// Loads the demo catalogue and publishes it, with common phrases for the posts that have none. Gives the departments there are then.
///
/// # Errors
/// When the database fails, or the demo catalogue is not right.
pub async fn catalogue(db: &Db, catalogue: &Catalogue, clock: &Clock) -> Result<Vec<CreditCode>, Problem> {
    let entries = entries::from_values(demo::documents().map_err(Problem::internal)?);
    let options = ImportOptions {
        publish: true,
        ..ImportOptions::default()
    };
    let report = import::run(&mut *db.get().await?, entries, &options, clock.now()).await?;
    if let Some(rejection) = report.rejected.first() {
        return Err(Problem::internal(format!("the demo catalogue: {rejection:?}")));
    }
    catalogue.refresh_if_changed().await?;
    let departments: Vec<_> = catalogue.snapshot().departments().keys().cloned().collect();
    let common: Vec<Common> = demo::phrases()
        .and_then(|phrases| serde_json::from_value(Value::Array(phrases)))
        .map_err(Problem::internal)?;
    phrases::ensure(&mut *db.get().await?, &departments, &common, clock.now()).await?;
    Ok(departments)
}

/// Creates the demo accounts where they are missing and gives all of them this password. Staff hold their post in every department.
///
/// # Errors
/// When the database fails.
pub async fn accounts(
    db: &Db,
    vault: &Vault,
    passwords: &PasswordDesk,
    password: &SecretString,
    departments: &[CreditCode],
    clock: &Clock,
) -> Result<(), Problem> {
    let password = Password::from(password.clone());
    seed::demo(
        &mut *db.get().await?,
        vault,
        passwords,
        &password,
        departments,
        clock.now(),
    )
    .await
}

/// The password of the demo accounts: the one given, else the one kept from an earlier start, else a random one. It is left in the data
/// directory, for the demo to sign in with.
///
/// # Errors
/// When the file cannot be written.
pub fn password(given: Option<&SecretString>, data_dir: &Path) -> io::Result<SecretString> {
    let file = data_dir.join(PASSWORD_FILE);
    let kept = || {
        fs::read_to_string(&file)
            .ok()
            .filter(|kept| !kept.is_empty())
            .map(SecretString::from)
    };
    let password = given.cloned().or_else(kept).unwrap_or_else(random_password);
    fs::create_dir_all(data_dir)?;
    let mut file = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(&file)?;
    file.write_all(password.expose_secret().as_bytes())?;
    Ok(password)
}

/// A password nobody has guessed, easy to read out.
fn random_password() -> SecretString {
    let group = || -> String {
        (0..4)
            .map(|_| char::from(LETTERS[rand::random_range(0..LETTERS.len())]))
            .collect()
    };
    format!("Demo-{}-{}-{}", group(), group(), group()).into()
}

/// What to print at start: who can sign in, and how.
pub fn welcome(password: &SecretString) -> String {
    let logins: Vec<_> = seed::demo_logins().collect();
    format!(
        "Sign in as {}; the password of all is {}",
        logins.join(", "),
        password.expose_secret()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_password_stays_the_same_until_another_is_given() {
        let dir = tempfile::tempdir().unwrap();
        let first = password(None, dir.path()).unwrap();
        let again = password(None, dir.path()).unwrap();
        assert_eq!(first.expose_secret(), again.expose_secret());
        let given = password(Some(&"Spring-rain-2026".into()), dir.path()).unwrap();
        assert_eq!(given.expose_secret(), "Spring-rain-2026");
        assert_eq!(
            fs::read_to_string(dir.path().join(PASSWORD_FILE)).unwrap(),
            "Spring-rain-2026"
        );
    }
}
