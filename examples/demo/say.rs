//! What the demo prints: Chinese first, English beside it.

use std::cell::Cell;

thread_local! {
    static STEP: Cell<u32> = const { Cell::new(0) };
}

/// Begins a story; its steps are counted from 1.
pub fn story(zh: &str, en: &str) {
    STEP.set(0);
    println!("\n━━ {zh} · {en}");
}

/// One step, in plain words.
pub fn step(zh: impl AsRef<str>, en: impl AsRef<str>) {
    STEP.set(STEP.get() + 1);
    println!("\n{:>3}. {} · {}", STEP.get(), zh.as_ref(), en.as_ref());
}

/// Something the server answered.
pub fn fact(name: &str, value: impl std::fmt::Display) {
    println!("     {name}: {value}");
}

/// Text as it stands: a notice, a message, an e-mail.
pub fn quote(text: &str) {
    for line in text.trim().lines() {
        println!("     │ {line}");
    }
}

/// Something the person at the terminal should know.
pub fn aside(zh: &str, en: &str) {
    eprintln!("     … {zh} · {en}");
}
