//! Running the work on hardware: which model does which category, how many machines it takes, and how long one waits.

use super::ground::Ground;
use super::host::Host;
use super::inputs::Chosen;
use super::quality::{Meets, Runs, Verdict, judge};
use super::range::Range;
use super::timing::{Timing, need_gib};
use super::way::{MemoryUse, Reason, Waiting, WhyOut};
use super::words::{gib, say, seconds};
use crate::catalog::WorkKind;
use crate::cost::{grouped, rough};

/// Utilisation up to which people share a machine: beyond it the queue is longer than four and a half answers.
const MOST_BUSY: f64 = 0.9;
/// More machines than this are not counted one by one.
const MOST_MACHINES: f64 = 1e6;

/// The work on so many machines.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Running {
    pub count: u32,
    /// Machines if everything is as fast, and as slow, as the ranges of speed allow.
    pub count_low: u32,
    pub count_high: u32,
    pub memory: MemoryUse,
    /// Hours of work over hours available, of each machine; above what it can do only where one machine was asked for.
    pub busy: f64,
    /// Hours of work of all machines together.
    pub busy_h: Range,
    pub waiting: Waiting,
    pub per_stream: Range,
    pub timing: Timing,
}

/// The share of its time that a machine may be busy.
pub(super) fn most_busy(ground: &Ground) -> f64 {
    if ground.inputs.work.kind == WorkKind::Batch { 1.0 } else { MOST_BUSY }
}

/// For each category with a share the model that does it: of those that are likely good enough the one that needs least
/// time, else the one that comes nearest.
pub(super) fn assign(ground: &Ground, host: &Host, models: &[Chosen]) -> Vec<(Verdict, Chosen)> {
    let with_share = (0..7).filter(|at| ground.inputs.work.shares[*at] > 0.0);
    let time = |chosen: Chosen| ground.timing(host, chosen, 1).map_or(f64::INFINITY, |timing| timing.busy_s.value);
    with_share
        .filter_map(|at| {
            let judged = models.iter().map(|chosen| {
                let entry = &ground.market.models[chosen.model];
                (judge(ground.inputs, at, chosen.model, entry, Runs::FromFile), *chosen)
            });
            judged.max_by(|(a, one), (b, other)| {
                let good = |verdict: &Verdict| verdict.meets.min(Meets::Likely);
                let score = |verdict: &Verdict| verdict.score.map_or(0.0, |score| score.value);
                let both = good(a) == Meets::Likely && good(b) == Meets::Likely;
                let nearest = if both { std::cmp::Ordering::Equal } else { score(a).total_cmp(&score(b)) };
                good(a).cmp(&good(b)).then(nearest).then_with(|| time(*other).total_cmp(&time(*one)))
            })
        })
        .collect()
}

/// What the models need together with so many contexts each, in GiB.
fn needed(ground: &Ground, models: &[Chosen], contexts: u32) -> Option<f64> {
    models.iter().map(|chosen| need_gib(ground.market, ground.inputs, *chosen, contexts)).sum()
}

/// The most contexts that fit, up to `wanted`; None where not even one does.
fn contexts_that_fit(ground: &Ground, models: &[Chosen], usable: f64, wanted: u32) -> Option<u32> {
    let [one, two] = [1, 2].map(|contexts| needed(ground, models, contexts));
    let (one, two) = (one?, two?);
    if one > usable {
        return None;
    }
    let each = (two - one).max(1e-9);
    Some(wanted.min(1 + ((usable - one) / each).floor().min(1e6) as u32).max(1))
}

/// Why models or contexts do not fit, with what would.
fn no_room(ground: &Ground, host: &Host, models: &[Chosen], contexts: u32) -> WhyOut {
    let need = needed(ground, models, contexts).unwrap_or(0.0);
    let usable = host.usable_gib(ground.inputs);
    let text = if host.limit.is_none() {
        "no source gives its memory; enter it".to_owned()
    } else {
        let many = if contexts == 1 { "one context" } else { "the contexts" };
        let context = grouped(ground.inputs.work.context_end as f64, 0);
        say(&[&gib(need), " with ", many, " of ", &context, " tokens, of ", &gib(usable), " that models may use"])
    };
    WhyOut { reason: Reason::Memory, text }
}

