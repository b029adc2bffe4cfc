//! Counts of somebody's own work that can be shown or shared: no text, no path, and no name with few requests.

use std::collections::BTreeMap;

use analytics::work::{Kind, TokenCounts, Trait};
use serde::Serialize;

use super::request::Request;
use super::source;
use super::{Costs, History, requests};
use crate::clock::rfc3339;

/// A kind or project with fewer requests is not named: together with a day it could tell what somebody did.
pub const FEWEST_NAMED: u64 = 5;

/// What one source holds.
#[derive(Debug, Clone, Serialize)]
pub struct SourceReport {
    /// The program.
    pub source: &'static str,
    /// Its name in sentences.
    #[serde(skip)]
    pub name: &'static str,
    /// Files that were read.
    pub files: u64,
    /// Lines or records.
    pub lines: u64,
    /// Those that could not be read.
    pub unreadable: u64,
    /// Copies that were counted once.
    pub repeated: u64,
    /// Prompts of sessions whose files are gone; in no other count.
    pub expired_prompts: u64,
    /// First day with a record, UTC.
    pub first_day: Option<String>,
    /// Last day with a record, UTC.
    pub last_day: Option<String>,
    /// Different days with a record.
    pub days: u64,
    /// Sessions.
    pub sessions: u64,
    /// Requests of a person.
    pub requests: u64,
    /// Model calls.
    pub calls: u64,
    /// Tokens of all calls.
    pub tokens: TokenCounts,
    /// What a reader should know.
    pub notes: Vec<String>,
}

/// The requests of one kind, with their tokens.
#[derive(Debug, Clone, Serialize)]
pub struct Share {
    /// The kind; `other` holds those with fewer than [`FEWEST_NAMED`] requests.
    pub kind: String,
    /// Requests.
    pub requests: u64,
    /// Of all requests, 0 to 1.
    pub share_of_requests: f64,
    /// Of all tokens, 0 to 1.
    pub share_of_tokens: f64,
    /// Of all written tokens, 0 to 1.
    pub share_of_output: f64,
    /// US dollars at listed prices; null where no price is known of any of its calls.
    pub usd: Option<f64>,
    /// Of all money, 0 to 1; null where no price is known.
    pub share_of_money: Option<f64>,
    /// Tokens of its calls whose model has no listed price.
    pub tokens_without_price: u64,
    /// Model calls.
    pub calls: u64,
    /// Tokens.
    pub tokens: TokenCounts,
}

/// The shares of all work.
#[derive(Debug, Clone, Serialize)]
pub struct Shares {
    /// Version of this form.
    pub format: &'static str,
    /// First day with a request, UTC.
    pub first_day: Option<String>,
    /// Last day with a request, UTC.
    pub last_day: Option<String>,
    /// Days from the first to the last.
    pub days: u64,
    /// Requests.
    pub requests: u64,
    /// Model calls of these requests.
    pub calls: u64,
    /// Tokens of these requests.
    pub tokens: TokenCounts,
    /// US dollars of these requests at listed prices; null where no price is known of any of them.
    pub usd: Option<f64>,
    /// Tokens of these requests whose model has no listed price.
    pub tokens_without_price: u64,
    /// Models without a listed price.
    pub models_without_price: usize,
    /// Tokens of calls before any prompt of their session: titles, scheduled work, sessions whose prompts are gone.
    pub tokens_without_request: TokenCounts,
    /// By kind, most requests first.
    pub kinds: Vec<Share>,
    /// Requests by what else is true of them; absent with fewer than [`FEWEST_NAMED`].
    pub traits: BTreeMap<&'static str, u64>,
    /// Prompt tokens of a request's longest call: median and 90 %.
    pub longest_prompt_p50: u64,
    /// As above.
    pub longest_prompt_p90: u64,
    /// Most sessions with a call within the same minute.
    pub peak_sessions: u64,
}

/// What each source holds.
#[must_use]
pub fn sources(history: &History) -> Vec<SourceReport> {
    history.sources.iter().map(|(kind, notes)| source_report(history, *kind, notes)).collect()
}

fn source_report(history: &History, kind: source::Kind, notes: &super::SourceNotes) -> SourceReport {
    let prompts = &history.prompts[notes.prompts.clone()];
    let calls = &history.calls[notes.calls.clone()];
    let mut tokens = TokenCounts::default();
    calls.iter().for_each(|call| tokens.add(&call.tokens));
    let moments = prompts.iter().map(|prompt| prompt.at).chain(calls.iter().map(|call| call.at)).flatten();
    let mut days: Vec<i64> = moments.map(|at| at.div_euclid(DAY_MS)).collect();
    days.sort_unstable();
    days.dedup();
    let mut sessions: Vec<u32> =
        prompts.iter().map(|prompt| prompt.session).chain(calls.iter().map(|call| call.session)).collect();
    sessions.sort_unstable();
    sessions.dedup();
    SourceReport {
        source: kind.slug(),
        name: kind.name(),
        files: notes.files,
        lines: notes.lines,
        unreadable: notes.unreadable,
        repeated: notes.repeated,
        expired_prompts: notes.expired_prompts,
        first_day: days.first().map(|day| day_text(*day)),
        last_day: days.last().map(|day| day_text(*day)),
        days: days.len() as u64,
        sessions: sessions.len() as u64,
        requests: prompts.len() as u64,
        calls: calls.len() as u64,
        tokens,
        notes: notes.notes.clone(),
    }
}

const DAY_MS: i64 = 86_400_000;

