//! The table of a bench in the terminal, and the line of a level while it runs.

use analytics::bench::{BenchFile, Level, LevelFigures, Load, Spread, grouped, over_runs};

use super::plan::{Amount, Lengths, Step};
use crate::output::{columns, duration};

/// How requests arrive, in a word.
#[must_use]
pub fn load(load: Load) -> String {
    match load {
        Load::Closed { concurrency: 1 } => "1 stream".to_owned(),
        Load::Closed { concurrency } => format!("{concurrency} streams"),
        Load::Open { per_s } => format!("{per_s}/s"),
        Load::Replay => "trace".to_owned(),
    }
}

/// A level in one line.
#[must_use]
pub fn line(level: &Level) -> String {
    let figures = &level.figures;
    let number = |value: Option<f64>| value.map_or_else(|| "–".to_owned(), short);
    let median = |spread: &Option<Spread>| number(spread.as_ref().map(|spread| spread.p50));
    format!(
        "{}, {}: out {} tok/s, TTFT {}, decode {} tok/s, {} of {} requests counted{}",
        load(level.load),
        lengths(level),
        number(figures.output_tok_per_s),
        seconds(figures.ttft_ms.as_ref().map(|spread| spread.p50)),
        median(&figures.decode_tok_per_s),
        figures.counted,
        figures.requests,
        if figures.failures > 0 { format!(", {} failed", figures.failures) } else { String::new() },
    )
}

fn lengths(level: &Level) -> String {
    let depth = if level.depth_tokens > 0 { format!(" @ {}", level.depth_tokens) } else { String::new() };
    format!("{}{depth} in, {} out", level.prompt_tokens, level.output_tokens)
}

/// Three figures that mean something.
fn short(value: f64) -> String {
    match value.abs() {
        size if size >= 99.95 => format!("{value:.0}"),
        size if size >= 9.995 => format!("{value:.1}"),
        _ => format!("{value:.2}"),
    }
}

/// Milliseconds as people read them.
fn seconds(ms: Option<f64>) -> String {
    match ms {
        None => "–".to_owned(),
        Some(ms) if ms < 999.5 => format!("{ms:.0} ms"),
        Some(ms) => format!("{:.2} s", ms / 1e3),
    }
}

