//! The one way to the terminal. Colours are dropped where nobody can see them.

use std::io::{IsTerminal, Write};

use crate::failure::Failure;

const BOLD_RED: &str = "\x1b[1;31m";
const BOLD_YELLOW: &str = "\x1b[1;33m";
const CYAN: &str = "\x1b[36m";
const RESET: &str = "\x1b[0m";
/// Back to the beginning of the line, and empty it.
const CLEAR_LINE: &str = "\r\x1b[2K";

/// Writes lines. Write errors are ignored: whoever closed the pipe does not want to read on.
#[derive(Debug, Clone)]
pub struct Printer {
    quiet: bool,
    live: bool,
}

impl Printer {
    /// A printer; a quiet one shows data, warnings and errors only.
    #[must_use]
    pub fn new(quiet: bool) -> Self {
        Self { quiet, live: !quiet && std::io::stderr().is_terminal() }
    }

    /// Whether one line can be written over and over.
    #[must_use]
    pub fn is_live(&self) -> bool {
        self.live
    }

    /// Data, for people and programs alike.
    pub fn data(&self, text: &str) {
        let _ = writeln!(anstream::stdout(), "{text}");
    }

    /// What goes on.
    pub fn note(&self, text: &str) {
        if !self.quiet {
            self.line(text);
        }
    }

    /// Something that the user should know even when quiet.
    pub fn warn(&self, text: &str) {
        self.line(&format!("{BOLD_YELLOW}warning:{RESET} {text}"));
    }

    /// Why the program ends.
    pub fn failure(&self, failure: &Failure) {
        let mut text = format!("{BOLD_RED}error:{RESET} {}", failure.message);
        if let Some(hint) = &failure.hint {
            text.push_str(&format!("\n{CYAN}hint:{RESET} {}", hint.trim_end()));
        }
        self.line(&text);
    }

    /// Replaces the line that is written over and over.
    pub(super) fn update(&self, text: &str) {
        if self.live {
            let mut stderr = anstream::stderr();
            let _ = write!(stderr, "{CLEAR_LINE}{text}").and_then(|()| stderr.flush());
        }
    }

    fn line(&self, text: &str) {
        let clear = if self.live { CLEAR_LINE } else { "" };
        let _ = writeln!(anstream::stderr(), "{clear}{text}");
    }
}
