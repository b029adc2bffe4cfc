//! The head of a model page: its key figures, and how each of them comes about.

use analytics::score::Score;
use analytics::snapshot::v1::{
    Answers, Figure, ModelKind, ModelResult, ModelStatistics, ModelSummary, Statistics, Summary,
};
use leptos::prelude::*;

use super::super::{Site, cell, place};
use crate::data::day;
use crate::fixed::{fixed, seconds};

/// A name and what stands beside it.
type Line = (&'static str, String);

/// Name, figures, warnings, and the way to everything behind the figures.
pub fn section(site: &Site, full: &Summary, model: &ModelSummary, result: &ModelResult) -> AnyView {
    let statistics = full.statistics.as_deref();
    let own = statistics.and_then(|all| all.models.iter().find(|of| of.model == model.id));
    let score = match result.score {
        Score::Scored(value) => fixed(value, 2),
        Score::Unscored(reason) => reason.label().to_owned(),
    };
    let unscored: u32 = result.unscored.iter().map(|part| part.count).sum();
    let figures = [
        ("score, 0 to 2", Some(score)),
        ("95 % interval", interval(own, result).map(range)),
        (places_word(full), own.and_then(|own| own.place).map(|place| places(place.best, place.worst))),
        ("tasks with a score", Some(result.n.to_string())),
        ("unscored", (unscored > 0).then(|| unscored.to_string())),
        (
            "complete answers",
            result
                .answers
                .filter(|of| of.complete < of.asked)
                .map(|of| [&of.complete.to_string(), " of ", &of.asked.to_string()].concat()),
        ),
        ("s a task", result.mean_total_ms.map(seconds)),
        ("tokens an answer", result.mean_completion_tokens.map(|tokens| cell::short(tokens, 0))),
        ("for all tasks", result.billed_pico_usd.filter(|bill| bill.0 > 0).map(cell::dollars)),
    ];
    let figures: Vec<_> = figures
        .into_iter()
        .filter_map(|(what, value)| Some(view! { <div><dt>{what}</dt><dd>{value?}</dd></div> }))
        .collect();
    let what = match model.kind {
        ModelKind::Baseline => "A baseline: a deterministic program, not a language model. ",
        ModelKind::LanguageModel => "",
    };
    let about = [what, "Family ", &model.family, "; answered through ", model.provider.as_str(), " as "].concat();
    let note = model.note.clone().map(|note| view! { <p>{note}</p> });
    let warnings: Vec<_> = full
        .warnings
        .iter()
        .filter(|warning| warning.subject == model.id.as_str() && warning.code != "baseline")
        .map(|warning| view! { <li>{warning.text.clone()}</li> })
        .collect();
    let warnings = (!warnings.is_empty()).then(|| view! { <ul class="warnings">{warnings}</ul> });
    let reasons = result.unscored.iter().map(|part| [&part.count.to_string(), " ", part.reason.label()].concat());
    let reasons = reasons.collect::<Vec<_>>().join(", ");
    let reasons = (unscored > 0).then(|| ["Without a score: ", &reasons, "."].concat());
    let published = full.published.as_ref().map(|_| {
        view! {
            <p class="note">
                "The snapshot holds the figures that somebody published: means, without the answers, marks, times and "
                "tokens of single tasks. The number of tasks is as that page states it. Single cases, strengths and "
                "weaknesses against the field, and the spread of speed and cost are therefore missing, and nothing here "
                "stands in for them."
            </p>
        }
    });
    let back = site.link(&place::snapshot(&full.id));
    let how: Vec<_> = how(full, statistics, own, result)
        .into_iter()
        .map(|(name, text)| view! { <dt>{name}</dt><dd>{text}</dd> })
        .collect();
    let file = site.link(&["data/", &place::snapshot(&full.id), "summary.json"].concat());
    view! {
        <section class="intro">
            <p class="path"><a href=back>{full.title.clone()}</a> " / Models"</p>
            <h1>{model.name.clone()}</h1>
            <dl class="figures">{figures}</dl>
            <details class="behind">
                <summary>"How these figures come about"</summary>
                <dl class="how">
                    {how}
                    <dt>"Source"</dt>
                    <dd>{source(full)} <a href=file>"summary.json"</a> "."</dd>
                </dl>
            </details>
            <p class="note">{about}<code>{model.provider_model.clone()}</code> ". " {reasons}</p>
            {note}
            {published}
            {warnings}
        </section>
    }
    .into_any()
}

/// That of the task bootstrap where the snapshot has one, as on the leaderboard; else the t interval.
fn interval(own: Option<&ModelStatistics>, result: &ModelResult) -> Option<[f64; 2]> {
    let resampled = own.and_then(|own| own.bca95.value().copied());
    // The rule of `analytics::standings::score_interval`.
    if result.n < analytics::standings::BOOTSTRAP_FROM_TASKS { result.ci95 } else { resampled.or(result.ci95) }
}

fn range([low, high]: [f64; 2]) -> String {
    [&fixed(low, 2), " to ", &fixed(high, 2)].concat()
}

fn places(best: u32, worst: u32) -> String {
    if best == worst { best.to_string() } else { [&best.to_string(), "–", &worst.to_string()].concat() }
}

const fn places_word(full: &Summary) -> &'static str {
    match full.models.len() {
        0..=1 => "rank",
        _ => "rank among all models",
    }
}

