//! Documents from files: one file, or a folder of them.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::{Entry, entries};
use crate::problem::Problem;

/// The documents of one or more files, numbered through, and where each stands.
#[derive(Debug, Default)]
pub struct Files {
    /// The documents; `line` counts them from 1 across all files.
    pub entries: Vec<Entry>,
    places: Vec<(PathBuf, usize)>,
}

/// Why files could not be read.
#[derive(Debug, thiserror::Error)]
pub enum FilesError {
    /// A file or folder cannot be read.
    #[error("{path}: {error}")]
    Unreadable {
        /// Which.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// A file is not JSON.
    #[error("{path}: {problem}")]
    Malformed {
        /// Which.
        path: PathBuf,
        /// What is wrong.
        problem: Box<Problem>,
    },
}

impl Files {
    /// Reads a file, or every `.json`, `.ndjson` and `.jsonl` file of a folder and of its folders `items` and
    /// `bundles`.
    ///
    /// # Errors
    /// See [`FilesError`].
    pub fn read(path: &Path) -> Result<Self, FilesError> {
        let mut files = Self::default();
        if !path.is_dir() {
            files.add(path)?;
            return Ok(files);
        }
        let inside = ["items", "bundles"].map(|folder| path.join(folder));
        let inside = inside.iter().map(PathBuf::as_path).filter(|folder| folder.is_dir());
        for folder in std::iter::once(path).chain(inside) {
            for file in documents_in(folder)? {
                files.add(&file)?;
            }
        }
        Ok(files)
    }

    /// The file of a document, and its line there (in an array the number of the element).
    pub fn place(&self, line: usize) -> Option<(&Path, usize)> {
        let (path, line) = self.places.get(line.checked_sub(1)?)?;
        Some((path, *line))
    }

    fn add(&mut self, path: &Path) -> Result<(), FilesError> {
        let bytes = fs::read(path).map_err(unreadable(path))?;
        let by_line = path.extension().is_some_and(|kind| kind == "ndjson" || kind == "jsonl");
        let read = if by_line {
            entries::from_ndjson(&bytes)
        } else {
            entries::from_json(&bytes).map_err(|problem| FilesError::Malformed {
                path: path.to_owned(),
                problem: Box::new(problem),
            })?
        };
        for Entry { line, document } in read {
            self.places.push((path.to_owned(), line));
            self.entries.push(Entry {
                line: self.places.len(),
                document,
            });
        }
        Ok(())
    }
}

fn documents_in(folder: &Path) -> Result<Vec<PathBuf>, FilesError> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).map_err(unreadable(folder))? {
        let path = entry.map_err(unreadable(folder))?.path();
        let known = |kind: &std::ffi::OsStr| ["json", "ndjson", "jsonl"].iter().any(|known| kind == *known);
        if path.is_file() && path.extension().is_some_and(known) {
            files.push(path);
        }
    }
    files.sort_unstable();
    Ok(files)
}

fn unreadable(path: &Path) -> impl Fn(io::Error) -> FilesError {
    move |error| FilesError::Unreadable {
        path: path.to_owned(),
        error,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::demo;

    #[test]
    fn the_demo_folder_holds_what_the_program_carries() {
        let files = Files::read(Path::new("catalogue")).unwrap();
        assert_eq!(files.entries.len(), demo::documents().unwrap().len());
        assert!(files.entries.iter().all(|entry| entry.document.is_ok()));
    }

    #[test]
    fn a_document_is_found_again_in_its_file() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("a.json"), br#"[{"a":1},{"b":2}]"#).unwrap();
        fs::write(folder.path().join("b.ndjson"), b"\n{\"c\":3}\n{").unwrap();
        fs::write(folder.path().join("notes.txt"), b"none").unwrap();
        let files = Files::read(folder.path()).unwrap();
        let told: Vec<_> = files
            .entries
            .iter()
            .map(|entry| {
                let (path, line) = files.place(entry.line).unwrap();
                (
                    path.file_name().unwrap().to_str().unwrap(),
                    line,
                    entry.document.is_ok(),
                )
            })
            .collect();
        assert_eq!(
            told,
            [
                ("a.json", 1, true),
                ("a.json", 2, true),
                ("b.ndjson", 2, true),
                ("b.ndjson", 3, false)
            ]
        );
        assert_eq!(files.place(0), None);
    }

    #[test]
    fn what_cannot_be_read_is_named() {
        let gone = Files::read(Path::new("/nonexistent/x.json")).unwrap_err();
        assert!(gone.to_string().contains("/nonexistent/x.json"), "{gone}");
        let folder = tempfile::tempdir().unwrap();
        let broken = folder.path().join("broken.json");
        fs::write(&broken, b"{").unwrap();
        assert!(matches!(Files::read(&broken), Err(FilesError::Malformed { .. })));
    }
}
