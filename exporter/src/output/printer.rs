//! The one way to the terminal. Colours are dropped where nobody can see them, and nothing that comes from a file, a
//! database or a server can steer the terminal.

use std::io::{ErrorKind, IsTerminal, Write};
use std::sync::{Arc, OnceLock};

use analytics::plain::plain;
use serde_json::{Value, json};

use super::mode::Mode;
use super::screen::Screen;
use crate::config::without_keys;
use crate::failure::Failure;

const BOLD_RED: &str = "\x1b[1;31m";
const BOLD_YELLOW: &str = "\x1b[1;33m";
const CYAN: &str = "\x1b[36m";
const RESET: &str = "\x1b[0m";

/// Writes lines. Whoever closed the pipe does not want to read on, which is no failure; any other error of stdout is
/// kept until [`Printer::written`] asks.
#[derive(Debug, Clone)]
pub struct Printer {
    quiet: bool,
    mode: Mode,
    screen: Option<Screen>,
    /// Whether a person's terminal is behind stdout.
    terminal: bool,
    /// What went wrong with stdout first.
    failed: Arc<OnceLock<String>>,
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
        let terminal = std::io::stdout().is_terminal();
        Self { quiet, mode, screen: live.then(Screen::new), terminal, failed: Arc::default() }
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

    /// Data, for people and programs alike: lines in which nothing steers a terminal.
    pub fn data(&self, text: &str) {
        self.stdout(&plain(text));
    }

    /// A whole document, such as JSON, CSV or Markdown: as it is, except on a terminal.
    pub fn document(&self, text: &str) {
        if self.terminal {
            self.data(text);
        } else {
            self.stdout(text);
        }
    }

    fn stdout(&self, text: &str) {
        let print = || {
            let mut stdout = std::io::stdout().lock();
            self.keep(writeln!(stdout, "{text}").and_then(|()| stdout.flush()));
        };
        match &self.screen {
            Some(screen) => screen.beside(print),
            None => print(),
        }
    }

    /// Remembers why stdout could not be written to.
    pub fn keep(&self, written: std::io::Result<()>) {
        if let Err(error) = written
            && error.kind() != ErrorKind::BrokenPipe
        {
            let _ = self.failed.set(error.to_string());
        }
    }

    /// Whether all data arrived, or their reader had enough of them.
    ///
    /// # Errors
    /// Says why stdout could not be written to, such as a full disk.
    pub fn written(&self) -> Result<(), Failure> {
        match self.failed.get() {
            Some(error) => Err(Failure::outside(format!("cannot write to the standard output: {error}"))),
            None => Ok(()),
        }
    }

    /// What goes on.
    pub fn note(&self, text: &str) {
        if self.is_json() {
            self.event("note", json!({ "text": text }));
        } else if !self.quiet {
            self.line(&shown(text));
        }
    }

    /// Something that the user should know even when quiet.
    pub fn warn(&self, text: &str) {
        if self.is_json() {
            self.event("warning", json!({ "text": text }));
        } else {
            self.line(&format!("{BOLD_YELLOW}warning:{RESET} {}", shown(text)));
        }
    }

    /// Why the program ends.
    pub fn failure(&self, failure: &Failure) {
        if self.is_json() {
            return self.event("error", json!({ "text": failure.message, "hint": failure.hint }));
        }
        let mut text = format!("{BOLD_RED}error:{RESET} {}", shown(&failure.message));
        if let Some(hint) = &failure.hint {
            text.push_str(&format!("\n{CYAN}hint:{RESET} {}", shown(hint.trim_end())));
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
        // JSON escapes most control characters; the others are escaped likewise, so that nothing of them is lost.
        self.line(&escaped(&without_keys(&fields.to_string())));
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

/// A message as it may be shown: nothing in it steers the terminal, and no key stands in it.
pub fn shown(text: &str) -> String {
    without_keys(&plain(text))
}

/// The text of a JSON with every character that [`plain`] would replace as its `\u` escape.
fn escaped(json: &str) -> String {
    let mut text = String::with_capacity(json.len());
    for character in json.chars() {
        if plain(character.encode_utf8(&mut [0; 4])).starts_with(character) {
            text.push(character);
        } else {
            let mut units = [0; 2];
            character.encode_utf16(&mut units).iter().for_each(|unit| text.push_str(&format!("\\u{unit:04x}")));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_lose_nothing_and_steer_nothing() {
        let said = "a\u{9b}31m\u{202e}\u{e0041}\u{1b}]0;x\u{7}ü";
        let line = escaped(&json!({ "text": said }).to_string());
        assert!(line.chars().all(|character| !character.is_control() && character != '\u{202e}'), "{line}");
        assert_eq!(serde_json::from_str::<Value>(&line).unwrap()["text"], said);
    }
}
