//! Progress on stderr: one line a step, with elapsed time; live on a terminal, plain elsewhere.

use std::io::{IsTerminal, Write};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use analytics::plain::{plain, plain_line};

/// On a terminal the line is redrawn this often.
const LIVE: Duration = Duration::from_millis(500);
/// Elsewhere a long step says this often that it is still at work.
const HEARTBEAT: Duration = Duration::from_secs(60);
/// Live lines stay within the narrowest usual terminal, so that erasing one line is enough.
const WIDTH: usize = 78;

/// How steps are shown.
#[derive(Clone, Copy, Debug)]
pub struct Progress {
    terminal: bool,
    verbose: bool,
}

/// How a step ended, with a few words for the reader.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Work was done.
    Done(String),
    /// Nothing had to be done.
    UpToDate(String),
}

impl From<String> for Outcome {
    fn from(detail: String) -> Self {
        Self::Done(detail)
    }
}

/// A step at work; it is finished with [`Step::finish`] or [`Step::fail`].
pub struct Step {
    name: String,
    started: Instant,
    verbose: bool,
    shared: Arc<Shared>,
    ticker: Option<JoinHandle<()>>,
}

struct Shared {
    state: Mutex<State>,
    wake: Condvar,
    terminal: bool,
}

struct State {
    finished: bool,
    status: String,
}

impl Progress {
    /// Live lines when stderr is a terminal; `verbose` also repeats what child processes print.
    pub fn new(verbose: bool) -> Self {
        Self { terminal: std::io::stderr().is_terminal(), verbose }
    }

    /// Starts a step and shows its name.
    pub fn step(&self, name: impl Into<String>) -> Step {
        let name = name.into();
        let started = Instant::now();
        let shared = Arc::new(Shared {
            state: Mutex::new(State { finished: false, status: String::new() }),
            wake: Condvar::new(),
            terminal: self.terminal,
        });
        if !self.terminal {
            eprintln!("{name} ...");
        }
        let ticker = std::thread::spawn({
            let shared = Arc::clone(&shared);
            let name = name.clone();
            move || tick(&shared, &name, started)
        });
        Step { name, started, verbose: self.verbose, shared, ticker: Some(ticker) }
    }

    /// Runs `work` as a step, shows how it ended and returns its result.
    pub fn run(
        &self,
        name: impl Into<String>,
        work: impl FnOnce(&Step) -> anyhow::Result<Outcome>,
    ) -> anyhow::Result<Outcome> {
        let step = self.step(name);
        let result = work(&step);
        match &result {
            Ok(outcome) => step.finish(outcome),
            Err(_) => step.fail(),
        }
        result
    }
}

impl Step {
    /// Replaces the words behind the elapsed time of the live line.
    pub fn status(&self, text: &str) {
        let clean: String = text.chars().filter(|c| !c.is_control()).collect();
        self.shared.lock().status = clean;
    }

    /// Shows what a child process printed: as status, or in full when verbose.
    pub fn child_line(&self, line: &str) {
        if self.verbose {
            self.note(line);
        } else {
            self.status(line);
        }
    }

    /// Prints a line that stays.
    pub fn note(&self, text: &str) {
        let state = self.shared.lock();
        erase(self.shared.terminal);
        // Often what a child process printed, which may quote a file.
        eprintln!("    {}", plain(text));
        drop(state);
    }

    /// Ends the step well.
    pub fn finish(mut self, outcome: &Outcome) {
        let (word, detail) = match outcome {
            Outcome::Done(detail) => ("done", detail),
            Outcome::UpToDate(detail) => ("up to date", detail),
        };
        let detail = if detail.is_empty() { String::new() } else { format!(" - {detail}") };
        self.close(word, &detail);
    }

    /// Ends the step badly; the caller prints the error.
    pub fn fail(mut self) {
        self.close("FAILED", "");
    }

    /// The name as part of a file's name: letters, digits and single dashes.
    pub fn slug(&self) -> String {
        let words = self.name.split(|c: char| !c.is_ascii_alphanumeric());
        let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
        words.join("-").to_lowercase()
    }

    fn close(&mut self, word: &str, detail: &str) {
        self.stop();
        erase(self.shared.terminal);
        let name = &self.name;
        eprintln!("{name}: {word} ({}){detail}", shown(self.started.elapsed()));
    }

    fn stop(&mut self) {
        self.shared.lock().finished = true;
        self.shared.wake.notify_all();
        if let Some(ticker) = self.ticker.take() {
            // A ticker that panicked has nothing left to show.
            let _ = ticker.join();
        }
    }
}

impl Drop for Step {
    fn drop(&mut self) {
        self.stop();
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn tick(shared: &Shared, name: &str, started: Instant) {
    let pause = if shared.terminal { LIVE } else { HEARTBEAT };
    let mut state = shared.lock();
    while !state.finished {
        if shared.terminal {
            let line = live_line(name, started.elapsed(), &state.status);
            eprint!("\r\x1b[2K{line}");
            // Without a terminal to draw on there is nothing to be done about it.
            let _ = std::io::stderr().flush();
        } else if started.elapsed() >= HEARTBEAT {
            eprintln!("{name} ... {}", shown(started.elapsed()));
        }
        state = shared.wake.wait_timeout(state, pause).unwrap_or_else(PoisonError::into_inner).0;
    }
}

fn live_line(name: &str, elapsed: Duration, status: &str) -> String {
    let line = plain_line(&format!("{name} ... {} s  {status}", elapsed.as_secs()));
    line.chars().take(WIDTH).collect::<String>().trim_end().to_owned()
}

fn erase(terminal: bool) {
    if terminal {
        eprint!("\r\x1b[2K");
    }
}

/// A duration as a person says it: `0.4 s`, `38 s`, `3 min 12 s`.
pub fn shown(elapsed: Duration) -> String {
    let seconds = elapsed.as_secs();
    match seconds {
        0..10 => format!("{:.1} s", elapsed.as_secs_f64()),
        10..120 => format!("{seconds} s"),
        _ => format!("{} min {:02} s", seconds / 60, seconds % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_read_well() {
        assert_eq!(shown(Duration::from_millis(440)), "0.4 s");
        assert_eq!(shown(Duration::from_secs(38)), "38 s");
        assert_eq!(shown(Duration::from_secs(192)), "3 min 12 s");
    }

    #[test]
    fn a_live_line_never_wraps() {
        let line = live_line("Site", Duration::from_secs(3), &"x".repeat(300));
        assert_eq!(line.chars().count(), WIDTH);
        assert_eq!(live_line("Site", Duration::from_secs(3), ""), "Site ... 3 s");
    }
}
