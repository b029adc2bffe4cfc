//! Writes the site data from the catalogue; only when the site is built.

use analytics::catalog::{Architecture, Attention, Catalog, Fact, ModelEntry, Source, Status};
use analytics::memory::{FIT_CONTEXT_TOKENS, memory_need};

use super::{Card, SiteData, SnapshotLink};
use crate::document::grouped;

impl SiteData {
    /// The site data, and the text that the browser will read.
    ///
    /// # Errors
    /// What serde reports.
    pub fn new(snapshots: &[SnapshotLink], catalog: &Catalog, base: &str) -> Result<(Self, String), String> {
        let cards = catalog.models.iter().map(|entry| card(entry, catalog)).collect();
        let data = Self { snapshots: snapshots.to_vec(), cards, base: base.to_owned() };
        let text = serde_json::to_string(&data).map_err(|fault| fault.to_string())?;
        // Rendered from the very text that the browser will load.
        Ok((Self::from_json(&text)?, text))
    }
}

fn card(entry: &ModelEntry, catalog: &Catalog) -> Card {
    let file = entry.usual_file();
    let price = catalog.newest_token_price(entry.id.as_str());
    let dollars = |text: &String| text.parse::<f64>().ok();
    let price_source = price.map(|price| {
        let source = origin(&price.source, &price.date, price.status, price.note.as_deref(), catalog);
        format!("{}, {source}", price.provider)
    });
    Card {
        id: entry.id.to_string(),
        open: entry.open_weights,
        moe: entry.architecture == Architecture::Moe,
        licence: entry.licence.as_ref().map_or_else(String::new, |fact| fact.value.clone()),
        total: entry.total_params_b.value,
        active: entry.active_params_b.value,
        quantisation: file.map(|file| file.quantisation.clone()),
        need: memory_need(entry),
        cache: entry.attention.as_ref().map_or_else(String::new, |fact| cache(&fact.value)),
        price: price.and_then(|price| Some([dollars(&price.input_usd_per_m)?, dollars(&price.output_usd_per_m)?])),
        licence_source: entry.licence.as_ref().map_or_else(String::new, |of| fact(of, catalog)),
        total_source: fact(&entry.total_params_b, catalog),
        active_source: fact(&entry.active_params_b, catalog),
        file_source: file.map_or_else(String::new, |file| fact(&file.size_bytes, catalog)),
        cache_source: entry.attention.as_ref().map_or_else(String::new, |of| fact(of, catalog)),
        price_source: price_source.unwrap_or_default(),
    }
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
