//! Progress: lines that change on a terminal, now and then a plain line elsewhere, or an object for everything that
//! happens; and at the end what came of each model.

mod pace;
mod summary;
mod tally;
mod text;

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use pace::Pace;
use serde_json::json;
pub use summary::{Summary, SummaryLine};
use tally::Tally;
pub use text::duration;
use tokio::task::AbortHandle;

use super::Printer;
use crate::money::Till;
use crate::money::till::Cost;
use crate::provider::Reply;
use crate::provider::live::Live;

/// Lines on a terminal are redrawn so often.
const REFRESH: Duration = Duration::from_millis(200);
/// Elsewhere, a line at each tenth of the work, and when nothing was said for so long.
const SILENCE: Duration = Duration::from_secs(15);

/// After so many faults of one model or judge, further ones are only counted: a hundred lines that say the same hide all
/// others.
const TOLD: usize = 5;

/// How far a phase has come.
#[derive(Debug, Clone)]
pub struct Progress {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    printer: Printer,
    what: &'static str,
    total: usize,
    begun: Instant,
    till: Arc<Till>,
    state: Mutex<State>,
    ticker: Mutex<Option<AbortHandle>>,
}

#[derive(Debug)]
struct State {
    tallies: Vec<Tally>,
    by_id: HashMap<String, usize>,
    waits: BTreeMap<String, Instant>,
    pace: Pace,
    shown_at: Instant,
    shown: usize,
}

/// The end of a case or of a verdict.
#[derive(Debug, Clone, Copy)]
pub struct Ended<'a> {
    /// The model or the judge that was asked.
    pub subject: &'a str,
    /// The model whose case it is.
    pub model: &'a str,
    /// The task.
    pub task: &'a str,
    /// The repeat.
    pub repeat: i64,
    /// How it ended.
    pub outcome: &'a str,
    /// Whether there is a result to use.
    pub well: bool,
}

/// A call that is on its way.
#[derive(Debug)]
pub struct Sent<'a> {
    progress: &'a Progress,
    number: u64,
}

impl Drop for Sent<'_> {
    fn drop(&mut self) {
        self.progress.inner.state().pace.end(self.number);
    }
}

impl Progress {
    /// Begins with nothing done. `subjects` are models or judges with the number of their cases or verdicts.
    #[must_use]
    pub fn begin(
        printer: &Printer,
        run_id: &str,
        what: &'static str,
        subjects: &[(String, usize)],
        till: Arc<Till>,
    ) -> Self {
        let now = Instant::now();
        let tallies: Vec<Tally> = subjects.iter().map(|(id, planned)| Tally::new(id, *planned)).collect();
        let by_id = subjects.iter().enumerate().map(|(at, (id, _))| (id.clone(), at)).collect();
        let total = subjects.iter().map(|(_, planned)| planned).sum();
        let state = State { tallies, by_id, waits: BTreeMap::new(), pace: Pace::default(), shown_at: now, shown: 0 };
        let inner = Arc::new(Inner {
            printer: printer.clone(),
            what,
            total,
            begun: now,
            till,
            state: Mutex::new(state),
            ticker: Mutex::default(),
        });
        let progress = Self { inner };
        progress.event("begin", json!({ "run": run_id, "total": total, "what": what }));
        if printer.screen().is_some() || printer.wants_lines() || printer.is_json() {
            progress.tick();
        }
        progress
    }

    /// Shows again and again what has changed by itself: time, and waits that end.
    fn tick(&self) {
        let weak = Arc::downgrade(&self.inner);
        let task = tokio::spawn(async move {
            let mut ticks = tokio::time::interval(REFRESH);
            loop {
                ticks.tick().await;
                let Some(inner) = weak.upgrade() else { return };
                inner.show();
            }
        });
        *self.inner.ticker.lock().unwrap_or_else(PoisonError::into_inner) = Some(task.abort_handle());
    }

