//! Progress: one line that changes on a terminal, now and then a line elsewhere.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::Printer;

/// On a terminal, at most so often.
const REFRESH: Duration = Duration::from_millis(100);
/// Elsewhere, a line at each tenth of the work, and when nothing was said for so long.
const SILENCE: Duration = Duration::from_secs(15);

/// How far a phase has come.
#[derive(Debug)]
pub struct Progress {
    printer: Printer,
    what: &'static str,
    total: usize,
    begun: Instant,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    done: usize,
    failed: usize,
    shown_at: Instant,
    shown: usize,
}

impl Progress {
    /// Begins with nothing done.
    #[must_use]
    pub fn new(printer: &Printer, what: &'static str, total: usize) -> Self {
        let now = Instant::now();
        let state = Mutex::new(State { done: 0, failed: 0, shown_at: now, shown: 0 });
        Self { printer: printer.clone(), what, total, begun: now, state }
    }

    /// One more is done, well or not.
    pub fn done(&self, well: bool) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.done += 1;
        state.failed += usize::from(!well);
        let due = if self.printer.is_live() {
            state.shown_at.elapsed() >= REFRESH
        } else {
            let step = (self.total / 10).max(1);
            (state.done - state.shown >= step && state.done < self.total) || state.shown_at.elapsed() >= SILENCE
        };
        if due {
            self.show(&mut state);
        }
    }

    /// The last word.
    pub fn finish(&self) {
        self.printer.update("");
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        self.printer.note(&self.text(&state));
    }

    fn show(&self, state: &mut State) {
        let text = self.text(state);
        if self.printer.is_live() {
            self.printer.update(&text);
        } else {
            self.printer.note(&text);
        }
        state.shown_at = Instant::now();
        state.shown = state.done;
    }

    fn text(&self, state: &State) -> String {
        let failed =
            if state.failed > 0 { format!(", {} without a result to use", state.failed) } else { String::new() };
        format!("{}/{} {}{failed}, {:.1} s", state.done, self.total, self.what, self.begun.elapsed().as_secs_f64())
    }
}
