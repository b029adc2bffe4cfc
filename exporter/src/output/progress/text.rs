//! Progress in words.

use std::time::Duration;

use analytics::units::PicoUsd;

use super::pace::{Flow, Left, Work, left};
use super::tally::{SHORT, Tally};
use crate::money::{Till, brief};

/// At most so many models or judges have a line of their own; the others wait below the fold.
const MOST_LINES: usize = 12;

/// What the first line is made of.
pub(super) struct Facts<'a> {
    pub what: &'static str,
    pub total: usize,
    pub elapsed: Duration,
    pub tallies: &'a [Tally],
    /// Providers that wait, and for how long.
    pub waits: &'a [(String, Duration)],
    pub till: Option<&'a Till>,
    /// What is on its way.
    pub flow: Flow,
}

impl Facts<'_> {
    fn done(&self) -> usize {
        self.tallies.iter().map(|tally| tally.done).sum()
    }

    fn left(&self) -> Option<Left> {
        let gone = |tally: &&Tally| tally.left_out;
        let given_up: usize =
            self.tallies.iter().filter(gone).map(|tally| tally.planned.saturating_sub(tally.done)).sum();
        let (done, tokens) =
            (self.done(), self.tallies.iter().fold(0u64, |sum, tally| sum.saturating_add(tally.output_tokens)));
        left(Work { elapsed: self.elapsed, done, left: self.total.saturating_sub(done + given_up), tokens }, self.flow)
    }

    /// Seconds to go at the pace so far; None where nobody can tell.
    pub fn seconds_left(&self) -> Option<f64> {
        match self.left()? {
            Left::About(time) => Some(time.as_secs_f64()),
            Left::AtMost(_) => None,
        }
    }

    /// How far the work has come, for programs.
    pub fn to_json(&self, done: usize) -> serde_json::Value {
        let at_most = match self.left() {
            Some(Left::AtMost(time)) => Some(time.as_secs_f64()),
            Some(Left::About(_)) | None => None,
        };
        serde_json::json!({
            "done": done, "total": self.total, "seconds": self.elapsed.as_secs_f64(),
            "on_their_way": self.flow.calls, "tokens_on_their_way": self.flow.tokens,
            "tokens_per_s": self.flow.tokens_per_s,
            "seconds_left": self.seconds_left(), "seconds_left_at_most": at_most,
        })
    }
}

/// Everything on one line.
pub(super) fn line(facts: &Facts<'_>) -> String {
    let done = facts.done();
    let mut parts = vec![format!("{done}/{} {}", facts.total, facts.what)];
    for (at, word) in SHORT.into_iter().enumerate() {
        let count: usize = facts.tallies.iter().map(|tally| tally.short[at]).sum();
        if count > 0 {
            parts.push(format!("{count} {word}"));
        }
    }
    for (provider, wait) in facts.waits {
        parts.push(format!("{provider} has too much to do: waiting {}", duration(*wait)));
    }
    if let Some(till) = facts.till {
        let spent = till.spent();
        match till.cap() {
            Some(cap) => {
                let left = PicoUsd(cap.0.saturating_sub(spent.0));
                parts.push(format!("{} of {} spent, {} left", brief(spent), brief(cap), brief(left)));
            }
            None if spent.0 > 0 => parts.push(format!("{} spent", brief(spent))),
            None => {}
        }
    }
    if facts.flow.calls > 0 {
        let speed = facts.flow.tokens_per_s.map_or_else(String::new, |speed| format!(" at {speed:.1} tokens/s"));
        parts.push(match facts.flow.tokens {
            0 => format!("{} waiting for text", facts.flow.calls),
            tokens => format!("{} on the way, {tokens} tokens{speed}", facts.flow.calls),
        });
    }
    parts.push(duration(facts.elapsed));
    match facts.left() {
        Some(Left::About(time)) => parts.push(format!("about {} left", duration(time))),
        Some(Left::AtMost(time)) => parts.push(format!("at most {} left", duration(time))),
        None => {}
    }
    parts.join(", ")
}

