//! Writes the files that the explorer reads; only when the site is built.

use analytics::catalog::{Attention, Catalog, Fact, ModelEntry, Source, Status};
use analytics::memory::{FIT_CONTEXT_TOKENS, memory_need};
use analytics::snapshot::v1::Summary;
use serde_json::{Value, json};

use super::{SiteData, SnapshotLink};
use crate::document::grouped;

/// A summary without what the explorer does not show.
///
/// # Errors
/// What serde reports.
pub fn view_json(summary: &Summary) -> serde_json::Result<String> {
    let mut value = serde_json::to_value(summary)?;
    if let Some(counts) = value.pointer("/published/counts").cloned() {
        value["published"] = json!({ "counts": counts });
    }
    for name in ["generator", "files", "results_sha256"] {
        remove(&mut value, name);
    }
    for (list, names) in [
        ("tasks", &["version", "tags"] as &[&str]),
        ("models", &["provider_model"]),
        ("judges", &["provider_model", "rubric_version"]),
        ("warnings", &["code", "subject"]),
    ] {
        for item in value[list].as_array_mut().into_iter().flatten() {
            names.iter().for_each(|name| remove(item, name));
        }
    }
    if let Some(seed) = value.pointer("/statistics/seed").cloned() {
        value["statistics"] = json!({ "seed": seed });
    }
    for name in ["stratum", "inclusion"] {
        if let Some(reviews) = value.get_mut("reviews") {
            remove(reviews, name);
        }
    }
    for name in ["first_text_ms", "prompt_tokens", "repeats"] {
        remove(&mut value["cases"], name);
    }
    // Scores ask only whether there is a text.
    for chars in value.pointer_mut("/cases/answer_chars").and_then(Value::as_array_mut).into_iter().flatten() {
        *chars = json!(chars.as_u64().unwrap_or_default().min(1));
    }
    serde_json::to_string(&value)
}

fn remove(value: &mut Value, name: &str) {
    if let Some(fields) = value.as_object_mut() {
        fields.remove(name);
    }
}

/// The site data: the snapshots, and a card for each model of the catalogue.
///
/// # Errors
/// What serde reports.
pub fn site_json(snapshots: &[SnapshotLink], catalog: &Catalog, base: &str) -> serde_json::Result<String> {
    let links: Vec<Value> =
        snapshots.iter().map(|link| json!({"id": link.id.as_str(), "label": link.label, "url": link.url})).collect();
    let cards: Vec<Value> = catalog.models.iter().map(|entry| card(entry, catalog)).collect();
    serde_json::to_string(&json!({"snapshots": links, "cards": cards, "base": base}))
}

impl SiteData {
    /// The site data as the browser will read them.
    ///
    /// # Errors
    /// What is wrong with them.
    pub fn new(snapshots: &[SnapshotLink], catalog: &Catalog, base: &str) -> Result<(Self, String), String> {
        let text = site_json(snapshots, catalog, base).map_err(|error| error.to_string())?;
        Ok((Self::from_json(&text)?, text))
    }
}

fn card(entry: &ModelEntry, catalog: &Catalog) -> Value {
    let need = memory_need(entry);
    let file = entry.usual_file();
    let price = catalog.newest_token_price(entry.id.as_str());
    let dollars = |text: &String| text.parse::<f64>().ok();
    json!({
        "id": entry.id.as_str(),
        "open": entry.open_weights,
        "moe": entry.architecture == analytics::catalog::Architecture::Moe,
        "licence": entry.licence.as_ref().map_or("", |fact| fact.value.as_str()),
        "total": entry.total_params_b.value,
        "active": entry.active_params_b.value,
        "quantisation": file.map(|file| &file.quantisation),
        "weights_gib": need.map(|need| need.weights_gib),
        "kv_cache_gib": need.map(|need| need.kv_cache_gib),
        "needed_gib": need.map(|need| need.needed_gib),
        "cache": entry.attention.as_ref().map_or_else(String::new, |fact| cache(&fact.value)),
        "input_usd": price.and_then(|price| dollars(&price.input_usd_per_m)),
        "output_usd": price.and_then(|price| dollars(&price.output_usd_per_m)),
        "licence_source": entry.licence.as_ref().map_or_else(String::new, |of| fact(of, catalog)),
        "total_source": fact(&entry.total_params_b, catalog),
        "active_source": fact(&entry.active_params_b, catalog),
        "file_source": file.map_or_else(String::new, |file| fact(&file.size_bytes, catalog)),
        "cache_source": entry.attention.as_ref().map_or_else(String::new, |of| fact(of, catalog)),
        "price_source": price.map_or_else(String::new, |price| {
            [&price.provider, ", ", &origin(&price.source, &price.date, price.status, price.note.as_deref(), catalog)]
                .concat()
        }),
    })
}