    /// A call is sent, whose answer may have so many tokens. It is on its way until what is returned is dropped.
    #[must_use]
    pub fn sent(&self, live: &Live, max_tokens: u32) -> Sent<'_> {
        Sent { progress: self, number: self.inner.state().pace.begin(live.clone(), max_tokens) }
    }

    /// A call has ended, well or not.
    pub fn call(&self, subject: &str, reply: &Reply, cost: Cost) {
        let mut state = self.inner.state();
        let Some(at) = state.by_id.get(subject).copied() else { return };
        state.tallies[at].call(reply, cost);
    }

    /// A case or a verdict is done with.
    pub fn ended(&self, ended: Ended<'_>) {
        let (done, short, speed, left) = {
            let mut state = self.inner.state();
            if let Some(at) = state.by_id.get(ended.subject).copied() {
                state.tallies[at].end(ended.outcome, ended.well);
            }
            let count = |part: fn(&Tally) -> usize| state.tallies.iter().map(part).sum::<usize>();
            let (speed, left) = self.inner.with_facts(&state, |facts| (facts.flow.tokens_per_s, facts.seconds_left()));
            (count(|tally| tally.done), count(Tally::all_short), speed, left)
        };
        if self.inner.printer.is_json() {
            let fields = json!({
                "subject": ended.subject, "model": ended.model, "task": ended.task, "repeat": ended.repeat,
                "outcome": ended.outcome, "well": ended.well, "done": done, "short": short, "total": self.inner.total,
                "spent_pico_usd": self.inner.till.spent(), "tokens_per_s": speed, "seconds_left": left,
            });
            self.event("ended", fields);
        }
    }

    /// Nothing more is sent for this model or judge.
    pub fn left_out(&self, subject: &str) {
        let mut state = self.inner.state();
        if let Some(at) = state.by_id.get(subject).copied() {
            state.tallies[at].left_out = true;
        }
    }

    /// Says something that is no fault.
    pub fn note(&self, text: &str) {
        self.inner.printer.note(text);
    }

    /// Tells of a fault of this model or judge, unless it had many.
    pub fn fault(&self, subject: &str, text: &str) {
        let told = {
            let mut state = self.inner.state();
            let at = state.by_id.get(subject).copied();
            at.map_or(0, |at| {
                state.tallies[at].told += 1;
                state.tallies[at].told
            })
        };
        // A program that reads along can count for itself, and wants all.
        if told <= TOLD || self.inner.printer.is_json() {
            self.inner.printer.warn(text);
        } else if told == TOLD + 1 {
            self.inner.printer.warn(&format!(
                "further faults of {subject} are counted and stored, and not shown one by one; --progress json shows all."
            ));
        }
    }

    /// A provider asked for fewer requests, and nobody sends anything to it for so long; at most `limit` at a time then.
    pub fn waiting(&self, provider: &str, wait: Duration, limit: u32) {
        self.inner.state().waits.insert(provider.to_owned(), Instant::now() + wait);
        self.event("wait", json!({ "provider": provider, "seconds": wait.as_secs_f64(), "at_a_time": limit }));
    }

    /// The last word: a line, and what came of each.
    pub fn finish(&self) -> Summary {
        if let Some(ticker) = self.inner.ticker.lock().unwrap_or_else(PoisonError::into_inner).take() {
            ticker.abort();
        }
        if let Some(screen) = self.inner.printer.screen() {
            screen.clear();
        }
        let state = self.inner.state();
        if !self.inner.printer.is_json() {
            self.inner.printer.note(&self.inner.with_facts(&state, text::line));
        }
        let summary = Summary {
            what: self.inner.what,
            lines: state.tallies.iter().filter(|tally| tally.planned > 0).map(SummaryLine::of).collect(),
            spent_pico_usd: self.inner.till.spent(),
            budget_pico_usd: self.inner.till.cap(),
            seconds: self.inner.begun.elapsed().as_secs_f64(),
        };
        drop(state);
        if self.inner.printer.is_json() {
            self.event("summary", serde_json::to_value(&summary).unwrap_or_default());
        } else {
            summary.to_lines().iter().for_each(|line| self.inner.printer.note(line));
        }
        summary
    }

    fn event(&self, name: &str, fields: serde_json::Value) {
        self.inner.printer.event(name, fields);
    }
}

impl Inner {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn with_facts<T>(&self, state: &State, say: impl FnOnce(&text::Facts<'_>) -> T) -> T {
        let now = Instant::now();
        let waits: Vec<(String, Duration)> = state
            .waits
            .iter()
            .map(|(provider, until)| (provider.clone(), until.saturating_duration_since(now)))
            .filter(|(_, wait)| !wait.is_zero())
            .collect();
        say(&text::Facts {
            what: self.what,
            total: self.total,
            elapsed: self.begun.elapsed(),
            tallies: &state.tallies,
            waits: &waits,
            till: Some(&self.till),
            flow: state.pace.flow(),
        })
    }

    fn show(&self) {
        let mut state = self.state();
        state.pace.sample(Instant::now());
        if let Some(screen) = self.printer.screen() {
            let lines = self.with_facts(&state, text::lines);
            // Not while the terminal writes: it may be slow.
            drop(state);
            return screen.show(&lines);
        }
        let done: usize = state.tallies.iter().map(|tally| tally.done).sum();
        let step = (self.total / 10).max(1);
        let due = (done - state.shown >= step && done < self.total) || state.shown_at.elapsed() >= SILENCE;
        if due && done < self.total {
            let json = self.printer.is_json();
            let line = if json { String::new() } else { self.with_facts(&state, text::line) };
            let fields = self.with_facts(&state, |facts| facts.to_json(done));
            (state.shown_at, state.shown) = (Instant::now(), done);
            drop(state);
            if json {
                self.printer.event("progress", fields);
            } else {
                self.printer.note(&line);
            }
        }
    }
}
