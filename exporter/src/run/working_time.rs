//! How long servers of one's own will take for a plan: tokens by the speeds that earlier calls had.

use std::time::Duration;

use serde::Serialize;

use crate::config::{JudgeHow, Plan};
use crate::money::Range;
use crate::money::estimate::{Estimate, Line, Price};
use crate::money::pricing::NotBilled;
use crate::output::{columns, duration};
use crate::store::Pace;
use crate::tasks::text::count;

/// How fast answers and verdicts came before.
#[derive(Debug, Clone, Default)]
pub struct Paces {
    /// Answers, by provider and its name for the model.
    pub answers: std::collections::HashMap<(String, String), Pace>,
    /// Verdicts, by the judge's key.
    pub verdicts: std::collections::HashMap<String, Pace>,
}

/// What a model or a judge on a server of one's own will take.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct WorkingTime {
    /// Its id.
    pub id: String,
    /// What is asked for: answers or verdicts.
    pub what: &'static str,
    /// The provider.
    pub provider: String,
    /// Calls.
    pub calls: u64,
    /// Tokens of all prompts.
    pub prompt_tokens: Range<u64>,
    /// Tokens of all outputs, thinking included.
    pub output_tokens: Range<u64>,
    /// The speeds that were measured; null when none was.
    pub measured: Option<Pace>,
    /// Seconds; null when no speed was measured.
    pub seconds: Option<Range<f64>>,
}

/// The times of everything that servers of one's own are asked for, in the order of the plan.
#[must_use]
pub fn of(plan: &Plan, estimate: &Estimate, paces: &Paces) -> Vec<WorkingTime> {
    let answers = estimate.answers.iter().map(|line| {
        let pace = paces.answers.get(&(line.provider.clone(), line.provider_model.clone()));
        ("answers", line, pace.copied())
    });
    let verdicts = estimate.judging.iter().map(|line| {
        let judge = plan.scope.judges.iter().find(|judge| judge.id.as_str() == line.id);
        let judge = judge.filter(|judge| matches!(judge.how, JudgeHow::Model { .. }));
        ("verdicts", line, judge.and_then(|judge| paces.verdicts.get(&judge.key()).copied()))
    });
    answers
        .chain(verdicts)
        .filter(|(_, line, _)| is_own(line))
        .map(|(what, line, pace)| time(plan, what, line, pace))
        .collect()
}

/// Whether a server of one's own is asked.
#[must_use]
pub fn is_own(line: &Line) -> bool {
    line.price == Price::NotBilled { reason: NotBilled::OwnServer.words() }
}

fn time(plan: &Plan, what: &'static str, line: &Line, measured: Option<Pace>) -> WorkingTime {
    let provider = plan.providers.iter().find(|(id, _)| id.as_str() == line.provider);
    let at_once = provider.map_or(1, |(_, provider)| provider.ceiling());
    let seconds =
        |pace: Pace| line.prompt_tokens.zip(line.output_tokens, |prompt, output| pace.seconds(prompt, output, at_once));
    // Bytes are no tokens: that a prompt has one for every byte is a bound for money, not for patience.
    let seconds = |pace: Pace| Range {
        high: pace.seconds(line.prompt_tokens.expected, line.output_tokens.high, at_once),
        ..seconds(pace)
    };
    WorkingTime {
        id: line.id.clone(),
        what,
        provider: line.provider.clone(),
        calls: line.calls,
        prompt_tokens: line.prompt_tokens,
        output_tokens: line.output_tokens,
        measured,
        seconds: measured.map(seconds),
    }
}

/// The times as lines for people.
#[must_use]
pub fn lines(times: &[WorkingTime]) -> Vec<String> {
    if times.is_empty() {
        return Vec::new();
    }
    let head = ["", "calls", "tokens in", "tokens out", "at most", "time", "at most", "speed"];
    let mut rows = vec![head.map(str::to_owned).to_vec()];
    for time in times {
        let tokens =
            |count: u64| if count < 10_000 { count.to_string() } else { format!("{} k", count.div_ceil(1000)) };
        let long = |seconds: f64| duration(Duration::try_from_secs_f64(seconds).unwrap_or(Duration::MAX));
        let unknown = || "unknown".to_owned();
        let speed = time.measured.map_or_else(
            || "no speed measured yet".to_owned(),
            |pace| {
                format!(
                    "{:.1} tokens/s in, {:.1} out, {:.1} at a time, measured in {}",
                    1e3 / pace.wait_ms_per_prompt_token,
                    1e3 / pace.write_ms_per_output_token,
                    pace.at_a_time,
                    count(usize::try_from(pace.calls).unwrap_or(usize::MAX), "call", "calls")
                )
            },
        );
        rows.push(vec![
            format!("{} ({})", time.id, time.what),
            time.calls.to_string(),
            tokens(time.prompt_tokens.expected),
            tokens(time.output_tokens.expected),
            tokens(time.output_tokens.high),
            time.seconds.map_or_else(unknown, |seconds| long(seconds.expected)),
            time.seconds.map_or_else(unknown, |seconds| long(seconds.high)),
            speed,
        ]);
    }
    let right = [false, true, true, true, true, true, true, false];
    let mut lines = vec![String::new(), "Servers of your own: tokens and time".to_owned()];
    lines.extend(columns(&rows, &right).into_iter().map(|row| format!("  {row}")));
    let all: Option<Vec<Range<f64>>> = times.iter().map(|time| time.seconds).collect();
    if let Some(all) = all.filter(|all| all.len() > 1) {
        let sum = |part: fn(&Range<f64>) -> f64| {
            duration(Duration::try_from_secs_f64(all.iter().map(part).sum()).unwrap_or(Duration::MAX))
        };
        lines.push(format!("  One after the other: {}, at most {}.", sum(|time| time.expected), sum(|time| time.high)));
    }
    lines.push("  A prompt has a token for every 4 bytes; an answer as many as earlier ones on average, else half of its limit.".to_owned());
    lines
}
