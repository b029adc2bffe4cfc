//! The last lines of a terminal, which are written over and over.

use std::sync::{Arc, Mutex, PoisonError};

use analytics::plain::plain_line;
use indicatif::{MultiProgress, ProgressBar, ProgressStyle};
use ratatui::crossterm::terminal;
use textwrap::core::display_width;

/// Columns of a terminal that does not tell.
const USUAL_WIDTH: u16 = 80;
/// The first line is blank. A terminal shows Ctrl-C as `^C` behind the last line, which takes the cursor one line further,
/// and then the first line is not taken away.
const BLANK: &str = " ";

/// The lines at the bottom of the terminal behind stderr. They are cut at its width, and text beside them stays above.
#[derive(Debug, Clone)]
pub(super) struct Screen {
    all: MultiProgress,
    lines: Arc<Mutex<Vec<ProgressBar>>>,
}

impl Screen {
    /// A screen without lines.
    pub fn new() -> Self {
        Self { all: MultiProgress::new(), lines: Arc::default() }
    }

    /// Prints something that stays, above the lines.
    pub fn beside(&self, print: impl FnOnce()) {
        self.all.suspend(print);
    }

    /// Shows these lines in the place of those before.
    pub fn show(&self, texts: &[String]) {
        let width = terminal::size().map_or(USUAL_WIDTH, |(columns, _)| columns.max(2));
        let blank = if texts.is_empty() { None } else { Some(BLANK) };
        let texts: Vec<String> =
            blank.into_iter().map(str::to_owned).chain(texts.iter().map(|text| plain_line(text))).collect();
        let mut lines = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        while lines.len() > texts.len() {
            if let Some(line) = lines.pop() {
                line.finish_and_clear();
                self.all.remove(&line);
            }
        }
        while lines.len() < texts.len() {
            let style = ProgressStyle::with_template("{msg}").unwrap_or_else(|_| ProgressStyle::default_spinner());
            lines.push(self.all.add(ProgressBar::new_spinner().with_style(style)));
        }
        for (line, text) in lines.iter().zip(&texts) {
            let text = cut(text, usize::from(width) - 1);
            // Only what has changed is drawn.
            if line.message() != text {
                line.set_message(text.to_owned());
            }
        }
    }

    /// Takes all lines away.
    pub fn clear(&self) {
        self.show(&[]);
        let _ = self.all.clear();
    }
}

/// The beginning of the text that fits into so many columns.
fn cut(text: &str, columns: usize) -> &str {
    let fits = |end: &usize| display_width(&text[..*end]) <= columns;
    let ends = text.char_indices().map(|(at, _)| at).chain([text.len()]);
    let end = ends.take_while(fits).last().unwrap_or(0);
    &text[..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_cut_at_columns_and_not_at_characters() {
        assert_eq!(cut("abcdef", 4), "abcd");
        assert_eq!(cut("abc", 4), "abc");
        assert_eq!(cut("模型x", 4), "模型");
        assert_eq!(cut("模型x", 3), "模");
        assert_eq!(cut("abc", 0), "");
    }
}