fn source(full: &Summary) -> String {
    let how = if full.published.is_some() { "as published" } else { "measured" };
    ["Snapshot “", &full.title, "”, newest figure of ", day(&full.created_at), ", ", how, ": "].concat()
}

fn how(
    full: &Summary,
    statistics: Option<&Statistics>,
    own: Option<&ModelStatistics>,
    result: &ModelResult,
) -> Vec<Line> {
    let mut lines = Vec::new();
    let judges = full.judges.iter().map(|judge| judge.name.as_str()).collect::<Vec<_>>().join(", ");
    match result.score {
        _ if full.published.is_some() => lines.push((
            "Score",
            "The mean as it was published. The marks behind it were not, so it cannot be computed again.".to_owned(),
        )),
        Score::Scored(value) => lines.push((
            "Score",
            [
                &fixed(value, 4),
                " = mean over ",
                &result.n.to_string(),
                " tasks of the mean mark (0, 1 or 2) over dimensions and judges (",
                &judges,
                ")",
            ]
            .concat(),
        )),
        Score::Unscored(_) => {}
    }
    if full.published.is_none() {
        lines.push(("Rule", full.scoring.rule.statement().to_owned()));
    }
    lines.extend(result.answers.as_ref().and_then(complete));
    if let Some((all, own)) = statistics.zip(own) {
        lines.extend(computed(all, own, result));
    } else if let Some(ci95) = result.ci95 {
        let freedom = result.n.saturating_sub(1).to_string();
        lines.push(("Interval", [&range(ci95), ": t interval over tasks, ", &freedom, " degrees of freedom"].concat()));
    }
    if let Some(mean) = result.mean_total_ms {
        let median = result.median_total_ms.map(|ms| ["; median ", &seconds(ms), " s"].concat()).unwrap_or_default();
        let how = " s: mean from the request to the end of the answer";
        lines.push(("Time", [&seconds(mean), how, &median].concat()));
    }
    if result.mean_completion_tokens.is_some() {
        lines.push(("Tokens", "Mean of an answer as the provider counted them, thinking included".to_owned()));
    }
    if let Some(bill) = own.and_then(|own| own.mean_bill).filter(|bill| bill.pico_usd.0 > 0) {
        let of = [&bill.n.to_string(), " of ", &bill.cases.to_string(), " answers with a bill"].concat();
        let text = [&cell::dollars(bill.pico_usd), " for an answer on average, retries included, over ", &of].concat();
        lines.push(("Cost", text));
    }
    lines
}

