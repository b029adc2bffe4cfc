//! Who and what stood behind a model's answers, as far as it was recorded.

use std::collections::BTreeMap;

use analytics::snapshot::v1::{ModelKind, ModelSummary};
use leptos::prelude::*;

use super::Field;

/// What is recorded, and what is not.
pub fn section(field: &Field<'_>, model: &ModelSummary) -> AnyView {
    let own = field.details.iter().flat_map(|detail| &detail.cases).filter(|case| case.model == model.id);
    let mut upstreams: BTreeMap<&str, u32> = BTreeMap::new();
    for case in own {
        if let Some(upstream) = &case.upstream {
            *upstreams.entry(upstream).or_default() += 1;
        }
    }
    let upstreams: Vec<String> =
        upstreams.into_iter().map(|(name, answers)| [name, " (", &answers.to_string(), ")"].concat()).collect();
    let lines = [
        ("Provider", Some(model.provider.to_string())),
        ("Its name for the model", Some(model.provider_model.clone())),
        ("Served by, with answers", (!upstreams.is_empty()).then(|| upstreams.join(", "))),
    ];
    let lines: Vec<_> = lines
        .into_iter()
        .filter_map(|(name, value)| Some(view! { <div><dt>{name}</dt><dd>{value?}</dd></div> }))
        .collect();
    let missing = match model.kind {
        ModelKind::Baseline => "It ran within the exporter, which is its own engine.",
        ModelKind::LanguageModel => {
            "Engine, precision, file digest and open context are not recorded in this snapshot: the same name can \
             stand for different weights behind a router."
        }
    };
    view! {
        <section>
            <h2>"How it was served"</h2>
            <dl class="facts">{lines}</dl>
            <p class="note">{missing}</p>
        </section>
    }
    .into_any()
}
