//! What is said of a level once it is measured: cache hits, outputs of another length, a falling speed, another server.

use analytics::bench::{LevelFigures, Note, Request};

use super::drive::Stopped;
use super::plan::Step;
use crate::provider::serving::Observation;

/// The last third of a level is so much slower than its first when a machine grows hot.
const FALLING: f64 = 0.10;
/// Counts may differ so much from what was asked for.
const LENGTH: f64 = 0.05;
/// A client that sends so late does not make the load that it says, in milliseconds.
const LATE_MS: f64 = 50.0;

/// What a reader of the level's figures must know.
#[must_use]
pub fn notes(step: &Step, requests: &[Request], figures: &LevelFigures, stopped: Option<Stopped>) -> Vec<Note> {
    let mut notes = Vec::new();
    let mut note = |code: &str, text: String| notes.push(Note::new(code, text));
    match stopped {
        None => {}
        Some(Stopped::Interrupted) => note("interrupted", "it was stopped before its last request.".to_owned()),
        Some(Stopped::ServerGone) => {
            note("server-gone", "the server went away; what it had answered counts.".to_owned())
        }
        Some(Stopped::Oversaturated) => note(
            "oversaturated",
            "waits and requests in flight both grew, so more arrive than the server can do: it was stopped.".to_owned(),
        ),
    }
    if let Some(first) = requests.iter().find_map(|request| request.failure.as_deref()) {
        note(
            "failures",
            format!("{} of {} requests failed, the first one with: {first}.", figures.failures, figures.requests),
        );
    }
    if let Some(cached) = figures.server.cached_tokens.filter(|cached| *cached > 0) {
        note(
            "cache-hits",
            format!("{cached} prompt tokens came from the server's cache, so waits are shorter than without."),
        );
    }
    let off = |wanted: u32, got: Option<f64>| {
        got.filter(|got| (got - f64::from(wanted)).abs() > LENGTH * f64::from(wanted).max(20.0))
    };
    let is_trace = matches!(step.load, analytics::bench::Load::Replay);
    if let Some(got) = off(step.lengths.output, figures.output_tokens.as_ref().map(|s| s.p50)).filter(|_| !is_trace) {
        note(
            "output-length",
            format!("outputs had {got:.0} tokens and not {}: the model ended by itself.", step.lengths.output),
        );
    }
    if let Some(got) = off(step.lengths.input(), figures.prompt_tokens.as_ref().map(|s| s.p50)).filter(|_| !is_trace) {
        note("prompt-length", format!("prompts had {got:.0} tokens and not {}.", step.lengths.input()));
    }
    if let Some((first, last)) = falling(requests) {
        note(
            "falling",
            format!(
                "one stream wrote {first:.1} tok/s in the first third of the level and {last:.1} in the last: the machine may be too hot."
            ),
        );
    }
    let late = requests.iter().filter_map(|request| Some(request.sent_ms - request.due_ms?)).fold(0.0, f64::max);
    if late > LATE_MS {
        note(
            "late",
            format!("a request was sent {late:.0} ms after its time: this machine was too busy to make the load."),
        );
    }
    notes
}

/// The median decode rates of the first and the last third, where the last is slower by more than a tenth.
fn falling(requests: &[Request]) -> Option<(f64, f64)> {
    let mut by_time: Vec<&Request> = requests.iter().filter(|request| request.is_answered()).collect();
    by_time.sort_by(|a, b| a.sent_ms.total_cmp(&b.sent_ms));
    let rates: Vec<f64> = by_time.into_iter().filter_map(Request::decode_tok_per_s).collect();
    let third = rates.len() / 3;
    if third < 3 {
        return None;
    }
    let median = |rates: &[f64]| {
        let mut sorted = rates.to_vec();
        sorted.sort_by(f64::total_cmp);
        analytics::stats::bootstrap::quantile(&sorted, 0.5)
    };
    let (first, last) = median(&rates[..third]).zip(median(&rates[rates.len() - third..]))?;
    (last < first * (1.0 - FALLING)).then_some((first, last))
}

/// What is no longer as it was when the bench began.
#[must_use]
pub fn changed(before: &Observation, after: &Observation) -> Option<Note> {
    let mut what = Vec::new();
    let mut compare = |name: &str, before: Option<String>, after: Option<String>| {
        if let Some((before, after)) = before.zip(after).filter(|(before, after)| before != after) {
            what.push(format!("{name} {before} is now {after}"));
        }
    };
    let number = |value: Option<u64>| value.map(|value| value.to_string());
    compare("engine", before.engine.clone(), after.engine.clone());
    compare("version", before.version.clone(), after.version.clone());
    compare("precision", before.precision.clone(), after.precision.clone());
    compare("slots", number(before.slots), number(after.slots));
    compare("context", number(before.context_tokens), number(after.context_tokens));
    compare("size of the weights", number(before.weight_bytes), number(after.weight_bytes));
    compare("number of weights", number(before.parameters), number(after.parameters));
    (!what.is_empty()).then(|| {
        Note::new("server-changed", format!("the server is another one than at the beginning: {}.", what.join(", ")))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stream(at: u32, rate: f64) -> Request {
        let span = 63.0 / rate * 1e3;
        Request {
            sent_ms: f64::from(at) * 1e3,
            first_text_ms: Some(100.0),
            last_text_ms: Some(100.0 + span),
            arrivals_ms: vec![0.0; 64],
            output_tokens: Some(64),
            ..Request::default()
        }
    }

    #[test]
    fn a_speed_that_falls() {
        let hot: Vec<Request> = (0..12).map(|at| stream(at, 100.0 - 3.0 * f64::from(at))).collect();
        let (first, last) = falling(&hot).unwrap();
        assert!((first - 95.5).abs() < 1e-9 && (last - 71.5).abs() < 1e-9, "{first} {last}");
        assert!(falling(&(0..12).map(|at| stream(at, 100.0)).collect::<Vec<_>>()).is_none());
        assert!(falling(&hot[..8]).is_none(), "too few to say");
    }

    #[test]
    fn a_server_that_was_swapped() {
        let before = Observation { slots: Some(4), weight_bytes: Some(98), ..Observation::default() };
        let after = Observation { slots: Some(2), ..before.clone() };
        assert!(changed(&before, &after).unwrap().text.contains("slots 4 is now 2"));
        assert!(changed(&before, &before).is_none());
        assert!(changed(&before, &Observation::default()).is_none(), "silence is no change");
    }
}