/// A line for everything and one for each model or judge that is at work.
pub(super) fn lines(facts: &Facts<'_>) -> Vec<String> {
    let mut lines = vec![line(facts)];
    let open: Vec<&Tally> = facts.tallies.iter().filter(|tally| tally.done < tally.planned).collect();
    // Those that have begun stand first: they are what moves. Nothing moves any more where nothing is sent.
    let rank = |tally: &Tally| match (tally.left_out, tally.done > 0 || tally.output_tokens > 0) {
        (true, _) => 2,
        (false, true) => 0,
        (false, false) => 1,
    };
    let mut shown = open.clone();
    shown.sort_by_key(|tally| rank(tally));
    shown.truncate(MOST_LINES);
    let width = shown.iter().map(|tally| tally.id.chars().count()).max().unwrap_or(0);
    for tally in &shown {
        let mut text = format!("  {:width$}  {:>5}/{}", tally.id, tally.done, tally.planned);
        if let Some(speed) = tally.speed() {
            text.push_str(&format!("  {speed:.1} tokens/s"));
        }
        for (count, word) in tally.short.into_iter().zip(SHORT).filter(|(count, _)| *count > 0) {
            text.push_str(&format!("  {count} {word}"));
        }
        if tally.billed > 0 || tally.computed > 0 || tally.unknown > 0 {
            text.push_str(&format!("  {}", tally.cost()));
        }
        if tally.left_out {
            text.push_str("  left out");
        }
        lines.push(text);
    }
    if open.len() > shown.len() {
        lines.push(format!("  and {} more", open.len() - shown.len()));
    }
    lines
}

/// A duration as people say it.
#[must_use]
pub fn duration(length: Duration) -> String {
    let seconds = length.as_secs_f64();
    if seconds < 10.0 {
        return format!("{seconds:.1} s");
    }
    let whole = seconds.round() as u64;
    match whole {
        0..=119 => format!("{whole} s"),
        120..=7199 => format!("{} min", whole.div_ceil(60)),
        _ => format!("{:.1} h", seconds / 3600.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_on_a_terminal() {
        let mut begun = Tally::new("one", 6);
        (begun.done, begun.short[4], begun.billed) = (5, 1, 20_000_000_000);
        let mut gone = Tally::new("gone", 2);
        gone.left_out = true;
        let tallies = [Tally::new("over", 0), gone, Tally::new("waiting", 4), begun];
        let till = Till::new(Some(PicoUsd(5_000_000_000_000)), PicoUsd(1_230_000_000_000));
        let facts = Facts {
            what: "cases",
            total: 12,
            elapsed: Duration::from_secs(20),
            tallies: &tallies,
            waits: &[("openrouter".to_owned(), Duration::from_secs(12))],
            till: Some(&till),
            flow: Flow::default(),
        };
        assert_eq!(
            lines(&facts),
            [
                "5/12 cases, 1 failed, openrouter has too much to do: waiting 12 s, $1.23 of $5.00 spent, $3.77 left, 20 s, about 20 s left",
                "  one          5/6  1 failed  $0.0200 billed",
                "  waiting      0/4",
                "  gone         0/2  left out",
            ]
        );
    }

    #[test]
    fn many_models_do_not_fill_the_screen() {
        let tallies: Vec<Tally> = (0..40).map(|n| Tally::new(&format!("m{n}"), 1)).collect();
        let facts = Facts {
            what: "cases",
            total: 40,
            elapsed: Duration::ZERO,
            tallies: &tallies,
            waits: &[],
            till: None,
            flow: Flow::default(),
        };
        let lines = lines(&facts);
        assert_eq!((lines.len(), lines.last().unwrap().as_str()), (1 + MOST_LINES + 1, "  and 28 more"));
    }

    #[test]
    fn durations_as_people_say_them() {
        for (ms, shown) in [(0, "0.0 s"), (9_400, "9.4 s"), (61_000, "61 s"), (150_000, "3 min"), (9_000_000, "2.5 h")]
        {
            assert_eq!(duration(Duration::from_millis(ms)), shown);
        }
    }
}
