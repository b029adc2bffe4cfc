//! The profile of a history: counts alone, for the decision and for the site.

use std::collections::BTreeMap;

use analytics::usage::DAYS_A_MONTH;
use analytics::work::{
    Cache, Context, Corrected, Kind, PROFILE_FORMAT, PROFILE_VERSION, PerRequest, Profile, ProfileKind, TokenCounts,
    corrected_shares,
};

use super::labels::{Labels, Measure, PERSON, sorted};
use super::report::{FEWEST_NAMED, day_text, peak_sessions, quantile};
use super::request::Request;
use super::{Costs, History};

const DAY_MS: i64 = 86_400_000;

/// The profile; None without a call that has a moment and tokens.
#[must_use]
#[allow(clippy::cast_precision_loss, reason = "token counts lie far below 2^53")]
pub fn profile(history: &History, requests: &[Request], costs: &Costs, labels: &Labels) -> Option<Profile> {
    let moments = history.calls.iter().filter_map(|call| call.at).chain(history.prompts.iter().filter_map(|of| of.at));
    let days: Vec<i64> = moments.map(|at| at.div_euclid(DAY_MS)).collect();
    let (first, last) = (*days.iter().min()?, *days.iter().max()?);
    let span = u32::try_from(last - first + 1).ok()?;
    let calls = history.calls.len() as f64;
    let mut total = TokenCounts::default();
    history.calls.iter().for_each(|call| total.add(&call.tokens));
    if total.is_empty() {
        return None;
    }
    let months = f64::from(span) / DAYS_A_MONTH;
    let rounded = |value: f64, digits: i32| (value * 10_f64.powi(digits)).round() / 10_f64.powi(digits);
    let each = |count: u64| rounded(count as f64 / calls, 2);
    let priced = costs.calls.iter().flatten().count() > 0;
    let usd: f64 = costs.calls.iter().flatten().map(|cost| super::pricing::dollars(*cost)).sum();
    Some(Profile {
        format: PROFILE_FORMAT.to_owned(),
        version: PROFILE_VERSION,
        sources: history.sources.iter().map(|(kind, _)| kind.slug().to_owned()).collect(),
        first_day: day_text(first),
        last_day: day_text(last),
        days: span,
        prompts: history.prompts.len() as u64,
        requests: history.calls.len() as u64,
        prompts_per_month: rounded(history.prompts.len() as f64 / months, 2),
        requests_per_month: rounded(calls / months, 2),
        per_request: PerRequest {
            fresh: each(total.fresh),
            write_5m: each(total.cache_write_5m),
            write_1h: each(total.cache_write_1h),
            read: each(total.cache_read),
            output: each(total.output),
        },
        context_end: context_end(history),
        peak_streams: u32::try_from(peak_sessions(history)).unwrap_or(u32::MAX).max(1),
        cache: cache(history, &total),
        usd_per_month: priced.then(|| rounded(usd / months, 2)),
        tokens_without_price: rounded(costs.tokens_without_price() as f64 / total.total() as f64, 6),
        kinds: kinds(history, requests, costs, labels),
    })
}

/// Tokens in the longest context of each session.
fn context_end(history: &History) -> Context {
    let mut longest: BTreeMap<u32, u64> = BTreeMap::new();
    for call in &history.calls {
        let longest = longest.entry(call.session).or_default();
        *longest = (*longest).max(call.tokens.total());
    }
    let mut all: Vec<u64> = longest.into_values().filter(|tokens| *tokens > 0).collect();
    all.sort_unstable();
    Context { p50: quantile(&all, 0.5), p90: quantile(&all, 0.9), max: all.last().copied().unwrap_or(0) }
}

#[allow(clippy::cast_precision_loss, reason = "counts lie far below 2^53")]
fn cache(history: &History, total: &TokenCounts) -> Cache {
    let mut moments: Vec<(u32, i64)> = history.calls.iter().filter_map(|call| Some((call.session, call.at?))).collect();
    moments.sort_unstable();
    let pauses: Vec<i64> =
        moments.windows(2).filter(|pair| pair[0].0 == pair[1].0).map(|pair| pair[1].1 - pair[0].1).collect();
    let over = |milliseconds: i64| {
        let count = pauses.iter().filter(|pause| **pause > milliseconds).count();
        part(count as f64, pauses.len() as f64)
    };
    Cache {
        read_share: part(total.cache_read as f64, total.prompt() as f64),
        pauses_over_5m: over(300_000),
        pauses_over_1h: over(3_600_000),
    }
}

fn part(part: f64, whole: f64) -> f64 {
    if whole > 0.0 { (part / whole * 1e6).round() / 1e6 } else { 0.0 }
}

#[allow(clippy::cast_precision_loss, reason = "counts lie far below 2^53")]
fn kinds(history: &History, requests: &[Request], costs: &Costs, labels: &Labels) -> Vec<ProfileKind> {
    let mut sums: BTreeMap<Kind, (u64, f64, f64)> = BTreeMap::new();
    for request in requests {
        let (count, tokens, usd) = sums.entry(request.kind).or_default();
        *count += 1;
        *tokens += request.tokens.total() as f64;
        *usd += costs.sum(history, &request.call_indices).0;
    }
    let all = sums.values().fold((0, 0.0, 0.0), |all, one| (all.0 + one.0, all.1 + one.1, all.2 + one.2));
    let by_person = sorted(history, requests, labels, costs, PERSON, Measure::Requests);
    let labelled = by_person.iter().filter(|of| of.person.is_some()).count();
    let corrected = corrected_shares(&by_person).unwrap_or_default();
    let one = |kind: &str, (count, tokens, usd): (u64, f64, f64), corrected: Option<Corrected>| ProfileKind {
        kind: kind.to_owned(),
        prompts: count,
        share_of_prompts: part(count as f64, all.0 as f64),
        share_of_tokens: part(tokens, all.1),
        share_of_money: (all.2 > 0.0).then(|| part(usd, all.2)),
        corrected,
    };
    let round = |value: f64| (value * 1e4).round() / 1e4;
    let mut rest = (0, 0.0, 0.0);
    let mut named = Vec::new();
    for (kind, sums) in sums {
        if sums.0 >= FEWEST_NAMED {
            let corrected = corrected.iter().find(|found| found.kind == kind).map(|found| Corrected {
                share: round(found.corrected),
                low: round(found.interval.low),
                high: round(found.interval.high),
                labelled: u32::try_from(labelled).unwrap_or(u32::MAX),
            });
            named.push(one(kind.slug(), sums, corrected));
        } else {
            rest = (rest.0 + sums.0, rest.1 + sums.1, rest.2 + sums.2);
        }
    }
    named.sort_by(|one, other| other.prompts.cmp(&one.prompts).then_with(|| one.kind.cmp(&other.kind)));
    if rest.0 > 0 {
        named.push(one("other", rest, None));
    }
    named
}
