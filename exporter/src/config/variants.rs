//! `[[models.variants]]`: several files of one model, such as its quantisations, become models that name what they are of.

use serde::Deserialize;
use toml::Spanned;

use super::file::{ModelEntry, Source};
use crate::failure::Failure;

/// A file of a model.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VariantEntry {
    /// What its id has behind that of the model.
    pub id: Spanned<String>,
    /// The provider's name for it.
    pub provider_model: String,
    /// How its weights are stored, as its name on pages says it; the id when absent.
    pub quantisation: Option<String>,
    /// Id of another provider than the model's.
    pub provider: Option<String>,
    /// What a reader must know of this file.
    pub note: Option<String>,
}

/// Every model by itself: one with variants is replaced by them.
///
/// # Errors
/// Where a model has a `provider_model` and variants, or neither.
pub fn expand(source: &Source, entries: &[ModelEntry]) -> Result<Vec<ModelEntry>, Failure> {
    let mut all = Vec::with_capacity(entries.len());
    for entry in entries {
        let id = entry.id.get_ref();
        let wrong = |reason: &str, hint: &str| {
            let place = source.place(entry.id.span().start);
            Err(Failure::usage(format!("{place}: model {id:?}: {reason}")).hint(hint.to_owned()))
        };
        match (entry.variants.as_slice(), entry.provider_model.is_empty()) {
            ([], true) => {
                return wrong(
                    "`provider_model` is missing",
                    "give the provider's name for it, or [[models.variants]] with one each",
                );
            }
            ([], false) => all.push(entry.clone()),
            (_, false) => {
                return wrong(
                    "it has a provider_model and variants",
                    "each variant has its own provider_model: move the model's into a variant",
                );
            }
            (variants, true) => all.extend(variants.iter().map(|variant| of(entry, variant))),
        }
    }
    Ok(all)
}

fn of(entry: &ModelEntry, variant: &VariantEntry) -> ModelEntry {
    let mut id = variant.id.clone();
    let whole = format!("{}-{}", entry.id.get_ref(), id.get_ref());
    let name = entry.name.as_ref().unwrap_or(entry.id.get_ref());
    let label = variant.quantisation.as_ref().unwrap_or(variant.id.get_ref());
    let name = Some(format!("{name} {label}"));
    *id.get_mut() = whole;
    ModelEntry {
        id,
        name,
        provider: variant.provider.clone().unwrap_or_else(|| entry.provider.clone()),
        provider_model: variant.provider_model.clone(),
        note: variant.note.clone().or_else(|| entry.note.clone()),
        variants: Vec::new(),
        variant_of: Some(entry.id.get_ref().clone()),
        ..entry.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "[[models]]\nid = \"q\"\nname = \"Q\"\nprovider = \"p\"\nfamily = \"f\"\nnote = \"all\"\n";

    fn expanded(rest: &str) -> Result<Vec<ModelEntry>, Failure> {
        let source = Source::of_text("x.toml", format!("{HEAD}{rest}"));
        expand(&source, &source.parse()?.models)
    }

    #[test]
    fn a_model_with_variants_becomes_its_variants() {
        let variants = "params = { max_tokens = 9 }\n[[models.variants]]\nid = \"q4\"\nprovider_model = \"a\"\nquantisation = \"Q4_K_M\"\n\
                        [[models.variants]]\nid = \"q2\"\nprovider_model = \"b\"\nprovider = \"other\"\nnote = \"own\"\n";
        let found = expanded(variants).unwrap();
        let told: Vec<_> = found
            .iter()
            .map(|entry| {
                let name = entry.name.as_deref().unwrap_or_default();
                (entry.id.get_ref().as_str(), name, entry.provider.as_str(), entry.note.as_deref().unwrap_or_default())
            })
            .collect();
        assert_eq!(told, [("q-q4", "Q Q4_K_M", "p", "all"), ("q-q2", "Q q2", "other", "own")]);
        assert!(
            found.iter().all(|entry| entry.variant_of.as_deref() == Some("q") && entry.params.max_tokens == Some(9))
        );
    }

    #[test]
    fn neither_or_both_is_refused_with_the_line() {
        let neither = expanded("").unwrap_err().to_string();
        assert!(neither.contains("x.toml:2: model \"q\": `provider_model` is missing"), "{neither}");
        let both = expanded("provider_model = \"a\"\n[[models.variants]]\nid = \"q4\"\nprovider_model = \"b\"\n");
        assert!(both.unwrap_err().to_string().contains("a provider_model and variants"));
    }
}
