//! The one way to the terminal. Colours are dropped where nobody can see them.

use std::io::{IsTerminal, Write};

use serde_json::{Value, json};

use super::mode::Mode;
use super::screen::Screen;
use crate::failure::Failure;

const BOLD_RED: &str = "\x1b[1;31m";
const BOLD_YELLOW: &str = "\x1b[1;33m";
const CYAN: &str = "\x1b[36m";
const RESET: &str = "\x1b[0m";

/// Writes lines. Write errors are ignored: whoever closed the pipe does not want to read on.
#[derive(Debug, Clone)]
pub struct Printer {
    quiet: bool,
    mode: Mode,
    screen: Option<Screen>,
}

impl Printer {
    /// A printer; a quiet one shows data, warnings and errors only.
    #[must_use]
    pub fn new(quiet: bool) -> Self {
        Self::with_mode(quiet, Mode::Auto)
    }

    /// A printer that shows progress in this way.
    #[must_use]
    pub fn with_mode(quiet: bool, mode: Mode) -> Self {
        let live = !quiet && mode == Mode::Auto && std::io::stderr().is_terminal();
        Self { quiet, mode, screen: live.then(Screen::new) }
    }

    /// The lines that can be written over and over, on a terminal.
    pub(super) fn screen(&self) -> Option<&Screen> {
        self.screen.as_ref()
    }

    /// Whether a plain line of progress is wanted now and then.
    pub(super) fn wants_lines(&self) -> bool {
        !self.quiet && self.screen.is_none() && matches!(self.mode, Mode::Auto | Mode::Plain)
    }

    /// Whether everything goes to stderr as JSON.
    #[must_use]
    pub fn is_json(&self) -> bool {
        self.mode == Mode::Json
    }

    /// Data, for people and programs alike.
    pub fn data(&self, text: &str) {
        let print = || {
            let _ = writeln!(anstream::stdout(), "{text}");
        };
        match &self.screen {
            Some(screen) => screen.beside(print),
            None => print(),
        }
    }

    /// What goes on.
    pub fn note(&self, text: &str) {
        if self.is_json() {
            self.event("note", json!({ "text": text }));
        } else if !self.quiet {
            self.line(text);
        }
    }

    /// Something that the user should know even when quiet.
    pub fn warn(&self, text: &str) {
        if self.is_json() {
            self.event("warning", json!({ "text": text }));
        } else {
            self.line(&format!("{BOLD_YELLOW}warning:{RESET} {text}"));
        }
    }

    /// Why the program ends.
    pub fn failure(&self, failure: &Failure) {
        if self.is_json() {
            return self.event("error", json!({ "text": failure.message, "hint": failure.hint }));
        }
        let mut text = format!("{BOLD_RED}error:{RESET} {}", failure.message);
        if let Some(hint) = &failure.hint {
            text.push_str(&format!("\n{CYAN}hint:{RESET} {}", hint.trim_end()));
        }
        self.line(&text);
    }

    /// Something that happened, for a program that reads along; nothing unless everything goes to stderr as JSON, and
    /// not when quiet, but for warnings and errors.
    pub(super) fn event(&self, name: &str, mut fields: Value) {
        if !self.is_json() || (self.quiet && !matches!(name, "warning" | "error")) {
            return;
        }
        if let Value::Object(fields) = &mut fields {
            fields.insert("event".to_owned(), Value::from(name));
        }
        self.line(&fields.to_string());
    }

    fn line(&self, text: &str) {
        let print = || {
            let _ = writeln!(anstream::stderr(), "{text}");
        };
        match &self.screen {
            Some(screen) => screen.beside(print),
            None => print(),
        }
    }
}
