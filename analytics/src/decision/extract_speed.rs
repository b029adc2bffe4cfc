//! What the calculators know of speed: the shape of each model, and what was measured of it.

use std::collections::BTreeMap;

use super::facts::{MeasuredFacts, bits};
use crate::catalog::{Architecture, Attention, Catalog, ModelEntry, Quantity};
use crate::memory::KvShape;
use crate::speed::points::{ModelRow, SpeedPoint, models, published};
use crate::speed::{AttentionKind, Backend, Family, LATENT_HEAD, Measure, Measured, Shape};

/// Query heads times their size where nobody wrote it down: the middle of `speed-models.csv`.
const USUAL_QUERY_DIM: f64 = 4_096.0;

/// Letters and digits of a name, without a vendor before it.
fn plain(name: &str) -> String {
    let name: String =
        name.chars().filter(char::is_ascii_alphanumeric).map(|letter| letter.to_ascii_lowercase()).collect();
    name.strip_prefix("nvidia").map_or(name.clone(), str::to_owned)
}

/// What decides the speed of a model.
pub(super) fn shape(entry: &ModelEntry, attention: &Attention) -> Shape {
    let (kind, layers, full) = match attention {
        &Attention::Gqa { layers, .. } => (AttentionKind::Full, layers, layers),
        &Attention::SlidingWindow { full_layers, window_layers, .. } => {
            (AttentionKind::Window, full_layers + window_layers, full_layers)
        }
        &Attention::Mla { layers, .. } => (AttentionKind::Latent, layers, layers),
        Attention::Compressed { layers, .. } => {
            let all = layers.iter().map(|group| group.layers).sum();
            (AttentionKind::Latent, all, all)
        }
        &Attention::Hybrid { layers, full_layers, .. } => (AttentionKind::Hybrid, layers, full_layers),
    };
    let known = models(include_str!("../../../data/catalog/speed-models.csv")).unwrap_or_default();
    let alike = |row: &&ModelRow| {
        // The same model, or one of the same family and layers.
        plain(&row.id) == plain(entry.id.as_str())
            || row.shape.attention == kind
                && row.shape.layers == layers as f64
                && row.shape.full_layers == full as f64
                && (row.shape.active_b / entry.active_params_b.value - 1.0).abs() < 0.2
    };
    let usual = if kind == AttentionKind::Latent { 20.0 * LATENT_HEAD } else { USUAL_QUERY_DIM };
    let query_dim = known.iter().find(alike).map_or(usual, |row| row.shape.query_dim);
    Shape {
        moe: entry.architecture == Architecture::Moe,
        attention: kind,
        layers: layers as f64,
        full_layers: full as f64,
        query_dim,
        active_b: entry.active_params_b.value,
        kv: KvShape::of(attention),
    }
}

/// Measurements of models of the catalogue: those of `measurements.toml`, and the fullest published curve of each
/// model, format and chip.
pub(super) fn measured(catalog: &Catalog) -> Vec<MeasuredFacts> {
    let mut found = listed(catalog);
    let points = published().unwrap_or_default();
    let mut curves: BTreeMap<(String, String, u32), BTreeMap<String, Vec<&SpeedPoint>>> = BTreeMap::new();
    for point in points.iter().filter(|point| !point.is_special() && !point.counts_prompts()) {
        let name = plain(&point.model_name);
        let entry = catalog
            .models
            .iter()
            .filter(|entry| name.starts_with(&plain(entry.id.as_str())))
            .max_by_key(|entry| entry.id.as_str().len());
        if let Some(entry) = entry {
            let key = (point.chip.chip.clone(), entry.id.as_str().to_owned(), bits(&point.quantisation));
            curves.entry(key).or_default().entry(point.series()).or_default().push(point);
        }
    }
    for ((chip, model, bits), series) in curves {
        let fullest = series.values().max_by(|a, b| {
            let rank = |rows: &[&SpeedPoint]| {
                let newest = rows.iter().map(|row| row.date.clone()).max();
                let fastest = rows.iter().filter(|row| row.measure == Measure::Decode).map(|row| row.tok_per_s);
                (rows.len(), newest, fastest.fold(0.0, f64::max))
            };
            rank(a).partial_cmp(&rank(b)).unwrap_or(std::cmp::Ordering::Equal)
        });
        let usable = |row: &&&SpeedPoint| row.measure != Measure::Prefill || row.streams == 1;
        for row in fullest.into_iter().flatten().filter(usable) {
            let mut add = |measure, streams| {
                found.push(MeasuredFacts {
                    chip: chip.clone(),
                    model: model.clone(),
                    bits,
                    row: Measured {
                        measure,
                        tok_per_s: row.tok_per_s,
                        depth: row.depth,
                        prompt: row.prompt,
                        streams,
                        backend: row.backend,
                        own: false,
                    },
                });
            };
            add(row.measure, row.streams);
            // A single stream of a batch is what the others are compared with.
            if row.measure == Measure::Decode && row.streams == 1 && series_has_batches(fullest, row) {
                add(Measure::Together, 1);
            }
        }
    }
    found
}

fn series_has_batches(series: Option<&Vec<&SpeedPoint>>, single: &SpeedPoint) -> bool {
    let same = |row: &&SpeedPoint| {
        row.measure == Measure::Together && row.depth == single.depth && row.prompt == single.prompt
    };
    series.is_some_and(|rows| rows.iter().any(same))
}

/// The program that a format tells: GGUF formats are llama.cpp's.
fn program(quantisation: &str, family: Family) -> Backend {
    let name = quantisation.to_ascii_uppercase();
    if name.contains("MLX") || name == "MXFP4-Q8" {
        Backend::Mlx
    } else if name.starts_with('Q') || name.starts_with("UD-") || name.starts_with("IQ") || name == "MXFP4" {
        family.usual_backend()
    } else {
        Backend::Unnamed
    }
}

/// Measurements of one stream in `measurements.toml`.
fn listed(catalog: &Catalog) -> Vec<MeasuredFacts> {
    let mut found = Vec::new();
    for row in &catalog.measurements {
        let measure = match row.quantity {
            Quantity::DecodeTokPerS => Measure::Decode,
            Quantity::PrefillTokPerS => Measure::Prefill,
            Quantity::AggregateDecodeTokPerS | Quantity::EndToEndTokPerS => continue,
        };
        let Some(machine) = catalog.machine(row.machine.as_str()) else { continue };
        let Some(chip) = machine.chip.as_deref() else { continue };
        // What nobody but the audited page says is no evidence against an estimate.
        if catalog.model(&row.model).is_none() || row.source == "published-page" {
            continue;
        }
        let quantisation = row.quantisation.as_deref().unwrap_or("");
        let context = row.context_tokens.unwrap_or(0) as f64;
        // A prompt's context is the prompt itself; without one it is the usual 512 tokens of llama-bench.
        let (depth, prompt) = match measure {
            Measure::Prefill => (0.0, if context > 0.0 { context } else { 512.0 }),
            Measure::Decode | Measure::Together => (context, 0.0),
        };
        let backend = program(quantisation, Family::of(machine.kind, chip));
        // Of a range both ends count: their middle is the value, and they are the least that its range spans.
        for value in std::iter::once(row.value).chain(row.value_to) {
            found.push(MeasuredFacts {
                chip: chip.to_owned(),
                model: row.model.clone(),
                bits: bits(quantisation),
                row: Measured { measure, tok_per_s: value, depth, prompt, streams: 1, backend, own: false },
            });
        }
    }
    found
}
