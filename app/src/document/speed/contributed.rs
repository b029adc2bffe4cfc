//! Benches that people measured on their own machines and contributed, each with its provenance.

use analytics::bench::{BenchFile, Level, LevelFigures, Load, grouped, over_runs};
use leptos::prelude::*;

use crate::document::table::{class, table};

/// The section; nothing where nobody has contributed.
pub fn section(benches: &[BenchFile]) -> AnyView {
    if benches.is_empty() {
        return ().into_any();
    }
    let rows = benches
        .iter()
        .flat_map(|bench| grouped(&bench.levels).into_iter().map(|group| row(bench, &group)).collect::<Vec<_>>());
    let columns = [
        ("Machine", false),
        ("Model", false),
        ("Load", false),
        ("Tokens in", true),
        ("First token, s", true),
        ("Prompt tok/s", true),
        ("Output tok/s of a stream", true),
        ("of all streams", true),
        ("Gain", true),
        ("Measured", false),
        ("To know", false),
    ];
    let table = table("Contributed benches", &columns, rows.collect());
    let content = view! {
            <p>
                "Each row is a level of a bench, as "<code>"exporter bench"</code>
                " measures it: medians over the requests of its steady part. Output of a stream holds at the context of its "
                "row; with several streams it is what each of them gets."
            </p>
            {table}
    }
    .into_any();
    super::folded("contributed", "Measured by readers", content)
}

fn row(bench: &BenchFile, group: &[&Level]) -> AnyView {
    let median = |figure: fn(&LevelFigures) -> Option<f64>, by: f64| {
        over_runs(group, figure).map_or_else(|| "–".to_owned(), |range| shown(range.median / by))
    };
    let load = group.first().map(|level| match level.load {
        Load::Closed { concurrency: 1 } => "1 stream".to_owned(),
        Load::Closed { concurrency } => format!("{concurrency} streams"),
        Load::Open { per_s } => format!("{per_s} requests/s"),
        Load::Replay => "a trace".to_owned(),
    });
    let machine = bench.machine.as_ref().map_or("not told", |machine| machine.description.as_str()).to_owned();
    let model = [Some(bench.model.id.as_str()), bench.model.precision.as_deref(), bench.engine.name.as_deref()];
    let by = bench.by.as_deref().unwrap_or("somebody who gave no name");
    let day = bench.started_at.get(..10).unwrap_or(&bench.started_at);
    let level_notes = group.iter().flat_map(|level| &level.notes);
    let notes: Vec<&str> = bench.notes.iter().chain(level_notes).map(|note| note.text.as_str()).collect();
    let number = class(true);
    view! {
        <tr>
            <th scope="row">{machine}</th>
            <td>{model.into_iter().flatten().collect::<Vec<_>>().join(", ")}</td>
            <td>{load}</td>
            <td class=number>{median(|figures| Some(figures.prompt_tokens.as_ref()?.p50), 1.0)}</td>
            <td class=number>{median(|figures| Some(figures.ttft_ms.as_ref()?.p50), 1e3)}</td>
            <td class=number>{median(|figures| Some(figures.prefill_tok_per_s.as_ref()?.p50), 1.0)}</td>
            <td class=number>{median(|figures| Some(figures.decode_tok_per_s.as_ref()?.p50), 1.0)}</td>
            <td class=number>{median(|figures| figures.output_tok_per_s, 1.0)}</td>
            <td class=number>{median(|figures| figures.gain, 1.0)}</td>
            <td>{format!("{day} by {by}")}</td>
            <td>{notes.join(" ")}</td>
        </tr>
    }
    .into_any()
}

/// Three figures that mean something.
fn shown(value: f64) -> String {
    if value.abs() >= 99.95 {
        format!("{value:.0}")
    } else if value.abs() >= 9.995 {
        format!("{value:.1}")
    } else {
        format!("{value:.2}")
    }
}