/// The tables: one row a load and lengths, medians over its levels, with the ends where there are several.
#[must_use]
pub fn lines(file: &BenchFile) -> Vec<String> {
    let mut lines = vec![about(file)];
    lines.extend(file.cold_start.map(|cold| {
        format!(
            "First request {} and the same warm {}{}.",
            seconds(Some(cold.first_ms)),
            seconds(Some(cold.warm_ms)),
            cold.load_ms.map_or_else(String::new, |ms| format!("; loading took {}", seconds(Some(ms))))
        )
    }));
    let groups = grouped(&file.levels);
    let value = |group: &[&Level], figure: fn(&LevelFigures) -> Option<f64>, shown: fn(Option<f64>) -> String| {
        over_runs(group, figure).map_or_else(
            || "–".to_owned(),
            |range| {
                // Within half a per cent of each other the ends are the same for whoever reads them.
                let apart = range.high - range.low > 0.005 * range.median.abs();
                let ends = if apart {
                    format!(" ({}–{})", shown(Some(range.low)), shown(Some(range.high)))
                } else {
                    String::new()
                };
                format!("{}{ends}", shown(Some(range.median)))
            },
        )
    };
    let plain: fn(Option<f64>) -> String = |value| value.map_or_else(|| "–".to_owned(), short);
    let head = |group: &[&Level]| group.first().map_or_else(Vec::new, |level| vec![load(level.load), lengths(level)]);
    let mut waits =
        vec![row(&["load", "tokens", "n", "TTFT p50", "p90", "max", "first answer", "queue", "end to end p50", "p90"])];
    let mut rates = vec![row(&[
        "load",
        "tokens",
        "out tok/s",
        "gain",
        "in tok/s",
        "req/min",
        "goodput",
        "prefill",
        "decode",
        "depth",
    ])];
    let mut proof = vec![row(&[
        "load",
        "tokens",
        "ITL",
        "gap p50",
        "p99",
        "in flight",
        "at once",
        "busy slots",
        "server decode",
        "J/token",
    ])];
    for group in &groups {
        let sum = |count: fn(&LevelFigures) -> u32| group.iter().map(|level| count(&level.figures)).sum::<u32>();
        let n = format!("{}/{}/{}", sum(|f| f.counted), sum(|f| f.requests), sum(|f| f.failures));
        waits.push(
            [
                head(group),
                vec![
                    n,
                    value(group, |f| Some(f.ttft_ms.as_ref()?.p50), seconds),
                    value(group, |f| Some(f.ttft_ms.as_ref()?.p90), seconds),
                    value(group, |f| Some(f.ttft_ms.as_ref()?.max), seconds),
                    value(group, |f| Some(f.first_answer_ms.as_ref()?.p50), seconds),
                    value(group, |f| Some(f.queue_ms.as_ref()?.p50), seconds),
                    value(group, |f| Some(f.end_to_end_ms.as_ref()?.p50), seconds),
                    value(group, |f| Some(f.end_to_end_ms.as_ref()?.p90), seconds),
                ],
            ]
            .concat(),
        );
        rates.push(
            [
                head(group),
                vec![
                    value(group, |f| f.output_tok_per_s, plain),
                    value(group, |f| f.gain, plain),
                    value(group, |f| f.input_tok_per_s, plain),
                    value(group, |f| f.requests_per_min, plain),
                    value(group, |f| f.goodput_per_min, plain),
                    value(group, |f| Some(f.prefill_tok_per_s.as_ref()?.p50), plain),
                    value(group, |f| Some(f.decode_tok_per_s.as_ref()?.p50), plain),
                    over_runs(group, |f| f.depth_tokens)
                        .map_or_else(|| "–".to_owned(), |depth| format!("{:.0}", depth.median)),
                ],
            ]
            .concat(),
        );
        proof.push(
            [
                head(group),
                vec![
                    value(group, |f| Some(f.inter_token_ms.as_ref()?.p50), seconds),
                    value(group, |f| f.gap_p50_ms, seconds),
                    value(group, |f| f.gap_p99_ms, seconds),
                    value(group, |f| Some(f.in_flight), plain),
                    value(group, |f| Some(f.decoding_at_once), plain),
                    value(group, |f| f.server.busy_slots, plain),
                    value(group, |f| Some(f.server.decode_tok_per_s.as_ref()?.p50), plain),
                    value(group, |f| f.joule_per_token, plain),
                ],
            ]
            .concat(),
        );
    }
    for table in [waits, rates, proof] {
        lines.push(String::new());
        lines.extend(columns(&table, &[false, false, true, true, true, true, true, true, true, true]));
    }
    let notes: Vec<String> = notes(file);
    if !notes.is_empty() {
        lines.push(String::new());
        lines.extend(notes);
    }
    lines
}

fn row(cells: &[&str]) -> Vec<String> {
    cells.iter().map(|cell| (*cell).to_owned()).collect()
}

fn about(file: &BenchFile) -> String {
    let engine =
        [file.engine.name.as_deref(), file.engine.version.as_deref()].into_iter().flatten().collect::<Vec<_>>();
    let parts = [
        Some(file.model.id.clone()),
        file.model.precision.clone(),
        file.model.bits_per_weight.map(|bits| format!("{bits} bits per weight")),
        Some(engine.join(" ")).filter(|engine| !engine.is_empty()),
        file.engine.slots.map(|slots| format!("{slots} slots")),
        file.machine.as_ref().map(|machine| machine.description.clone()),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

fn notes(file: &BenchFile) -> Vec<String> {
    let of_all = file.notes.iter().map(|note| format!("{}: {}", note.code, note.text));
    let of_levels = file.levels.iter().flat_map(|level| {
        let place = format!("run {}, {}, {}", level.run, load(level.load), lengths(level));
        level.notes.iter().map(move |note| format!("{}: {place}: {}", note.code, note.text))
    });
    of_all.chain(of_levels).collect()
}

/// A level that is to be measured, in words.
#[must_use]
pub fn step(step: &Step) -> String {
    let Lengths { prompt, depth, output } = step.lengths;
    let depth = if depth > 0 { format!(" @ {depth}") } else { String::new() };
    let amount = match step.amount {
        Amount::Requests(count) => format!("{count} requests"),
        Amount::Duration(time) => duration(time),
    };
    format!("{}, {prompt}{depth} in, {output} out, {amount}", load(step.load))
}
