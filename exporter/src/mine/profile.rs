//! The profile of a history: counts alone, for the decision and for the site.

use std::collections::BTreeMap;

use analytics::usage::DAYS_A_MONTH;
use analytics::work::{
    Cache, Context, Corrected, Kind, PROFILE_FORMAT, PROFILE_VERSION, PerRequest, Profile, ProfileKind, Sorted,
    TokenCounts, corrected_shares,
};

use super::labels::{Labels, Measure, PERSON, sorted};
use super::needs::{Amount, needs};
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
        kinds: kinds(history, requests, costs, labels, months),
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

pub(super) fn part(part: f64, whole: f64) -> f64 {
    if whole > 0.0 { (part / whole * 1e6).round() / 1e6 } else { 0.0 }
}

#[allow(clippy::cast_precision_loss, reason = "counts lie far below 2^53")]
fn kinds(history: &History, requests: &[Request], costs: &Costs, labels: &Labels, months: f64) -> Vec<ProfileKind> {
    let all = Amount::of(history, requests.iter(), costs);
    let of = |measure| sorted(history, requests, labels, costs, PERSON, measure);
    let by_person = of(Measure::Requests);
    let labelled = by_person.iter().filter(|of| of.person.is_some()).count();
    let shares = |sorted: &[Sorted]| corrected_shares(sorted).unwrap_or_default();
    let corrected = [shares(&by_person), shares(&of(Measure::Tokens)), shares(&of(Measure::Money))];
    let share_of = |at: usize, kind: Kind| {
        let found = corrected[at].iter().find(|found| found.kind == kind)?;
        let round = |value: f64| (value * 1e4).round() / 1e4;
        Some(Corrected {
            share: round(found.corrected),
            low: round(found.interval.low),
            high: round(found.interval.high),
            labelled: u32::try_from(labelled).unwrap_or(u32::MAX),
        })
    };
    let one = |slug: &str, requests: &[&Request]| {
        let sum = Amount::of(history, requests.iter().copied(), costs);
        ProfileKind {
            kind: slug.to_owned(),
            prompts: sum.prompts,
            share_of_prompts: part(sum.prompts as f64, all.prompts as f64),
            share_of_tokens: part(sum.tokens, all.tokens),
            share_of_money: (all.usd > 0.0).then(|| part(sum.usd, all.usd)),
            needs: needs(history, requests, costs, &all, months),
            ..ProfileKind::default()
        }
    };
    let mut by_kind: BTreeMap<Kind, Vec<&Request>> = BTreeMap::new();
    requests.iter().for_each(|request| by_kind.entry(request.kind).or_default().push(request));
    let mut rest = Vec::new();
    let mut named = Vec::new();
    for (kind, requests) in by_kind {
        if requests.len() as u64 >= FEWEST_NAMED {
            named.push(ProfileKind {
                corrected: share_of(0, kind),
                corrected_tokens: share_of(1, kind),
                corrected_money: share_of(2, kind),
                ..one(kind.slug(), &requests)
            });
        } else {
            rest.extend(requests);
        }
    }
    named.sort_by(|one, other| other.prompts.cmp(&one.prompts).then_with(|| one.kind.cmp(&other.kind)));
    if !rest.is_empty() {
        named.push(ProfileKind { needs: Vec::new(), ..one("other", &rest) });
    }
    named
}