/// Runs the share of the requests that the categories make up on as many machines as it takes, or on one where
/// `only_one`: then what it cannot do goes elsewhere.
pub(super) fn run(
    ground: &Ground,
    host: &Host,
    work: &[(Verdict, Chosen)],
    hours: f64,
    only_one: bool,
) -> Result<Running, WhyOut> {
    let inputs = ground.inputs;
    let mut models: Vec<Chosen> = Vec::new();
    for (_, chosen) in work {
        if !models.contains(chosen) {
            models.push(*chosen);
        }
        let entry = &ground.market.models[chosen.model];
        if let Some(window) = entry.window.filter(|window| *window < inputs.work.context_end) {
            let [window, context] = [window, inputs.work.context_end].map(|tokens| grouped(tokens as f64, 0));
            let text = say(&[&entry.name, " takes ", &window, " tokens, and sessions end at ", &context]);
            return Err(WhyOut { reason: Reason::Window, text });
        }
    }
    let share: f64 = work.iter().map(|(verdict, _)| verdict.share).sum();
    let requests = inputs.work.requests_per_month * share;
    let usable = host.usable_gib(inputs);
    let mut count = 1.0_f64;
    loop {
        // People are divided among the machines; each machine takes as much of a batch at once as it holds.
        let divided = if inputs.work.kind == WorkKind::Batch { 1.0 } else { count };
        let wanted = (f64::from(inputs.work.peak_streams) / divided).ceil().max(1.0) as u32;
        let fits = contexts_that_fit(ground, &models, usable, wanted);
        let contexts = match fits {
            None => return Err(no_room(ground, host, &models, 1)),
            // Nobody waits for a batch, and an API takes what one machine does not hold.
            Some(contexts) if only_one || inputs.work.kind == WorkKind::Batch => contexts,
            Some(contexts) if contexts < wanted => {
                // Fewer contexts on each of more machines.
                count = (f64::from(inputs.work.peak_streams) / f64::from(contexts)).ceil().max(count + 1.0);
                continue;
            }
            Some(contexts) => contexts,
        };
        let Some(found) = at(ground, host, work, share, contexts) else {
            let text = "no source gives a speed of it; enter the speeds".to_owned();
            return Err(WhyOut { reason: Reason::Unknown, text });
        };
        let (timing, busy_s) = found;
        let busy_h = busy_s.times(requests / 3600.0);
        let most = most_busy(ground);
        let load = busy_h.value / (hours * count);
        let enough = |hours_of_work: f64| (hours_of_work / (hours * most)).ceil().max(1.0);
        if load > most && !only_one && count < MOST_MACHINES {
            count = enough(busy_h.value).max(count + 1.0);
            continue;
        }
        let busy = if only_one { load.min(most) } else { load };
        let queue_s = busy_s.value * busy / (2.0 * (1.0 - busy.min(0.99)));
        let queue_s = if inputs.work.kind == WorkKind::Batch { 0.0 } else { queue_s };
        let waiting = Waiting {
            queue_s,
            first_token_s: queue_s + timing.first_token_s,
            answer_s: queue_s + timing.first_token_s + timing.writing_s,
        };
        let limit = inputs.constraints.waiting_limit_s.filter(|_| inputs.work.kind != WorkKind::Batch);
        if let Some(limit) = limit.filter(|limit| waiting.answer_s > *limit) {
            // Alone on a machine it cannot be faster: more machines shorten only the queue and the sharing.
            if contexts > 1 && !only_one {
                count += 1.0;
                continue;
            }
            let [takes, limit] = [waiting.answer_s, limit].map(seconds);
            let text = say(&["an answer takes ", &takes, " at the peak, and you wait ", &limit, " at most"]);
            return Err(WhyOut { reason: Reason::Waiting, text });
        }
        let more = |hours_of_work: f64| if only_one { 1 } else { enough(hours_of_work).max(1.0) as u32 };
        let memory =
            MemoryUse { needed_gib: needed(ground, &models, contexts).unwrap_or(0.0), usable_gib: usable, contexts };
        let count = count as u32;
        return Ok(Running {
            count,
            count_low: more(busy_h.low).min(count),
            count_high: more(busy_h.high).max(count),
            memory,
            busy: load,
            busy_h,
            waiting,
            per_stream: timing.per_stream,
            timing,
        });
    }
}

/// The timing of the category that is written slowest, and the mean time of a request over all.
fn at(ground: &Ground, host: &Host, work: &[(Verdict, Chosen)], share: f64, contexts: u32) -> Option<(Timing, Range)> {
    let mut slowest: Option<Timing> = None;
    let mut busy = Range::default();
    for (verdict, chosen) in work {
        let timing = ground.timing(host, *chosen, contexts)?;
        busy = busy.plus(timing.busy_s.times(verdict.share / share.max(1e-12)));
        if slowest.is_none_or(|known| timing.per_stream.value < known.per_stream.value) {
            slowest = Some(timing);
        }
    }
    Some((slowest?, busy))
}

/// Where a speed comes from, in words.
pub(super) fn speed_note(running: &Running) -> String {
    let Range { low, high, .. } = running.per_stream;
    let program = if running.timing.backend.is_empty() { String::new() } else { say(&["; ", running.timing.backend]) };
    say(&[running.timing.basis.label(), ", ", &rough(low), " to ", &rough(high), &program])
}
