//! A machine's charts: score against speed, speed over the context, and speed over the people who share it.

use analytics::decision::Facts;
use analytics::setup::{MOST_PEOPLE, READABLE_TOK_PER_S, Run, Setup, measured, over_depth, over_users};
use analytics::speed::Measure;
use leptos::prelude::*;

use super::super::table::table;
use super::super::{Site, cell};
use super::plot::{Curve, Dot, curves, scatter};
use super::words;
use crate::chart::svg::WIDTH;
use crate::fixed::fixed;

/// Depths of a curve, in tokens.
const DEPTHS: [u64; 8] = [0, 4_096, 8_192, 16_384, 24_576, 32_768, 49_152, 65_536];
/// Models in a chart of curves.
const LINES: usize = 3;

/// Width of the drawing that a telephone shows: scaled down from the wide one its words would be too small to read.
const NARROW: u32 = 360;

/// A figure: a takeaway as its title, the drawing, how to read it, the same as a table.
fn figure(title: String, draw: impl Fn(u32) -> String, caption: String, table: AnyView) -> AnyView {
    view! {
        <figure>
            <h3>{title}</h3>
            <div class="chart wide" inner_html=draw(WIDTH)></div>
            <div class="chart narrow" inner_html=draw(NARROW)></div>
            <figcaption>{caption}</figcaption>
            <details class="more"><summary>"As a table"</summary>{table}</details>
        </figure>
    }
    .into_any()
}

/// All of a machine's charts. The speed page takes them from here for any machine that its reader chooses.
pub fn all(site: &Site, facts: &Facts, setup: &Setup) -> AnyView {
    let id = facts.machines[setup.machine].id.clone();
    view! {
        <div class="machine-charts" data-machine=id>
            {quality(site, facts, setup)}
            {depth(facts, setup)}
            {users(facts, setup)}
        </div>
    }
    .into_any()
}

/// Score against tokens per second on this machine; nothing with fewer than two scored models.
fn quality(site: &Site, facts: &Facts, setup: &Setup) -> AnyView {
    let scored: Vec<(&Run, f64)> = setup
        .runs
        .iter()
        .filter_map(|run| Some((run, run.score?.value)))
        .filter(|(run, _)| run.decode.value > 0.0)
        .collect();
    let best = scored.iter().max_by(|a, b| a.1.total_cmp(&b.1));
    let fastest = scored.iter().max_by(|a, b| a.0.decode.value.total_cmp(&b.0.decode.value));
    let (Some(best), Some(fastest)) = (best, fastest) else { return ().into_any() };
    if scored.len() < 2 {
        return ().into_any();
    }
    let machine = &facts.machines[setup.machine].name;
    let name = |run: &Run| words::name(facts, run).0;
    let title = if best.0 == fastest.0 {
        [&name(best.0), " has the best score and is the fastest"].concat()
    } else {
        [&name(best.0), " has the best score, ", &name(fastest.0), " is the fastest"].concat()
    };
    // The best and the fastest come first, so that their names find a place; what is worse than acceptable is left out.
    let mut shown: Vec<&(&Run, f64)> = scored.iter().filter(|(_, score)| *score >= 1.0).collect();
    shown.sort_by_key(|(run, _)| *run != best.0 && *run != fastest.0);
    let dots: Vec<Dot> = shown
        .iter()
        .map(|(run, score)| Dot {
            name: name(run),
            x: run.decode.value,
            low: run.decode.low,
            high: run.decode.high,
            y: *score,
            href: site.link(&["models/#", &facts.models[run.chosen.model].id].concat()),
        })
        .collect();
    let label = [&title, " on the ", machine].concat();
    let caption = [
        "Score against tokens a second on the ",
        machine,
        ", with the range of each speed. Up and to the right is better; the horizontal axis is logarithmic. Scores below 1 are \
         left out. A dot leads to its model.",
    ]
    .concat();
    let rows = shown
        .iter()
        .map(|(run, score)| {
            cell::row(vec![
                cell::head(name(run)),
                cell::number(Some(fixed(*score, 2))),
                cell::number(Some(words::rough(run.decode.value))),
                cell::number(Some(words::range(&run.decode))),
            ])
        })
        .collect();
    let table =
        table("Score and speed", &[("Model", false), ("Score", true), ("Tokens/s", true), ("Range", true)], rows);
    figure(title, |width| scatter(&label, &dots, width), caption, table)
}

