//! Splits a task file into front matter and prompt, and knows on which line of the file each of them stands.

use std::borrow::Cow;

/// The line that opens and closes the front matter.
const FENCE: &str = "+++";

/// The text of a file as the rest of the program sees it: without a byte order mark, line ends as `\n`.
///
/// The number of lines stays the same, so lines in faults are lines of the file.
#[must_use]
pub fn normalise(text: &str) -> Cow<'_, str> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.contains("\r\n") { Cow::Owned(text.replace("\r\n", "\n")) } else { Cow::Borrowed(text) }
}

/// A file in its two parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parts<'a> {
    /// The TOML between the fences.
    pub toml: &'a str,
    /// Line of the file on which the TOML begins.
    pub toml_line: usize,
    /// The prompt: everything after the second fence, without leading and trailing blank lines.
    pub prompt: &'a str,
    /// Line of the file on which the prompt begins; the closing fence's line when the prompt is empty.
    pub prompt_line: usize,
}

impl Parts<'_> {
    /// The line of the file at this byte of the TOML.
    #[must_use]
    pub fn line_of(&self, offset: usize) -> usize {
        let before = self.toml.as_bytes().get(..offset).unwrap_or(self.toml.as_bytes());
        self.toml_line + before.iter().filter(|byte| **byte == b'\n').count()
    }
}

/// Why a text has no two parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SplitError {
    /// Nothing but white space.
    #[error(
        "the file is empty; a task begins with front matter between two lines of +++ (exporter tasks new writes a template)"
    )]
    Empty,
    /// The first line is something else.
    #[error("the file must begin with a line of +++, which opens the front matter")]
    NotOpened,
    /// No second fence.
    #[error("the front matter opened here is never closed; put a line of +++ between it and the prompt")]
    NotClosed,
}

/// Splits a [normalised](normalise) text.
///
/// # Errors
/// [`SplitError`]; each is a fault of the file's first line.
pub fn split(text: &str) -> Result<Parts<'_>, SplitError> {
    if text.trim().is_empty() {
        return Err(SplitError::Empty);
    }
    let mut lines = text.split_inclusive('\n');
    let first = lines.next().unwrap_or_default();
    if first.trim_end() != FENCE {
        return Err(SplitError::NotOpened);
    }
    let mut end = first.len();
    let mut close_line = 1;
    for line in lines {
        close_line += 1;
        if line.trim_end() == FENCE {
            let toml = text.get(first.len()..end).unwrap_or_default();
            let body = text.get(end + line.len()..).unwrap_or_default();
            let (prompt, skipped) = trim_blank_lines(body);
            let prompt_line = if prompt.is_empty() { close_line } else { close_line + 1 + skipped };
            return Ok(Parts { toml, toml_line: 2, prompt, prompt_line });
        }
        end += line.len();
    }
    Err(SplitError::NotClosed)
}

/// The text without blank lines at both ends, and how many were dropped in front.
///
/// The first line keeps its indentation: it may be code.
fn trim_blank_lines(body: &str) -> (&str, usize) {
    let mut rest = body;
    let mut skipped = 0;
    while let Some((line, after)) = rest.split_once('\n') {
        if !line.trim().is_empty() {
            break;
        }
        rest = after;
        skipped += 1;
    }
    (rest.trim_end(), skipped)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_those_of_the_file() {
        let parts = split("+++\nid = 1\nb = 2\n+++\n\n\n  code\ntext\n\n").unwrap();
        assert_eq!(parts.toml, "id = 1\nb = 2\n");
        assert_eq!((parts.line_of(0), parts.line_of(7), parts.line_of(999)), (2, 3, 4));
        assert_eq!((parts.prompt, parts.prompt_line), ("  code\ntext", 7));
    }

    #[test]
    fn windows_line_ends_and_a_byte_order_mark_change_nothing() {
        let plain = "+++\na = 1\n+++\nPrompt\nmore\n";
        let windows = format!("\u{feff}{}", plain.replace('\n', "\r\n"));
        assert_eq!(normalise(&windows), plain);
        assert_eq!(split(&normalise(&windows)), split(plain));
    }

    #[test]
    fn each_missing_part_is_named() {
        assert_eq!(split(" \n\n"), Err(SplitError::Empty));
        assert_eq!(split("# Title\n+++\n"), Err(SplitError::NotOpened));
        assert_eq!(split("\n+++\n+++\n"), Err(SplitError::NotOpened));
        assert_eq!(split("+++\na = 1\n"), Err(SplitError::NotClosed));
        assert_eq!(split("+++"), Err(SplitError::NotClosed));
    }

    #[test]
    fn an_empty_prompt_stands_on_the_closing_fence() {
        let parts = split("+++\na = 1\n+++").unwrap();
        assert_eq!((parts.prompt, parts.prompt_line), ("", 3));
        assert_eq!(split("+++\n+++\n \n").unwrap().prompt, "");
    }

    #[test]
    fn three_plus_signs_in_the_prompt_stay() {
        assert_eq!(split("+++\n+++\ndiff:\n+++\nb\n").unwrap().prompt, "diff:\n+++\nb");
    }
}
