//! The documents, held against the sources: what they name is there.
#![expect(clippy::panic, reason = "tests say what failed by failing")]

use std::fs;
use std::path::{Path, PathBuf};

#[test]
fn every_dependency_has_its_reason() {
    let (manifest, page) = (read("Cargo.toml"), read("docs/dependencies.md"));
    let mut section = "";
    let mut names = Vec::new();
    for line in manifest.lines() {
        match line.strip_prefix('[') {
            Some(heading) => section = heading,
            None if section == "dependencies]" || section == "dev-dependencies]" => {
                names.extend(line.split_once(" = ").map(|(name, _)| name));
            }
            None => {}
        }
    }
    assert!(names.len() > 30, "the dependencies were found: {names:?}");
    for name in &names {
        assert!(
            page.contains(&format!("\n| `{name}` | ")),
            "docs/dependencies.md has no line for {name}"
        );
    }
    for line in page.lines().filter_map(|line| line.strip_prefix("| `")) {
        let name = line.split('`').next().unwrap();
        assert!(
            names.contains(&name),
            "docs/dependencies.md explains {name}, which is no dependency"
        );
    }
}

#[test]
fn links_lead_somewhere() {
    for page in pages() {
        let text = fs::read_to_string(&page).unwrap();
        for (_, rest) in text.match_indices("](").map(|(at, _)| text.split_at(at + 2)) {
            let target = rest.split([')', '#']).next().unwrap();
            if target.is_empty() || target.contains("://") {
                continue;
            }
            assert!(
                page.parent().unwrap().join(target).exists(),
                "{}: {target} is not there",
                page.display()
            );
        }
    }
}

#[test]
fn sources_named_are_there() {
    for page in pages() {
        for name in quoted(&fs::read_to_string(&page).unwrap()) {
            let source = ["src/", "tests/", "examples/", "migrations/"]
                .iter()
                .any(|root| name.starts_with(root));
            if source && !name.contains(['*', '<', '{', ' ']) {
                assert!(root().join(&name).exists(), "{}: {name} is not there", page.display());
            }
        }
    }
}

/// The walkthrough names a file and then a function or macro in it.
#[test]
fn the_walkthrough_matches_the_code() {
    let page = read("docs/architecture.md");
    let (_, walkthrough) = page.split_once("\n## A clerk accepts").expect("the walkthrough");
    let names = quoted(walkthrough);
    let mut steps = 0;
    for pair in names.windows(2).filter(|pair| pair[0].ends_with(".rs")) {
        let (file, function) = (&pair[0], &pair[1]);
        let text = read(file);
        let is_there = [
            format!("fn {function}("),
            format!("fn {function}<"),
            format!("macro_rules! {function} "),
        ]
        .iter()
        .any(|declared| text.contains(declared));
        assert!(is_there, "{file} has no {function}");
        steps += 1;
    }
    assert!(steps >= 20, "the steps were found: {steps}");
}

/// What stands between backticks, code blocks left out.
fn quoted(text: &str) -> Vec<String> {
    let prose: String = text.split("```").step_by(2).collect();
    prose.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

fn pages() -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = ["", "docs", "docs/decisions", "catalogue"]
        .iter()
        .flat_map(|directory| fs::read_dir(root().join(directory)).into_iter().flatten())
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|extension| extension == "md"))
        .collect();
    found.sort();
    assert!(found.len() > 5, "the pages were found: {found:?}");
    found
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}