/// Tokens per second over the context, of the first models that are fast enough.
fn depth(facts: &Facts, setup: &Setup) -> AnyView {
    let lines: Vec<Curve> = chosen(setup)
        .map(|run| {
            let points = over_depth(facts, setup.machine, run.chosen, &DEPTHS);
            let known = measured(facts, setup.machine, run.chosen, Measure::Decode);
            Curve {
                name: words::name(facts, run).0,
                points: points.iter().map(|(depth, speed)| (*depth as f64 / 1_024.0, speed.value)).collect(),
                measured: known
                    .filter(|row| row.streams == 1 && row.depth <= 65_536.0)
                    .map(|row| (row.depth / 1_024.0, row.tok_per_s))
                    .collect(),
            }
        })
        .filter(|curve| curve.points.len() > 1)
        .collect();
    let Some(first) = lines.first() else { return ().into_any() };
    let title = match (first.points.first(), first.points.last()) {
        (Some((_, short)), Some((deep, long))) => [
            &first.name,
            " falls from ",
            &words::rough(*short),
            " to ",
            &words::rough(*long),
            " tokens a second as ",
            &cell::short(*deep, 0),
            "k tokens of context fill",
        ]
        .concat(),
        _ => return ().into_any(),
    };
    let label = title.clone();
    let caption =
        "Lines: the estimate, through the measurements where there are any. Dots: published measurements on this \
        chip."
            .to_owned();
    let table = values("Speed over the context", "Context, thousand tokens", &lines);
    figure(title, |width| curves(&label, &lines, "tokens/s", "thousand tokens in the context", width), caption, table)
}

/// What all people together, and each of them, get.
fn users(facts: &Facts, setup: &Setup) -> AnyView {
    let Some(run) = chosen(setup).next() else { return ().into_any() };
    let most = f64::from(MOST_PEOPLE);
    let at = |context| over_users(facts, setup.machine, run.chosen, context, MOST_PEOPLE);
    // Where somebody measured it the curve has their context, so that line and dots are of the same thing.
    let backend = at(setup.context_tokens).last().map(|of| of.total.backend);
    let known: Vec<_> = measured(facts, setup.machine, run.chosen, Measure::Together)
        .filter(|row| Some(row.backend) == backend && f64::from(row.streams) <= most)
        .collect();
    let context = known.first().map_or(setup.context_tokens, |row| row.depth.max(row.prompt) as u64);
    let known: Vec<_> = known.into_iter().filter(|row| row.depth.max(row.prompt) as u64 == context).collect();
    let found = at(context);
    let Some(last) = found.last().filter(|last| last.streams > 1) else { return ().into_any() };
    let readable = found.iter().rfind(|of| of.per_stream.value >= READABLE_TOK_PER_S).unwrap_or(last);
    let name = words::name(facts, run).0;
    let points = |pick: fn(&analytics::speed::Streams) -> f64| {
        found.iter().map(|streams| (f64::from(streams.streams), pick(streams))).collect::<Vec<_>>()
    };
    let dots = known.iter().map(|row| (f64::from(row.streams), row.tok_per_s)).collect();
    let lines = [
        Curve { name: "all together".to_owned(), points: points(|of| of.total.value), measured: dots },
        Curve { name: "each of them".to_owned(), points: points(|of| of.per_stream.value), measured: Vec::new() },
    ];
    let title = [
        readable.streams.to_string().as_str(),
        if readable.streams == 1 { " person gets " } else { " people at once get " },
        &words::rough(readable.per_stream.value),
        " tokens a second each from ",
        &name,
    ]
    .concat();
    let label = title.clone();
    let caption = [
        if known.is_empty() {
            "Estimated: nobody measured this pair with several users. "
        } else {
            "Dots: published measurements. "
        },
        "With ",
        &cell::grouped(context),
        " tokens of context each. Below ",
        &cell::short(READABLE_TOK_PER_S, 0),
        " tokens a second people notice; memory for their contexts may end earlier.",
    ]
    .concat();
    let table = values("Speed over users", "People", &lines);
    figure(title, |width| curves(&label, &lines, "tokens/s", "people at the same time", width), caption, table)
}

/// The values of curves over the same places.
fn values(label: &str, across: &'static str, lines: &[Curve]) -> AnyView {
    let heads: Vec<_> = lines
        .iter()
        .map(|line| view! { <th scope="col" class="number">{line.name.clone()} " " <small>"tokens/s"</small></th> })
        .collect();
    let places = lines.first().map(|line| line.points.clone()).unwrap_or_default();
    let rows: Vec<_> = places
        .iter()
        .map(|(at, _)| {
            let value =
                |line: &Curve| line.points.iter().find(|(of, _)| of == at).map(|(_, value)| words::rough(*value));
            let cells: Vec<_> = lines.iter().map(|line| cell::number(value(line))).collect();
            view! { <tr><th scope="row" class="number">{cell::short(*at, 0)}</th>{cells}</tr> }
        })
        .collect();
    view! {
        <div class="scroll" tabindex="0" role="region" aria-label=label.to_owned()>
            <table class="plain">
                <thead><tr><th scope="col" class="number">{across}</th>{heads}</tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

/// The first that are fast enough; where none is, the first ones.
fn chosen(setup: &Setup) -> impl Iterator<Item = &Run> {
    let all_slow = setup.runs.iter().all(Run::is_slow);
    setup.runs.iter().filter(move |run| all_slow || !run.is_slow()).take(LINES)
}
