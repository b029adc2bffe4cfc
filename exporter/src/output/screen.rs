//! The last lines of a terminal, which are written over and over.

use std::sync::{Arc, Mutex, PoisonError};

use indicatif::{MultiProgress, ProgressBar, ProgressStyle};

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
        let mut lines = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        while lines.len() > texts.len() {
            if let Some(line) = lines.pop() {
                line.finish_and_clear();
                self.all.remove(&line);
            }
        }
        while lines.len() < texts.len() {
            let style = ProgressStyle::with_template("{wide_msg}").unwrap_or_else(|_| ProgressStyle::default_spinner());
            lines.push(self.all.add(ProgressBar::new_spinner().with_style(style)));
        }
        for (line, text) in lines.iter().zip(texts) {
            // Only what has changed is drawn.
            if line.message() != *text {
                line.set_message(text.clone());
            }
        }
    }

    /// Takes all lines away.
    pub fn clear(&self) {
        self.show(&[]);
        let _ = self.all.clear();
    }
}
