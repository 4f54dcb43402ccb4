//! What the demo prints: Chinese first, English beside it.

use std::cell::Cell;
use std::time::Duration;

use chrono::{DateTime, FixedOffset};

thread_local! {
    static STEP: Cell<u32> = const { Cell::new(0) };
    static PACE: Cell<Duration> = const { Cell::new(Duration::ZERO) };
}

/// How long to rest before each step, for the person who reads.
pub(crate) fn pace(rest: Duration) {
    PACE.set(rest);
}

/// Begins a story; its steps are counted from 1.
pub(crate) fn story(zh: &str, en: &str) {
    STEP.set(0);
    println!("\n━━ {zh} · {en}");
}

/// One step, in plain words.
pub(crate) fn step(zh: impl AsRef<str>, en: impl AsRef<str>) {
    std::thread::sleep(PACE.get());
    STEP.set(STEP.get() + 1);
    println!("\n{:>3}. {} · {}", STEP.get(), zh.as_ref(), en.as_ref());
}

/// Something the server answered.
pub(crate) fn fact(name: &str, value: impl std::fmt::Display) {
    println!("     {name}: {value}");
}

/// Text as it stands: a notice, a message, an e-mail.
pub(crate) fn quote(text: &str) {
    for line in text.trim().lines() {
        println!("     │ {line}");
    }
}

/// Something the person at the terminal should know.
pub(crate) fn aside(zh: &str, en: &str) {
    eprintln!("     … {zh} · {en}");
}

/// An instant as the clocks of the city show it.
pub(crate) fn local(instant: &str) -> String {
    let shanghai = FixedOffset::east_opt(8 * 3600);
    match (DateTime::parse_from_rfc3339(instant), shanghai) {
        (Ok(instant), Some(shanghai)) => instant.with_timezone(&shanghai).format("%F %T").to_string(),
        _ => instant.to_owned(),
    }
}
