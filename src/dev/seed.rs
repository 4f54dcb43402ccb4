//! The demo data: a city's catalogue and one account for each part one can play. Loading it again changes nothing but the password.

use secrecy::{ExposeSecret, SecretString};

use crate::catalogue::import::{self, ImportOptions, entries};
use crate::catalogue::{Catalogue, demo};
use crate::clock::Clock;
use crate::codes::CreditCode;
use crate::db::Db;
use crate::identity::{Password, PasswordDesk, Vault, seed};
use crate::problem::Problem;

/// Without 0, O, 1, l and I, which are mistaken for each other.
const LETTERS: &[u8] = b"abcdefghijkmnpqrstuvwxyz23456789";

/// Loads the demo catalogue and publishes it. Gives the departments there are then.
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
    Ok(catalogue.snapshot().departments().keys().cloned().collect())
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

/// A password nobody has guessed, easy to read out.
pub fn random_password() -> SecretString {
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
