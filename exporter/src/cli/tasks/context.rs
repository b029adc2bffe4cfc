//! The smallest context of all models of the catalogue: every prompt has to fit into it.

use std::fs;
use std::path::Path;

use analytics::catalog::ModelsFile;

/// Taken when there is no catalogue: what a local model is commonly started with.
const ASSUMED_TOKENS: u64 = 32_768;

/// The context, and a note when it had to be assumed.
pub fn smallest(folder: &Path) -> (u64, Option<String>) {
    let catalogue = match folder.parent() {
        Some(parent) if folder.file_name().is_some() => parent.join("catalog/models.toml"),
        _ => folder.join("../catalog/models.toml"),
    };
    let assumed = |reason: String| {
        let note = format!(
            "note: {} {reason}; the smallest context is taken to be {ASSUMED_TOKENS} tokens",
            catalogue.display()
        );
        (ASSUMED_TOKENS, Some(note))
    };
    let text = match fs::read_to_string(&catalogue) {
        Ok(text) => text,
        Err(error) => return assumed(format!("cannot be read ({error})")),
    };
    match toml::from_str::<ModelsFile>(&text) {
        Err(error) => assumed(format!("is no catalogue ({})", error.message())),
        Ok(file) => match file.models.iter().map(|model| model.context_tokens.value).min() {
            None => assumed("holds no model".to_owned()),
            Some(tokens) => (tokens, None),
        },
    }
}