fn fact<T>(fact: &Fact<T>, catalog: &Catalog) -> String {
    origin(&fact.source, &fact.date, fact.status, fact.note.as_deref(), catalog)
}

fn origin(source: &str, date: &str, status: Status, note: Option<&str>, catalog: &Catalog) -> String {
    let title = catalog.sources.get(source).map_or(source, |source: &Source| &source.title);
    let mut text = [title, ", ", date, ", ", status.label()].concat();
    if let Some(note) = note {
        text.push_str(". ");
        text.push_str(note);
    }
    text
}

/// The arithmetic of the key/value cache, in the order of [`analytics::memory::kv_cache_bytes`].
fn cache(attention: &Attention) -> String {
    let tokens = grouped(FIT_CONTEXT_TOKENS);
    match attention {
        &Attention::Gqa { layers, kv_heads, head_dim } => {
            format!("2 × {layers} layers × {kv_heads} heads × {head_dim} × 2 bytes × {tokens} tokens")
        }
        &Attention::SlidingWindow {
            full_layers,
            window_layers,
            window_tokens,
            kv_heads,
            head_dim,
            full_kv_heads,
            full_head_dim,
        } => {
            let (full_heads, full_dim) = (full_kv_heads.unwrap_or(kv_heads), full_head_dim.unwrap_or(head_dim));
            format!(
                "2 × 2 bytes × ({full_layers} layers × {full_heads} heads × {full_dim} × {tokens} tokens + \
                 {window_layers} layers × {kv_heads} heads × {head_dim} × {window_tokens} tokens)"
            )
        }
        &Attention::Mla { layers, kv_lora_rank, rope_dim, index_dim } => {
            let index = index_dim.map_or_else(String::new, |dim| format!(" + {dim}"));
            format!("({kv_lora_rank} + {rope_dim}{index}) × {layers} layers × 2 bytes × {tokens} tokens")
        }
        Attention::Compressed { kv_dim, window_tokens, layers } => {
            let all: u64 = layers.iter().map(|group| group.layers).sum();
            let groups = layers.iter().filter(|group| group.ratio > 0).map(|group| {
                let dim = kv_dim + group.index_dim.unwrap_or(0);
                format!("{} layers × {dim} × {tokens} tokens / {}", group.layers, group.ratio)
            });
            let groups = groups.collect::<Vec<_>>().join(" + ");
            format!("2 bytes × ({groups} + {all} layers × {kv_dim} × {window_tokens} tokens)")
        }
        &Attention::Hybrid { layers, full_layers, kv_heads, head_dim, state_bytes } => format!(
            "2 × {full_layers} of {layers} layers × {kv_heads} heads × {head_dim} × 2 bytes × {tokens} tokens + a state \
             of {} bytes",
            grouped(state_bytes)
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cache_is_written_as_it_is_computed() {
        let text = cache(&Attention::Mla { layers: 47, kv_lora_rank: 512, rope_dim: 64, index_dim: None });
        assert_eq!(text, "(512 + 64) × 47 layers × 2 bytes × 16,384 tokens");
    }
}
