//! The files of one model beside each other: what fewer bits cost in quality, and what they bring in size and speed.

use analytics::comparison::{self, Answer, Comparison, Side};
use analytics::snapshot::v1::{Median, ModelSummary, Summary};
use leptos::prelude::*;

use super::cell;
use super::table::stacked;
use crate::fixed::fixed;

/// The difference in points that a file may lose and still be called equal.
const MARGIN: f64 = 0.1;
/// Width and height of a chart, and the room for its labels.
const SIZE: (f64, f64) = (640.0, 260.0);
const ROOM: (f64, f64) = (44.0, 40.0);

/// A file of a model with its figures.
struct File<'a> {
    place: usize,
    model: &'a ModelSummary,
    bytes: Option<u64>,
    bits: Option<f64>,
}

impl<'a> File<'a> {
    fn new(place: usize, model: &'a ModelSummary) -> Self {
        let serving = model.serving.as_ref();
        let bytes = serving.and_then(|serving| serving.weight_bytes.first().copied());
        let bits = serving.and_then(|serving| serving.bits_per_weight.first().copied());
        Self { place, model, bytes, bits }
    }
}

/// One section for each model of which the snapshot holds several files; None where there is none.
pub fn sections(full: &Summary) -> Option<AnyView> {
    let mut groups: Vec<Vec<File<'_>>> = Vec::new();
    for (place, model) in full.models.iter().enumerate() {
        let Some(whole) = &model.variant_of else { continue };
        match groups
            .iter_mut()
            .find(|group| group.first().is_some_and(|file| file.model.variant_of.as_ref() == Some(whole)))
        {
            Some(group) => group.push(File::new(place, model)),
            None => groups.push(vec![File::new(place, model)]),
        }
    }
    groups.retain(|group| group.len() > 1);
    let sections: Vec<_> = groups.into_iter().map(|group| section(full, group)).collect();
    (!sections.is_empty()).then(|| sections.into_any())
}

fn section(full: &Summary, mut files: Vec<File<'_>>) -> AnyView {
    files.sort_by(|a, b| b.bytes.cmp(&a.bytes).then_with(|| a.model.id.cmp(&b.model.id)));
    let whole =
        files.first().and_then(|file| file.model.variant_of.as_ref()).map(ToString::to_string).unwrap_or_default();
    let reference = files.first().map(|file| file.place).unwrap_or_default();
    let largest = files.first().map(|file| file.model.name.clone()).unwrap_or_default();
    let compared: Vec<Option<Comparison>> = files.iter().map(|file| against(full, file.place, reference)).collect();
    let rows = files.iter().zip(&compared).map(|(file, found)| row(full, file, found.as_ref(), reference)).collect();
    let columns = [
        ("File", false),
        ("Size, GB", true),
        ("Bits per weight", true),
        ("Prompt tok/s", true),
        ("Output tok/s", true),
        ("Score, 0–2", true),
        ("95 % interval", true),
        ("Fully correct", true),
        ("Against the largest", false),
    ];
    let id = ["files-of-", &whole].concat();
    let caption = ["The files of ", &whole].concat();
    let note = [
        "The same tasks, prompts and seed; only the file differs. Scores count every task that was asked, failures as 0, and the \
         comparison with ",
        &largest,
        " is paired by task, with a margin of 0.1 points.",
    ]
    .concat();
    view! {
        <section id=id>
            <h2>{caption.clone()}</h2>
            <p class="note">{note}</p>
            {chart(full, &files, &caption)}
            {stacked("plain stacked", "Files of a model", &columns, rows)}
        </section>
    }
    .into_any()
}

/// This file compared with the largest one; None for itself and without common scores.
fn against(full: &Summary, place: usize, reference: usize) -> Option<Comparison> {
    let side = |model: usize| Side { summary: full, model };
    let pairs = comparison::pairs(side(place), side(reference), None);
    comparison::compare(&pairs.pairs, MARGIN).ok().filter(|_| place != reference)
}

fn row(full: &Summary, file: &File<'_>, found: Option<&Comparison>, reference: usize) -> AnyView {
    let result = full.results.get(file.place);
    let speed = full.statistics.as_deref().and_then(|all| all.models.get(file.place)).map(|model| model.speed);
    let median = |median: Option<Median>| cell::number(median.map(|median| fixed(median.median, 1)));
    let score = result.and_then(|result| result.score.value());
    let interval = result.and_then(|result| result.ci95);
    let solved = {
        let side = Side { summary: full, model: file.place };
        let own = comparison::pairs(side, side, None).pairs;
        [&own.iter().filter(|pair| pair.a_solves).count().to_string(), " of ", &full.tasks.len().to_string()].concat()
    };
    let verdict = match found {
        None if file.place == reference => "the largest".to_owned(),
        None => "no task has a score of both".to_owned(),
        Some(found) => words(found),
    };
    cell::row(vec![
        cell::head(file.model.name.clone()),
        cell::number(file.bytes.map(|bytes| fixed(bytes as f64 / 1e9, 2))),
        cell::number(file.bits.map(|bits| fixed(bits, 2))),
        median(speed.and_then(|speed| speed.server_prefill_tok_per_s)),
        median(speed.and_then(|speed| speed.decode_tok_per_s)),
        cell::number(score.map(|score| fixed(score, 2))),
        cell::number(interval.map(|[low, high]| [&fixed(low, 2), " to ", &fixed(high, 2)].concat())),
        cell::number(Some(solved)),
        cell::text(verdict),
    ])
}

