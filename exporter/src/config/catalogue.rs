//! Whether the catalogue holds a model that a configuration names: a link that leads nowhere would be published.

use std::collections::BTreeSet;

use serde::Deserialize;

/// The catalogue's models on the day that this program was built.
const MODELS: &str = include_str!("../../../data/catalog/models.toml");
/// At most so many ids are suggested.
const SUGGESTED: usize = 5;

/// The part of the file that is needed here: the ids alone.
#[derive(Deserialize)]
struct File {
    models: Vec<Entry>,
}

#[derive(Deserialize)]
struct Entry {
    id: String,
}

/// Whether the catalogue holds a model with this id.
///
/// # Errors
/// What is wrong, and how to mend it.
pub(super) fn check(id: &str) -> Result<(), (String, String)> {
    let file: File = toml::from_str(MODELS)
        .map_err(|error| (format!("the catalogue cannot be read: {error}"), "remove catalog_model".to_owned()))?;
    if file.models.iter().any(|entry| entry.id == id) {
        return Ok(());
    }
    let near = near(id, file.models.iter().map(|entry| entry.id.as_str()));
    let hint = if near.is_empty() {
        "remove catalog_model, or use an id of data/catalog/models.toml".to_owned()
    } else {
        format!("use one of {}, or remove catalog_model; data/catalog/models.toml holds all ids", near.join(", "))
    };
    Err((format!("catalog_model: the catalogue holds no model {id:?}"), hint))
}

/// The ids that share most words with this one.
fn near<'a>(id: &str, known: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let words = |text: &str| -> BTreeSet<String> {
        text.to_lowercase().split(['-', '.', '_', ':', '/']).map(str::to_owned).collect()
    };
    let wanted = words(id);
    let mut near: Vec<(usize, &str)> = known
        .map(|known| (words(known).intersection(&wanted).count(), known))
        .filter(|(shared, _)| *shared > 0)
        .collect();
    near.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(b.1)));
    near.into_iter().take(SUGGESTED).map(|(_, known)| known).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_id_is_told_with_those_that_are_near() {
        assert_eq!(check("gpt-oss-120b"), Ok(()));
        let (reason, hint) = check("gpt-oss-121b").unwrap_err();
        assert!(reason.contains("\"gpt-oss-121b\"") && hint.contains("gpt-oss-120b"), "{reason} {hint}");
        assert!(check("no-such-model-anywhere").is_err());
    }
}