/// A day as YYYY-MM-DD.
pub(super) fn day_text(day: i64) -> String {
    rfc3339(day.saturating_mul(DAY_MS))[..10].to_owned()
}

/// The shares of all work, with the costs of its calls.
#[must_use]
pub fn shares(history: &History, costs: &Costs) -> Shares {
    let (requests, tokens_without_request) = requests(history);
    let kinds = kinds(history, &requests, costs);
    let usd: Vec<f64> = kinds.iter().filter_map(|share| share.usd).collect();
    let mut tokens = TokenCounts::default();
    requests.iter().for_each(|request| tokens.add(&request.tokens));
    let mut days: Vec<i64> = requests.iter().filter_map(|request| request.at).map(|at| at.div_euclid(DAY_MS)).collect();
    days.sort_unstable();
    let traits = Trait::ALL.into_iter().filter_map(|of| {
        let count = requests.iter().filter(|request| request.traits.contains(&of)).count() as u64;
        (count >= FEWEST_NAMED).then_some((of.slug(), count))
    });
    let mut longest: Vec<u64> =
        requests.iter().map(|request| request.longest_prompt).filter(|length| *length > 0).collect();
    longest.sort_unstable();
    Shares {
        format: "work-shares-1",
        first_day: days.first().map(|day| day_text(*day)),
        last_day: days.last().map(|day| day_text(*day)),
        days: days.first().zip(days.last()).map_or(0, |(first, last)| u64::try_from(last - first + 1).unwrap_or(0)),
        requests: requests.len() as u64,
        calls: requests.iter().map(|request| request.calls).sum(),
        usd: (!usd.is_empty()).then(|| cents(usd.iter().sum())),
        tokens_without_price: kinds.iter().map(|share| share.tokens_without_price).sum(),
        models_without_price: costs.unknown.len(),
        kinds,
        traits: traits.collect(),
        longest_prompt_p50: quantile(&longest, 0.5),
        longest_prompt_p90: quantile(&longest, 0.9),
        peak_sessions: peak_sessions(history),
        tokens,
        tokens_without_request,
    }
}

/// What the requests of a kind come to.
#[derive(Default)]
struct Sum {
    requests: u64,
    calls: u64,
    tokens: TokenCounts,
    usd: f64,
    unpriced: u64,
}

impl Sum {
    fn add(&mut self, other: &Self) {
        self.requests += other.requests;
        self.calls += other.calls;
        self.tokens.add(&other.tokens);
        self.usd += other.usd;
        self.unpriced = self.unpriced.saturating_add(other.unpriced);
    }
}

fn kinds(history: &History, requests: &[Request], costs: &Costs) -> Vec<Share> {
    let mut by_kind: BTreeMap<Kind, Sum> = BTreeMap::new();
    let mut all = Sum::default();
    for request in requests {
        let (usd, unpriced) = costs.sum(history, &request.call_indices);
        let one = Sum { requests: 1, calls: request.calls, tokens: request.tokens, usd, unpriced };
        all.add(&one);
        by_kind.entry(request.kind).or_default().add(&one);
    }
    let mut rest = Sum::default();
    let mut named: Vec<(String, Sum)> = Vec::new();
    for (kind, sum) in by_kind {
        if sum.requests >= FEWEST_NAMED || kind == Kind::Unknown {
            named.push((kind.slug().to_owned(), sum));
        } else {
            rest.add(&sum);
        }
    }
    named.sort_by(|one, other| other.1.requests.cmp(&one.1.requests).then_with(|| one.0.cmp(&other.0)));
    if rest.requests > 0 {
        named.push(("other".to_owned(), rest));
    }
    let shares = named.into_iter().map(|(kind, sum)| {
        // Without a price of any of its tokens, nothing is known of its money; calls without tokens cost nothing.
        let known = sum.unpriced < sum.tokens.total();
        Share {
            kind,
            requests: sum.requests,
            share_of_requests: part(sum.requests, all.requests),
            share_of_tokens: part(sum.tokens.total(), all.tokens.total()),
            share_of_output: part(sum.tokens.output, all.tokens.output),
            usd: known.then(|| cents(sum.usd)),
            share_of_money: (known && all.usd > 0.0).then(|| (sum.usd / all.usd * 1e6).round() / 1e6),
            tokens_without_price: sum.unpriced,
            calls: sum.calls,
            tokens: sum.tokens,
        }
    });
    shares.collect()
}

/// Dollars to the hundredth of a cent.
fn cents(usd: f64) -> f64 {
    (usd * 1e4).round() / 1e4
}

#[allow(clippy::cast_precision_loss, reason = "a share is shown with three digits")]
fn part(part: u64, whole: u64) -> f64 {
    if whole == 0 { 0.0 } else { (part as f64 / whole as f64 * 1e6).round() / 1e6 }
}

#[allow(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a place in a list"
)]
pub(super) fn quantile(sorted: &[u64], at: f64) -> u64 {
    let place = ((sorted.len() as f64) * at).ceil() as usize;
    sorted.get(place.saturating_sub(1)).copied().unwrap_or(0)
}

/// Sessions with a call within the same minute, at most: how many contexts a machine would hold at once.
pub(super) fn peak_sessions(history: &History) -> u64 {
    let mut minutes: Vec<(i64, u32)> =
        history.calls.iter().filter_map(|call| Some((call.at?.div_euclid(60_000), call.session))).collect();
    minutes.sort_unstable();
    minutes.dedup();
    minutes.chunk_by(|one, other| one.0 == other.0).map(|minute| minute.len() as u64).max().unwrap_or(0)
}
