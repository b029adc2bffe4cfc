//! An estimate in words.

use analytics::units::PicoUsd;

use super::brief;
use super::day::OLD_AFTER_DAYS;
use super::estimate::{Basis, Estimate, Line, Price, Total};
use super::range::Range;
use crate::output::columns;
use crate::tasks::text::count;

/// The estimate as lines for people.
#[must_use]
pub fn lines(estimate: &Estimate, cap: Option<PicoUsd>, spent: PicoUsd) -> Vec<String> {
    let mut lines = Vec::new();
    if !has_prices(estimate) && cap.is_none() && spent.0 == 0 {
        let all = || estimate.answers.iter().chain(&estimate.judging);
        lines.extend(all().next().map(|_| "Nothing is billed: nobody else's server is asked.".to_owned()));
        return lines;
    }
    let sources = sources(estimate);
    for (title, of, total) in [
        ("Answers", &estimate.answers, &estimate.answers_total),
        ("Judging", &estimate.judging, &estimate.judging_total),
    ] {
        if of.is_empty() {
            continue;
        }
        lines.push(String::new());
        lines.push(format!("{title}, in US dollars"));
        let mut rows = vec![["", "calls", "low", "expected", "high", "price"].map(str::to_owned).to_vec()];
        rows.extend(of.iter().map(|line| row(line, &sources)));
        rows.push(sum_row("together", total));
        lines.extend(columns(&rows, &[false, true, true, true, true, false]).into_iter().map(|row| format!("  {row}")));
    }
    if !sources.is_empty() {
        lines.push(String::new());
    }
    lines.extend(sources.iter().enumerate().map(|(at, source)| format!("  [{}] {source}", at + 1)));
    lines.push(String::new());
    lines.push(format!("Answers and judging: {}", words(&estimate.total)));
    if spent.0 > 0 {
        lines.push(format!("Spent before on these cases: {}", brief(spent)));
    }
    if let Some(cap) = cap {
        lines.push(format!("Budget: {}. {}", brief(cap), verdict(estimate.total.cost_pico_usd, cap, spent)));
    }
    lines.extend(basis(estimate));
    lines
}

/// Whether there is anything that somebody may send a bill for.
fn has_prices(estimate: &Estimate) -> bool {
    estimate.answers.iter().chain(&estimate.judging).any(|line| !matches!(line.price, Price::NotBilled { .. }))
}

/// Where the prices were read, each once, in order of appearance.
fn sources(estimate: &Estimate) -> Vec<&str> {
    let mut sources = Vec::new();
    for line in estimate.answers.iter().chain(&estimate.judging) {
        if let Price::Listed { source, .. } = &line.price
            && !sources.contains(&source.as_str())
        {
            sources.push(source.as_str());
        }
    }
    sources
}

fn row(line: &Line, sources: &[&str]) -> Vec<String> {
    let mut cells = vec![line.id.clone(), line.calls.to_string()];
    match (&line.price, line.cost_pico_usd) {
        (Price::NotBilled { .. }, _) => cells.extend(["–", "–", "–"].map(str::to_owned)),
        (_, Some(cost)) => cells.extend([cost.low, cost.expected, cost.high].map(brief)),
        (_, None) => cells.extend(["unknown", "unknown", "unknown"].map(str::to_owned)),
    }
    cells.push(match &line.price {
        Price::NotBilled { reason } => format!("not billed: {reason}"),
        Price::Unknown => format!("no price of {} at {} is known", line.provider_model, line.provider),
        Price::Listed { input_pico_usd_per_m, output_pico_usd_per_m, date, source, age_days, is_old, .. } => {
            let old = match (is_old, age_days) {
                (true, Some(days)) => format!(", {days} days old"),
                (true, None) => ", of unknown age".to_owned(),
                (false, _) => String::new(),
            };
            let number = sources.iter().position(|other| other == source).unwrap_or(0) + 1;
            format!("{input_pico_usd_per_m} in, {output_pico_usd_per_m} out per million, {date}{old} [{number}]")
        }
    });
    cells
}

fn sum_row(name: &str, total: &Total) -> Vec<String> {
    let cost = total.cost_pico_usd;
    let mut cells = vec![name.to_owned(), String::new()];
    cells.extend([cost.low, cost.expected, cost.high].map(brief));
    if !total.unknown.is_empty() {
        cells.push(format!("without {}", total.unknown.join(", ")));
    }
    cells
}

fn words(total: &Total) -> String {
    let cost = total.cost_pico_usd;
    let without = if total.unknown.is_empty() {
        String::new()
    } else {
        format!(", without {}, whose price is unknown", total.unknown.join(", "))
    };
    format!("{} expected, {} to {}{without}", brief(cost.expected), brief(cost.low), brief(cost.high))
}

fn verdict(cost: Range<PicoUsd>, cap: PicoUsd, spent: PicoUsd) -> &'static str {
    let left = cap.0.saturating_sub(spent.0);
    if cost.high.0 <= left {
        "It is enough for everything."
    } else if cost.expected.0 <= left {
        "It should be enough; the run stops before it would not be."
    } else {
        "It is probably not enough; the run stops before a call that could exceed it."
    }
}

/// How the figures came about.
fn basis(estimate: &Estimate) -> Vec<String> {
    let all = || estimate.answers.iter().chain(&estimate.judging);
    let mut lines = vec![
        String::new(),
        "How this was estimated: a prompt has a token for every 5 bytes (low), for every 4 (expected), for every byte and".to_owned(),
        "what a chat template adds (high). An answer has a tenth of its limit (low) and all of it (high); expected is the mean of".to_owned(),
        "earlier calls in the database, else half of the limit. High asks each judge twice, counts an answer that is still to".to_owned(),
        "come twice in its prompts, and takes the dearest class of tokens. Requests that are repeated after a fault come on top.".to_owned(),
    ];
    for line in all() {
        if let Basis::EarlierCalls { calls, mean_tokens } = line.output_basis {
            let calls = count(usize::try_from(calls).unwrap_or(usize::MAX), "earlier call", "earlier calls");
            lines.push(format!("  {}: {mean_tokens} tokens on average in {calls}", line.id));
        }
    }
    if all().any(|line| matches!(line.price, Price::Listed { is_old: true, .. })) {
        lines.push(format!(
            "Prices older than {OLD_AFTER_DAYS} days may have changed; newer ones can be given with --prices (LIM_PRICES)."
        ));
    }
    lines
}
