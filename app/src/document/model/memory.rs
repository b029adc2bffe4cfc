//! What a model needs in memory: every file with its arithmetic, against the tiers of the leaderboard.

use analytics::catalog::{Attention, ModelEntry};
use analytics::memory::{
    FIT_BUFFERS_GIB, FIT_CONTEXT_TOKENS, FitVerdict, GIB, KvPrecision, MEMORY_TIERS, MemoryNeed, kv_cache_bytes,
};
use leptos::prelude::*;

use super::super::cell;
use super::super::table::{Column, table};
use crate::fixed::fixed;

const COLUMNS: [Column; 8] = [
    ("File", false),
    ("Size GB", true),
    ("Weights GiB", true),
    ("Context GiB", true),
    ("Buffers GiB", true),
    ("Needs GiB", true),
    ("128 GB", false),
    ("256 GB", false),
];

/// The files of a model with what each needs.
pub fn files(entry: &ModelEntry, name: &str) -> AnyView {
    if entry.files.is_empty() {
        return view! { <p class="note">"No file of its weights is in the catalogue, so nobody can say what it needs."</p> }
            .into_any();
    }
    let Some(shape) = entry.attention.as_ref().map(|fact| &fact.value) else {
        return view! {
            <p class="note">
                "No source gives the shape of its attention, so nobody can say what a context needs beside its file."
            </p>
        }
        .into_any();
    };
    let kv_cache_gib = kv_cache_bytes(shape, FIT_CONTEXT_TOKENS, KvPrecision::F16) / GIB;
    let rows = entry
        .files
        .iter()
        .map(|file| {
            let size = file.size_bytes.value as f64;
            let weights_gib = size / GIB;
            let need =
                MemoryNeed { weights_gib, kv_cache_gib, needed_gib: weights_gib + kv_cache_gib + FIT_BUFFERS_GIB };
            let usual = file.usual.then(|| view! { <small>" usual file"</small> });
            let first = view! { <th scope="row">{file.quantisation.clone()}{usual}</th> }.into_any();
            let mut cells = vec![
                first,
                cell::number(Some(fixed(size / 1e9, 1))),
                cell::number(Some(fixed(weights_gib, 1))),
                cell::number(Some(fixed(kv_cache_gib, 2))),
                cell::number(Some(fixed(FIT_BUFFERS_GIB, 1))),
                cell::number(Some(fixed(need.needed_gib, 1))),
            ];
            cells.extend(MEMORY_TIERS.map(|tier| fit(need.verdict(tier))));
            cell::row(cells)
        })
        .collect();
    let label = ["Memory of ", name].concat();
    let context = [
        "Context: ",
        &cell::grouped(FIT_CONTEXT_TOKENS),
        " tokens for one user, keys and values in 16 bits; ",
        &attention(shape),
        ". macOS gives the GPU 96 of 128 GiB and 192 of 256 GiB by default; from nine tenths of that on a fit is tight.",
    ]
    .concat();
    view! {
        {table(label, &COLUMNS, rows)}
        <p class="note">{context}</p>
    }
    .into_any()
}

/// Whether it fits, as a sign and a word.
pub fn fit(verdict: FitVerdict) -> AnyView {
    let (class, word) = match verdict {
        FitVerdict::Fits => ("fit yes", "fits"),
        FitVerdict::Tight => ("fit tight", "tight"),
        FitVerdict::DoesNotFit => ("fit no", "no"),
    };
    view! { <td class=class>{word}</td> }.into_any()
}

/// The attention as the formula of its cache.
#[must_use]
pub fn attention(attention: &Attention) -> String {
    let per_token = |bytes: u64| [&cell::grouped(bytes), " bytes a token"].concat();
    match attention {
        &Attention::Gqa { layers, kv_heads, head_dim } => [
            "2 × ",
            &layers.to_string(),
            " layers × ",
            &kv_heads.to_string(),
            " heads × ",
            &head_dim.to_string(),
            " × 2 bytes = ",
            &per_token(4 * layers * kv_heads * head_dim),
        ]
        .concat(),
        &Attention::SlidingWindow {
            full_layers,
            window_layers,
            window_tokens,
            kv_heads,
            head_dim,
            full_kv_heads,
            full_head_dim,
        } => [
            "2 × ",
            &full_layers.to_string(),
            " layers × ",
            &full_kv_heads.unwrap_or(kv_heads).to_string(),
            " heads × ",
            &full_head_dim.unwrap_or(head_dim).to_string(),
            " × 2 bytes = ",
            &per_token(4 * full_layers * full_kv_heads.unwrap_or(kv_heads) * full_head_dim.unwrap_or(head_dim)),
            "; ",
            &window_layers.to_string(),
            " more layers stop at ",
            &window_tokens.to_string(),
            " tokens",
        ]
        .concat(),
        &Attention::Mla { layers, kv_lora_rank, rope_dim, index_dim } => [
            "(",
            &kv_lora_rank.to_string(),
            " + ",
            &rope_dim.to_string(),
            &index_dim.map_or_else(String::new, |dim| [" + ", &dim.to_string()].concat()),
            ") × ",
            &layers.to_string(),
            " layers × 2 bytes = ",
            &per_token(2 * (kv_lora_rank + rope_dim + index_dim.unwrap_or(0)) * layers),
            " (latent attention)",
        ]
        .concat(),
        Attention::Compressed { kv_dim, window_tokens, layers } => {
            let groups: Vec<String> = layers
                .iter()
                .filter(|group| group.ratio > 0)
                .map(|group| {
                    let dim = kv_dim + group.index_dim.unwrap_or(0);
                    [&group.layers.to_string(), " layers × ", &dim.to_string(), " / ", &group.ratio.to_string()]
                        .concat()
                })
                .collect();
            let bytes = kv_cache_bytes(attention, window_tokens + 1, KvPrecision::F16)
                - kv_cache_bytes(attention, *window_tokens, KvPrecision::F16);
            let groups = groups.join(" + ");
            let bytes = per_token(bytes.round() as u64);
            ["(", &groups, ") × 2 bytes = ", &bytes, "; the last ", &window_tokens.to_string(), " tokens stay whole"]
                .concat()
        }
        &Attention::Hybrid { layers, full_layers, kv_heads, head_dim, state_bytes } => [
            "2 × ",
            &full_layers.to_string(),
            " of ",
            &layers.to_string(),
            " layers × ",
            &kv_heads.to_string(),
            " heads × ",
            &head_dim.to_string(),
            " × 2 bytes = ",
            &per_token(4 * full_layers * kv_heads * head_dim),
            ", and a state of ",
            &fixed(state_bytes as f64 / 1e6, 0),
            " MB",
        ]
        .concat(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_formula_that_is_shown_gives_the_bytes_that_are_computed() {
        let attentions = [
            (Attention::Gqa { layers: 80, kv_heads: 8, head_dim: 128 }, "327,680 bytes"),
            (Attention::Mla { layers: 47, kv_lora_rank: 512, rope_dim: 64, index_dim: None }, "54,144 bytes"),
            (
                Attention::Hybrid { layers: 48, full_layers: 12, kv_heads: 2, head_dim: 256, state_bytes: 0 },
                "24,576 bytes",
            ),
        ];
        for (kind, shown) in attentions {
            let computed = kv_cache_bytes(&kind, 1, KvPrecision::F16) as u64;
            assert!(attention(&kind).contains(shown), "{}", attention(&kind));
            assert_eq!([&cell::grouped(computed), " bytes"].concat(), shown);
        }
    }
}
