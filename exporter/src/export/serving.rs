//! The serving manifests of a run, and what a reader must be warned of because of them. Pure: rows in, values out.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use analytics::ids::ModelId;
use analytics::snapshot::rows::CaseRow;
use analytics::snapshot::v1::{Conditions, ModelKind, ServingManifest, UpstreamCount, Warning};

use crate::clock::rfc3339;
use crate::config::resolve::is_pinned;
use crate::config::{Model, ProviderKind};
use crate::provider::openrouter::endpoints::left_by;
use crate::provider::same_model::is_same;
use crate::provider::serving::{Endpoint, Observation};
use crate::provider::timing::differs;
use crate::store::ServingRow;

/// What a case says of how it was served.
#[derive(Debug, Clone)]
pub struct ServedCase {
    /// The model.
    pub model: ModelId,
    /// Who served it behind a router.
    pub upstream: Option<String>,
    /// The model that the server said it used.
    pub served_model: Option<String>,
    /// By how much the server's times differ from ours, as a share.
    pub differs: Option<f64>,
}

impl From<&CaseRow> for ServedCase {
    fn from(case: &CaseRow) -> Self {
        let (model, upstream) = (case.model.clone(), case.upstream.clone());
        Self { model, upstream, served_model: None, differs: differs(&case.timing) }
    }
}

/// How the models of a run were served.
#[derive(Debug, Default)]
pub struct Served {
    manifests: HashMap<String, ServingManifest>,
    /// Warnings, in the order of the models.
    pub warnings: Vec<Warning>,
}

impl Served {
    /// From what was seen and what answers say of themselves. `limits` are those of the tasks; `machine` is what somebody
    /// calls the machine of servers of one's own.
    #[must_use]
    pub fn of(
        models: &[Model],
        limits: &[u32],
        machine: Option<&str>,
        seen: &[ServingRow],
        cases: &[ServedCase],
    ) -> Self {
        let mut served = Self::default();
        for model in models.iter().filter(|model| model.kind == ModelKind::LanguageModel) {
            let seen: Vec<_> = seen.iter().filter(|row| row.model_id == model.id.as_str()).collect();
            let cases: Vec<_> = cases.iter().filter(|case| case.model == model.id).collect();
            let mut manifest = manifest(model, &seen, &cases);
            manifest.conditions = Some(Box::new(conditions(model, limits, machine, &seen)));
            let observations: Vec<_> = seen.iter().map(|row| &row.observation).collect();
            for (code, text) in warnings(model, &manifest, &observations, &cases) {
                served.warnings.push(Warning { code: code.to_owned(), subject: model.id.to_string(), text });
            }
            served.manifests.insert(model.id.to_string(), manifest);
        }
        served
    }

    /// The manifest of a model; None for a baseline.
    #[must_use]
    pub fn manifest(&self, model: &str) -> Option<ServingManifest> {
        self.manifests.get(model).cloned()
    }
}

fn manifest(model: &Model, seen: &[&ServingRow], cases: &[&ServedCase]) -> ServingManifest {
    let observations = || seen.iter().map(|row| &row.observation);
    let distinct = |of: fn(&Observation) -> Option<String>| -> Vec<String> {
        observations().filter_map(of).collect::<BTreeSet<_>>().into_iter().collect()
    };
    let is_router = model.provider_kind == ProviderKind::Openrouter;
    let endpoints: Vec<Endpoint> = observations().flat_map(|seen| seen.endpoints.clone()).collect();
    let upstreams = upstreams(model, &endpoints, cases);
    let mut precisions: BTreeSet<String> = distinct(|seen| seen.precision.clone()).into_iter().collect();
    precisions
        .extend(upstreams.iter().map(|upstream| upstream.precisions.join(" or ")).filter(|text| !text.is_empty()));
    ServingManifest {
        provider_kind: model.provider_kind.slug().to_owned(),
        engines: distinct(engine),
        pinned: is_router.then(|| is_pinned(&model.params.openrouter)),
        precisions: precisions.into_iter().collect(),
        digests: distinct(|seen| seen.digest.clone()),
        context_tokens: observations().filter_map(|seen| seen.context_tokens).min(),
        share_on_cpu: observations().filter_map(Observation::share_on_cpu).reduce(f64::max).map(round),
        drafts: observations().any(|seen| seen.drafts),
        precision_from_name: observations().any(|seen| seen.precision_from_name),
        bits_per_weight: distinct_numbers(observations().filter_map(Observation::bits_per_weight)),
        weight_bytes: observations()
            .filter_map(|seen| seen.weight_bytes)
            .collect::<BTreeSet<_>>()
            .into_iter()
            .collect(),
        parameters: observations().filter_map(|seen| seen.parameters).max(),
        slots: observations().filter_map(|seen| seen.slots).min(),
        template_missing: observations().any(|seen| seen.template_missing),
        other_models: other_models(model, cases),
        conditions: None,
        fetched_at: seen.iter().map(|row| row.observed_at).max().map(rfc3339),
        upstreams,
    }
}

