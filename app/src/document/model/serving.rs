//! Who and what stood behind a model's answers, as far as it was recorded.

use analytics::snapshot::v1::{ModelKind, ModelSummary, ServingManifest, UpstreamCount};
use leptos::prelude::*;

use super::super::cell;
use crate::data::day;
use crate::fixed::fixed;

/// What is recorded, and what is not.
pub fn section(model: &ModelSummary) -> AnyView {
    let serving = model.serving.as_ref();
    let list = |of: fn(&ServingManifest) -> &Vec<String>| {
        serving.map(of).filter(|values| !values.is_empty()).map(|values| values.join(", "))
    };
    let upstreams = serving.map(|serving| &serving.upstreams).filter(|upstreams| !upstreams.is_empty());
    let upstreams = upstreams.map(|upstreams| {
        let one = |upstream: &UpstreamCount| {
            let at = if upstream.precisions.is_empty() {
                String::new()
            } else {
                [" at ", &upstream.precisions.join(" or ")].concat()
            };
            [&upstream.name, " (", &upstream.answers.to_string(), " answers", &at, ")"].concat()
        };
        upstreams.iter().map(one).collect::<Vec<_>>().join(", ")
    });
    let pinned = serving.and_then(|serving| serving.pinned);
    let pinned = pinned.map(|pinned| if pinned { "yes" } else { "no: the router chose" }.to_owned());
    let share = serving.and_then(|serving| serving.share_on_cpu).filter(|share| *share > 0.0);
    let bits = serving.map(|serving| serving.bits_per_weight.iter().map(|bits| fixed(*bits, 2)).collect::<Vec<_>>());
    let bits = bits.filter(|bits| !bits.is_empty()).map(|bits| bits.join(", "));
    let precision = list(|serving| &serving.precisions).map(|text| match serving {
        Some(serving) if serving.precision_from_name => [&text, " (by the name of the file)"].concat(),
        _ => text,
    });
    let lines = [
        ("Provider", Some(model.provider.to_string())),
        ("Its name for the model", Some(model.provider_model.clone())),
        ("Kind", serving.map(|serving| serving.provider_kind.clone())),
        ("Engine", list(|serving| &serving.engines)),
        ("Served by", upstreams),
        ("One upstream pinned", pinned),
        ("Precision", precision),
        ("Bits per weight", bits),
        ("Weights", serving.and_then(|serving| serving.parameters).map(cell::grouped)),
        ("Requests that the server works on at once", serving.and_then(|serving| serving.slots).map(|n| n.to_string())),
        ("Chat template", serving.filter(|serving| serving.template_missing).map(|_| "none in the file".to_owned())),
        ("Another model answered", list(|serving| &serving.other_models)),
        ("Digest of the files", list(|serving| &serving.digests)),
        (
            "Open context",
            serving.and_then(|serving| serving.context_tokens).map(|n| [&cell::grouped(n), " tokens"].concat()),
        ),
        ("Outside of the GPU’s memory", share.map(|share| [&fixed(share * 100.0, 0), " %"].concat())),
        ("A smaller model drafts", serving.filter(|serving| serving.drafts).map(|_| "yes".to_owned())),
        ("Looked up", serving.and_then(|serving| serving.fetched_at.as_deref()).map(|at| day(at).to_owned())),
    ];
    let conditions = serving.and_then(|serving| serving.conditions.as_ref()).map(|conditions| conditions.lines());
    let conditions = conditions.unwrap_or_default().into_iter().map(|(name, value)| (name, Some(value)));
    let lines: Vec<_> = lines
        .into_iter()
        .chain(conditions)
        .filter_map(|(name, value)| Some(view! { <div><dt>{name}</dt><dd>{value?}</dd></div> }))
        .collect();
    let missing = match model.kind {
        _ if serving.is_some_and(ServingManifest::is_mixed) => {
            "The answers do not come from one thing: upstreams, files or precisions differ, and so may the scores."
        }
        _ if serving.is_some() => "What the provider did not tell is left out.",
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
