//! The diagram in `docs/lifecycle.md` is what the machine does: every arrow is tried, none is written by hand.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use chrono::Days;

use super::super::*;
use super::rules::Rules;
use super::story::*;
use crate::clock::shanghai_date;
use crate::codes::SpecialProcedure;

const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/lifecycle.md");
const OPENING: &str = "```mermaid\n";
const CLOSING: &str = "```\n";

/// From a status, by a command, to a status.
type Edge = (&'static str, String, &'static str);

/// What anybody may try, with the word that stands at the arrow. Claims and other work that leaves the state as it is are not drawn.
fn commands(story: &Story) -> Vec<(String, Command)> {
    let mut commands: Vec<_> = [
        ("submit", Command::Submit),
        ("supply", supply(&["photo"])),
        (
            "deliver",
            Command::Deliver {
                mode: DeliveryMode::Window,
            },
        ),
        ("withdraw", Command::Withdraw),
        ("terminate", terminate("false-materials")),
        ("silence", Command::DeemAccepted),
        ("no answer in time", Command::Lapse),
        (
            "suspend",
            Command::Suspend {
                kind: SpecialProcedure::Appraisal,
                basis: Some("行政许可法第四十五条".to_owned()),
                until: shanghai_date(story.now) + Days::new(3),
            },
        ),
        ("end", Command::EndSuspension),
        ("planned end", Command::SuspensionOver),
    ]
    .map(|(word, command)| (word.to_owned(), command))
    .into();
    if let Some(task) = story.case.active_tasks().next() {
        let outcomes = [
            "accept",
            "decline",
            "request_supplement",
            "grant",
            "deny",
            "pass",
            "approve",
            "issue",
        ];
        commands.extend(outcomes.map(|outcome| (outcome.to_owned(), complete(task.id, said(outcome)))));
    }
    commands
}

/// An outcome with everything it may need.
fn said(outcome: &str) -> TaskDecision {
    match outcome {
        "request_supplement" => missing(&["photo"]),
        "issue" => issued(),
        other => because(other),
    }
}

/// Everything that can happen, from the draft on: at once, and after everything that can be late is.
fn edges() -> BTreeSet<Edge> {
    let mut edges = BTreeSet::new();
    for rules in items() {
        let mut open = vec![Story::drafted(rules)];
        let mut known = BTreeSet::new();
        while let Some(mut story) = open.pop() {
            if story.case.active_tasks().any(|task| task.status == TaskStatus::Open) {
                story.claimed();
            }
            for now in [story.clone(), story.clone().on("2026-04-01")] {
                for (word, command) in commands(&now) {
                    let Ok(events) = now.decide(command) else { continue };
                    let mut after = now.clone();
                    // What ends by itself on its planned day has its own arrow, whoever finds it over.
                    let over = matches!(&events[..], [Event::SuspensionEnded { .. }, _, ..]);
                    let (over, events) = events.split_at(usize::from(over));
                    after.append(over);
                    let before = after.status();
                    after.append(events);
                    if after.status() != before {
                        edges.insert((before.as_str(), word, after.status().as_str()));
                    }
                    if known.insert(kind_of(&after)) {
                        open.push(after);
                    }
                }
            }
        }
    }
    edges
}

/// Items of every sort that makes a difference.
fn items() -> Vec<Rules> {
    let mut items = vec![];
    for item in [Rules::licence(), Rules::immediate()] {
        for delivery in [DeliveryMode::Window, DeliveryMode::Electronic] {
            items.push(Rules {
                delivery,
                ..item.clone()
            });
        }
        items.push(Rules {
            certificate: None,
            ..item
        });
    }
    items
}

/// What tells one state from another as far as the arrows go; dates do not.
fn kind_of(story: &Story) -> String {
    let receipt = story.case.phase.receipt();
    let told = receipt.is_some_and(|receipt| receipt.supplement.is_some());
    let made = story
        .case
        .phase
        .decided()
        .is_some_and(|decided| decided.certificate.is_some());
    let late = story.now > ten_o_clock(day("2026-03-02"));
    format!(
        "{} {told} {made} {late} {:?}",
        story.status().as_str(),
        story.open_nodes()
    )
}

/// The edges as a state diagram, arrows between the same two states as one.
fn mermaid(edges: BTreeSet<Edge>) -> String {
    let order = |status: &str| Status::ALL.iter().position(|known| known.as_str() == status);
    let mut arrows: BTreeMap<_, Vec<String>> = BTreeMap::new();
    for (from, word, to) in edges {
        arrows.entry((order(from), order(to), from, to)).or_default().push(word);
    }
    let mut diagram = "stateDiagram-v2\n    [*] --> draft\n".to_owned();
    for ((_, _, from, to), words) in arrows {
        let words = words.join(", ").replace('_', " ");
        writeln!(diagram, "    {from} --> {to}: {words}").unwrap();
    }
    for end in Status::ALL.into_iter().filter(|status| status.is_final()) {
        writeln!(diagram, "    {} --> [*]", end.as_str()).unwrap();
    }
    diagram
}

#[test]
fn the_page_shows_what_the_machine_does() {
    let page = std::fs::read_to_string(PAGE).unwrap();
    let (before, rest) = page.split_once(OPENING).unwrap();
    let (drawn, after) = rest.split_once(CLOSING).unwrap();
    let diagram = mermaid(edges());
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(PAGE, format!("{before}{OPENING}{diagram}{CLOSING}{after}")).unwrap();
    } else {
        assert_eq!(
            drawn, diagram,
            "docs/lifecycle.md is out of date: run its test with UPDATE_DOCS=1"
        );
    }
}

/// The page speaks of every state, by the word of the API.
#[test]
fn the_page_tells_every_state() {
    let page = std::fs::read_to_string(PAGE).unwrap();
    for status in Status::ALL {
        assert!(page.contains(&format!("| `{}` |", status.as_str())), "{status:?}");
    }
    for kind in AlarmKind::ALL {
        assert!(page.contains(&format!("| `{}` |", kind.as_str())), "{kind:?}");
    }
}
