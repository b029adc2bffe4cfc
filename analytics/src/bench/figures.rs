//! The figures of a level.

use serde::{Deserialize, Serialize};

use super::limits::Limits;
use super::quantiles::{Spread, gap_quantiles, rounded};
use super::request::{Load, Request};
use super::server::ServerSide;
use super::window::Window;

/// What a level came to. Each field is defined in docs/bench.md and by `exporter bench --explain`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LevelFigures {
    /// Requests that were sent.
    pub requests: u32,
    /// Those that were not answered.
    pub failures: u32,
    /// Answered requests of the steady window: the ones that all times below come from.
    pub counted: u32,
    /// Length of the steady window.
    pub window_ms: f64,
    /// Mean requests in flight within the window.
    pub in_flight: f64,
    /// Mean requests within the window that were being written at the same time: the proof of parallelism.
    pub decoding_at_once: f64,
    /// Tokens of a prompt.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prompt_tokens: Option<Spread>,
    /// Tokens of an output.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub output_tokens: Option<Spread>,
    /// Time to the first token.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ttft_ms: Option<Spread>,
    /// Time to the first token of the answer, after any thinking.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_answer_ms: Option<Spread>,
    /// Wait before the server began.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub queue_ms: Option<Spread>,
    /// Prompt tokens per second of one request.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prefill_tok_per_s: Option<Spread>,
    /// Output tokens per second of one stream.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decode_tok_per_s: Option<Spread>,
    /// The context in the middle of the output, in tokens: the depth that the decode rate belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub depth_tokens: Option<f64>,
    /// Mean time between two output tokens of a request.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inter_token_ms: Option<Spread>,
    /// The median gap between two arrivals of text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gap_p50_ms: Option<f64>,
    /// The gap that 99 % do not exceed; null for fewer than 300 gaps.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gap_p99_ms: Option<f64>,
    /// Time to the end of the answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end_to_end_ms: Option<Spread>,
    /// Output tokens per second of all streams together.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub output_tok_per_s: Option<f64>,
    /// Prompt tokens per second of all streams together.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub input_tok_per_s: Option<f64>,
    /// Requests per minute of all streams together.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub requests_per_min: Option<f64>,
    /// Requests per minute that kept every limit; null without limits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub goodput_per_min: Option<f64>,
    /// Share of the window's requests that kept every limit, failures included; null without limits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kept_limits: Option<f64>,
    /// Output of all streams over that of one stream; null where one stream was not measured.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gain: Option<f64>,
    /// Joules per output token; null without a meter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub joule_per_token: Option<f64>,
    /// The server's own figures.
    pub server: ServerSide,
}

/// The figures of a level from its requests, without gain and energy, which need more than the level itself.
#[must_use]
pub fn figures(load: Load, requests: &[Request], limits: Option<&Limits>) -> LevelFigures {
    let failures = requests.iter().filter(|request| !request.is_answered()).count();
    let mut figures = LevelFigures { requests: count(requests.len()), failures: count(failures), ..Default::default() };
    let Some(window) = Window::of(load, requests) else { return figures };
    let all = window.steady(load, requests);
    let steady: Vec<&Request> = all.iter().copied().filter(|request| request.is_answered()).collect();
    let spread = |figure: &dyn Fn(&Request) -> Option<f64>| Spread::of(steady.iter().filter_map(|r| figure(r)));
    let alone = matches!(load, Load::Closed { concurrency: 1 });
    let mut gaps: Vec<f64> =
        steady.iter().flat_map(|request| request.arrivals_ms.windows(2).map(|pair| pair[1] - pair[0])).collect();
    let (gap_p50_ms, gap_p99_ms) = gap_quantiles(&mut gaps);
    let output = output_rate(&window, requests);
    let per_s = mean(&steady, |request| request.output_tokens).filter(|mean| *mean > 0.0).zip(output);
    let per_s = per_s.map(|(mean, output)| output / mean);
    let kept = limits
        .filter(|_| !all.is_empty())
        .map(|limits| all.iter().filter(|request| limits.are_kept(request)).count() as f64 / all.len() as f64);
    // The rate of requests is one of answered ones; failures come on top of it.
    let attempted = per_s.filter(|_| !steady.is_empty()).map(|rate| rate * all.len() as f64 / steady.len() as f64);
    figures.counted = count(steady.len());
    figures.window_ms = rounded(window.ms());
    figures.in_flight = rounded(window.mean_at_once(requests, |r| Some((r.sent_ms, r.ended_at()))));
    figures.decoding_at_once =
        rounded(window.mean_at_once(requests, |r| Some((r.sent_ms + r.first_text_ms?, r.sent_ms + r.last_text_ms?))));
    figures.prompt_tokens = spread(&|request| request.prompt_tokens.map(|tokens| tokens as f64));
    figures.output_tokens = spread(&|request| request.output_tokens.map(|tokens| tokens as f64));
    figures.ttft_ms = spread(&|request| request.first_text_ms);
    figures.first_answer_ms = spread(&|request| request.first_answer_ms);
    figures.queue_ms = spread(&Request::queue_ms);
    figures.prefill_tok_per_s = spread(&|request| request.prefill_tok_per_s(alone));
    figures.decode_tok_per_s = spread(&Request::decode_tok_per_s);
    figures.depth_tokens = spread(&Request::depth_tokens).map(|depth| depth.p50);
    figures.inter_token_ms = spread(&Request::inter_token_ms);
    (figures.gap_p50_ms, figures.gap_p99_ms) = (gap_p50_ms, gap_p99_ms);
    figures.end_to_end_ms = spread(&|request| Some(request.end_ms));
    figures.output_tok_per_s = output.map(rounded);
    figures.input_tok_per_s =
        per_s.zip(mean(&steady, Request::fresh_prompt_tokens)).map(|(rate, tokens)| rounded(rate * tokens));
    figures.requests_per_min = per_s.map(|rate| rounded(rate * 60.0));
    figures.goodput_per_min = kept.zip(attempted).map(|(share, rate)| rounded(share * rate * 60.0));
    figures.kept_limits = kept;
    figures.server = ServerSide::of(&steady);
    figures
}

/// Output tokens per second of all streams: each request's tokens are spread over its arrivals, and those that arrived
/// within the window count. None where no request says how many tokens it had.
fn output_rate(window: &Window, requests: &[Request]) -> Option<f64> {
    let counted: Vec<f64> = requests
        .iter()
        .filter_map(|request| {
            let tokens = request.output_tokens? as f64;
            let within = request.arrivals_ms.iter().filter(|at| window.holds(request.sent_ms + **at)).count();
            Some(tokens * within as f64 / request.arrivals_ms.len().max(1) as f64)
        })
        .collect();
    (!counted.is_empty()).then(|| counted.iter().sum::<f64>() / window.ms() * 1e3)
}

fn mean(requests: &[&Request], tokens: fn(&Request) -> Option<u64>) -> Option<f64> {
    let known: Vec<f64> = requests.iter().filter_map(|request| tokens(request)).map(|tokens| tokens as f64).collect();
    (!known.is_empty()).then(|| known.iter().sum::<f64>() / known.len() as f64)
}

fn count(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
