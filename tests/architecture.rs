//! The rules of the house, read from its sources: who may depend on whom, what stays pure, how long a file may be.
#![expect(clippy::panic, clippy::unwrap_used, reason = "tests say what failed by failing")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// The floors of the house. A room may use rooms of lower floors, and of its own floor as long as nobody goes in circles.
const FLOORS: [&[&str]; 9] = [
    &[
        "text", "problem", "codes", "clock", "crypto", "http", "db", "outbox", "config",
    ],
    &["identity"],
    &["calendar", "procedure", "bpmn"],
    &["catalogue", "documents", "notifications"],
    &["applications"],
    &["matters"],
    &["telemetry", "dev"],
    &["server"],
    &["cli"],
];

/// What the law says is pure: the same answer to the same question, with nothing but the question.
const PURE: [&str; 7] = [
    "calendar",
    "procedure",
    "codes",
    "bpmn",
    "catalogue/bundle",
    "applications/lifecycle",
    "matters/rules",
];
/// Where a pure room meets the world: its store and its operations.
const EDGES: [&str; 5] = [
    "calendar/handle.rs",
    "calendar/load.rs",
    "calendar/ops",
    "calendar/reprojection.rs",
    "calendar/store.rs",
];
/// What pure files never name: the database, HTTP, the runtime, the machine's clock, chance.
const IMPURE: [&str; 9] = [
    "diesel::",
    "diesel_async::",
    "actix_web::",
    "tokio::",
    "rand::",
    "machine_now",
    "Utc::now",
    "std::fs",
    "std::net",
];

const MOST_LINES: usize = 400;
/// Written by a test, and as long as the schema is.
const GENERATED: &str = "src/db/schema.rs";

#[test]
fn dependencies_run_one_way() {
    let mut wrong = Vec::new();
    for (path, room, used) in uses() {
        if floor(&used) > floor(&room) {
            wrong.push(format!("{}: {room} may not use {used}", path.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn nobody_goes_in_circles() {
    let mut edges: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (_, room, used) in uses() {
        edges.entry(room).or_default().insert(used);
    }
    for room in edges.keys() {
        let mut reached = BTreeSet::new();
        let mut open: Vec<&String> = edges[room].iter().collect();
        while let Some(next) = open.pop() {
            if reached.insert(next) {
                open.extend(edges.get(next).into_iter().flatten());
            }
        }
        assert!(
            !reached.contains(room),
            "{room} depends on itself by way of {reached:?}"
        );
    }
}

#[test]
fn every_room_has_its_floor() {
    let rooms: BTreeSet<String> = sources("src").iter().filter_map(|path| room(path)).collect();
    for room in &rooms {
        floor(room);
    }
    assert!(rooms.len() > 10, "the sources were found: {rooms:?}");
}

#[test]
fn pure_files_stay_pure() {
    for path in sources("src") {
        let place = path.strip_prefix(root().join("src")).unwrap();
        let is_test = place.iter().any(|part| part == "tests" || part == "tests.rs");
        if is_test
            || EDGES.iter().any(|edge| place.starts_with(edge))
            || !PURE.iter().any(|pure| place.starts_with(pure))
        {
            continue;
        }
        for (number, line) in code(&path) {
            for impure in IMPURE {
                assert!(!line.contains(impure), "{}:{number} names {impure}", path.display());
            }
        }
    }
}

#[test]
fn time_is_injected() {
    for path in sources("src") {
        if path.ends_with("src/clock.rs") {
            continue;
        }
        for (number, line) in code(&path) {
            for clock in ["Utc::now(", "SystemTime::now(", "Local::now("] {
                assert!(
                    !line.contains(clock),
                    "{}:{number} reads a clock of its own",
                    path.display()
                );
            }
        }
    }
}

#[test]
fn files_are_short() {
    let long: Vec<String> = ["src", "tests", "examples"]
        .into_iter()
        .flat_map(sources)
        .filter(|path| !path.ends_with(GENERATED))
        .filter_map(|path| {
            let lines = fs::read_to_string(&path).unwrap().lines().count();
            (lines > MOST_LINES).then(|| format!("{}: {lines} lines", path.display()))
        })
        .collect();
    assert!(long.is_empty(), "over {MOST_LINES} lines:\n{}", long.join("\n"));
}

fn floor(room: &str) -> usize {
    let place = FLOORS.iter().position(|floor| floor.contains(&room));
    place.unwrap_or_else(|| panic!("the room {room} has no floor yet: give it one in tests/architecture.rs"))
}

/// Every use of another room: the file, its room, the room it names.
fn uses() -> Vec<(PathBuf, String, String)> {
    let mut found = Vec::new();
    for path in sources("src") {
        let Some(room) = room(&path) else { continue };
        let text: String = code(&path).into_iter().map(|(_, line)| line + "\n").collect();
        for used in named(&text) {
            if used != room && is_room(&used) {
                found.push((path.clone(), room.clone(), used));
            }
        }
    }
    assert!(found.len() > 50, "the uses were found: {}", found.len());
    found
}

/// The first segments after `crate::`, in groups too.
fn named(text: &str) -> Vec<String> {
    let mut names = Vec::new();
    for (at, start) in text.match_indices("crate::") {
        let rest = &text[at + start.len()..];
        match rest.strip_prefix('{') {
            Some(group) => names.extend(heads(group)),
            None => names.push(identifier(rest)),
        }
    }
    names
}

/// The first segments of the members of a group, up to its closing brace.
fn heads(group: &str) -> Vec<String> {
    let (mut depth, mut fresh, mut names) = (0, true, Vec::new());
    for (at, character) in group.char_indices() {
        match character {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => fresh = true,
            c if fresh && c.is_alphanumeric() => {
                names.push(identifier(&group[at..]));
                fresh = false;
            }
            _ => {}
        }
    }
    names
}

fn identifier(text: &str) -> String {
    text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
}

fn is_room(name: &str) -> bool {
    let src = root().join("src");
    !name.is_empty() && (src.join(name).is_dir() || src.join(format!("{name}.rs")).is_file())
}

/// The room a source file belongs to; none for the crate's root and the binary.
fn room(path: &Path) -> Option<String> {
    let place = path.strip_prefix(root().join("src")).ok()?;
    let first = place.iter().next()?.to_str()?.trim_end_matches(".rs");
    (first != "lib" && first != "main").then(|| first.to_owned())
}

/// The lines of a file that are not comments, with their numbers.
fn code(path: &Path) -> Vec<(usize, String)> {
    let text = fs::read_to_string(path).unwrap();
    let lines = text.lines().enumerate().map(|(at, line)| (at + 1, line.to_owned()));
    lines.filter(|(_, line)| !line.trim_start().starts_with("//")).collect()
}

fn sources(directory: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![root().join(directory)];
    while let Some(directory) = open.pop() {
        for entry in fs::read_dir(directory).into_iter().flatten() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn groups_are_read_as_well_as_paths() {
    let text = "use crate::{clock::Clock, db::{self, Db}, text};\nlet x = crate::http::Body;";
    assert_eq!(named(text), ["clock", "db", "text", "http"]);
}
