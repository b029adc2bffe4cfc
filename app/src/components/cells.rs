//! Cells of the leaderboard: each shows a value, or says why there is none.

use analytics::leaderboard::{ModelCard, Row};
use analytics::memory::{FitVerdict, MEMORY_TIERS};
use analytics::score::{MARK_MAX, Score};
use analytics::snapshot::v1::ModelKind;
use leptos::prelude::*;

use crate::fixed::{billions, fixed, seconds};

/// What stands where a value is not known.
const UNKNOWN: &str = "–";

/// The model's name, with a label for a baseline.
pub fn name(row: &Row) -> impl IntoView + use<> {
    let baseline = (row.kind == ModelKind::Baseline).then(|| {
        view! { <span class="label">"baseline, not a language model"</span> }
    });
    view! { <th scope="row" class="name" title=row.note.clone()>{row.name.clone()} {baseline}</th> }
}

/// The score with its bar; the interval where there is one.
pub fn score(row: &Row) -> impl IntoView + use<> {
    let percent = |value: f64| fixed(value / f64::from(MARK_MAX) * 100.0, 1);
    let interval = row.result.ci95.map(|[low, high]| {
        let style = ["left:", &percent(low), "%;width:", &percent(high - low), "%"].concat();
        let words = ["95 % interval ", &fixed(low, 2), " to ", &fixed(high, 2)].concat();
        view! { <span class="interval" style=style title=words></span> }
    });
    match row.result.score {
        Score::Scored { value } => {
            let width = ["width:", &percent(value), "%"].concat();
            view! {
                <td class="number score">
                    <span class="value">{fixed(value, 2)}</span>
                    <span class="track" aria-hidden="true"><span class="bar" style=width></span>{interval}</span>
                </td>
            }
            .into_any()
        }
        Score::Unscored { reason } => view! { <td class="number none">{reason.label()}</td> }.into_any(),
    }
}

/// How many tasks have a score, and how many have none and why.
pub fn counts(row: &Row) -> impl IntoView + use<> {
    let unscored: u32 = row.result.unscored.iter().map(|part| part.count).sum();
    let reasons: Vec<_> =
        row.result.unscored.iter().map(|part| [&part.count.to_string(), " ", part.reason.label()].concat()).collect();
    let missing = (unscored > 0).then(|| {
        view! { <span class="missing" title=reasons.join(", ")>{[" +", &unscored.to_string(), " unscored"].concat()}</span> }
    });
    view! { <td class="number">{row.result.n} {missing}</td> }
}

/// Whether the model fits into a memory tier.
pub fn fit(row: &Row, tier: usize) -> impl IntoView + use<> {
    let need = row.card.as_ref().and_then(|card| Some((card.need?, card)));
    let Some((need, card)) = need else {
        return view! { <td class="none">{UNKNOWN}</td> }.into_any();
    };
    let tier = MEMORY_TIERS[tier];
    let (class, word) = match need.verdict(tier) {
        FitVerdict::Fits => ("fit yes", "fits"),
        FitVerdict::Tight => ("fit tight", "tight"),
        FitVerdict::DoesNotFit => ("fit no", "no"),
    };
    let arithmetic = [
        "needs ",
        &fixed(need.needed_gib, 1),
        " GiB (",
        card.quantisation.as_deref().unwrap_or("weights"),
        " ",
        &fixed(need.weights_gib, 1),
        ", context ",
        &fixed(need.kv_cache_gib, 1),
        ", buffers 1.5); the GPU may use ",
        &fixed(tier.gpu_usable_gib, 0),
    ]
    .concat();
    view! { <td class=class title=arithmetic>{word}</td> }.into_any()
}

/// Memory that the model needs.
pub fn memory(row: &Row) -> impl IntoView + use<> {
    let need = row.card.as_ref().and_then(|card| card.need);
    match need {
        Some(need) => view! { <td class="number">{fixed(need.needed_gib, 0)}</td> }.into_any(),
        None => view! { <td class="number none">{UNKNOWN}</td> }.into_any(),
    }
}

/// Parameters per token, and in all where that differs.
pub fn active(card: Option<&ModelCard>) -> impl IntoView + use<> {
    let Some(card) = card else {
        return view! { <td class="number none">{UNKNOWN}</td> }.into_any();
    };
    let total = (card.total_params_b != card.active_params_b).then(|| {
        view! { <span class="of">{[" of ", &billions(card.total_params_b)].concat()}</span> }
    });
    view! { <td class="number">{billions(card.active_params_b)} {total}</td> }.into_any()
}

/// Mean time of an answer.
pub fn time(row: &Row) -> impl IntoView + use<> {
    match row.result.mean_total_ms {
        Some(ms) => view! { <td class="number">{seconds(ms)}</td> }.into_any(),
        None => view! { <td class="number none">{UNKNOWN}</td> }.into_any(),
    }
}

/// The score in a category.
pub fn category(row: &Row, category: analytics::category::Category) -> impl IntoView + use<> {
    let part = row.result.by_category.iter().find(|part| part.category == category);
    match part.map(|part| (part.score, part)) {
        Some((Score::Scored { value }, part)) => {
            let n = ["over ", &part.n.to_string(), " tasks; ", &part.n_unscored.to_string(), " unscored"].concat();
            view! { <td class="number" title=n>{fixed(value, 2)}</td> }.into_any()
        }
        Some((Score::Unscored { reason }, _)) => {
            view! { <td class="number none" title=reason.label()>"unscored"</td> }.into_any()
        }
        None => view! { <td class="number none">{UNKNOWN}</td> }.into_any(),
    }
}
