//! One answer with its verdicts: the content of a small document that a task page loads into itself.

use analytics::snapshot::v1::{CaseDetail, Summary, TaskSummary, Timing};
use leptos::prelude::*;

use super::super::{Site, cell, html, place};
use super::marks::three;
use crate::data::day;
use crate::fixed::fixed;

/// The article. `answer` and `thinking` are HTML made from Markdown whose own HTML is shown as text; `raw` is the
/// address of the unchanged text, relative to the base.
#[must_use]
pub fn answer(
    site: &Site,
    full: &Summary,
    task: &TaskSummary,
    case: &CaseDetail,
    answer: &str,
    thinking: Option<&str>,
    raw: Option<&str>,
) -> String {
    let model = full.models.iter().find(|model| model.id == case.model);
    let name = model.map_or_else(|| case.model.to_string(), |model| model.name.clone());
    let back = site.link(&place::task(&full.id, &task.id));
    let verdicts: Vec<_> = case
        .verdicts
        .iter()
        .map(|verdict| {
            let judge = full.judges.iter().find(|judge| judge.id == verdict.judge);
            let judge = judge.map_or_else(|| verdict.judge.to_string(), |judge| judge.name.clone());
            let marks = match verdict.marks {
                Some(marks) => three(marks),
                None => view! { <span class="none">"unreadable"</span> }.into_any(),
            };
            let unreadable = verdict.unreadable.clone().map(|text| {
                view! { <pre class="wrapped">{text}</pre> }
            });
            view! {
                <dt>{judge} " " {marks}</dt>
                <dd><p class="said">{verdict.rationale.clone()}</p>{unreadable}</dd>
            }
        })
        .collect();
    let verdicts = if verdicts.is_empty() {
        view! { <p class="note">"No judge has marked this answer."</p> }.into_any()
    } else {
        view! { <dl class="verdicts">{verdicts}</dl> }.into_any()
    };
    let reviews: Vec<_> = case
        .reviews
        .iter()
        .map(|review| {
            let marks = review.marks.map_or_else(|| view! { <span class="none">"taken back"</span> }.into_any(), three);
            let how = ["Reviewed by ", &review.author, ", ", day(&review.reviewed_at), " "].concat();
            view! {
                <dt>{how}{marks}</dt>
                <dd><p class="said">{review.reason.clone()}</p></dd>
            }
        })
        .collect();
    let reviews = (!reviews.is_empty()).then(|| {
        view! {
            <p class="label">"Reviews"</p>
            <dl class="verdicts">{reviews}</dl>
        }
    });
    let thinking = thinking.map(|text| {
        view! {
            <details>
                <summary>"Thinking, which the provider sent apart from the answer"</summary>
                <div class="contributed" inner_html=text.to_owned()></div>
            </details>
        }
    });
    let text = if case.answer.trim().is_empty() {
        let why = ["There is no answer: ", case.outcome.label(), "."].concat();
        view! { <p class="note">{why}</p> }.into_any()
    } else {
        view! { <div class="contributed" inner_html=answer.to_owned()></div> }.into_any()
    };
    let raw = raw.map(|raw| {
        let address = site.link(raw);
        view! { <p class="note"><a href=address data-raw="">"The answer as it was written"</a></p> }
    });
    let facts: Vec<_> =
        facts(case).into_iter().map(|(name, value)| view! { <div><dt>{name}</dt><dd>{value}</dd></div> }).collect();
    let title = [&name, ": ", &task.title].concat();
    html(|| {
        view! {
            <p class="path"><a href=back>{task.title.clone()}</a></p>
            <h1>{title}</h1>
            <article id="answer" class="answer">
                <p class="label">"Answer"</p>
                {text}
                {raw}
                {thinking}
                <p class="label">"Verdicts"</p>
                {verdicts}
                {reviews}
                <p class="label">"Times and tokens"</p>
                <dl class="facts">{facts}</dl>
            </article>
        }
    })
}

/// What is known of how the answer came about; unknown values are left out, and that they are is said.
fn facts(case: &CaseDetail) -> Vec<(&'static str, String)> {
    let Timing {
        first_byte_ms,
        first_text_ms,
        first_answer_ms,
        last_text_ms,
        total_ms,
        median_gap_ms,
        p99_gap_ms,
        decode_tok_per_s,
        server_decode_tok_per_s,
        server_prefill_tok_per_s,
        server_load_ms,
        server_first_text_ms,
        server_total_ms,
    } = &case.timing;
    let seconds = |ms: &Option<f64>| ms.map(|ms| [&fixed(ms / 1000.0, 2), " s"].concat());
    let rate = |rate: &Option<f64>| rate.map(|rate| [&fixed(rate, 1), " tokens/s"].concat());
    let tokens = |tokens: Option<u64>| tokens.map(cell::grouped);
    let all = [
        ("Ended", Some(case.outcome.label().to_owned())),
        ("Provider’s stop reason", case.finish_reason.clone()),
        ("Error", case.error.clone()),
        ("Served by", case.upstream.clone()),
        ("Attempts", Some(case.attempts.to_string())),
        ("First byte", seconds(first_byte_ms)),
        ("First text", seconds(first_text_ms)),
        ("First text of the answer", seconds(first_answer_ms)),
        ("Last text", seconds(last_text_ms)),
        ("End of the stream", seconds(total_ms)),
        ("Median gap between two arrivals", seconds(median_gap_ms)),
        ("Gap that 99 % do not exceed", seconds(p99_gap_ms)),
        ("Output by our clock", rate(decode_tok_per_s)),
        ("Output, as the server says", rate(server_decode_tok_per_s)),
        ("Prompt, as the server says", rate(server_prefill_tok_per_s)),
        ("Loading the model, as the server says", seconds(server_load_ms)),
        ("First text, as the server says", seconds(server_first_text_ms)),
        ("The whole answer, as the server says", seconds(server_total_ms)),
        ("Tokens of the prompt", tokens(case.usage.prompt_tokens)),
        ("Tokens from a cache", tokens(case.usage.cached_tokens)),
        ("Tokens written to a cache", tokens(case.usage.cache_write_tokens)),
        ("Tokens of the answer, thinking included", tokens(case.usage.completion_tokens)),
        ("Tokens of the thinking", tokens(case.usage.thinking_tokens)),
        ("Billed", case.billed_pico_usd.map(cell::dollars)),
    ];
    let mut known: Vec<_> = all.into_iter().filter_map(|(name, value)| Some((name, value?))).collect();
    if total_ms.is_none() {
        known.push(("Times", "not measured".to_owned()));
    }
    if case.usage.completion_tokens.is_none() {
        known.push(("Tokens", "not counted".to_owned()));
    }
    known
}