fn words(found: &Comparison) -> String {
    let by = [" by ", &fixed(found.difference.abs(), 2), " (", &found.n.to_string(), " tasks)"].concat();
    match found.answer {
        Answer::Identical => "the same score on every task".to_owned(),
        Answer::Better => ["better", &by].concat(),
        Answer::Worse => ["worse", &by].concat(),
        Answer::EqualWithinMargin => "equal within 0.1".to_owned(),
        Answer::NotShown => match found.tasks_needed {
            Ok(tasks) => ["not shown; about ", &tasks.to_string(), " tasks would show 0.1"].concat(),
            Err(_) => "not shown".to_owned(),
        },
    }
}

/// Score over bits per weight, with intervals; nothing where a file does not tell its bits.
fn chart(full: &Summary, files: &[File<'_>], title: &str) -> Option<AnyView> {
    let points: Vec<(f64, f64, [f64; 2], String)> = files
        .iter()
        .filter_map(|file| {
            let result = full.results.get(file.place)?;
            let score = result.score.value()?;
            let label =
                file.model.serving.as_ref()?.precisions.first().cloned().unwrap_or_else(|| file.model.id.to_string());
            Some((file.bits?, score, result.ci95.unwrap_or([score; 2]), label))
        })
        .collect();
    if points.len() < 2 {
        return None;
    }
    let most = points.iter().map(|point| point.0).fold(0.0, f64::max) + 1.0;
    let x = |bits: f64| ROOM.0 + (SIZE.0 - ROOM.0 - 10.0) * bits / most;
    let y = |score: f64| SIZE.1 - ROOM.1 - (SIZE.1 - ROOM.1 - 14.0) * score / 2.0;
    let at = |value: f64| fixed(value, 1);
    let grid: Vec<_> = [0.0, 0.5, 1.0, 1.5, 2.0]
        .into_iter()
        .map(|score| {
            view! {
                <line x1=at(ROOM.0) x2=at(SIZE.0) y1=at(y(score)) y2=at(y(score)) stroke="currentColor" stroke-opacity="0.2"/>
                <text x=at(ROOM.0 - 6.0) y=at(y(score) + 4.0) text-anchor="end" font-size="12" fill="currentColor">{fixed(score, 1)}</text>
            }
        })
        .collect();
    let ticks: Vec<_> = (0..=most as u32)
        .step_by(2)
        .map(|bits| {
            view! { <text x=at(x(f64::from(bits))) y=at(SIZE.1 - 22.0) text-anchor="middle" font-size="12" fill="currentColor">{bits}</text> }
        })
        .collect();
    let marks: Vec<_> = points
        .into_iter()
        .map(|(bits, score, [low, high], label)| {
            view! {
                <line x1=at(x(bits)) x2=at(x(bits)) y1=at(y(low)) y2=at(y(high)) stroke="currentColor" stroke-width="2"/>
                <circle cx=at(x(bits)) cy=at(y(score)) r="5" fill="currentColor"/>
                <text x=at(x(bits) + 8.0) y=at(y(score) - 6.0) font-size="12" fill="currentColor">{label}</text>
            }
        })
        .collect();
    let frame = ["0 0 ", &fixed(SIZE.0, 0), " ", &fixed(SIZE.1, 0)].concat();
    let name = [title, ": score over bits per weight"].concat();
    Some(
        view! {
            <svg role="img" aria-label=name viewBox=frame width="100%">
                {grid}
                {ticks}
                {marks}
                <text x=at(SIZE.0) y=at(SIZE.1 - 4.0) text-anchor="end" font-size="12" fill="currentColor">"bits per weight"</text>
                <text x="0" y="12" font-size="12" fill="currentColor">"score"</text>
            </svg>
        }
        .into_any(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::html;

    fn published() -> Summary {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../data/snapshots/small-models-2-core/summary.json");
        analytics::snapshot::summary_from_json(&std::fs::read_to_string(path).unwrap()).unwrap()
    }

    /// Size and bits as llama-quantize printed them when the files were made; solved tasks counted in the database of the run.
    #[test]
    fn the_files_of_a_model_stand_beside_each_other_largest_first() {
        let full = published();
        let page = html(|| sections(&full));
        let at = |text: &str| page.find(text).unwrap_or_else(|| panic!("{text} is missing in {page}"));
        assert!(
            at("Instruct Q4_K_M</th>") < at("Instruct Q3_K_M</th>")
                && at("Instruct Q3_K_M</th>") < at("Instruct Q2_K</th>")
        );
        for figure in ["1.11", "0.92", "0.75", "5.00", "4.13", "3.36", "the largest", "not shown; about"] {
            at(figure);
        }
        at("<svg role=\"img\"");
        assert!(!page.contains("style=") && !page.contains("SmolLM2"), "{page}");
    }

    #[test]
    fn a_snapshot_without_variants_has_no_section() {
        let mut full = published();
        for model in &mut full.models {
            model.variant_of = None;
        }
        assert!(sections(&full).is_none());
    }
}
