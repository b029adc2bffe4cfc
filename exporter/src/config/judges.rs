//! Resolves `[[judges]]`: at least two, of different families; the two built-in ones where a file names none.

use std::collections::{BTreeMap, BTreeSet};

use analytics::ids::{JudgeId, ProviderId};

use super::file::{JudgeEntry, Source};
use super::models::{DEFAULT_NUM_CTX, known_provider, refuse_cloud_tag};
use super::params::Params;
use super::plan::{Judge, JudgeHow, Provider, ProviderKind};
use crate::failure::Failure;
use crate::judge::builtin::Method;
use crate::judge::independence;
use crate::judge::prompt::RUBRIC_VERSION;

/// Room for a judge's thinking and its reasons.
const DEFAULT_MAX_TOKENS: u32 = 8_192;

/// All judges. A configuration without any has those of the embedded one, `checks` and `coverage`: they need no key and no
/// server, and a run can be made before anybody has thought of judges.
///
/// # Errors
/// Names the entry's line and what to change.
pub fn resolve(
    source: &Source,
    entries: &[JudgeEntry],
    providers: &BTreeMap<ProviderId, Provider>,
) -> Result<Vec<Judge>, Failure> {
    if entries.is_empty() {
        let embedded = Source::read(None)?;
        return configured(&embedded, &embedded.parse()?.judges, providers);
    }
    configured(source, entries, providers)
}

fn configured(
    source: &Source,
    entries: &[JudgeEntry],
    providers: &BTreeMap<ProviderId, Provider>,
) -> Result<Vec<Judge>, Failure> {
    let mut judges: Vec<Judge> = Vec::with_capacity(entries.len());
    for entry in entries {
        let judge = judge(source, entry, providers)?;
        if judges.iter().any(|other| other.id == judge.id) {
            let place = source.place(entry.id.span().start);
            return Err(Failure::usage(format!("{place}: there are two judges with the id {:?}", entry.id.get_ref()))
                .hint("give one of them another id"));
        }
        judges.push(judge);
    }
    let families: BTreeSet<&str> = judges.iter().map(|judge| judge.family.as_str()).collect();
    if families.len() < 2 {
        let found = match judges.as_slice() {
            [] => "none is configured".to_owned(),
            [one] => format!("only {} is configured", one.id),
            more => format!("all {} are of the family {:?}", more.len(), more[0].family),
        };
        return Err(Failure::usage(format!("{}: at least two judges of different families are needed, and {found}", source.name))
            .hint("add a [[judges]] table whose `family` differs, such as the built-in method = \"checks\" or method = \"coverage\", or remove all [[judges]] to use these two: one judge alone cannot show how far marks depend on the judge"));
    }
    if let Some(fault) = independence::fault(&judges) {
        return Err(Failure::usage(format!("{}: {fault}", source.name))
            .hint("name another provider_model for one of them: agreement of a model with itself proves nothing"));
    }
    Ok(judges)
}

fn judge(source: &Source, entry: &JudgeEntry, providers: &BTreeMap<ProviderId, Provider>) -> Result<Judge, Failure> {
    let name = entry.id.get_ref();
    let wrong =
        |reason: &str| Failure::usage(format!("{}: judge {name:?}: {reason}", source.place(entry.id.span().start)));
    let id = JudgeId::new(name.clone()).map_err(|error| wrong(&error.to_string()))?;
    let provider = known_provider(&entry.provider, providers).map_err(|(reason, hint)| wrong(&reason).hint(hint))?;
    let family = entry.family.clone().filter(|family| !family.trim().is_empty()).ok_or_else(|| {
        wrong("`family` is missing").hint("name the family of the judging model, such as family = \"claude\"")
    })?;
    if let Some((reason, hint)) = entry.params.fault(provider.kind) {
        return Err(wrong(&reason).hint(hint));
    }
    let (how, rubric_version) = if provider.kind == ProviderKind::Builtin {
        let known = "use method = \"checks\" or method = \"coverage\"";
        let method = entry.method.as_deref().ok_or_else(|| wrong("a built-in judge needs a `method`").hint(known))?;
        let found =
            Method::from_name(method).ok_or_else(|| wrong(&format!("there is no method {method:?}")).hint(known))?;
        if entry.provider_model.is_some() || entry.params != Params::default() {
            return Err(wrong("a built-in judge takes neither provider_model nor params").hint("remove them"));
        }
        (JudgeHow::Builtin { method: method.to_owned() }, found.version().to_string())
    } else {
        if entry.method.is_some() {
            return Err(wrong("`method` is for built-in judges").hint("remove it, or set provider = \"builtin\""));
        }
        let provider_model = entry.provider_model.clone().ok_or_else(|| {
            wrong("`provider_model` is missing").hint("name the judging model as the provider calls it")
        })?;
        refuse_cloud_tag(provider, &provider_model).map_err(|(reason, hint)| wrong(&reason).hint(hint))?;
        let mut params = entry.params.clone();
        params.omit.clear();
        if provider.kind == ProviderKind::Ollama {
            params.num_ctx = params.num_ctx.or(Some(2 * DEFAULT_NUM_CTX));
        }
        let max_tokens = params.max_tokens.take().unwrap_or(DEFAULT_MAX_TOKENS);
        let how =
            JudgeHow::Model { provider: provider.id.clone(), provider_model, params: Box::new(params), max_tokens };
        (how, RUBRIC_VERSION.to_owned())
    };
    Ok(Judge { id, name: entry.name.clone().unwrap_or_else(|| name.clone()), family, rubric_version, how })
}