/// Names that answers gave instead of the one that was asked for. OpenRouter names its own variants.
fn other_models(model: &Model, cases: &[&ServedCase]) -> Vec<String> {
    let names = cases.iter().filter_map(|case| case.served_model.as_deref());
    let others = names.filter(|name| !is_same(&model.provider_model, name));
    let others: BTreeSet<&str> = others.filter(|_| model.provider_kind != ProviderKind::Openrouter).collect();
    // Some servers call a model by the path of its file, which tells of somebody's own folders.
    others.into_iter().filter_map(|name| name.rsplit(['/', '\\']).next()).map(str::to_owned).collect()
}

fn distinct_numbers(numbers: impl Iterator<Item = f64>) -> Vec<f64> {
    let mut numbers: Vec<f64> = numbers.collect();
    numbers.sort_by(f64::total_cmp);
    numbers.dedup();
    numbers
}

/// What was sent with each request, how many at a time, and on which machine.
fn conditions(model: &Model, limits: &[u32], machine: Option<&str>, seen: &[&ServingRow]) -> Conditions {
    let params = &model.params;
    let limit = |of_tasks: Option<&u32>| params.max_tokens.or(of_tasks.copied()).unwrap_or(0);
    let observations = || seen.iter().map(|row| &row.observation);
    let servers_at_once = observations().filter_map(|seen| seen.servers_at_once).max();
    let machines = match machine.filter(|_| servers_at_once.is_some()) {
        Some(machine) => vec![machine.to_owned()],
        None => observations().filter_map(|seen| seen.machine.clone()).collect::<BTreeSet<_>>().into_iter().collect(),
    };
    Conditions {
        temperature: params.temperature,
        seed: params.seed,
        thinking: params.reasoning.map(|reasoning| reasoning.level().to_owned()),
        extra: params.extra.iter().map(|(name, value)| (name.clone(), value.to_string())).collect(),
        max_tokens_low: limit(limits.iter().min()),
        max_tokens_high: limit(limits.iter().max()),
        asked_context_tokens: params.num_ctx,
        concurrency: observations().filter_map(|seen| seen.concurrency).collect::<BTreeSet<_>>().into_iter().collect(),
        servers_at_once,
        machines,
    }
}

fn engine(seen: &Observation) -> Option<String> {
    let name = seen.engine.as_ref()?;
    Some(seen.version.as_ref().map_or_else(|| name.clone(), |version| format!("{name} {version}")))
}

/// Three decimals say enough of a share.
fn round(share: f64) -> f64 {
    (share * 1e3).round() / 1e3
}

/// Who served how many answers, the most frequent first.
fn upstreams(model: &Model, endpoints: &[Endpoint], cases: &[&ServedCase]) -> Vec<UpstreamCount> {
    let mut counts: BTreeMap<&str, u32> = BTreeMap::new();
    for upstream in cases.iter().filter_map(|case| case.upstream.as_deref()) {
        *counts.entry(upstream).or_default() += 1;
    }
    let left = left_by(&model.params.openrouter, endpoints);
    let precisions = |name: &str| -> Vec<String> {
        let own = left.iter().filter(|endpoint| endpoint.provider_name.eq_ignore_ascii_case(name));
        own.map(|endpoint| endpoint.quantization.clone()).collect::<BTreeSet<_>>().into_iter().collect()
    };
    let mut upstreams: Vec<_> = counts
        .into_iter()
        .map(|(name, answers)| UpstreamCount { name: name.to_owned(), answers, precisions: precisions(name) })
        .collect();
    upstreams.sort_by(|a, b| b.answers.cmp(&a.answers).then_with(|| a.name.cmp(&b.name)));
    upstreams
}

fn warnings(
    model: &Model,
    manifest: &ServingManifest,
    seen: &[&Observation],
    cases: &[&ServedCase],
) -> Vec<(&'static str, String)> {
    let name = &model.name;
    let mut found = Vec::new();
    if manifest.upstreams.len() > 1 {
        let who: Vec<_> =
            manifest.upstreams.iter().map(|upstream| format!("{} {}", upstream.name, upstream.answers)).collect();
        let text = format!(
            "Answers of {name} came from different upstream providers ({}), so its figures are a mixture of theirs.",
            who.join(", ")
        );
        found.push(("mixed-upstreams", text));
    }
    if manifest.precisions.len() > 1 {
        let text = format!("{name} was served at different precisions: {}.", manifest.precisions.join(", "));
        found.push(("mixed-precisions", text));
    }
    if !manifest.other_models.is_empty() {
        let text = format!(
            "{name} was asked for as {}, and its server said that another model answered: {}.",
            model.provider_model.rsplit(['/', '\\']).next().unwrap_or_default(),
            manifest.other_models.join(", ")
        );
        found.push(("other-model", text));
    }
    if manifest.digests.len() > 1 || manifest.weight_bytes.len() > 1 {
        found.push(("files-changed", format!("The files of {name} were exchanged between two parts of the run.")));
    }
    let of_observations: BTreeSet<_> = seen.iter().flat_map(|seen| seen.warnings(name)).collect();
    found.extend(of_observations);
    let timed = cases.iter().filter(|case| case.differs.is_some()).count();
    let differences = || cases.iter().filter_map(|case| case.differs.filter(|part| *part > 0.15));
    if let Some(largest) = differences().reduce(f64::max) {
        let text = format!(
            "On {} of {timed} answers of {name} the server's own times differ from ours by more than 15 % (the largest difference: {:.0} %).",
            differences().count(),
            largest * 100.0
        );
        found.push(("server-times-differ", text));
    }
    found
}
