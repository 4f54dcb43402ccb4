//! A file of years to be loaded: `{"2027": {"off": ["2027-01-01"], "work": [], "source": "…"}}`, the form of the years that ship.

use std::collections::BTreeMap;

use super::load::NewYear;
use super::unique::Unique;
use super::written::{Fault, WrittenYear, YEARS};

/// The years of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct YearsFile(pub BTreeMap<i32, NewYear>);

/// Why a file cannot be loaded.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// Not JSON, or not in the right shape.
    #[error(transparent)]
    Malformed(#[from] serde_json::Error),
    /// A year nobody can mean.
    #[error("{0} is not a year from {first} to {last}", first = YEARS.start(), last = YEARS.end())]
    Year(i32),
    /// Something is wrong with a year. Says the first thing, and how many more there are.
    #[error("{year}{}", first(.faults))]
    Arrangement {
        /// Which year.
        year: i32,
        /// Everything wrong with it.
        faults: Vec<Fault>,
    },
    /// There is nothing in it.
    #[error("there is no year in it")]
    Empty,
}

fn first(faults: &[Fault]) -> String {
    let first = faults
        .first()
        .map(|Fault { pointer, error }| format!("{pointer}: {error}"));
    let more = match faults.len() {
        0 | 1 => String::new(),
        count => format!(" (and {} more)", count - 1),
    };
    first.unwrap_or_default() + &more
}

impl YearsFile {
    /// Reads the text of a file.
    ///
    /// # Errors
    /// See [`FileError`]; each is one line.
    pub fn parse(text: &str) -> Result<Self, FileError> {
        let Unique(written): Unique<i32, WrittenYear> = serde_json::from_str(text)?;
        if written.is_empty() {
            return Err(FileError::Empty);
        }
        let mut years = BTreeMap::new();
        for (year, written) in written {
            if !YEARS.contains(&year) {
                return Err(FileError::Year(year));
            }
            let arrange = written.arrange(year);
            let arrangement = arrange.map_err(|faults| FileError::Arrangement { year, faults })?;
            let source = written.source;
            years.insert(year, NewYear { arrangement, source });
        }
        Ok(Self(years))
    }
}
