//! Resolves `[[models]]`.

use std::collections::{BTreeMap, BTreeSet};

use analytics::digest::sha256_hex;
use analytics::ids::{ModelId, ProviderId};
use analytics::snapshot::v1::ModelKind;

use super::catalogue;
use super::file::{ModelEntry, RunSection, Source};
use super::params::{Omittable, Params};
use super::plan::{Model, Provider, ProviderKind};
use super::variants;
use crate::failure::Failure;
use crate::provider::builtin::Baseline;
use crate::tasks::Task;

/// Context window asked of Ollama when the configuration names none: its own default may cut prompts silently.
pub const DEFAULT_NUM_CTX: u32 = 16_384;

/// All models.
///
/// # Errors
/// Names the entry's line and what to change.
pub fn resolve(
    source: &Source,
    entries: &[ModelEntry],
    run: &RunSection,
    providers: &BTreeMap<ProviderId, Provider>,
    tasks: &[Task],
) -> Result<Vec<Model>, Failure> {
    if entries.is_empty() {
        return Err(Failure::usage(format!("{} names no model", source.name))
            .hint("add at least one [[models]] table; see examples/ for documented ones"));
    }
    let mut models: Vec<Model> = Vec::with_capacity(entries.len());
    let mut ids = BTreeSet::new();
    let entries = variants::expand(source, entries)?;
    for entry in &entries {
        let place = || source.place(entry.id.span().start);
        let model = model(source, entry, run, providers, tasks)?;
        if !ids.insert(model.id.clone()) {
            return Err(Failure::usage(format!(
                "{}: there are two models with the id {:?}",
                place(),
                entry.id.get_ref()
            ))
            .hint("give one of them another id"));
        }
        let same = |other: &&Model| {
            other.provider == model.provider
                && other.provider_model == model.provider_model
                && other.params == model.params
        };
        if let Some(twin) = models.iter().find(same) {
            return Err(Failure::usage(format!(
                "{}: model {} is the same as model {}: same provider, provider_model and parameters",
                place(),
                model.id,
                twin.id
            ))
            .hint("remove one of them, or give it other parameters"));
        }
        models.push(model);
    }
    Ok(models)
}

fn model(
    source: &Source,
    entry: &ModelEntry,
    run: &RunSection,
    providers: &BTreeMap<ProviderId, Provider>,
    tasks: &[Task],
) -> Result<Model, Failure> {
    let name = entry.id.get_ref();
    let wrong =
        |reason: String| Failure::usage(format!("{}: model {name:?}: {reason}", source.place(entry.id.span().start)));
    let id = ModelId::new(name.clone()).map_err(|error| wrong(error.to_string()))?;
    let provider = known_provider(&entry.provider, providers).map_err(|(reason, hint)| wrong(reason).hint(hint))?;
    let catalog_model = entry
        .catalog_model
        .clone()
        .map(ModelId::new)
        .transpose()
        .map_err(|error| wrong(format!("catalog_model: {error}")))?;
    if let Some(id) = &catalog_model {
        catalogue::check(id.as_str()).map_err(|(reason, hint)| wrong(reason).hint(hint))?;
    }
    refuse_cloud_tag(provider, &entry.provider_model).map_err(|(reason, hint)| wrong(reason).hint(hint))?;
    if let Some((reason, hint)) = entry.params.fault(provider.kind) {
        return Err(wrong(reason).hint(hint));
    }
    let variant_of =
        entry.variant_of.clone().map(ModelId::new).transpose().map_err(|error| wrong(error.to_string()))?;
    let mut answers_sha256 = String::new();
    let (kind, params, family, default_note) = if provider.kind == ProviderKind::Builtin {
        let baseline = Baseline::from_model_name(&entry.provider_model).ok_or_else(|| {
            let known: Vec<_> = Baseline::ALL.iter().map(|baseline| baseline.name()).collect();
            wrong(format!("there is no built-in baseline {:?}", entry.provider_model))
                .hint(format!("use one of {}", known.join(", ")))
        })?;
        if entry.params != Params::default() {
            return Err(wrong("a baseline takes no parameters".to_owned()).hint("remove [models.params]"));
        }
        answers_sha256 = answers_digest(baseline, tasks);
        let family = entry.family.clone().unwrap_or_else(|| "baseline".to_owned());
        (ModelKind::Baseline, Params::default(), family, Some(baseline.description().to_owned()))
    } else {
        let family = entry.family.clone().ok_or_else(|| {
            wrong("`family` is missing".to_owned())
                .hint("name the model's family, such as family = \"qwen\": a judge of the same family is flagged")
        })?;
        (ModelKind::LanguageModel, with_defaults(&entry.params, run, provider.kind), family, None)
    };
    Ok(Model {
        id,
        name: entry.name.clone().unwrap_or_else(|| name.clone()),
        kind,
        family,
        provider: provider.id.clone(),
        provider_kind: provider.kind,
        provider_model: entry.provider_model.clone(),
        catalog_model,
        note: entry.note.clone().or(default_note),
        params,
        answers_sha256,
        variant_of,
    })
}

/// A baseline has no version but what it computes, so that is what identifies it.
fn answers_digest(baseline: Baseline, tasks: &[Task]) -> String {
    let answers: Vec<String> =
        tasks.iter().map(|task| sha256_hex(baseline.answer(&task.prompt, task.category).as_bytes())).collect();
    sha256_hex(answers.concat().as_bytes())
}

fn with_defaults(params: &Params, run: &RunSection, kind: ProviderKind) -> Params {
    let mut params = params.clone();
    if !params.omit.contains(&Omittable::Temperature) {
        params.temperature = params.temperature.or(run.temperature);
    }
    if !params.omit.contains(&Omittable::Seed) {
        params.seed = params.seed.or(run.seed);
    }
    // What is left out does not matter any more once the defaults are in.
    params.omit.clear();
    if kind == ProviderKind::Ollama {
        params.num_ctx = params.num_ctx.or(Some(DEFAULT_NUM_CTX));
    }
    params
}

/// The provider with this id, or what is wrong and how to mend it.
pub(super) fn known_provider<'p>(
    id: &str,
    providers: &'p BTreeMap<ProviderId, Provider>,
) -> Result<&'p Provider, (String, String)> {
    providers.iter().find(|(known, _)| known.as_str() == id).map(|(_, provider)| provider).ok_or_else(|| {
        let known: Vec<_> = providers.keys().map(ProviderId::as_str).collect();
        (
            format!("there is no provider {id:?}"),
            format!("add a [[providers]] table with this id, or use one of {}", known.join(", ")),
        )
    })
}

/// Ollama serves tags that end in `cloud` from somebody else's computer.
pub(super) fn refuse_cloud_tag(provider: &Provider, provider_model: &str) -> Result<(), (String, String)> {
    let cloud = provider_model.ends_with("-cloud") || provider_model.ends_with(":cloud");
    if provider.kind == ProviderKind::Ollama && cloud {
        return Err((
            format!(
                "the tag {provider_model:?} does not run on this machine: Ollama would send the prompts to its cloud"
            ),
            "choose a tag without \"cloud\" at its end, or use another provider for it".to_owned(),
        ));
    }
    Ok(())
}