/// How the answers ended that are not complete, and what the complete ones are worth; None when all are.
fn complete(answers: &Answers) -> Option<Line> {
    if answers.complete == answers.asked {
        return None;
    }
    let Answers { asked, complete, cut, repeating, empty, refused, complete_score, complete_tasks } = *answers;
    let others = asked - (complete + cut + empty + refused).min(asked);
    let cut_word = if repeating > 0 {
        ["cut at the limit (", &repeating.to_string(), " repeat without end)"].concat()
    } else {
        "cut at the limit".to_owned()
    };
    let parts = [
        (cut, cut_word.as_str()),
        (empty, "empty"),
        (refused, "refused"),
        (others, "not the model’s own doing, or not run yet"),
    ];
    let parts =
        parts.iter().filter(|(count, _)| *count > 0).map(|(count, word)| [&count.to_string(), " ", word].concat());
    let parts = parts.collect::<Vec<_>>().join(", ");
    let score = match complete_score {
        Score::Scored(value) => [&fixed(value, 2), " over ", &complete_tasks.to_string(), " tasks"].concat(),
        Score::Unscored(_) => "none".to_owned(),
    };
    let all = [&complete.to_string(), " of ", &asked.to_string(), " answers; ", &parts, ". "].concat();
    Some(("Complete answers", [&all, "Score of complete answers: ", &score].concat()))
}

/// Everything that the snapshot computed from the marks of this model.
fn computed(all: &Statistics, own: &ModelStatistics, result: &ModelResult) -> Vec<Line> {
    let or_why = |figure: &Figure<[f64; 2]>| match figure {
        Figure::Value(interval) => range(*interval),
        Figure::Undefined(why) => why.to_string(),
    };
    let resamples = cell::grouped(all.resamples.into());
    let mut lines = vec![(
        "Interval",
        [
            &or_why(&own.percentile95),
            ": task bootstrap, ",
            &resamples,
            " resamples with seed ",
            &all.seed.to_string(),
            ", 2.5 % to 97.5 % quantile. Bias-corrected: ",
            &or_why(&own.bca95),
            ". t interval with ",
            &result.n.saturating_sub(1).to_string(),
            " degrees of freedom: ",
            &result.ci95.map_or_else(|| "undefined".to_owned(), range),
        ]
        .concat(),
    )];
    if let Figure::Value(of) = own.by_category {
        let clusters = of.clusters.to_string();
        lines.push((
            "Interval with categories as clusters",
            [&range(of.ci95), ": ", &clusters, " clusters, for tasks of a category that are alike"].concat(),
        ));
    }
    if let Some(place) = own.place {
        let text = [&places(place.best, place.worst), ": from the same resamples, best 2.5 % to worst 97.5 % quantile"];
        lines.push(("Place", text.concat()));
    }
    let share = [&own.perfect.perfect.to_string(), " of ", &own.perfect.n.to_string()].concat();
    let wilson = match own.perfect.wilson95 {
        Figure::Value([low, high]) => {
            ["; Wilson’s 95 % interval of the share ", &fixed(low * 100.0, 0), " to ", &fixed(high * 100.0, 0), " %"]
                .concat()
        }
        Figure::Undefined(_) => String::new(),
    };
    lines.push(("Tasks with the full score", [share, wilson].concat()));
    if let Some(other) = own.without_own_family {
        let score = match other.score {
            Score::Scored(value) => fixed(value, 2),
            Score::Unscored(reason) => reason.label().to_owned(),
        };
        let text = [&score, " over ", &other.n.to_string(), " tasks, without judges of the model’s own family"];
        lines.push(("Score without its own family", text.concat()));
    }
    if let Some(corrected) = &own.corrected {
        let text = match corrected {
            Figure::Value(by) => [
                &fixed(by.score, 2),
                ", ",
                &range(by.ci95),
                ": prediction-powered, ",
                &by.reviewed.to_string(),
                " reviewed and ",
                &by.unreviewed.to_string(),
                " other answers, λ = ",
                &fixed(by.lambda, 2),
            ]
            .concat(),
            Figure::Undefined(why) => why.to_string(),
        };
        lines.push(("Score by the standard of reviews", text));
    }
    lines
}
